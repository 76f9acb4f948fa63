import { createHash, createHmac } from 'node:crypto';
import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createPullRequestHost } from '../../src/clients/azure-devops/pull-request-host.ts';
import { createClaudeModel } from '../../src/clients/claude/create-claude-model.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { sleep } from '../../src/clients/http/sleep.ts';
import type { ReviewServices } from '../../src/review/review-pull-request.ts';
import type { Inputs } from './inputs.ts';
import { openChangeSource } from './open-change-source.ts';
import { pullRequestIdOf } from './pull-request-id.ts';

/** Which client meets which port of the review. Nothing is sent yet. */
export function createServices(context: TaskContext<z.output<typeof Inputs>>): ReviewServices {
  const { inputs, connection, job, log, network, signal, redact } = context;
  const { url, apiToken: apiKey, provider } = connection(inputs.claudeConnection, 'claude');
  const pullRequestId = pullRequestIdOf(inputs, job);
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
  };
}
