import assert from 'node:assert/strict';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { ServiceRequest } from '../../sandbox/core/service.ts';
import { fastTime } from './fast-time.ts';
import type { ReleaseWorld } from './release-world.ts';

/** How many times faster than the clock the runs of MergePullRequest live. */
export const MERGE_SPEED = 60;
export const MERGE_TIME = fastTime(MERGE_SPEED);

type Over = Parameters<ReleaseWorld['run']>[2];

export type OpenedPullRequest = Awaited<ReturnType<ReleaseWorld['openPullRequest']>> & { readonly into: string };

export const outcomeOf = ({ result, outputs }: StepRun) => [result, outputs['outcome'], outputs['mergeCommit']];

export const isCompletion = ({ method, path }: ServiceRequest): boolean =>
  method === 'PATCH' && /\/pullRequests\/\d+$/i.test(path);

/** That this run is a pull request's own validation. */
export const validation = ({ id, source, target }: OpenedPullRequest): Over => ({
  subject: { kind: 'pullRequest', id, source, target },
});

/** Runs of MergePullRequest in a world, and what must hold after them. */
export class MergeRuns {
  readonly #world: ReleaseWorld;
  #changes = 0;

  constructor(world: ReleaseWorld) {
    this.#world = world;
  }

  /** A pull request into a branch of its own, so that nothing another test does can be in its way. */
  async open({ title = 'Add search', verdict = true } = {}): Promise<OpenedPullRequest> {
    this.#changes += 1;
    const changes = this.#changes;
    const into = `main-${changes}`;
    await this.#world.commit(into, { [`base-${changes}.txt`]: 'base\n' }, { from: 'main' });
    const from = { into, branch: `topic/${changes}`, title };
    const opened = await this.#world.openPullRequest(from, { 'search.txt': 'one\n' });
    if (verdict) await this.#world.postVerdict(opened.id);
    return { ...opened, into };
  }

  merge(id: number, inputs: Readonly<Record<string, string>> = {}, over: Over = {}): Promise<StepRun> {
    const all = { fetchDepth: 'none', ...MERGE_TIME.task, ...over } as const;
    return this.#world.run('MergePullRequest', { pullRequestId: String(id), ...inputs }, all);
  }

  push({ source }: OpenedPullRequest): Promise<string> {
    return this.#world.commit(source.replace('refs/heads/', ''), { 'late.txt': 'late\n' });
  }

  async tipOf(branch: string): Promise<string> {
    return (await this.#world.tip(branch)) ?? '';
  }

  /** What a red run must not have done; gives its message. */
  async mergesNothing(opened: OpenedPullRequest, run: () => Promise<StepRun>, outcome: string): Promise<string> {
    const before = this.#world.writes.length;
    const message = await this.leavesOpen(opened, run, outcome);
    assert.deepEqual(this.#world.writes.slice(before), []);
    return message;
  }

  /** A red run after which the branch and the pull request stand as before; gives its message. */
  async leavesOpen(opened: OpenedPullRequest, run: () => Promise<StepRun>, outcome: string): Promise<string> {
    const tip = await this.tipOf(opened.into);
    const ended = await run();
    assert.deepEqual(outcomeOf(ended), ['Failed', outcome, ''], ended.log);
    const { status } = await this.#world.pullRequest(opened.id);
    assert.deepEqual([await this.tipOf(opened.into), status], [tip, 'active']);
    return ended.message ?? '';
  }

  /** It is merged, and by one commit only. */
  async mergedOnce({ id, into }: OpenedPullRequest, tip: string): Promise<string> {
    const { status, lastMergeCommit } = await this.#world.pullRequest(id);
    const commit = await this.tipOf(into);
    assert.deepEqual([status, lastMergeCommit?.commitId], ['completed', commit]);
    assert.equal(await this.#world.git('rev-list', '--count', `${tip}..${commit}`), '1');
    return commit;
  }
}
