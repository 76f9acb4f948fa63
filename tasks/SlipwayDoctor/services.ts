import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createEnvironmentReader } from '../../src/clients/azure-devops/environment-reader.ts';
import { createEnvironmentWriter } from '../../src/clients/azure-devops/environment-writer.ts';
import { createLedgerBranch } from '../../src/clients/azure-devops/ledger-branch.ts';
import { createProjectReader } from '../../src/clients/azure-devops/project-reader.ts';
import { createModelReader } from '../../src/clients/claude/model-reader.ts';
import { createHttpClient, type HttpClient, type HttpLimits } from '../../src/clients/http/http-client.ts';
import { createJiraReader } from '../../src/clients/jira/jira-reader.ts';
import type { PatienceLimits } from '../../src/clients/slack/patience.ts';
import { isSameCheck } from '../../src/setup/environments/same-check.ts';
import type { SlackAccess } from '../../src/setup/ports.ts';
import type { DoctorServices } from '../../src/setup/run-doctor.ts';
import type { Inputs } from './inputs.ts';
import { createAgentReader } from './read-agent.ts';
import { readTicketKeys } from './read-ticket-keys.ts';
import { writeReport } from './write-report.ts';

type Context = TaskContext<z.output<typeof Inputs>>;

/** A service that is down is told within half a minute; the others are looked at meanwhile. */
const LOOK: Partial<HttpLimits> = { tryMs: 15_000, totalMs: 30_000 };
const PATIENCE: PatienceLimits = { callMs: 30_000, totalMs: 30_000 };
/** What AIReview uses unless it is told otherwise. */
const MODEL = 'claude-sonnet-5-5';

/** Which client meets which port; each service has connections of its own. Nothing is sent yet. */
export async function createServices(context: Context, ledgerBranch: string): Promise<DoctorServices> {
  const { inputs, connection, job, log, redact, signal } = context;
  const { collectionUri, token, project, repositoryId } = job;
  const http = openHttp(context);
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  const access = {
    client,
    clientOf: (elsewhere: { readonly project?: string; readonly collectionUri?: string }) =>
      createAzureDevOpsClient({ http, collectionUri, token, project, ...elsewhere }),
    repositoryId,
  };
  const environments = createEnvironmentReader(access);
  const ledger = createLedgerBranch({ client, repository: repositoryId }, ledgerBranch);
  const claude = inputs.claudeConnection && connection(inputs.claudeConnection, 'claude');
  const jira = inputs.jiraConnection && connection(inputs.jiraConnection, 'jira');
  return {
    claude: claude
      ? createModelReader({ http: openHttp(context), ...claude, apiKey: claude.apiToken, model: MODEL })
      : undefined,
    jira: jira ? createJiraReader({ connection: jira, http: openHttp(context), log }) : undefined,
    slack: await openSlack(context),
    project: createProjectReader({ client, repositoryId }, (component) => readTicketKeys(ledger, component)),
    agent: createAgentReader(job, signal),
    environments: { ...environments, listPipelineFiles: once(() => environments.listPipelineFiles()) },
    environmentWriter: createEnvironmentWriter(access, { isSame: isSameCheck }),
    log,
    writeReport: (report) => writeReport(job.tempDirectory, report, redact),
    now: () => new Date().toISOString(),
  };
}

/** Reads that several looks share are made once. */
function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= read());
}

const openHttp = ({ log, network, redact, signal }: Context): HttpClient =>
  createHttpClient({ signal, log, network, redact, limits: LOOK });

/** Loaded only where it is used: the SDK takes time and memory. */
async function openSlack(context: Context): Promise<SlackAccess | undefined> {
  const { inputs, connection, log, redact } = context;
  if (inputs.slackConnection === undefined) return undefined;
  const slack = connection(inputs.slackConnection, 'slack');
  if (slack.mode === 'webhook') return 'webhook';
  const { createSlackReader } = await import('../../src/clients/slack/slack-reader.ts');
  const { url, botToken, appToken, signingKey } = slack;
  return createSlackReader({
    url,
    botToken,
    appToken,
    hasSigningKey: signingKey !== undefined,
    http: openHttp(context),
    log,
    redact,
    patience: PATIENCE,
  });
}
