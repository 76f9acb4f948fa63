import { createHash, randomBytes } from 'node:crypto';
import type * as z from 'zod';
import type { SlackConnection } from '../../src/agent/connections.ts';
import { findVariable } from '../../src/agent/job.ts';
import type { TaskContext } from '../../src/agent/run-task.ts';
import type { ChatServices } from '../../src/chat/chat-services.ts';
import type { KeepServices } from '../../src/chat/keep-message.ts';
import type { PostServices } from '../../src/chat/post-message.ts';
import { type AzureDevOpsClient, createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createLedgerBranch } from '../../src/clients/azure-devops/ledger-branch.ts';
import { createHttpClient, type HttpClient, type HttpLimits } from '../../src/clients/http/http-client.ts';
import { createClickSource } from '../../src/clients/slack/click-source.ts';
import { createSlack } from '../../src/clients/slack/create-slack.ts';
import type { PatienceLimits } from '../../src/clients/slack/patience.ts';
import { createSeal } from '../../src/clients/slack/seal.ts';
import { createChatWebhook } from '../../src/clients/slack/webhook.ts';
import { gatherStory } from './gather-story.ts';
import type { Inputs } from './inputs.ts';

export type Context = TaskContext<z.output<typeof Inputs>>;
type AppConnection = Extract<SlackConnection, { readonly mode: 'app' }>;

const LEDGER_BRANCH = 'slipway/ledger';
/** A post never holds an agent for long; who waits for an answer has the time. */
const SHORT: PatienceLimits = { callMs: 30_000, totalMs: 30_000 };
const LONG: PatienceLimits = { callMs: 30_000, totalMs: Infinity };
/** A cancelled task is ended after four seconds. */
const RESCUE_MS = 3000;

/** Which client meets which port. Nothing is sent yet. */
export function createPostServices(context: Context, connection: SlackConnection): PostServices {
  const { job, log, redact } = context;
  const http = openHttp(context, context.signal);
  const client = openClient(context, http);
  const webhook = (url: string) => createChatWebhook({ url, http: openHttp(context, context.signal, SHORT), redact });
  return {
    chat:
      connection.mode === 'app'
        ? { kind: 'app', ...openChat({ context, connection, http, client }, SHORT) }
        : { kind: 'webhook', webhook: webhook(connection.webhookUrl) },
    gatherStory: () => gatherStory(job, client, log),
    log,
    redact,
  };
}

/** What asking and relaying share. Nothing is sent yet. */
export function createChatServices(
  context: Context,
  connection: AppConnection,
  client: AzureDevOpsClient,
): Omit<ChatServices, 'decider'> {
  const { job, log, network, redact, signal, keepProgress } = context;
  const http = openHttp(context, signal);
  const { appToken, signingKey, url } = connection;
  const chat = openChat({ context, connection, http, client }, LONG);
  return {
    ...chat,
    openLedger: (repository) => createLedgerBranch({ client, repository }, LEDGER_BRANCH, job.runUrl),
    users: openSlack({ context, connection, http }, LONG).users,
    clicks: appToken === undefined ? undefined : createClickSource({ url, appToken, network, http, log, redact }),
    seal: signingKey === undefined ? undefined : createSeal(signingKey),
    home: { organisation: job.collectionUri, project: job.projectId, repository: job.repositoryId },
    run: { ...chat.run, url: job.runUrl, requester: requesterOf() },
    // The signal of the run is aborted by then, and every request of its clients with it.
    openRescue() {
      const rescue = openHttp(context, AbortSignal.timeout(RESCUE_MS), { totalMs: RESCUE_MS });
      const limits = { callMs: RESCUE_MS, totalMs: RESCUE_MS };
      return openChat({ context, connection, http: rescue, client: openClient(context, rescue) }, limits);
    },
    isCancelled: () => signal.aborted,
    redact,
    keepProgress,
  };
}

export function openHttp(context: Context, signal: AbortSignal, limits: Partial<HttpLimits> = {}): HttpClient {
  const { log, network, redact } = context;
  return createHttpClient({ signal, log, network, redact, limits });
}

export function openClient({ job }: Context, http: HttpClient): AzureDevOpsClient {
  const { collectionUri, token, project } = job;
  return createAzureDevOpsClient({ http, collectionUri, token, project });
}

interface Opening {
  readonly context: Context;
  readonly connection: AppConnection;
  readonly http: HttpClient;
}

const openSlack = (
  { context: { log, redact }, connection: { url, botToken: token }, http }: Opening,
  patience: PatienceLimits,
) => createSlack({ url, token, http, log, redact, patience });

function openChat(opening: Opening & { readonly client: AzureDevOpsClient }, patience: PatienceLimits): KeepServices {
  const { context, http, client } = opening;
  const { job, log } = context;
  return {
    messages: openSlack(opening, patience).messages,
    ledger: createLedgerBranch({ client, repository: job.repositoryId }, LEDGER_BRANCH, job.runUrl),
    log,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    nonce: () => randomBytes(18).toString('base64url'),
    now: Date.now,
    pause: http.pause,
    random: Math.random,
    run: { id: job.buildId, job: jobName() },
  };
}

/** The same in all attempts of a job, another one for each job of the run. */
function jobName(): string {
  const parts = ['System.StageName', 'System.PhaseName', 'System.JobName'].map(findVariable);
  return parts.filter((part) => part !== undefined).join('/');
}

const requesterOf = (): ChatServices['run']['requester'] => ({
  id: findVariable('Build.RequestedForId') ?? null,
  email: findVariable('Build.RequestedForEmail') ?? null,
  name: findVariable('Build.RequestedFor') ?? 'unknown',
});
