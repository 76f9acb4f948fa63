import { createHash, createHmac } from 'node:crypto';
import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createLedgerBranch } from '../../src/clients/azure-devops/ledger-branch.ts';
import { createPullRequestHost } from '../../src/clients/azure-devops/pull-request-host.ts';
import { createClaudeModel } from '../../src/clients/claude/create-claude-model.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { sleep } from '../../src/clients/http/sleep.ts';
import { listActivePullRequests } from '../../src/clients/azure-devops/active-pull-requests.ts';
import type { Outcome } from '../../src/outcome.ts';
import type { SweepServices } from '../../src/review/sweep-repositories.ts';
import type { ReviewServices } from '../../src/review/review-pull-request.ts';
import type { Inputs } from './inputs.ts';
import { openChangeSource } from './open-change-source.ts';

const LEDGER_BRANCH = 'slipway/ledger';

type Context = TaskContext<z.output<typeof Inputs>>;

/** Which client meets which port of the review of one pull request. Nothing is sent yet. */
export function createServices(context: Context, pullRequestId: number): ReviewServices {
  const { inputs, connection, job, log, network, signal, redact } = context;
  const { url, apiToken: apiKey, provider } = connection(inputs.claudeConnection, 'claude');
  const http = createHttpClient({ signal, log, network, redact });
  const { model, effort, budgetUsd } = inputs;
  const timing = { sleep, now: Date.now, random: Math.random };
  const claude = { url, apiKey, provider, model, effort, budgetUsd, fetch: http.fetch };
  const { collectionUri, token, project } = job;
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  return {
    host: createPullRequestHost({ client, pullRequestId }),
    openSource: (iteration, pullRequest) => openChangeSource(context, client, iteration, pullRequest),
    model: createClaudeModel({ ...claude, ...timing, signal, log }),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    // Only runs that may use this connection can seal; a new key makes old seals void, and the next run reviews anew.
    seal: (text) => createHmac('sha256', apiKey).update(text).digest('hex'),
    log,
    runUrl: job.runUrl,
    ledgerOf: (repository) => ({
      ledger: createLedgerBranch({ client, repository }, LEDGER_BRANCH, job.runUrl),
      log,
      pause: (ms) => sleep(ms, signal),
      random: Math.random,
      now: () => new Date(),
      run: { id: job.buildId },
    }),
  };
}

/** For the pull requests of whole repositories: each review has clients and a budget of its own. */
export function createSweepServices(
  context: Context,
  review: (services: ReviewServices) => Promise<Outcome>,
): SweepServices {
  const { job, log, network, signal, redact } = context;
  const { collectionUri, token, project } = job;
  const http = createHttpClient({ signal, log, network, redact });
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  return {
    listActive: (repository) => listActivePullRequests({ client, repository }),
    review: (pullRequestId) => review(createServices(context, pullRequestId)),
    log,
  };
}
