import { createHash } from 'node:crypto';
import { SlipwayError } from '../../src/errors.ts';
import type { Outcome } from '../../src/outcome.ts';
import { runPipeline, type RunServices, type RunSettings } from '../../src/release/run/run-pipeline.ts';
import type { FakeRunHost } from './fake-run-host.ts';
import { memoryLog } from './memory-log.ts';
import { virtualClock } from './virtual-clock.ts';

const SETTINGS: RunSettings = {
  pipeline: 'build',
  project: 'Shop Front',
  branch: undefined,
  commit: undefined,
  parameters: {},
  wait: true,
  timeoutMinutes: 60,
  reuse: true,
  cancelChild: true,
  ownRunId: 1,
  dryRun: false,
};

/** Begins RunPipeline on pipelines in memory. */
export function start(host: FakeRunHost, over: Partial<RunSettings> = {}, services: Partial<RunServices> = {}) {
  const log = memoryLog();
  const clock = virtualClock();
  const kept: Pick<Outcome, 'outputs' | 'result'>[] = [];
  const running = runPipeline(
    {
      host,
      watcher: host,
      openRescue: () => ({ host, pause: clock.pause }),
      isCancelled: () => false,
      log,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      keepProgress: (progress) => kept.push(progress),
      ...clock,
      ...services,
    },
    { ...SETTINGS, ...over },
  );
  return { running, log, clock, outputs: () => kept.at(-1)?.outputs };
}

/** Begins it and waits for its end. */
export const run = (...args: Parameters<typeof start>) => start(...args).running;
/** What passes. */
export const outage = () => new SlipwayError('GET x answered 500.', { kind: 'remote', code: 'HTTP_STATUS' });
