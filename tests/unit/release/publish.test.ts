import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';

const publish = { environment: undefined };
const trunk = settings({ sourceBranch: 'main', notesFile: undefined });

/** A trunk whose first change is released. */
async function start() {
  const world = new FakeRelease();
  const services = (id: number, commit?: string) =>
    world.services({ id, branch: 'main', ...(commit === undefined ? {} : { commit }) });
  const first = world.repository.commit('main', 'feat: one', { a: '1' });
  await stageChanges(services(1), trunk);
  await publishRelease(services(1), trunk, publish);
  assert.deepEqual([...world.tags], [['v0.1.0', first]]);
  return { world, services, first };
}

describe('Publishing', () => {
  it('does not release what was staged since and is not part of the run', async () => {
    const { world, services, first } = await start();
    world.repository.merge('main', 'feat: two', { b: '1' });
    await stageChanges(services(2), trunk);
    const before = world.writes.length;
    const again = await publishRelease(services(3, first), trunk, publish);
    assert.deepEqual([again.kind, again.changed], ['blocked', false], again.summary);
    assert.match(again.summary, /0\.2\.0 is not claimed, and holds commit [0-9a-f]{8}.*: run "claim" before the build/);
    const dry = await publishRelease(services(3, first), { ...trunk, dryRun: true }, publish);
    assert.equal(dry.kind, 'blocked');
    assert.deepEqual(world.writes.slice(before), []);
    await claimVersion(services(4), trunk);
    const other = await publishRelease(services(5), { ...trunk, releaseAs: '0.1.5' }, publish);
    assert.deepEqual([other.kind, other.changed], ['blocked', false], other.summary);
    assert.match(other.summary, /0\.1\.5 is not open, 0\.2\.0 is/);
    const claimed = await publishRelease(services(5, first), trunk, publish);
    assert.deepEqual([claimed.kind, claimed.document?.version], ['succeeded', '0.2.0'], claimed.summary);
  });

  it('asks for the claim of what was merged by a release pull request', async () => {
    const world = new FakeRelease();
    const own = settings();
    world.repository.commit('main', 'Start', { 'a.ts': '0' });
    world.repository.branches.set('develop', world.repository.branches.get('main')!);
    world.repository.merge('develop', 'feat: one', { 'a.ts': '1' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    world.complete(world.staging()!.releasePullRequest!.id);
    const before = world.writes.length;
    const report = await publishRelease(world.services(), own, publish);
    assert.equal(report.kind, 'blocked', report.summary);
    assert.deepEqual(world.writes.slice(before), []);
    await claimVersion(world.services(), own);
    assert.equal((await publishRelease(world.services(), own, publish)).kind, 'succeeded');
  });

  it('archives nothing when another release has the place by then', async () => {
    const { world, services } = await start();
    world.repository.merge('main', 'feat: two', { b: '1' });
    await stageChanges(services(2), trunk);
    await claimVersion(services(2), trunk);
    const late = services(2);
    const listTags: typeof late.host.listTags = (prefix) => {
      world.tamper('staging/shop.json', JSON.stringify({ ...world.staging(), version: '0.3.0' }));
      return late.host.listTags(prefix);
    };
    const report = await publishRelease({ ...late, host: { ...late.host, listTags } }, trunk, publish);
    assert.deepEqual([report.kind, report.changed], ['blocked', false], report.summary);
    assert.match(report.summary, /Release 0\.2\.0 of shop is no longer the open one: 0\.3\.0 is/);
    assert.deepEqual([world.releases().length, world.staging()?.version], [1, '0.3.0']);
  });

  it('lets one run publish a pre-release and then the release', async () => {
    const { world, services } = await start();
    world.repository.merge('main', 'feat: two', { b: '1' });
    await stageChanges(services(2), trunk);
    const beta = { ...trunk, prerelease: 'beta' };
    for (const [own, version] of [
      [beta, '0.2.0-beta.1'],
      [trunk, '0.2.0'],
    ] as const) {
      const report = await publishRelease(services(2), own, publish);
      assert.deepEqual([report.changed, report.document?.version], [true, version], report.summary);
      const again = await publishRelease(services(2), own, publish);
      assert.deepEqual([again.changed, again.document?.version], [false, version], again.summary);
    }
  });
});
