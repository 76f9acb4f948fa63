import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createMergeHost } from '../../src/clients/azure-devops/merge-host.ts';
import { createHttpClient, type HttpLimits } from '../../src/clients/http/http-client.ts';
import type { MergeServices } from '../../src/release/merge/merge-pull-request.ts';
import type { Inputs } from './inputs.ts';

/** One look of many: the next one comes soon, and the deadline must not wait for this one. */
const WATCH: Partial<HttpLimits> = { tryMs: 15_000, totalMs: 20_000 };

/** Which client meets which port. Nothing is sent yet. */
export function createServices(context: TaskContext<z.output<typeof Inputs>>): MergeServices {
  const { inputs, job, log, network, signal, redact } = context;
  const { pullRequestId } = inputs;
  const { collectionUri, token, project } = job;
  const clientWith = (limits: Partial<HttpLimits>) => {
    const http = createHttpClient({ signal, log, network, redact, limits });
    return createAzureDevOpsClient({ http, collectionUri, token, project });
  };
  const client = clientWith({});
  return {
    host: createMergeHost({ client, pullRequestId }),
    watcher: createMergeHost({ client: clientWith(WATCH), pullRequestId }),
    log,
    pause: (ms) => client.pause(ms),
    now: Date.now,
  };
}
