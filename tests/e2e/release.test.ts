import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ReleaseWorld } from '../support/release-world.ts';

const titles = (changes: readonly { readonly title: string }[] = []) => changes.map(({ title }) => title);

describe('StageRelease, from develop to main', function () {
  // Six runs of a built task in one test: more than the usual limit on a busy machine.
  this.timeout(60_000);
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start();
  });
  after(() => world.stop('release'));

  it('stages a merged pull request with its ticket', async () => {
    world.sandbox.jira.createIssue({ project: 'ABC', type: 'Story', summary: 'Search the shop' });
    await world.git('tag', 'v1.0.0', 'develop');
    const { id, commit } = await world.merge({ title: 'feat(api): add search', branch: 'feature/ABC-1_search' });
    const run = await world.release('stage');
    assert.equal(run.result, 'Succeeded', run.log);
    const staging = (await world.staging())!;
    assert.deepEqual(
      [run.outputs['version'], run.outputs['tickets'], run.outputs['changed']],
      ['1.1.0', 'ABC-1', 'true'],
    );
    assert.deepEqual(
      staging.changes.map((change) => [change.commit, change.pullRequest, change.bump]),
      [[commit, id, 'minor']],
    );
    const [ticket] = staging.changes[0]?.tickets ?? [];
    assert.deepEqual([ticket?.title, ticket?.type, ticket?.status], ['Search the shop', 'Story', 'To Do']);
    assert.deepEqual(await world.ledgerMessages(), [`Stage pull request ${id} for shop 1.1.0 [skip ci]`]);
  });

  it('writes nothing for a second run', async () => {
    const before = world.writes.length;
    const run = await world.release('stage');
    assert.equal(run.result, 'Succeeded', run.log);
    assert.deepEqual(world.writes.slice(before), []);
    assert.equal(run.outputs['changed'], 'false');
  });

  it('writes nothing in a dry run with a token that may only read, and plans the same', async () => {
    await world.merge({ title: 'fix: mend it' });
    const before = world.writes.length;
    const dry = await world.release('stage', { dryRun: 'true' }, { token: world.readOnlyToken() });
    assert.equal(dry.result, 'Succeeded', dry.log);
    assert.deepEqual(world.writes.slice(before), []);
    const wet = await world.release('stage');
    for (const name of ['version', 'tickets', 'commit', 'changed'])
      assert.equal(dry.outputs[name], wet.outputs[name], name);
  });

  it('plans each action in a dry run, with nothing but reading', async () => {
    const before = world.writes.length;
    const dry = (action: string) => world.release(action, { dryRun: 'true' }, { token: world.readOnlyToken() });
    const open = await dry('open');
    assert.deepEqual(
      [open.result, open.outputs['version'], open.outputs['changed']],
      ['Succeeded', '1.1.0', 'true'],
      open.log,
    );
    for (const line of ['"Open release shop 1.1.0"', 'branch release/shop/1.1.0 would', 'a pull request from'])
      assert.ok(open.log.includes(line), open.log);
    const claim = await dry('claim');
    assert.match(claim.message ?? '', /is not open yet/);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('opens the release with branch, changelog and pull request', async () => {
    const run = await world.release('open');
    assert.equal(run.result, 'Succeeded', run.log);
    const staging = await world.staging();
    const id = Number(run.outputs['releasePullRequestId']);
    assert.deepEqual([staging?.state, staging?.ready, staging?.releasePullRequest?.id], ['opened', true, id]);
    const pullRequest = await world.pullRequest(id);
    assert.deepEqual(
      [
        pullRequest.title,
        pullRequest.targetRefName,
        pullRequest.mergeStatus,
        pullRequest.labels?.map(({ name }) => name),
      ],
      ['Release shop 1.1.0', 'refs/heads/main', 'succeeded', ['slipway-release']],
    );
    assert.ok((pullRequest.description ?? '').length <= 4000);
    const changelog = await world.git('show', 'refs/heads/release/shop/1.1.0:CHANGELOG.md');
    assert.match(changelog, /## \[1\.1\.0\] - \d{4}-\d\d-\d\d[^]*add search/);
    const before = world.writes.length;
    const again = await world.release('open');
    assert.equal(again.result, 'Succeeded', again.log);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('claims the merge and publishes it once', async () => {
    await world.merge({ title: 'feat: later' });
    await world.release('stage');
    const closed = await world.release('claim');
    assert.equal(closed.result, 'Failed', closed.log);
    assert.match(closed.message ?? '', /is not merged yet/);
    const { releasePullRequest } = (await world.staging())!;
    const merge = await world.complete(releasePullRequest!.id);
    const early = await world.release('publish');
    assert.match(early.message ?? '', /1\.1\.0 is not claimed/, early.log);
    const claim = await world.release('claim');
    assert.equal(claim.result, 'Succeeded', claim.log);
    assert.deepEqual([claim.outputs['commit'], await world.tip('refs/tags/v1.1.0')], [merge, merge]);
    assert.equal(await world.git('cat-file', '-t', 'refs/tags/v1.1.0'), 'tag');
    const claimed = world.writes.length;
    const second = await world.release('claim');
    assert.deepEqual([second.result, second.outputs['commit'], world.writes.slice(claimed)], ['Succeeded', merge, []]);
    const before = world.writes.length;
    const dry = await world.release('publish', { dryRun: 'true' }, { token: world.readOnlyToken() });
    assert.deepEqual(
      [dry.result, dry.outputs['commit'], dry.outputs['changed']],
      ['Succeeded', merge, 'true'],
      dry.log,
    );
    assert.deepEqual(world.writes.slice(before), []);
    const publish = await world.release('publish', { environment: 'Production' }, { buildId: 77 });
    assert.equal(publish.result, 'Succeeded', publish.log);
    assert.match(publish.rawOutput, /^##vso\[build\.addbuildtag\]release-1\.1\.0$/m);
    const [release] = await world.releases();
    assert.deepEqual([release?.version, release?.commit, release?.run], ['1.1.0', merge, 77]);
    const written = world.writes.length;
    const again = await world.release('publish', {}, { buildId: 77 });
    assert.deepEqual(
      [again.result, again.outputs['version'], again.outputs['changed']],
      ['Succeeded', '1.1.0', 'false'],
    );
    assert.deepEqual(world.writes.slice(written), []);
    const staging = await world.staging();
    assert.deepEqual([staging?.version, titles(staging?.changes)], ['1.2.0', ['feat: later']]);
  });

  it('opens the next without conflicts, though main was squashed', async () => {
    const run = await world.release('open');
    assert.equal(run.result, 'Succeeded', run.log);
    const pullRequest = await world.pullRequest(Number(run.outputs['releasePullRequestId']));
    assert.equal(pullRequest.mergeStatus, 'succeeded');
    await world.complete(pullRequest.pullRequestId);
    const changelog = await world.git('show', 'refs/heads/main:CHANGELOG.md');
    assert.match(changelog, /## \[1\.2\.0\][^]*## \[1\.1\.0\]/);
  });
});
