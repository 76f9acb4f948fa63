import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createBoardsTracker } from '../../src/clients/azure-devops/boards-tracker.ts';
import { createRunTickets } from '../../src/clients/azure-devops/run-tickets.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { createJiraTracker } from '../../src/clients/jira/create-jira.ts';
import type { TransitionServices } from '../../src/tickets/transition-tickets.ts';
import type { Inputs } from './inputs.ts';

/** Which client meets which port. Nothing is sent yet. */
export function createServices(context: TaskContext<z.output<typeof Inputs>>): TransitionServices {
  const { inputs, connection, job, log, network, signal, redact } = context;
  const { collectionUri, token, project } = job;
  const http = createHttpClient({ signal, log, network, redact });
  const client = createAzureDevOpsClient({ http, collectionUri, token, project });
  return {
    jira: createJiraTracker({ connection: connection(inputs.jiraConnection, 'jira'), http, log }),
    boards: createBoardsTracker({ client, project }),
    run: createRunTickets({
      client,
      repository: job.repositoryId,
      pullRequestId: job.pullRequestId,
      commit: job.sourceVersion,
    }),
    log,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    today: () => new Date().toISOString().slice(0, 10),
    runUrl: job.runUrl,
  };
}
