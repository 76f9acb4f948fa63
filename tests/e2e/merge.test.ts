import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { ServiceRequest } from '../../sandbox/core/service.ts';
import { fastTime } from '../support/fast-time.ts';
import { ReleaseWorld } from '../support/release-world.ts';

const SPEED = 60;
const FAST = fastTime(SPEED);
const COMMAND = '##vso[task.complete result=Succeeded;done=true]';

describe('MergePullRequest', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  let changes = 0;

  before(async () => (world = await ReleaseWorld.start({ clock: FAST.clock })));
  after(() => world.stop('merge'));
  afterEach(() => {
    world.sandbox.azureService.faults.clear();
    world.sandbox.azureDevOps.completing.delayMs = 20;
  });

  type Opened = Awaited<ReturnType<ReleaseWorld['openPullRequest']>> & { readonly into: string };

  /** A pull request into a branch of its own, so that nothing another test does can be in its way. */
  async function open({ title = 'Add search', verdict = true } = {}): Promise<Opened> {
    changes += 1;
    const into = `main-${changes}`;
    await world.commit(into, { [`base-${changes}.txt`]: 'base\n' }, { from: 'main' });
    const opened = await world.openPullRequest({ into, branch: `topic/${changes}`, title }, { 'search.txt': 'one\n' });
    if (verdict) await world.postVerdict(opened.id);
    return { ...opened, into };
  }

  type Over = Parameters<ReleaseWorld['run']>[2];
  const merge = (id: number, inputs: Readonly<Record<string, string>> = {}, over: Over = {}) =>
    world.run(
      'MergePullRequest',
      { pullRequestId: String(id), ...inputs },
      { fetchDepth: 'none', ...FAST.task, ...over },
    );
  const validation = ({ id, source, target }: Opened): Over => ({
    subject: { kind: 'pullRequest', id, source, target },
  });
  const outcomeOf = ({ result, outputs }: StepRun) => [result, outputs['outcome'], outputs['mergeCommit']];
  const tipOf = async (branch: string) => (await world.tip(branch)) ?? '';
  const parentsOf = async (commit: string) => (await world.git('log', '-1', '--format=%P', commit)).split(' ');
  const push = ({ source }: Opened, files = { 'late.txt': 'late\n' }) =>
    world.commit(source.replace('refs/heads/', ''), files);
  const isCompletion = ({ method, path }: ServiceRequest) => method === 'PATCH' && /\/pullRequests\/\d+$/i.test(path);

  /** What a red run must not have done. */
  async function mergesNothing(opened: Opened, run: () => Promise<StepRun>, outcome: string): Promise<string> {
    const [tip, before] = [await tipOf(opened.into), world.writes.length];
    const ended = await run();
    assert.deepEqual(outcomeOf(ended), ['Failed', outcome, ''], ended.log);
    assert.deepEqual([await tipOf(opened.into), (await world.pullRequest(opened.id)).status], [tip, 'active']);
    assert.deepEqual(world.writes.slice(before), []);
    return ended.message ?? '';
  }

  /** It is merged, and by one commit only. */
  async function mergedOnce({ id, into }: Opened, tip: string): Promise<string> {
    const { status, lastMergeCommit } = await world.pullRequest(id);
    const commit = await tipOf(into);
    assert.deepEqual([status, lastMergeCommit?.commitId], ['completed', commit]);
    assert.equal(await world.git('rev-list', '--count', `${tip}..${commit}`), '1');
    return commit;
  }

  it('merges the reviewed commit, and writes nothing for a second run', async () => {
    const opened = await open();
    const tip = await tipOf(opened.into);
    const run = await merge(opened.id);
    const commit = await mergedOnce(opened, tip);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
    assert.equal(await world.tip(opened.source), undefined, 'the source branch');
    const before = world.writes.length;
    const again = await merge(opened.id);
    assert.deepEqual(outcomeOf(again), outcomeOf(run), again.log);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('plans the same in a dry run with a token that may only read, and writes nothing', async () => {
    const opened = await open();
    const before = world.writes.length;
    const dry = await merge(
      opened.id,
      { dryRun: 'true', deleteSourceBranch: 'false' },
      { token: world.readOnlyToken() },
    );
    assert.deepEqual(outcomeOf(dry), ['Succeeded', '', ''], dry.log);
    assert.deepEqual(world.writes.slice(before), []);
    const wet = await merge(opened.id, { deleteSourceBranch: 'false' });
    assert.equal(wet.outputs['outcome'], 'merged', wet.log);
    const planOf = ({ log }: StepRun) => /The plan:\s+(.*)/.exec(log)?.[1];
    assert.ok(planOf(dry));
    assert.equal(planOf(dry), planOf(wet));
    assert.ok(await world.tip(opened.source));
  });

  it('believes no verdict but its own on the newest update', async () => {
    const opened = await open({ verdict: false, title: `${COMMAND}Add search` });
    const { source, id } = opened;
    const head = await tipOf(source);
    const without = await mergesNothing(opened, () => merge(id, { commit: head }), 'blocked');
    assert.match(without, /update 1 has no status slipway\/ai-review/);
    await world.postVerdict(id, { token: world.tokenOf('Mallory') });
    const foreign = await mergesNothing(opened, () => merge(id, { commit: head }), 'blocked');
    assert.match(foreign, /posted by Mallory, not by the identity of this run/);
    await world.postVerdict(id);
    const newest = await push(opened);
    const older = await mergesNothing(opened, () => merge(id, { commit: newest }), 'blocked');
    assert.match(older, /update 2 has no status slipway\/ai-review/);
    await world.postVerdict(id, { state: 'failed' });
    const failed = await mergesNothing(opened, () => merge(id, { commit: newest }), 'blocked');
    assert.match(failed, /the AI review of update 2 is failed/);
    const unreviewed = await merge(id, { commit: newest, requireVerdict: 'false' });
    assert.equal(unreviewed.outputs['outcome'], 'merged', unreviewed.log);
  });

  it('merges nothing that was pushed after the review', async () => {
    const opened = await open();
    const reviewed = await tipOf(opened.source);
    await push(opened);
    assert.match(await mergesNothing(opened, () => merge(opened.id), 'moved'), /what was approved is/);
    const named = await mergesNothing(opened, () => merge(opened.id, { commit: reviewed }), 'moved');
    assert.match(named, new RegExp(`what was approved is ${reviewed.slice(0, 8)}`));
  });

  it('merges nothing that is pushed while it asks for the completion', async () => {
    const opened = await open();
    const tip = await tipOf(opened.into);
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
    const run = await merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Failed', 'moved', ''], run.log);
    assert.equal(await tipOf(opened.into), tip);
  });

  it('tells conflicts', async () => {
    const opened = await open();
    await world.commit(opened.into, { 'search.txt': 'another\n' });
    const message = await mergesNothing(opened, () => merge(opened.id), 'conflicts');
    assert.match(message, /conflicts with its target branch/);
  });

  it('names every required policy that is not met, and bypasses none', async () => {
    const opened = await open();
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
    const message = await mergesNothing(opened, () => merge(opened.id, {}, { token }), 'blocked');
    for (const reason of [/reviewers: 2 approvals are needed/, /build "CI .*": it was not run/, /comments: not all/])
      assert.match(message, reason);
  });

  for (const [what, prepare, message] of [
    ['abandoned', { status: 'abandoned' }, /it is abandoned/],
    ['a draft', { isDraft: true }, /it is a draft/],
  ] as const)
    it(`merges nothing that is ${what}`, async () => {
      const opened = await open();
      await world.request('PATCH', `git/repositories/${world.repository.id}/pullRequests/${opened.id}`, prepare);
      const before = world.writes.length;
      const run = await merge(opened.id);
      assert.deepEqual(outcomeOf(run), ['Failed', 'blocked', ''], run.log);
      assert.match(run.message ?? '', message);
      assert.deepEqual(world.writes.slice(before), []);
    });

  it('finds what was merged by somebody else, and tells whether it was the approved commit', async () => {
    const opened = await open();
    const reviewed = await tipOf(opened.source);
    const commit = await world.complete(opened.id);
    const pushed = await open();
    await push(pushed);
    await world.complete(pushed.id);
    const before = world.writes.length;
    const run = await merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
    const other = await merge(pushed.id, { commit: reviewed });
    assert.deepEqual(outcomeOf(other), ['Failed', 'moved', ''], other.log);
    assert.match(other.message ?? '', /it was merged already, from/);
    assert.equal(world.writes.length, before);
  });

  it('sets auto-complete once in the validation run, and the policies merge that commit', async () => {
    const opened = await open();
    const policyId = requireBuild(opened);
    const tip = await tipOf(opened.into);
    const reviewed = await tipOf(opened.source);
    const started = world.writes.length;
    const run = await merge(opened.id, { when: 'policiesPass' }, validation(opened));
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'autoCompleteSet', ''], run.log);
    assert.equal(world.writes.length, started + 1);
    const again = await merge(opened.id, { when: 'policiesPass' }, validation(opened));
    assert.deepEqual(outcomeOf(again), outcomeOf(run), again.log);
    assert.equal(world.writes.length, started + 1);
    pass(opened, policyId);
    await world.sandbox.azureDevOps.settle();
    const commit = await mergedOnce(opened, tip);
    assert.equal((await world.pullRequest(opened.id)).lastMergeSourceCommit?.commitId, reviewed);
    const last = await merge(opened.id, { when: 'policiesPass', commit: reviewed });
    assert.deepEqual(outcomeOf(last), ['Succeeded', 'merged', commit], last.log);
    assert.equal(world.writes.length, started + 1);
  });

  const requireBuild = ({ into }: Opened): number =>
    world.sandbox.azureDevOps.setPolicy(world.repository, {
      type: 'build',
      branch: into,
      settings: { buildDefinitionId: 1, displayName: 'pull-request' },
    });
  const pass = ({ id }: Opened, policyId: number) =>
    world.sandbox.azureDevOps.setBuildResult({
      organisation: 'fabrikam',
      pullRequestId: id,
      policyId,
      state: 'approved',
    });

  it('takes the commit that the validation run was started for', async () => {
    const opened = await open({ verdict: false });
    requireBuild(opened);
    const older = await tipOf(opened.source);
    const inputs = { when: 'policiesPass', requireVerdict: 'false' };
    const run = await merge(opened.id, { ...inputs, dryRun: 'true' }, validation(opened));
    assert.match(run.message ?? '', new RegExp(`would be left to auto-complete at ${older.slice(0, 8)}`));
    await push(opened);
    await world.postVerdict(opened.id);
    const variables = { 'System.PullRequest.SourceCommitId': older };
    const late = () => merge(opened.id, { when: 'policiesPass' }, { ...validation(opened), variables });
    assert.match(await mergesNothing(opened, late, 'moved'), new RegExp(`what was approved is ${older.slice(0, 8)}`));
  });

  it('is moved when it is pushed to after auto-complete was set', async () => {
    const opened = await open();
    requireBuild(opened);
    const commit = await tipOf(opened.source);
    const run = await merge(opened.id, { when: 'policiesPass', commit });
    assert.equal(run.outputs['outcome'], 'autoCompleteSet', run.log);
    await push(opened);
    await world.sandbox.azureDevOps.settle();
    const message = await mergesNothing(opened, () => merge(opened.id, { when: 'policiesPass', commit }), 'moved');
    assert.match(message, new RegExp(`what was approved is ${commit.slice(0, 8)}`));
  });

  it('takes auto-complete back when it is pushed to in the same moment', async () => {
    const opened = await open();
    requireBuild(opened);
    let pushed: Promise<string> | undefined;
    world.sandbox.azureService.faults.add({
      match: (request) => isCompletion(request) && ((pushed = push(opened)), true),
      fault: { kind: 'delay', ms: 600 * SPEED },
      times: 1,
    });
    const run = await merge(opened.id, { when: 'policiesPass' });
    await pushed;
    assert.deepEqual(outcomeOf(run), ['Failed', 'moved', ''], run.log);
    const shown = (await world.pullRequest(opened.id)) as { readonly autoCompleteSetBy?: unknown };
    assert.equal(shown.autoCompleteSetBy, undefined);
  });

  it('warns when a later push could be merged unseen, and refuses where nothing is required', async () => {
    const free = await open();
    const refused = await mergesNothing(free, () => merge(free.id, { when: 'policiesPass' }), 'blocked');
    assert.match(refused, /no required policy protects its target branch/);
    const settings = { minimumApproverCount: 1 };
    world.sandbox.azureDevOps.setPolicy(world.repository, { type: 'minimumReviewers', branch: free.into, settings });
    const run = await merge(free.id, { when: 'policiesPass' });
    assert.deepEqual(outcomeOf(run), ['SucceededWithIssues', 'autoCompleteSet', ''], run.log);
    assert.match(run.log, /Auto-complete pins no commit/);
  });

  it('makes the history that each strategy promises', async () => {
    const strategies = ['squash', 'noFastForward', 'rebase', 'semiLinear'] as const;
    const all: Opened[] = [];
    for (const _ of strategies) {
      const opened = await open({ verdict: false });
      await push(opened);
      await world.commit(opened.into, { 'meanwhile.txt': 'x\n' });
      await world.postVerdict(opened.id);
      all.push(opened);
    }
    const history = async (strategy: string, opened: Opened) => {
      const [tip, source] = [await tipOf(opened.into), await tipOf(opened.source)];
      const run = await merge(opened.id, { strategy });
      assert.equal(run.outputs['outcome'], 'merged', run.log);
      const commit = await tipOf(opened.into);
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
    const opened = await open();
    const tip = await tipOf(opened.into);
    world.sandbox.azureService.faults.add({ match: isCompletion, fault: { kind: 'lostAnswer' }, times: 1 });
    const run = await merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', await mergedOnce(opened, tip)], run.log);
  });

  it('merges once when two do it at the same time', async () => {
    const opened = await open();
    const tip = await tipOf(opened.into);
    const runs = await Promise.all([merge(opened.id), merge(opened.id)]);
    const commit = await mergedOnce(opened, tip);
    for (const run of runs) assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', commit], run.log);
  });

  it('finds its merge after it was killed behind the completion', async () => {
    const opened = await open();
    const tip = await tipOf(opened.into);
    const job = new AbortController();
    world.sandbox.azureService.faults.add({
      match: (request) => isCompletion(request) && (setImmediate(() => job.abort()), true),
      fault: { kind: 'stall', afterBytes: 0 },
      times: 1,
    });
    const killed = await merge(opened.id, {}, { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
    assert.equal(killed.result, 'Canceled', killed.log);
    await world.sandbox.azureDevOps.settle();
    const before = world.writes.length;
    const run = await merge(opened.id);
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'merged', await mergedOnce(opened, tip)], run.log);
    assert.equal(world.writes.length, before);
  });

  it('fails at its deadline when the completion does not end, and finds it later', async () => {
    const opened = await open();
    const tip = await tipOf(opened.into);
    world.sandbox.azureDevOps.completing.delayMs = 1e9;
    const run = await merge(opened.id, { timeoutMinutes: '1' });
    assert.equal(run.result, 'Failed', run.log);
    assert.match(run.message ?? '', /did not end within 1 min.*\[MERGE_NOT_FINISHED\]/);
    await world.sandbox.azureDevOps.settle();
    const again = await merge(opened.id);
    assert.deepEqual(outcomeOf(again), ['Succeeded', 'merged', await mergedOnce(opened, tip)], again.log);
  });

  it('stops at once when it is cancelled', async () => {
    const opened = await open();
    world.sandbox.azureDevOps.completing.delayMs = 1e9;
    const job = new AbortController();
    let cancelled = 0;
    const onLine = (line: string) => {
      if (!line.includes('accepted the completion')) return;
      cancelled = Date.now();
      job.abort();
    };
    const run = await merge(opened.id, {}, { signal: job.signal, onLine });
    assert.equal(run.result, 'Canceled', run.log);
    assert.ok(cancelled > 0 && Date.now() - cancelled < 10_000);
  });

  it('reports what Azure DevOps fails to merge', async () => {
    const opened = await open();
    world.sandbox.azureDevOps.completing.failure = `Disk full ${COMMAND}`;
    const run = await merge(opened.id);
    world.sandbox.azureDevOps.completing.failure = undefined;
    assert.deepEqual(outcomeOf(run), ['Failed', 'blocked', ''], run.log);
    assert.match(run.message ?? '', /Disk full/);
  });

  it('names a missing permission, an unknown pull request and every bad input', async () => {
    const opened = await open();
    const reader = await merge(opened.id, {}, { token: world.jobToken(['readCode', 'contributeToPullRequests']) });
    assert.equal(reader.result, 'Failed');
    assert.match(reader.message ?? '', /"Contribute" is missing.*\[AZURE_DEVOPS_FORBIDDEN\]/);
    const readOnly = await merge(opened.id, {}, { token: world.readOnlyToken() });
    assert.match(readOnly.message ?? '', /Contribute.*\[AZURE_DEVOPS_FORBIDDEN\]/);
    const unknown = await merge(4711);
    assert.equal(unknown.result, 'Failed');
    assert.match(unknown.message ?? '', /4711.*\[AZURE_DEVOPS_NOT_FOUND\]/);
    const requests = world.sandbox.traffic.entries.length;
    const bad = await merge(0, { commit: 'abc', timeoutMinutes: '0', strategy: 'octopus' });
    assert.equal(bad.result, 'Failed');
    for (const name of ['pullRequestId', 'commit', 'timeoutMinutes', 'strategy'])
      assert.match(bad.message ?? '', new RegExp(name));
    assert.equal(world.sandbox.traffic.entries.length, requests);
  });
});
