import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { isCompletion, MERGE_TIME, MergeRuns, type OpenedPullRequest, outcomeOf } from '../support/merge-runs.ts';
import { ReleaseWorld } from '../support/release-world.ts';

const COMMAND = '##vso[task.complete result=Succeeded;done=true]';

describe('MergePullRequest', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  let runs: MergeRuns;

  before(async () => {
    world = await ReleaseWorld.start({ clock: MERGE_TIME.clock });
    runs = new MergeRuns(world);
  });
  after(() => world.stop('merge'));
  afterEach(() => {
    world.sandbox.azureService.faults.clear();
    world.sandbox.azureDevOps.completing.delayMs = 20;
  });

  const parentsOf = async (commit: string) => (await world.git('log', '-1', '--format=%P', commit)).split(' ');

  it('merges the reviewed commit, and writes nothing for a second run', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    const run = await runs.merge(opened.id);
    const commit = await runs.mergedOnce(opened, tip);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
    assert.equal(await world.tip(opened.source), undefined, 'the source branch');
    const before = world.writes.length;
    const again = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(again), outcomeOf(run), again.log);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('plans the same in a dry run with a token that may only read, and writes nothing', async () => {
    const opened = await runs.open();
    const before = world.writes.length;
    const dry = await runs.merge(
      opened.id,
      { dryRun: 'true', deleteSourceBranch: 'false' },
      { token: world.readOnlyToken() },
    );
    assert.deepEqual(outcomeOf(dry), ['Succeeded', '', ''], dry.log);
    assert.deepEqual(world.writes.slice(before), []);
    const wet = await runs.merge(opened.id, { deleteSourceBranch: 'false' });
    assert.equal(wet.outputs['outcome'], 'merged', wet.log);
    const planOf = ({ log }: StepRun) => /The plan:\s+(.*)/.exec(log)?.[1];
    assert.ok(planOf(dry));
    assert.equal(planOf(dry), planOf(wet));
    assert.ok(await world.tip(opened.source));
  });

  it('believes no verdict but its own on the newest update', async () => {
    const opened = await runs.open({ verdict: false, title: `${COMMAND}Add search` });
    const { source, id } = opened;
    const head = await runs.tipOf(source);
    const without = await runs.mergesNothing(opened, () => runs.merge(id, { commit: head }), 'blocked');
    assert.match(without, /update 1 has no status slipway\/ai-review/);
    await world.postVerdict(id, { token: world.tokenOf('Mallory') });
    const foreign = await runs.mergesNothing(opened, () => runs.merge(id, { commit: head }), 'blocked');
    assert.match(foreign, /posted by Mallory, not by the identity of this run/);
    await world.postVerdict(id);
    const newest = await runs.push(opened);
    const older = await runs.mergesNothing(opened, () => runs.merge(id, { commit: newest }), 'blocked');
    assert.match(older, /update 2 has no status slipway\/ai-review/);
    await world.postVerdict(id, { state: 'failed' });
    const failed = await runs.mergesNothing(opened, () => runs.merge(id, { commit: newest }), 'blocked');
    assert.match(failed, /the AI review of update 2 is failed/);
    const unreviewed = await runs.merge(id, { commit: newest, requireVerdict: 'false' });
    assert.equal(unreviewed.outputs['outcome'], 'merged', unreviewed.log);
  });

  it('merges nothing that was pushed after the review', async () => {
    const opened = await runs.open();
    const reviewed = await runs.tipOf(opened.source);
    await runs.push(opened);
    assert.match(await runs.mergesNothing(opened, () => runs.merge(opened.id), 'moved'), /what was approved is/);
    const named = await runs.mergesNothing(opened, () => runs.merge(opened.id, { commit: reviewed }), 'moved');
    assert.match(named, new RegExp(`what was approved is ${reviewed.slice(0, 8)}`));
  });

  it('merges nothing that is pushed while it asks for the completion', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    const { gitDir } = world.repository;
    const late = await world.commit(
      'late',
      { 'late.txt': 'late\n' },
      { from: opened.source.replace('refs/heads/', '') },
    );
    world.sandbox.azureService.faults.add({
      match: (request) => {
        if (isCompletion(request)) execFileSync('git', ['-C', gitDir, 'update-ref', opened.source, late]);
        return false;
      },
      fault: { kind: 'reset' },
    });
    const run = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Failed', 'moved', ''], run.log);
    assert.equal(await runs.tipOf(opened.into), tip);
  });

  it('tells conflicts', async () => {
    const opened = await runs.open();
    await world.commit(opened.into, { 'search.txt': 'another\n' });
    const message = await runs.mergesNothing(opened, () => runs.merge(opened.id), 'conflicts');
    assert.match(message, /conflicts with its target branch/);
  });

  it('names every required policy that is not met, and bypasses none', async () => {
    const opened = await runs.open();
    const { azureDevOps } = world.sandbox;
    const on = { branch: opened.into } as const;
    azureDevOps.setPolicy(world.repository, { ...on, type: 'minimumReviewers', settings: { minimumApproverCount: 2 } });
    azureDevOps.setPolicy(world.repository, {
      ...on,
      type: 'build',
      settings: { buildDefinitionId: 5, displayName: `CI ${COMMAND}` },
    });
    azureDevOps.setPolicy(world.repository, { ...on, type: 'comments' });
    const thread = { comments: [{ parentCommentId: 0, content: 'Why?', commentType: 'text' }], status: 'active' };
    await world.request('POST', `git/repositories/${world.repository.id}/pullRequests/${opened.id}/threads`, thread);
    const token = azureDevOps.issueToken({
      organisation: 'fabrikam',
      identity: { displayName: 'Shop Build Service (fabrikam)' },
      permissions: ['readCode', 'contribute', 'contributeToPullRequests', 'bypassPullRequestPolicies'],
    });
    const message = await runs.mergesNothing(opened, () => runs.merge(opened.id, {}, { token }), 'blocked');
    for (const reason of [/reviewers: 2 approvals are needed/, /build "CI .*": it was not run/, /comments: not all/])
      assert.match(message, reason);
  });

  for (const [what, prepare, message] of [
    ['abandoned', { status: 'abandoned' }, /it is abandoned/],
    ['a draft', { isDraft: true }, /it is a draft/],
  ] as const)
    it(`merges nothing that is ${what}`, async () => {
      const opened = await runs.open();
      await world.request('PATCH', `git/repositories/${world.repository.id}/pullRequests/${opened.id}`, prepare);
      const before = world.writes.length;
      const run = await runs.merge(opened.id);
      assert.deepEqual(outcomeOf(run), ['Failed', 'blocked', ''], run.log);
      assert.match(run.message ?? '', message);
      assert.deepEqual(world.writes.slice(before), []);
    });

  it('finds what was merged by somebody else, and tells whether it was the approved commit', async () => {
    const opened = await runs.open();
    const reviewed = await runs.tipOf(opened.source);
    const commit = await world.complete(opened.id);
    const pushed = await runs.open();
    await runs.push(pushed);
    await world.complete(pushed.id);
    const before = world.writes.length;
    const run = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
    const other = await runs.merge(pushed.id, { commit: reviewed });
    assert.deepEqual(outcomeOf(other), ['Failed', 'moved', ''], other.log);
    assert.match(other.message ?? '', /it was merged already, from/);
    assert.equal(world.writes.length, before);
  });

  it('makes the history that each strategy promises', async () => {
    const strategies = ['squash', 'noFastForward', 'rebase', 'semiLinear'] as const;
    const all: OpenedPullRequest[] = [];
    for (const _ of strategies) {
      const opened = await runs.open({ verdict: false });
      await runs.push(opened);
      await world.commit(opened.into, { 'meanwhile.txt': 'x\n' });
      await world.postVerdict(opened.id);
      all.push(opened);
    }
    const history = async (strategy: string, opened: OpenedPullRequest) => {
      const [tip, source] = [await runs.tipOf(opened.into), await runs.tipOf(opened.source)];
      const run = await runs.merge(opened.id, { strategy });
      assert.equal(run.outputs['outcome'], 'merged', run.log);
      const commit = await runs.tipOf(opened.into);
      assert.equal(run.outputs['mergeCommit'], commit);
      const name = (one: string) => (one === tip ? 'target' : one === source ? 'source' : 'other');
      const count = await world.git('rev-list', '--count', `${tip}..${commit}`);
      return [strategy, Number(count), ...(await parentsOf(commit)).map(name)];
    };
    const seen = [];
    for (const [index, opened] of all.entries()) seen.push(await history(strategies[index]!, opened));
    assert.deepEqual(seen, [
      ['squash', 1, 'target'],
      ['noFastForward', 3, 'target', 'source'],
      ['rebase', 2, 'other'],
      ['semiLinear', 3, 'target', 'other'],
    ]);
  });

  it('merges once although the answer to the completion is lost', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    world.sandbox.azureService.faults.add({ match: isCompletion, fault: { kind: 'lostAnswer' }, times: 1 });
    const run = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', await runs.mergedOnce(opened, tip)], run.log);
  });

  it('merges once when two do it at the same time', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    const both = await Promise.all([runs.merge(opened.id), runs.merge(opened.id)]);
    const commit = await runs.mergedOnce(opened, tip);
    for (const run of both) assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
  });

  it('finds its merge after it was killed behind the completion', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    const job = new AbortController();
    world.sandbox.azureService.faults.add({
      match: (request) => isCompletion(request) && (setImmediate(() => job.abort()), true),
      fault: { kind: 'stall', afterBytes: 0 },
      times: 1,
    });
    const killed = await runs.merge(opened.id, {}, { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
    assert.equal(killed.result, 'Canceled', killed.log);
    // The process is dead at once; Azure DevOps may still be at its request.
    while (!world.writes.some((write) => write.endsWith(`/pullRequests/${opened.id}`))) await sleep(20);
    await world.sandbox.azureDevOps.settle();
    const before = world.writes.length;
    const run = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', await runs.mergedOnce(opened, tip)], run.log);
    assert.equal(world.writes.length, before);
  });

  it('fails at its deadline when the completion does not end, and finds it later', async () => {
    const opened = await runs.open();
    const tip = await runs.tipOf(opened.into);
    world.sandbox.azureDevOps.completing.delayMs = 1e9;
    const run = await runs.merge(opened.id, { timeoutMinutes: '1' });
    assert.equal(run.result, 'Failed', run.log);
    assert.match(run.message ?? '', /did not end within 1 min.*\[MERGE_NOT_FINISHED\]/);
    await world.sandbox.azureDevOps.settle();
    const again = await runs.merge(opened.id);
    assert.deepEqual(outcomeOf(again), ['Succeeded', 'merged', await runs.mergedOnce(opened, tip)], again.log);
  });

  it('stops at once when it is cancelled', async () => {
    const opened = await runs.open();
    world.sandbox.azureDevOps.completing.delayMs = 1e9;
    const job = new AbortController();
    let cancelled = 0;
    const onLine = (line: string) => {
      if (!line.includes('accepted the completion')) return;
      cancelled = Date.now();
      job.abort();
    };
    const run = await runs.merge(opened.id, {}, { signal: job.signal, onLine });
    assert.equal(run.result, 'Canceled', run.log);
    assert.ok(cancelled > 0 && Date.now() - cancelled < 10_000);
  });

  it('reports what Azure DevOps fails to merge', async () => {
    const opened = await runs.open();
    world.sandbox.azureDevOps.completing.failure = `Disk full ${COMMAND}`;
    const run = await runs.merge(opened.id);
    world.sandbox.azureDevOps.completing.failure = undefined;
    assert.deepEqual(outcomeOf(run), ['Failed', 'blocked', ''], run.log);
    assert.match(run.message ?? '', /Disk full/);
  });

  it('names a missing permission, an unknown pull request and every bad input', async () => {
    const opened = await runs.open();
    const reader = await runs.merge(opened.id, {}, { token: world.jobToken(['readCode', 'contributeToPullRequests']) });
    assert.equal(reader.result, 'Failed');
    assert.match(reader.message ?? '', /"Contribute" is missing.*\[AZURE_DEVOPS_FORBIDDEN\]/);
    const readOnly = await runs.merge(opened.id, {}, { token: world.readOnlyToken() });
    assert.match(readOnly.message ?? '', /Contribute.*\[AZURE_DEVOPS_FORBIDDEN\]/);
    const unknown = await runs.merge(4711);
    assert.equal(unknown.result, 'Failed');
    assert.match(unknown.message ?? '', /4711.*\[AZURE_DEVOPS_NOT_FOUND\]/);
    const requests = world.sandbox.traffic.entries.length;
    const bad = await runs.merge(0, { commit: 'abc', timeoutMinutes: '0', strategy: 'octopus' });
    assert.equal(bad.result, 'Failed');
    for (const name of ['pullRequestId', 'commit', 'timeoutMinutes', 'strategy'])
      assert.match(bad.message ?? '', new RegExp(name));
    assert.equal(world.sandbox.traffic.entries.length, requests);
  });
});
