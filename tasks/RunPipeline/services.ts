import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { TaskContext } from '../../src/agent/run-task.ts';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createRunHost } from '../../src/clients/azure-devops/run-host.ts';
import { createHttpClient, type HttpLimits } from '../../src/clients/http/http-client.ts';
import type { RunServices } from '../../src/release/run/run-pipeline.ts';
import type { Inputs } from './inputs.ts';

/** One look of many: the next one comes soon, and the deadline must not wait for this one. */
const WATCH: Partial<HttpLimits> = { tryMs: 15_000, totalMs: 20_000 };
/** A cancelled task is ended after four seconds. */
const RESCUE_MS = 3000;

/** Which client meets which port. Nothing is sent yet. */
export function createServices(context: TaskContext<z.output<typeof Inputs>>): RunServices {
  const { inputs, job, log, network, signal, redact, keepProgress } = context;
  const { collectionUri, token } = job;
  const project = inputs.project ?? job.project;
  const clientWith = (until: AbortSignal, limits: Partial<HttpLimits>) => {
    const http = createHttpClient({ signal: until, log, network, redact, limits });
    return createAzureDevOpsClient({ http, collectionUri, token, project });
  };
  const client = clientWith(signal, {});
  return {
    host: createRunHost(client),
    watcher: createRunHost(clientWith(signal, WATCH)),
    // The signal of the run is aborted by then, and every request of its clients with it.
    openRescue() {
      const rescue = clientWith(AbortSignal.timeout(RESCUE_MS), { totalMs: RESCUE_MS });
      return { host: createRunHost(rescue), pause: (ms) => rescue.pause(ms) };
    },
    isCancelled: () => signal.aborted,
    log,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    pause: (ms) => client.pause(ms),
    now: Date.now,
    keepProgress,
  };
}
