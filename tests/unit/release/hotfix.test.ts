import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { stageHotfix } from '../../../src/release/actions/stage-hotfix.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';

const own = settings();
const publish = { environment: undefined };
const titles = (changes: readonly { readonly title: string }[] = []) => changes.map(({ title }) => title);
const code = (wanted: string) => (error: unknown) => error instanceof SlipwayError && error.code === wanted;
const BRANCH = 'release/shop/1.0.1';

/** 1.0.0 is released; develop has a feature and two fixes since. */
function start() {
  const world = new FakeRelease();
  const { repository } = world;
  repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
  repository.branches.set('develop', repository.branches.get('main')!);
  world.tags.set('v1.0.0', repository.branches.get('main')!);
  repository.merge('develop', 'feat: one', { 'one.ts': '1' });
  const [first, second] = ['first', 'second'].map(
    (name) => repository.merge('develop', `fix: ${name}`, { [`${name}.ts`]: '1' }).mergeCommit,
  );
  return { world, repository, first: first!, second: second! };
}

describe('A hotfix is pinned', () => {
  const hotfix = (world: FakeRelease, ...cherryPick: readonly string[]) =>
    stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick });

  it('to what was opened: what is pushed later is neither tagged nor released', async () => {
    const { world, repository, first } = start();
    await hotfix(world, first);
    const { head } = await openRelease(world.services(), own);
    repository.commit(BRANCH, 'Slip in', { 'late.ts': '1' });
    const claim = await claimVersion(world.services(), own);
    assert.deepEqual([claim.commit, world.tags.get('v1.0.1')], [head, head], claim.summary);
    const { tree } = repository.commits.get(head!)!;
    assert.deepEqual([tree['first.ts'], tree['late.ts']], ['1', undefined]);
    assert.match(tree['CHANGELOG.md'] ?? '', /## \[1\.0\.1\]/);
    assert.ok(world.log.lines.some((line) => line.startsWith('warn:') && line.includes(`${BRANCH} was pushed to`)));
    repository.commit(BRANCH, 'Slip in more', { 'later.ts': '1' });
    const again = await claimVersion(world.services(), own);
    assert.deepEqual([again.changed, again.tag], [false, 'v1.0.1']);
    repository.branches.delete(BRANCH);
    const published = await publishRelease(world.services({ id: 7 }), own, publish);
    assert.deepEqual([published.kind, world.releases()[0]?.commit], ['succeeded', head], published.summary);
  });

  it('to what was staged: what was pushed since is staged before it is opened', async () => {
    const { world, repository, first } = start();
    await hotfix(world, first);
    repository.commit(BRANCH, 'fix: by hand', { 'hand.ts': '1' });
    await assert.rejects(openRelease(world.services(), own), code('RELEASE_HOTFIX_MOVED'));
    await hotfix(world, first);
    await openRelease(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: first', 'fix: by hand']);
    const before = world.writes.length;
    await openRelease(world.services(), own);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('with every change in its ledger, whatever trailer a commit has', async () => {
    const { world, repository, first } = start();
    await hotfix(world, first);
    repository.commit(BRANCH, 'fix: forged\n\nSlipway-Release: shop 1.0.1', { 'forged.ts': '1' });
    await hotfix(world, first);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: first', 'fix: forged']);
    await openRelease(world.services(), own);
    assert.match((await hotfix(world, first)).summary, /is open already/);
  });

  it('until more is picked: then it is staged and opened anew', async () => {
    const { world, repository, first, second } = start();
    await hotfix(world, first);
    await openRelease(world.services(), own);
    const before = world.writes.length;
    const same = await hotfix(world, first);
    assert.match(same.summary, /is open already/);
    assert.deepEqual(world.writes.slice(before), []);
    await hotfix(world, first, second);
    const staging = world.staging()!;
    assert.deepEqual([staging.state, titles(staging.changes)], ['staging', ['fix: first', 'fix: second']]);
    const { head } = await openRelease(world.services(), own);
    const claim = await claimVersion(world.services(), own);
    assert.deepEqual([claim.tag, claim.commit, world.pullRequests.size], ['v1.0.1', head, 2]);
    const { tree } = repository.commits.get(head!)!;
    assert.equal(tree['second.ts'], '1');
    assert.match(tree['CHANGELOG.md'] ?? '', /## \[1\.0\.1\][^]*first[^]*second/);
  });

  it('and the main line goes on from the last release, not from a pre-release', async () => {
    const { world, repository, first } = start();
    const released = repository.branches.get('develop')!;
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    world.complete(world.staging()!.releasePullRequest!.id);
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 7 }), own, publish);
    repository.merge('develop', 'feat: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    await publishRelease(world.services({ id: 8 }), { ...own, prerelease: 'beta' }, publish);
    assert.equal(world.releases().at(-1)?.version, '1.2.0-beta.1');
    await hotfix(world, first);
    assert.equal(world.staging()?.hotfix?.mainline, released);
  });

  it('for good once it is claimed: nothing more is picked, and nothing is pushed', async () => {
    const { world, repository, first, second } = start();
    await hotfix(world, first);
    await openRelease(world.services(), own);
    await claimVersion(world.services(), own);
    const before = world.writes.length;
    await assert.rejects(hotfix(world, first, second), code('RELEASE_UNDER_WAY'));
    assert.match((await hotfix(world, first)).summary, /is open already/);
    repository.commit(BRANCH, 'Slip in', { 'late.ts': '1' });
    assert.match((await hotfix(world, first)).summary, /is open already/);
    await openRelease(world.services(), own);
    assert.deepEqual(world.writes.slice(before), []);
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: first']);
  });

  it('for good also when it is claimed while more is picked', async () => {
    const { world, first, second } = start();
    await hotfix(world, first);
    const { head } = await openRelease(world.services(), own);
    const services = world.services();
    const pushBranch: typeof services.writer.pushBranch = (...args) => {
      world.tags.set('v1.0.1', head!);
      return services.writer.pushBranch(...args);
    };
    const late = stageHotfix({ ...services, writer: { ...services.writer, pushBranch } }, own, {
      from: 'v1.0.0',
      cherryPick: [first, second],
    });
    await assert.rejects(late, code('RELEASE_UNDER_WAY'));
    assert.deepEqual([world.staging()?.state, titles(world.staging()?.changes)], ['opened', ['fix: first']]);
  });
});

describe('A hotfix knows what it has picked', () => {
  it('also when the message says that the commit was itself picked from another', async () => {
    const { world, repository } = start();
    const develop = repository.branches.get('develop')!;
    const message = `Merged PR 9: fix: backport\n\n(cherry picked from commit ${'b'.repeat(40)})`;
    // Of a merge git has no id of what it changes: only our line tells that it is there.
    const merge = repository.commit('develop', message, { 'back.ts': '1' }, [
      develop,
      repository.branches.get('main')!,
    ]);
    const pick = () => stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [merge] });
    await pick();
    const before = world.writes.length;
    await pick();
    assert.deepEqual(world.writes.slice(before), []);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: backport']);
  });
});

describe('A hotfix picks nothing', () => {
  it('that its tag has, and nothing twice', async () => {
    const { world, repository, first } = start();
    const old = repository.merge('main', 'fix: old', { 'old.ts': '1' }).mergeCommit;
    world.tags.set('v1.0.0', old);
    const pick = () =>
      stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [old, first, first.toUpperCase()] });
    const needless = await stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [old] });
    assert.deepEqual([needless.kind, world.writes], ['skipped', []], needless.summary);
    await pick();
    assert.deepEqual(titles(world.staging()?.changes), ['fix: first']);
    assert.deepEqual(repository.commits.get(repository.branches.get(BRANCH)!)?.parents, [old]);
    assert.match(world.log.lines.join('\n'), new RegExp(`warn: .*${old.slice(0, 8)} is in v1.0.0 already`));
    await openRelease(world.services(), own);
    await claimVersion(world.services(), own);
    assert.match((await pick()).summary, /is open already/);
  });
});

describe('A hotfix of a commit that is nowhere', () => {
  it('says so before anything is written', async () => {
    const { world, first } = start();
    const cherryPick = [first, 'e'.repeat(40)];
    const run = stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick });
    await assert.rejects(
      run,
      (error) => code('RELEASE_PICK_CONFLICTS')(error) && String(error).includes('no such commit'),
    );
    assert.deepEqual(world.writes, []);
  });
});

describe('Beside a hotfix', () => {
  const byHand = (world: FakeRelease) => stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [] });

  it('people may merge the main line into its branch once the ledger has it', async () => {
    const { world, repository, first } = start();
    await byHand(world);
    const tip = repository.branches.get(BRANCH)!;
    repository.commit(BRANCH, 'fix: with the first', { 'first.ts': '1' }, [tip, first]);
    await byHand(world);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: with the first']);
  });

  it('the main line has what it was forwarded to only once', async () => {
    const { world, repository } = start();
    await byHand(world);
    const fix = repository.commit(BRANCH, 'fix: by hand', { 'hand.ts': '1' });
    await byHand(world);
    repository.branches.set('develop', fix);
    repository.merge('develop', 'feat: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    const { changes, next } = world.staging()!;
    assert.deepEqual([titles(changes), titles(next?.changes)], [['fix: by hand'], ['feat: two']]);
  });

  it('the main line has it only once also when it was forwarded to its very commit, and released', async () => {
    const { world, repository } = start();
    repository.branches.set('develop', repository.branches.get('main')!);
    await byHand(world);
    const fix = repository.commit(BRANCH, 'fix: by hand', { 'hand.ts': '1' });
    await byHand(world);
    await openRelease(world.services(), own);
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 7 }), own, publish);
    repository.branches.set('develop', fix);
    await stageChanges(world.services(), own);
    repository.merge('develop', 'feat: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    const { previousVersion, changes } = world.staging()!;
    assert.deepEqual([previousVersion, titles(changes)], ['1.0.1', ['feat: two']]);
  });

  it('a merge back brings its commits along, and none of them is a change', async () => {
    const { world, repository } = start();
    await stageChanges(world.services(), own);
    await byHand(world);
    repository.commit(BRANCH, 'fix: by hand', { 'hand.ts': '1' });
    await byHand(world);
    await openRelease(world.services(), own);
    const main = world.complete(world.staging()!.releasePullRequest!.id, 'merge');
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 7 }), own, publish);
    repository.commit('develop', 'Merge main', { 'hand.ts': '1' }, [repository.branches.get('develop')!, main]);
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: one', 'fix: first', 'fix: second']);
  });
});
