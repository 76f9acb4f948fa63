import type * as z from 'zod';
import { findVariable } from '../../src/agent/job.ts';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createBoardsTracker } from '../../src/clients/azure-devops/boards-tracker.ts';
import { createRuns } from '../../src/clients/azure-devops/runs.ts';
import { createTicketedPullRequest } from '../../src/clients/azure-devops/ticketed-pull-request.ts';
import { createClaudeModel } from '../../src/clients/claude/create-claude-model.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { sleep } from '../../src/clients/http/sleep.ts';
import { createJiraTracker } from '../../src/clients/jira/create-jira.ts';
import { SlipwayError } from '../../src/errors.ts';
import type { EnsureServices } from '../../src/tickets/ensure-ticket.ts';
import type { RunIdentity } from '../../src/tickets/ticket-record.ts';
import type { Inputs } from './inputs.ts';
import { diffReader } from './read-diff.ts';

type Context = TaskContext<z.output<typeof Inputs>>;

/** A ticket is two paragraphs: little thought, little money. */
const DRAFTING = { model: 'claude-sonnet-5-5', effort: 'low', budgetUsd: 0.5 } as const;

/** Which client meets which port. Nothing is sent yet. */
export function createServices(context: Context): EnsureServices {
  const { inputs, connection, job, log, network, signal, redact } = context;
  const pullRequestId = pullRequestIdOf(context);
  const { collectionUri, token, project } = job;
  const http = createHttpClient({ signal, log, network, redact });
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  return {
    jira: createJiraTracker({ connection: connection(inputs.jiraConnection, 'jira'), http, log }),
    boards: createBoardsTracker({ client, project }),
    pullRequest: createTicketedPullRequest({
      client,
      pullRequestId,
      readDiff: diffReader({ client, pullRequestId, log }),
    }),
    runs: createRuns(client),
    run: identifyRun(context),
    model: createModel(context, http.fetch),
    log,
    pause: (ms) => client.pause(ms),
  };
}

function createModel({ inputs, connection, signal, log }: Context, fetch: typeof globalThis.fetch) {
  if (inputs.claudeConnection === undefined) return undefined;
  const { url, apiToken: apiKey, provider } = connection(inputs.claudeConnection, 'claude');
  const timing = { sleep, now: Date.now, random: Math.random };
  return createClaudeModel({ url, apiKey, provider, ...DRAFTING, fetch, ...timing, signal, log });
}

/** Attempts of the stage weigh more than those of the job: either one again is a later attempt. */
function identifyRun({ job }: Context): RunIdentity {
  const attemptOf = (variable: string) => Math.min(Number(findVariable(variable) ?? 1) || 1, 999);
  return {
    buildId: job.buildId,
    attempt: attemptOf('System.StageAttempt') * 1000 + attemptOf('System.JobAttempt'),
    job: (findVariable('System.JobId') ?? 'job').replace(/[^\w.-]/g, '').slice(0, 100) || 'job',
  };
}

/** The pull request that was named, or else the one that this run validates. */
function pullRequestIdOf({ inputs, job }: Context): number {
  const id = inputs.pullRequestId ?? job.pullRequestId;
  if (id !== undefined) return id;
  throw new SlipwayError('This run is not for a pull request, so there is no change to find a ticket for.', {
    kind: 'input',
    code: 'TICKET_NO_PULL_REQUEST',
    hint: 'Set "pullRequestId", or run the pipeline by a build validation policy of the target branch.',
  });
}
