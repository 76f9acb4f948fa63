import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import {
  isCompletion,
  MERGE_SPEED,
  MERGE_TIME,
  MergeRuns,
  type OpenedPullRequest,
  outcomeOf,
  validation,
} from '../support/merge-runs.ts';
import { ReleaseWorld } from '../support/release-world.ts';

describe('MergePullRequest with auto-complete', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  let runs: MergeRuns;

  before(async () => {
    world = await ReleaseWorld.start({ clock: MERGE_TIME.clock });
    runs = new MergeRuns(world);
  });
  after(() => world.stop('merge-auto-complete'));
  afterEach(() => {
    world.sandbox.azureService.faults.clear();
    world.sandbox.azureDevOps.completing.delayMs = 20;
  });

  it('sets auto-complete once in the validation run, and the policies merge that commit', async () => {
    const opened = await runs.open();
    const policyId = requireBuild(opened);
    const tip = await runs.tipOf(opened.into);
    const reviewed = await runs.tipOf(opened.source);
    const started = world.writes.length;
    const run = await runs.merge(opened.id, { when: 'policiesPass' }, validation(opened));
    assert.deepEqual(outcomeOf(run), ['Succeeded', 'autoCompleteSet', ''], run.log);
    assert.equal(world.writes.length, started + 1);
    const again = await runs.merge(opened.id, { when: 'policiesPass' }, validation(opened));
    assert.deepEqual(outcomeOf(again), outcomeOf(run), again.log);
    assert.equal(world.writes.length, started + 1);
    pass(opened, policyId);
    await world.sandbox.azureDevOps.settle();
    const commit = await runs.mergedOnce(opened, tip);
    assert.equal((await world.pullRequest(opened.id)).lastMergeSourceCommit?.commitId, reviewed);
    const last = await runs.merge(opened.id, { when: 'policiesPass', commit: reviewed });
    assert.deepEqual(outcomeOf(last), ['Succeeded', 'merged', commit], last.log);
    assert.equal(world.writes.length, started + 1);
  });

  const requireBuild = ({ into }: OpenedPullRequest): number =>
    world.sandbox.azureDevOps.setPolicy(world.repository, {
      type: 'build',
      branch: into,
      settings: { buildDefinitionId: 1, displayName: 'pull-request' },
    });
  const pass = ({ id }: OpenedPullRequest, policyId: number) =>
    world.sandbox.azureDevOps.setBuildResult({
      organisation: 'fabrikam',
      pullRequestId: id,
      policyId,
      state: 'approved',
    });

  it('takes the commit that the validation run was started for', async () => {
    const opened = await runs.open({ verdict: false });
    requireBuild(opened);
    const older = await runs.tipOf(opened.source);
    const inputs = { when: 'policiesPass', requireVerdict: 'false' };
    const run = await runs.merge(opened.id, { ...inputs, dryRun: 'true' }, validation(opened));
    assert.match(run.message ?? '', new RegExp(`would be left to auto-complete at ${older.slice(0, 8)}`));
    await runs.push(opened);
    await world.postVerdict(opened.id);
    const variables = { 'System.PullRequest.SourceCommitId': older };
    const late = () => runs.merge(opened.id, { when: 'policiesPass' }, { ...validation(opened), variables });
    assert.match(
      await runs.mergesNothing(opened, late, 'moved'),
      new RegExp(`what was approved is ${older.slice(0, 8)}`),
    );
  });

  it('is moved when it is pushed to after auto-complete was set', async () => {
    const opened = await runs.open();
    requireBuild(opened);
    const commit = await runs.tipOf(opened.source);
    const run = await runs.merge(opened.id, { when: 'policiesPass', commit });
    assert.equal(run.outputs['outcome'], 'autoCompleteSet', run.log);
    await runs.push(opened);
    await world.sandbox.azureDevOps.settle();
    const message = await runs.leavesOpen(
      opened,
      () => runs.merge(opened.id, { when: 'policiesPass', commit }),
      'moved',
    );
    const shown = (await world.pullRequest(opened.id)) as { readonly autoCompleteSetBy?: unknown };
    assert.equal(shown.autoCompleteSetBy, undefined, 'it would merge what nobody approved');
    assert.match(message, new RegExp(`what was approved is ${commit.slice(0, 8)}`));
  });

  it('takes auto-complete back when it is pushed to in the same moment', async () => {
    const opened = await runs.open();
    requireBuild(opened);
    let pushed: Promise<string> | undefined;
    world.sandbox.azureService.faults.add({
      match: (request) => isCompletion(request) && ((pushed = runs.push(opened)), true),
      fault: { kind: 'delay', ms: 600 * MERGE_SPEED },
      times: 1,
    });
    const run = await runs.merge(opened.id, { when: 'policiesPass' });
    await pushed;
    assert.deepEqual(outcomeOf(run), ['Failed', 'moved', ''], run.log);
    const shown = (await world.pullRequest(opened.id)) as { readonly autoCompleteSetBy?: unknown };
    assert.equal(shown.autoCompleteSetBy, undefined);
  });

  it('warns when a later push could be merged unseen, and refuses where nothing is required', async () => {
    const free = await runs.open();
    const refused = await runs.mergesNothing(free, () => runs.merge(free.id, { when: 'policiesPass' }), 'blocked');
    assert.match(refused, /no required policy protects its target branch/);
    const settings = { minimumApproverCount: 1 };
    world.sandbox.azureDevOps.setPolicy(world.repository, { type: 'minimumReviewers', branch: free.into, settings });
    const run = await runs.merge(free.id, { when: 'policiesPass' });
    assert.deepEqual(outcomeOf(run), ['SucceededWithIssues', 'autoCompleteSet', ''], run.log);
    assert.match(run.log, /Auto-complete pins no commit/);
  });
});
