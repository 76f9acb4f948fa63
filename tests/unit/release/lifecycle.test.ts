import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { vouchFor } from '../../../src/release-mark.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';

const titles = (changes: readonly { readonly title: string }[] = []) => changes.map(({ title }) => title);
const publish = { environment: undefined };

describe('A release from develop to main', () => {
  const world = new FakeRelease();
  const { repository } = world;
  const own = settings();

  before(() => {
    repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n' });
    repository.branches.set('develop', repository.branches.get('main')!);
    world.tags.set('v1.0.0', repository.branches.get('main')!);
    repository.merge('develop', 'feat(api): add search ABC-1', { 'a.ts': '1' });
  });

  it('stages what was merged, with the reason of its version', async () => {
    const report = await stageChanges(world.services(), own);
    const staging = world.staging();
    assert.equal(report.changed, true, report.summary);
    assert.deepEqual([staging?.version, staging?.previousVersion, staging?.state], ['1.1.0', '1.0.0', 'staging']);
    assert.deepEqual(titles(staging?.changes), ['feat(api): add search ABC-1']);
    assert.match(staging?.changes[0]?.because ?? '', /minor.*feat\(api\).*1/);
    assert.deepEqual(
      staging?.changes[0]?.tickets.map(({ key }) => key),
      ['ABC-1'],
    );
    assert.deepEqual(world.messages, ['Stage pull request 1 for shop 1.1.0']);
  });

  it('stages nothing twice', async () => {
    const before = world.writes.length;
    const report = await stageChanges(world.services({ id: 2 }), own);
    assert.deepEqual([report.changed, world.writes.length, world.staging()?.run], [false, before, 1]);
    assert.match(report.summary, /^Nothing new of shop up to commit [0-9a-f]{8}: the ledger stays as it is\.$/);
  });

  it('adds the second change', async () => {
    repository.merge('develop', 'fix: mend it', { 'b.ts': '1' });
    await stageChanges(world.services({ id: 3 }), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat(api): add search ABC-1', 'fix: mend it']);
    assert.deepEqual([world.staging()?.version, world.staging()?.run], ['1.1.0', 3]);
  });

  it('foretells what would be opened, and writes nothing', async () => {
    const before = world.writes.length;
    const report = await openRelease(world.services(), { ...own, dryRun: true });
    assert.deepEqual([report.document?.state, report.document?.version], ['opened', '1.1.0']);
    assert.deepEqual([world.staging()?.state, world.writes.length], ['staging', before]);
  });

  it('opens it with branch, notes and pull request', async () => {
    const report = await openRelease(world.services(), own);
    const staging = world.staging();
    assert.equal(staging?.state, 'opened', report.summary);
    assert.deepEqual([staging.ready, staging.notReady], [true, []]);
    const tip = repository.branches.get('release/shop/1.1.0')!;
    assert.match(repository.commits.get(tip)?.tree['CHANGELOG.md'] ?? '', /## \[1\.1\.0\] - 2026-03-01[^]*add search/);
    assert.equal(repository.commits.get(tip)?.tree['a.ts'], '1');
    const [pullRequest] = world.pullRequests.values();
    assert.equal(pullRequest?.state.title, 'Release shop 1.1.0');
    assert.equal(staging.releasePullRequest?.id, pullRequest.state.id);
    assert.deepEqual([report.head, pullRequest.vouched], [tip, vouchFor('shop', '1.1.0', tip)]);
  });

  it('opens nothing twice', async () => {
    const before = world.writes.length;
    const report = await openRelease(world.services({ id: 2 }), own);
    assert.deepEqual(world.writes.slice(before), []);
    assert.equal(report.changed, false);
  });

  it('lets what comes later wait', async () => {
    repository.merge('develop', 'feat: later', { 'c.ts': '1' });
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat(api): add search ABC-1', 'fix: mend it']);
    assert.deepEqual(titles(world.staging()?.next?.changes), ['feat: later']);
  });

  it('claims nothing before it is merged', async () => {
    const report = await claimVersion(world.services(), own);
    assert.deepEqual([report.kind, world.tags.has('v1.1.0')], ['blocked', false], report.summary);
    assert.match(report.summary, /not merged yet/);
  });

  it('claims the merge', async () => {
    const { id } = world.staging()!.releasePullRequest!;
    const merge = world.complete(id);
    const report = await claimVersion(world.services(), own);
    assert.deepEqual([report.kind, world.tags.get('v1.1.0'), report.commit], ['succeeded', merge, merge]);
    const again = await claimVersion(world.services(), own);
    assert.equal(again.changed, false);
  });

  it('does not touch the branch of a merged release', async () => {
    const before = world.writes.length;
    await openRelease(world.services(), own);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('publishes it and starts the next with what waited', async () => {
    const report = await publishRelease(world.services({ id: 7 }), own, { environment: 'Production' });
    const [release] = world.releases();
    assert.deepEqual([release?.version, release?.tag, release?.state], ['1.1.0', 'v1.1.0', 'released'], report.summary);
    assert.deepEqual(
      release?.deployments.map(({ environment, run }) => [environment, run]),
      [['Production', 7]],
    );
    const staging = world.staging();
    assert.deepEqual([staging?.version, staging?.previousVersion, staging?.state], ['1.2.0', '1.1.0', 'staging']);
    assert.deepEqual(titles(staging?.changes), ['feat: later']);
    assert.equal(staging?.releasePullRequest, undefined);
  });

  it('publishes nothing twice', async () => {
    const before = world.writes.length;
    const report = await publishRelease(world.services({ id: 7 }), own, publish);
    assert.deepEqual([report.changed, report.document?.version], [false, '1.1.0']);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('claims no other release in the stead of one that was published', async () => {
    const before = world.writes.length;
    const report = await claimVersion(world.services({ id: 9 }), { ...own, releaseAs: '1.1.0' });
    assert.deepEqual([report.kind, report.document?.state, report.tag], ['skipped', 'released', 'v1.1.0']);
    assert.match(report.summary, /was released by run 7/);
    assert.deepEqual(world.writes.slice(before), []);
  });

  it('vouches for no branch that others pushed to', async () => {
    const other = new FakeRelease();
    other.repository.commit('main', 'Start', { 'a.ts': '0' });
    other.repository.branches.set('develop', other.repository.branches.get('main')!);
    other.tags.set('v1.0.0', other.repository.branches.get('main')!);
    other.repository.merge('develop', 'feat: one', { 'a.ts': '1' });
    await stageChanges(other.services(), own);
    other.repository.branches.set('release/shop/1.1.0', other.repository.branches.get('develop')!);
    other.repository.commit('release/shop/1.1.0', 'Slip in', { 'evil.ts': '1' });
    await openRelease(other.services(), own);
    const [pullRequest] = other.pullRequests.values();
    assert.equal(pullRequest?.vouched, undefined);
  });

  it('goes on to the next without conflicts, though main was squashed', async () => {
    await openRelease(world.services(), own);
    const staging = world.staging()!;
    assert.deepEqual([staging.version, staging.ready], ['1.2.0', true], staging.notReady.join());
    const tip = repository.commits.get(repository.branches.get('release/shop/1.2.0')!)!;
    assert.match(tip.tree['CHANGELOG.md'] ?? '', /## \[1\.2\.0\][^]*## \[1\.1\.0\]/);
    world.complete(staging.releasePullRequest!.id);
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 8 }), own, publish);
    assert.deepEqual(
      world.releases().map(({ version }) => version),
      ['1.1.0', '1.2.0'],
    );
    assert.deepEqual(titles(world.releases()[1]?.changes), ['feat: later']);
    assert.deepEqual([world.staging()?.ready, world.staging()?.changes], [false, []]);
  });

  it('adds nothing for a merge back into develop', async () => {
    const [develop, main] = ['develop', 'main'].map((name) => repository.branches.get(name)!);
    repository.commit('develop', 'Merge branch main into develop', {}, [develop!, main!]);
    const before = world.writes.length;
    const report = await stageChanges(world.services(), own);
    assert.deepEqual([report.changed, world.writes.length], [false, before], report.summary);
  });

  it('lists everything in one index', () => {
    const index = JSON.parse(world.file('index.json') ?? '') as { components: { releases: { version: string }[] }[] };
    assert.deepEqual(
      index.components[0]?.releases.map(({ version }) => version),
      ['1.2.0', '1.1.0'],
    );
  });
});

describe('A release of a trunk', () => {
  const trunk = settings({ sourceBranch: 'main' });

  it('is claimed and published without a pull request when nothing is to be merged', async () => {
    const world = new FakeRelease();
    world.repository.commit('main', 'Start', { 'a.ts': '0' });
    world.repository.merge('main', 'fix: one', { 'a.ts': '1' });
    const own = { ...trunk, notesFile: undefined };
    const services = () => world.services({ branch: 'main' });
    await stageChanges(services(), own);
    const report = await publishRelease(services(), own, publish);
    assert.deepEqual([report.kind, [...world.tags.keys()]], ['succeeded', ['v0.0.1']], report.summary);
    assert.deepEqual(world.pullRequests.size, 0);
    const again = await publishRelease(services(), own, publish);
    assert.equal(again.changed, false);
    const other = await publishRelease(world.services({ branch: 'main', id: 2 }), own, publish);
    assert.deepEqual([other.kind, other.changed], ['skipped', false]);
  });

  it('ships what was approved, though the trunk moved on', async () => {
    const world = new FakeRelease();
    const { repository } = world;
    const services = () => world.services({ branch: 'main' });
    repository.commit('main', 'Start', { 'a.ts': '0' });
    repository.merge('main', 'feat: one', { 'a.ts': '1' });
    await stageChanges(services(), trunk);
    await openRelease(services(), trunk);
    const approved = repository.branches.get('release/shop/0.1.0')!;
    for (const n of [2, 3, 4]) {
      repository.merge('main', `feat: ${n}`, { [`${n}.ts`]: '1' });
      await stageChanges(services(), trunk);
    }
    world.complete(world.staging()!.releasePullRequest!.id, 'merge');
    const report = await claimVersion(services(), trunk);
    assert.equal(world.tags.get('v0.1.0'), approved, report.summary);
    await publishRelease(services(), trunk, publish);
    assert.deepEqual(titles(world.releases()[0]?.changes), ['Start', 'feat: one']);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: 2', 'feat: 3', 'feat: 4']);
    const staged = await stageChanges(services(), trunk);
    assert.equal(staged.changed, false, 'the release pull request is no change');
  });
});
