import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { stageHotfix } from '../../../src/release/actions/stage-hotfix.ts';
import { FakeRelease, Killed, settings } from '../../support/fake-release.ts';

const own = settings();
const publish = { environment: undefined };
const titles = (changes: readonly { readonly title: string }[] = []) => changes.map(({ title }) => title);
const code = (wanted: string) => (error: unknown) => error instanceof SlipwayError && error.code === wanted;

/** 1.0.0 is released; a release with one feature is open, and a fix waits for the one after it. */
async function start(over: Partial<typeof own> = {}, waits = true) {
  const world = new FakeRelease();
  const { repository } = world;
  repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
  repository.branches.set('develop', repository.branches.get('main')!);
  world.tags.set('v1.0.0', repository.branches.get('main')!);
  repository.merge('develop', 'feat: one', { 'one.ts': '1' });
  const used = { ...own, ...over };
  await stageChanges(world.services(), used);
  await openRelease(world.services(), used);
  const { id } = world.staging()!.releasePullRequest!;
  const fix = waits ? repository.merge('develop', 'fix: urgent', { 'fix.ts': '1' }).mergeCommit : '';
  await stageChanges(world.services(), used);
  return { world, repository, id, fix, used };
}

const hotfix = (world: FakeRelease, fix: string, over: Partial<typeof own> = {}) =>
  stageHotfix(world.services(), { ...own, ...over }, { from: 'v1.0.0', cherryPick: [fix] });

async function ship(world: FakeRelease, used: typeof own, run: number): Promise<void> {
  await claimVersion(world.services(), used);
  await publishRelease(world.services({ id: run }), used, publish);
}

describe('An open release that a hotfix displaces', () => {
  it('has its pull request abandoned, once', async () => {
    const { world, id, fix } = await start();
    const dry = await hotfix(world, fix, { dryRun: true });
    assert.deepEqual([dry.changed, world.pullRequests.get(id)?.state.status], [true, 'active']);
    await hotfix(world, fix);
    assert.equal(world.pullRequests.get(id)?.state.status, 'abandoned');
    assert.match(world.log.lines.join('\n'), new RegExp(`Pull request ${id} of 1\\.1\\.0 was abandoned`));
    const before = world.writes.length;
    await hotfix(world, fix);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('is opened again with all that came since, on the branch that it had, and vouched for', async () => {
    const { world, repository, id, fix } = await start();
    await hotfix(world, fix);
    await openRelease(world.services(), own);
    await ship(world, own, 7);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: one', 'fix: urgent']);
    const { head } = await openRelease(world.services(), own);
    const staging = world.staging()!;
    assert.deepEqual([staging.version, staging.state], ['1.1.0', 'opened']);
    assert.notEqual(staging.releasePullRequest?.id, id);
    const { tree } = repository.commits.get(head!)!;
    assert.deepEqual([tree['one.ts'], tree['fix.ts']], ['1', '1']);
    assert.match(tree['CHANGELOG.md'] ?? '', /## \[1\.1\.0\][^]*one[^]*urgent/);
    assert.ok(world.pullRequests.get(staging.releasePullRequest!.id)?.vouched);
    const before = world.writes.length;
    await openRelease(world.services(), own);
    assert.deepEqual(world.writes.slice(before), []);
    world.complete(staging.releasePullRequest!.id);
    await ship(world, own, 8);
    assert.deepEqual(titles(world.releases().at(-1)?.changes), ['feat: one', 'fix: urgent']);
  });

  it('leaves its branch to people once they have pushed to it', async () => {
    const { world, repository, fix } = await start();
    repository.commit('release/shop/1.1.0', 'docs: by hand', { 'hand.ts': '1' });
    await hotfix(world, fix);
    await openRelease(world.services(), own);
    await ship(world, own, 7);
    await assert.rejects(openRelease(world.services(), own), code('RELEASE_BRANCH_TAKEN'));
  });

  it('keeps its branch and its number from the hotfix', async () => {
    const patch = { versioning: 'patch' } as const;
    const { world, repository, fix, used } = await start(patch);
    assert.equal(world.staging()?.version, '1.0.1');
    await hotfix(world, fix, patch);
    const staging = world.staging()!;
    assert.deepEqual([staging.version, titles(staging.changes)], ['1.0.2', ['fix: urgent']]);
    const { head } = await openRelease(world.services(), used);
    assert.equal(repository.commits.get(head!)?.tree['one.ts'], undefined);
  });

  it('is not taken for merged when more was staged since its pull request was', async () => {
    const { world, id, fix } = await start();
    world.complete(id);
    await hotfix(world, fix);
    await openRelease(world.services(), own);
    await ship(world, own, 7);
    const again = await openRelease(world.services(), own);
    const opened = world.staging()!;
    assert.deepEqual([opened.version, titles(opened.changes)], ['1.1.0', ['feat: one', 'fix: urgent']]);
    assert.notEqual(opened.releasePullRequest?.id, id, again.summary);
    assert.equal((await claimVersion(world.services(), own)).kind, 'blocked');
  });

  it('is claimed as it was merged when nothing was staged since', async () => {
    const { world, repository, id } = await start({}, false);
    const merge = world.complete(id);
    const byHand = () => stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [] });
    await byHand();
    repository.commit(world.staging()!.hotfix!.branch, 'fix: by hand', { 'hand.ts': '1' });
    await byHand();
    await openRelease(world.services(), own);
    await ship(world, own, 7);
    await openRelease(world.services(), own);
    const claim = await claimVersion(world.services(), own);
    assert.deepEqual([claim.tag, claim.commit, world.staging()?.releasePullRequest?.id], ['v1.1.0', merge, id]);
  });

  it('steps back once, whichever write of the hotfix was the last of a run', async () => {
    const whole = await start();
    await hotfix(whole.world, whole.fix);
    const told = (world: FakeRelease) => ({
      staging: [world.staging()?.version, titles(world.staging()?.changes), titles(world.staging()?.next?.changes)],
      pullRequests: [...world.pullRequests.values()].map(({ state, threads }) => [state.status, threads.length]),
      writes: world.writes.toSorted(),
    });
    const before = (await start()).world.writes.length;
    const writes = whole.world.writes.length - before;
    assert.equal(writes, 4, whole.world.writes.join('\n'));
    for (let kill = 0; kill < writes; kill += 1) {
      const { world, fix } = await start();
      world.killAfter = kill;
      await assert.rejects(hotfix(world, fix), Killed);
      world.killAfter = Number.POSITIVE_INFINITY;
      await hotfix(world, fix);
      assert.deepEqual(told(world), told(whole.world), `killed at ${world.writes[before + kill]}`);
    }
  });

  it('is displaced although others have a tag of its name on a commit of theirs', async () => {
    const { world, repository, id, fix } = await start();
    world.tags.set('v1.1.0', repository.commit('theirs', 'Theirs', { 'theirs.ts': '1' }));
    await hotfix(world, fix);
    assert.deepEqual([world.staging()?.version, world.pullRequests.get(id)?.state.status], ['1.0.1', 'abandoned']);
  });

  it('is not displaced when it is claimed meanwhile', async () => {
    const { world, id, fix } = await start();
    world.complete(id);
    const services = world.services();
    const writer = {
      ...services.writer,
      pushBranch: async (...args: Parameters<typeof services.writer.pushBranch>) => {
        await claimVersion(world.services(), own);
        return services.writer.pushBranch(...args);
      },
    };
    const late = stageHotfix({ ...services, writer }, own, { from: 'v1.0.0', cherryPick: [fix] });
    await assert.rejects(late, code('RELEASE_UNDER_WAY'));
    assert.equal(world.staging()?.version, '1.1.0');
  });
});

describe('A hotfix', () => {
  it('does not begin on a branch of the main line', async () => {
    const { world, repository, fix } = await start();
    repository.branches.set('release/shop/1.0.1', repository.branches.get('develop')!);
    await assert.rejects(hotfix(world, fix), code('RELEASE_BRANCH_TAKEN'));
    assert.equal(world.staging()?.version, '1.1.0');
  });

  it('gets the version that was asked for, unless that is taken or too low', async () => {
    const { world, fix } = await start();
    await assert.rejects(hotfix(world, fix, { releaseAs: '1.1.0' }), code('RELEASE_VERSION_TAKEN'));
    await assert.rejects(hotfix(world, fix, { releaseAs: '1.0.0' }), code('RELEASE_VERSION_NOT_NEWER'));
    await hotfix(world, fix, { releaseAs: '1.0.7' });
    assert.equal(world.staging()?.version, '1.0.7');
  });
});
