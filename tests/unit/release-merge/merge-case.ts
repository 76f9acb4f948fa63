import { SlipwayError } from '../../../src/errors.ts';
import { mergePullRequest, type MergeSettings } from '../../../src/release/merge/merge-pull-request.ts';
import type { FakeMergeHost } from '../../support/fake-merge-host.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

export const SETTINGS: MergeSettings = {
  commit: undefined,
  when: 'now',
  strategy: 'squash',
  deleteSourceBranch: true,
  requireVerdict: true,
  own: { id: 99, definitionId: 5 },
  timeoutMinutes: 10,
  dryRun: false,
};

/** What the task does with a pull request, what it tells, and how long it takes. */
export async function merge(host: FakeMergeHost, over: Partial<MergeSettings> = {}) {
  const log = memoryLog();
  const clock = virtualClock();
  const outcome = await mergePullRequest({ host, watcher: host, log, ...clock }, { ...SETTINGS, ...over });
  return { ...outcome, log: log.lines.join('\n'), clock };
}

export const build = (over: object = {}) => ({ kind: 'build' as const, name: 'CI', definitionId: 5, ...over });
export const outage = () => new SlipwayError('GET x answered 500.', { kind: 'remote', code: 'HTTP_STATUS' });
