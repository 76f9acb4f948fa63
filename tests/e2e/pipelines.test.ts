import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { documentedFiles, findBlocks, withParameters } from '../../sandbox/consumer/documented-files.ts';
import { readText } from '../support/contract/shipped.ts';
import { PipelineWorld } from '../support/pipeline-world.ts';

/** The documented file, for repositories of which one may not be read, and for any branch. */
const sweep = documentedFiles((_name, file) => ({
  ...withParameters(file, { repositories: ['secret', 'shop'], resources: [], targetBranch: '' }),
  resources: { repositories: file.resources.repositories.filter(({ repository }) => repository === 'slipway') },
})).get('sweep')!;

/** The file of AIReview's README that is queued for one pull request. */
const byNumber = findBlocks(readText('tasks/AIReview/README.md'), 'yaml').find((text) => text.includes('parameters:'))!;

describe('The pipelines to extend', function () {
  this.timeout(120_000);
  let world: PipelineWorld;
  before(async () => (world = await PipelineWorld.start({ others: { sweep, byNumber } })));
  after(() => world.stop('pipelines'));

  const ticket = (key: string) => world.world.sandbox.jira.readIssue(key);

  it('give a pull request a ticket and a review, ask before the merge, and stage what was merged', async () => {
    await world.push('feature/greeting', { 'src/greeting.ts': 'export const greeting = "Good morning";\n' }, 'Greet');
    const id = await world.openPullRequest('feature/greeting', 'Greet people in the morning');
    const [validation] = await world.runsOf('pull-request');
    assert.equal(validation?.reason, 'pullRequest');
    assert.notEqual((await world.settled(validation.id)).status, 'completed');
    assert.equal(await world.waitsFor(validation.id), 'Merge');
    assert.match(await world.log(validation.id), /Pull request 1 is approved with 0 findings/);
    assert.equal((await world.world.pullRequest(id)).description, 'Ticket: ABC-1');
    assert.equal(ticket('ABC-1')?.status, 'Code Review');
    assert.deepEqual(await world.policies(id), ['running']);

    assert.equal((await world.approve(validation.id)).result, 'succeeded');
    assert.match(await world.log(validation.id), /it will be merged when its policies pass/);
    const [staging, ...more] = await world.runsOf('staging');
    assert.deepEqual(
      [(await world.world.pullRequest(id)).status, await world.policies(id)],
      ['completed', ['approved']],
    );
    assert.deepEqual([staging?.reason, more], ['individualCI', []]);
    assert.equal((await world.settled(staging!.id)).result, 'succeeded', await world.log(staging!.id));
    assert.equal(ticket('ABC-1')?.status, 'Ready for Release');
    const { version, changes, commit } = (await world.world.staging())!;
    const keys = changes.flatMap(({ tickets }) => tickets.map(({ key }) => key));
    assert.deepEqual([version, keys, commit], ['0.1.0', ['ABC-1'], staging?.sourceVersion]);
    // The ledger's own commits start nothing.
    assert.equal((await world.runsOf('staging')).length, 1);
  });

  it('release what is staged where people say yes, and end as rejected where they say no', async () => {
    const { world: shop } = world;
    const run = await world.queue('release');
    const tag = () => shop.tip('refs/tags/v0.1.0');
    /** Approves what the run waits for, and gives what it waits for then. */
    const waitsFor = async () => {
      await world.settled(run);
      return world.waitsFor(run);
    };
    const approve = async () => {
      await world.decide(run, 'approved');
      return waitsFor();
    };
    // Nothing is written before the first gate, and no pull request is there before somebody wants the release.
    assert.equal(await waitsFor(), 'Create the release');
    assert.equal((await shop.staging())?.state, 'staging');
    assert.equal(await approve(), 'Merge the release');
    const { releasePullRequest, state } = (await shop.staging())!;
    assert.deepEqual([state, (await shop.pullRequest(releasePullRequest!.id)).status], ['opened', 'active']);
    assert.equal(await approve(), 'Sandbox');
    const merged = (await shop.pullRequest(releasePullRequest!.id)).lastMergeCommit?.commitId;
    assert.deepEqual([await tag(), await shop.tip('refs/heads/main')], [merged, merged]);
    assert.equal(await approve(), 'Production');

    await world.decide(run, 'rejected', 'Not on a Friday');
    assert.equal((await world.settled(run)).result, 'failed');
    assert.deepEqual((await world.stages(run)).slice(-3), [
      'Sandbox: succeeded',
      'Production: failed',
      'Publish, and tickets: skipped',
    ]);
    assert.deepEqual([(await shop.staging())?.state, (await shop.releases()).length], ['opened', 0]);
    assert.equal(ticket('ABC-1')?.status, 'Ready for Release');

    await world.retry(run, 'Production');
    assert.equal(await waitsFor(), 'Production');
    assert.equal((await world.approve(run)).result, 'succeeded', await world.log(run));
    const [released, ...more] = await shop.releases();
    assert.deepEqual(more, []);
    const { version, tag: name, commit, deployments } = released!;
    assert.deepEqual([version, name, commit, await tag()], ['0.1.0', 'v0.1.0', merged, merged]);
    assert.deepEqual(
      deployments.map((one) => [one.environment, one.run, one.result]),
      [['Production', run, 'succeeded']],
    );
    const { status, resolution, fixVersions } = ticket('ABC-1')!;
    assert.deepEqual([status, resolution, fixVersions], ['Done', 'Done', ['0.1.0']]);
    const log = await world.log(run);
    for (const where of ['sandbox', 'production']) assert.ok(log.includes(`Deployed 0.1.0 to ${where} from ${merged}`));
    // Built once, whatever was run again.
    assert.equal(log.split(`\n${merged}\n`).length, 2);
  });

  it('neither review, ticket nor gate the pull request of a release a second time', async () => {
    const [, validation, ...more] = await world.runsOf('pull-request');
    assert.deepEqual([validation?.status, validation?.result, more], ['completed', 'succeeded', []]);
    assert.deepEqual(await world.stages(validation!.id), ['Review: succeeded', 'Merge: skipped']);
    assert.match(await world.log(validation!.id), /needs none of its own[^]*so the model is not asked/);
    assert.equal(ticket('ABC-2'), undefined);
    assert.equal((await world.runsOf('staging')).length, 1);
  });

  it('end green and ask nobody when nothing is staged', async () => {
    const { world: shop } = world;
    const wrote = shop.writes.length;
    const run = await world.queue('release');
    assert.equal((await world.settled(run)).result, 'succeeded');
    const [plan, ...others] = await world.stages(run);
    assert.equal(plan, 'Plan: succeeded');
    assert.deepEqual(
      others.filter((stage) => !stage.endsWith(': skipped')),
      [],
    );
    assert.ok((await world.records(run)).every(({ type }) => type !== 'Checkpoint.Approval'));
    assert.match(await world.log(run), /Nobody is asked, and no pull request is made/);
    const writes = shop.writes
      .slice(wrote)
      .filter((write) => !write.startsWith('POST /fabrikam/Shop/_apis/pipelines/'));
    assert.deepEqual(writes, []);
  });

  it('mend an old release from its tag, at the gates of a release', async () => {
    const { world: shop } = world;
    await world.push('fix', { 'src/fix.ts': 'export const fixed = true;\n' }, 'Mend it');
    const run = await world.queue('hotfix', { from: 'v0.1.0', cherryPick: (await shop.tip('refs/heads/fix')) ?? '' });
    await world.settled(run);
    assert.equal(await world.waitsFor(run), 'Create the release', await world.log(run));
    const { version, hotfix } = (await shop.staging())!;
    assert.deepEqual([version, hotfix?.from], ['0.1.1', 'v0.1.0']);
  });

  it('sweep up what no validation has reviewed, once, and name what may not be read', async () => {
    const { claude } = world.world.sandbox;
    await world.push('more', { 'src/more.ts': 'export const more = 1;\n' }, 'More');
    await world.openPullRequest('more', 'Do more', 'fix');
    const asked: number[] = [];
    for (let sweeps = 0; sweeps < 2; sweeps += 1) {
      const run = await world.queue('sweep');
      assert.equal((await world.settled(run)).result, 'partiallySucceeded', await world.log(run));
      assert.match(
        await world.log(run),
        /##\[warning\]secret cannot be swept: [^]*shop: \d+ active, [1-9]\d* to be looked at/,
      );
      asked.push(claude.requests.length);
    }
    assert.equal(asked[0], asked[1]);
    const { value } = (await world.world.request(
      'GET',
      `git/repositories/${world.world.repository.id}/pullrequests/3/statuses`,
    )) as {
      readonly value: readonly { readonly state: string }[];
    };
    assert.deepEqual(
      value.map(({ state }) => state),
      ['succeeded'],
    );
    // From the default branch, by hand.
    const run = await world.queue('byNumber', { pullRequestId: '3' });
    assert.equal((await world.settled(run)).result, 'succeeded', await world.log(run));
    assert.match(await world.log(run), /Pull request 3: Do more[^]*reviewed completely before/);
  });

  it('look whether all is in place, and say what is not', async () => {
    const run = await world.queue('doctor');
    await world.settled(run);
    assert.match(await world.log(run), /Required template on Production[^]*-> [^]*(works|work): \d+ /);
  });
});
