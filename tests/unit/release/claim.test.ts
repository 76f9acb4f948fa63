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

function start(): FakeRelease {
  const world = new FakeRelease();
  world.repository.commit('main', 'Start', { 'a.ts': '0' });
  world.repository.branches.set('develop', world.repository.branches.get('main')!);
  world.tags.set('v1.0.0', world.repository.branches.get('main')!);
  return world;
}

async function merged(): Promise<FakeRelease> {
  const world = start();
  world.repository.merge('develop', 'feat: one', { 'one.ts': '1' });
  await stageChanges(world.services(), own);
  await openRelease(world.services(), own);
  world.complete(world.staging()!.releasePullRequest!.id);
  return world;
}

describe('A claim that comes too late', () => {
  it('gives a hotfix the next patch of what it mends', async () => {
    const world = await merged();
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 7 }), own, publish);
    const { mergeCommit: fix } = world.repository.merge('develop', 'fix: urgent', { 'fix.ts': '1' });
    await stageHotfix(world.services(), own, { from: 'v1.0.0', cherryPick: [fix] });
    await openRelease(world.services(), own);
    world.tags.set('v1.0.1', world.repository.branches.get('develop')!);
    const { document, tag } = await claimVersion(world.services(), own);
    assert.deepEqual([tag, document?.version, world.staging()?.version], ['v1.0.2', '1.0.2', '1.0.2']);
  });

  it('foretells the version that it would get', async () => {
    const world = await merged();
    world.tags.set('v1.1.0', world.repository.branches.get('develop')!);
    const before = world.writes.length;
    const dry = await claimVersion(world.services(), { ...own, dryRun: true });
    assert.deepEqual([dry.tag, dry.document?.version, dry.changed], ['v1.2.0', '1.2.0', true]);
    assert.deepEqual(world.writes.slice(before), []);
    const wet = await claimVersion(world.services(), own);
    assert.deepEqual([wet.tag, wet.commit], [dry.tag, dry.commit]);
  });

  it('says in its pull request and in the next changelog what became of it', async () => {
    const world = await merged();
    const { id } = world.staging()!.releasePullRequest!;
    world.tags.set('v1.1.0', world.repository.branches.get('develop')!);
    const { notes } = await claimVersion(world.services(), own);
    assert.match(notes ?? '', /1\.2\.0/);
    assert.ok(world.log.lines.some((line) => line.includes('CHANGELOG.md of this commit calls the release 1.1.0')));
    const words = world.pullRequests.get(id)!.threads.map(({ comments }) => comments[0]?.content);
    assert.deepEqual(words.length, 1);
    assert.match(words[0] ?? '', /became 1\.2\.0\*\*: the tag v1\.1\.0 was taken/);
    const before = world.writes.length;
    const again = await claimVersion(world.services(), own);
    assert.deepEqual([again.changed, world.writes.slice(before)], [false, []]);
    await publishRelease(world.services({ id: 7 }), own, publish);
    assert.deepEqual([world.releases()[0]?.version, world.releases()[0]?.openedAs], ['1.2.0', '1.1.0']);
    world.repository.merge('develop', 'fix: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    assert.deepEqual(
      world.staging()?.changes.map(({ title }) => title),
      ['fix: two'],
    );
    const { head } = await openRelease(world.services(), own);
    const text = world.repository.commits.get(head!)?.tree['CHANGELOG.md'] ?? '';
    assert.deepEqual(text.match(/^## \[[\d.]+\]/gm), ['## [1.2.1]', '## [1.2.0]'], text);
  });

  it('leaves to others the section of the changelog that came with their tag', async () => {
    const world = await merged();
    world.repository.commit('theirs', 'Theirs', { 'CHANGELOG.md': '# Changelog\n\n## [1.1.0]\n\n- theirs\n' });
    world.tags.set('v1.1.0', world.repository.branches.get('theirs')!);
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 7 }), own, publish);
    world.repository.merge('develop', 'fix: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    const { head } = await openRelease(world.services(), own);
    assert.match(world.repository.commits.get(head!)?.tree['CHANGELOG.md'] ?? '', /## \[1\.1\.0\]/);
  });

  it('takes the next version once, however many runs lose at the same time', async () => {
    const world = await merged();
    world.tags.set('v1.1.0', world.repository.branches.get('develop')!);
    const claims = await Promise.all([1, 2, 3].map((id) => claimVersion(world.services({ id }), own)));
    assert.deepEqual(
      claims.map(({ tag }) => tag),
      ['v1.2.0', 'v1.2.0', 'v1.2.0'],
    );
    assert.equal(world.tags.has('v1.3.0'), false);
  });

  it('takes no version of the release after it, when another run has shipped its own meanwhile', async () => {
    const world = await merged();
    world.tags.set('v1.1.0', world.repository.branches.get('develop')!);
    world.repository.merge('develop', 'feat: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    const services = world.services({ id: 9 });
    let shipped = false;
    const listTags: typeof services.host.listTags = async (prefix) => {
      const tags = await services.host.listTags(prefix);
      if (!shipped && prefix === 'v1.1.0') {
        shipped = true;
        await claimVersion(world.services({ id: 8 }), own);
        await publishRelease(world.services({ id: 8 }), own, publish);
      }
      return tags;
    };
    const late = await claimVersion({ ...services, host: { ...services.host, listTags } }, own);
    assert.deepEqual([...world.tags.keys()], ['v1.0.0', 'v1.1.0', world.releases().at(-1)?.tag]);
    assert.deepEqual([late.kind, late.tag], ['blocked', undefined], late.summary);
    assert.equal(late.summary, 'shop: release 1.1.0 is no longer the open one.');
  });

  it('of a trunk needs no pull request afterwards', async () => {
    const trunk = settings({ sourceBranch: 'main' });
    const world = start();
    const services = () => world.services({ branch: 'main' });
    world.repository.merge('main', 'feat: one', { 'one.ts': '1' });
    await stageChanges(services(), trunk);
    await claimVersion(services(), trunk);
    await openRelease(services(), trunk);
    assert.equal(world.pullRequests.size, 0);
  });

  it('gives up with a code when every version is taken under its eyes', async () => {
    const world = await merged();
    const services = world.services();
    const host = {
      ...services.host,
      createTag: () => Promise.resolve({ kind: 'exists', commit: 'f'.repeat(40) } as const),
    };
    await assert.rejects(
      claimVersion({ ...services, host }, own),
      (error) => error instanceof SlipwayError && error.code === 'RELEASE_VERSIONS_BUSY',
    );
  });
});

describe('The version of a release', () => {
  it('stays above a tag that the ledger does not know', async () => {
    const world = start();
    world.tags.set('v2.0.0', world.repository.branches.get('main')!);
    // A release of the ledger without a source commit, as an import makes it.
    world.tamper(
      'index.json',
      JSON.stringify({ schema: 1, components: [{ component: 'shop', releases: [RELEASED] }] }),
    );
    world.tamper('releases/shop/1.0.0.json', JSON.stringify(IMPORTED));
    world.repository.merge('develop', 'feat: one', { 'one.ts': '1' });
    await stageChanges(world.services(), own);
    assert.equal(world.staging()?.version, '2.1.0');
    await openRelease(world.services(), own);
    assert.equal(world.staging()?.version, '2.1.0');
    world.complete(world.staging()!.releasePullRequest!.id);
    world.tags.set('v2.1.0', world.repository.branches.get('develop')!);
    assert.equal((await claimVersion(world.services(), own)).tag, 'v2.2.0');
  });

  it('stays above it after a pre-release, too', async () => {
    const world = start();
    world.tags.set('v2.0.0', world.repository.branches.get('main')!);
    world.tamper(
      'index.json',
      JSON.stringify({ schema: 1, components: [{ component: 'shop', releases: [RELEASED] }] }),
    );
    world.tamper('releases/shop/1.0.0.json', JSON.stringify(IMPORTED));
    world.repository.merge('develop', 'feat: one', { 'one.ts': '1' });
    await stageChanges(world.services(), own);
    await publishRelease(world.services(), { ...own, prerelease: 'beta' }, publish);
    assert.deepEqual([world.releases().at(-1)?.version, world.staging()?.version], ['2.1.0-beta.1', '2.1.0']);
  });
});

const RELEASED = {
  version: '1.0.0',
  tag: 'v1.0.0',
  releasedAt: '2026-01-01T00:00:00.000Z',
  state: 'released',
  tickets: 0,
  run: null,
};

const IMPORTED = {
  schema: 1,
  component: 'shop',
  version: '1.0.0',
  previousVersion: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  changes: [],
  state: 'released',
  commit: null,
  sourceCommit: null,
  tag: 'v1.0.0',
  releasedAt: '2026-01-01T00:00:00.000Z',
  run: null,
  notes: '',
  deployments: [],
};
