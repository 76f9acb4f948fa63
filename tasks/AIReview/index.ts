import { createHash } from 'node:crypto';
import { runTask } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createPullRequestHost } from '../../src/clients/azure-devops/pull-request-host.ts';
import { createClaudeModel } from '../../src/clients/claude/create-claude-model.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { sleep } from '../../src/clients/http/sleep.ts';
import { reviewPullRequest } from '../../src/review/review-pull-request.ts';
import { Inputs } from './inputs.ts';
import { openChangeSource } from './open-change-source.ts';
import { pullRequestIdOf } from './pull-request-id.ts';

void runTask({ name: 'AIReview', inputs: Inputs }, (context) => {
  const { inputs, connection, job, log, network, signal, redact } = context;
  const claude = connection(inputs.claudeConnection, 'claude');
  const http = createHttpClient({ signal, log, network, redact });
  const { model: name, effort, budgetUsd } = inputs;
  const clock = { sleep, now: Date.now, random: Math.random };
  const model = createClaudeModel({
    url: claude.url,
    apiKey: claude.apiToken,
    provider: claude.provider,
    model: name,
    effort,
    budgetUsd,
    signal,
    log,
    fetch: http.fetch,
    ...clock,
  });
  const client = createAzureDevOpsClient({
    http,
    collectionUri: job.collectionUri,
    token: job.token,
    project: job.project,
  });
  const host = createPullRequestHost({ client, pullRequestId: pullRequestIdOf(inputs, job) });
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const openSource = openChangeSource.bind(undefined, context, client);
  return reviewPullRequest(
    { host, openSource, model, hash, log, runUrl: job.runUrl },
    { ...inputs, instructionsFile: inputs.instructionsFile ?? '' },
  );
});
