import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outcome.ts';
import type { NotesForms } from '../../../src/release/pull-request/release-notes.ts';
import { NO_RELEASE } from '../../../src/release/release-report.ts';
import { type ReleaseAction, stageRelease } from '../../../src/release/stage-release.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';

const own = settings();

const output = ({ outputs }: Outcome, name: string) => outputs?.[name];

function start(): FakeRelease {
  const world = new FakeRelease();
  world.repository.commit('main', 'Start', { 'a.ts': '0', 'CHANGELOG.md': '# Changelog\n' });
  world.repository.branches.set('develop', world.repository.branches.get('main')!);
  world.tags.set('v1.0.0', world.repository.branches.get('main')!);
  return world;
}

describe('StageRelease', () => {
  const written: NotesForms[] = [];
  const keep = (notes: NotesForms) => {
    written.push(notes);
    return Promise.resolve('/temp/notes.md');
  };
  const act = (world: FakeRelease, action: ReleaseAction, over: Partial<typeof own> = {}, run = 1) =>
    stageRelease(world.services({ id: run }), { ...own, ...over }, action, keep);

  it('tells each action in outputs, result and a page', async () => {
    const world = start();
    const { mergeCommit } = world.repository.merge('develop', 'feat: one | two ABC-1', { a: '1' });
    const staged = await act(world, { kind: 'stage' });
    assert.deepEqual(staged.outputs, {
      ...NO_RELEASE,
      version: '1.1.0',
      previousVersion: '1.0.0',
      tag: 'v1.1.0',
      tickets: 'ABC-1',
      state: 'staging',
      commit: mergeCommit,
      changed: 'true',
    });
    assert.match(staged.markdown ?? '', /^## shop 1\\?\.1\\?\.0$/m);
    assert.equal(staged.result?.['action'], 'stage');
    const opened = await act(world, { kind: 'open' });
    assert.equal(output(opened, 'notes'), '/temp/notes.md');
    assert.equal(output(opened, 'releasePullRequestId'), String(world.staging()?.releasePullRequest?.id));
    const forms = written.at(-1)!;
    assert.ok(forms.markdown.length > forms.slack.length && forms.slack.length <= 2_500);
    assert.ok(!forms.jira.includes('**'), forms.jira);
    assert.equal((await act(world, { kind: 'claim' })).kind, 'blocked');
    world.complete(world.staging()!.releasePullRequest!.id);
    assert.equal((await act(world, { kind: 'claim' })).kind, 'succeeded');
    const published = await act(world, { kind: 'publish', environment: 'Production' }, {}, 7);
    assert.equal(output(published, 'version'), '1.1.0');
    const shown = await act(world, { kind: 'show' });
    assert.deepEqual([output(shown, 'version'), output(shown, 'changed')], ['1.1.1', 'false']);
    assert.ok(world.log.lines.some((line) => line.includes('1.1.0') && line.includes('released')));
    const hotfix = await act(world, { kind: 'hotfix', from: 'v1.0.0', cherryPick: [] });
    assert.deepEqual([hotfix.kind, output(hotfix, 'version')], ['warned', '1.0.1']);
    assert.match(hotfix.markdown ?? '', /Push the fix to/);
    const back = await act(world, { kind: 'rollback', to: '1.1.0', environment: 'Production' });
    assert.equal(output(back, 'tag'), 'v1.1.0');
  });

  it('says so when nothing is there to show', async () => {
    const shown = await act(new FakeRelease(), { kind: 'show' });
    assert.deepEqual([shown.kind, shown.outputs], ['succeeded', NO_RELEASE]);
    assert.match(shown.markdown ?? '', /nothing staged, 0 released/);
    assert.equal((await act(new FakeRelease(), { kind: 'open' })).kind, 'skipped');
    assert.equal((await act(new FakeRelease(), { kind: 'claim' })).kind, 'skipped');
  });

  it('shows what is open, what waits and a long history in short', async () => {
    const world = start();
    for (let n = 1; n <= 230; n += 1) world.repository.merge('develop', `feat: ${n}`, { [`${n}`]: '1' });
    const staged = await act(world, { kind: 'stage' });
    assert.match(staged.markdown ?? '', /130 more changes stand in the result file/);
    assert.ok(world.log.lines.some((line) => line.endsWith('and 30 more, which stand in the result file.')));
    await act(world, { kind: 'open' });
    world.repository.merge('develop', 'feat: later', { later: '1' });
    await act(world, { kind: 'stage' });
    await act(world, { kind: 'show' });
    assert.ok(world.log.lines.some((line) => line.includes('For the release after it wait 1')));
  });

  it('refuses a component that cannot name a file or a branch', async () => {
    for (const component of ['a/b', '', '.git', 'a..b', 'x.lock', 'a\nb', 'x'.repeat(101)])
      await assert.rejects(
        act(start(), { kind: 'stage' }, { component }),
        (error) => error instanceof SlipwayError && error.code === 'RELEASE_COMPONENT_INVALID',
      );
  });
});

describe('The release branch', () => {
  const opened = async (world: FakeRelease) => {
    world.repository.merge('develop', 'feat: one', { 'a.ts': '1' });
    await stageRelease(world.services(), own, { kind: 'stage' }, () => Promise.resolve(''));
    return stageRelease(world.services(), own, { kind: 'open' }, () => Promise.resolve(''));
  };

  it('leaves to people what both branches changed, and names it', async () => {
    const world = start();
    world.repository.commit('main', 'Mend by hand', { 'a.ts': 'other' });
    await opened(world);
    assert.ok(world.log.lines.some((line) => line.startsWith('warn: main cannot be merged') && line.includes('a.ts')));
    const { tree } = world.repository.commits.get(world.repository.branches.get('release/shop/1.1.0')!)!;
    assert.equal(tree['a.ts'], '1');
  });

  it('takes the target’s changelog where both added to it', async () => {
    const world = start();
    world.repository.commit('main', 'Release by hand', { 'CHANGELOG.md': '# Changelog\n\n## [1.0.0]\n\n- by hand\n' });
    world.repository.commit('develop', 'docs: announce', {
      'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n\n- soon\n',
    });
    await opened(world);
    const { tree } = world.repository.commits.get(world.repository.branches.get('release/shop/1.1.0')!)!;
    assert.match(tree['CHANGELOG.md'] ?? '', /## \[1\.1\.0\][^]*## \[1\.0\.0\]\n\n- by hand/);
  });

  it('is refused for branches that do not exist', async () => {
    const world = start();
    world.repository.merge('develop', 'feat: one', { 'a.ts': '1' });
    await stageRelease(world.services(), own, { kind: 'stage' }, () => Promise.resolve(''));
    const open = stageRelease(world.services(), { ...own, targetBranch: 'trunk' }, { kind: 'open' }, () =>
      Promise.resolve(''),
    );
    await assert.rejects(open, (error) => error instanceof SlipwayError && error.code === 'RELEASE_BRANCH_UNKNOWN');
  });

  it('keeps the rest of long notes in a thread, and its text within the limit', async () => {
    const world = start();
    for (let n = 1; n <= 300; n += 1)
      world.repository.merge('develop', `feat: change ${n} ${'x'.repeat(80)}`, { [`${n}`]: '1' });
    await opened(world);
    const [pullRequest] = world.pullRequests.values();
    assert.ok(pullRequest!.state.description.length <= 4_000);
    const notes = pullRequest!.threads.filter(({ properties }) => properties['slipway.release']?.startsWith('notes-'));
    assert.ok(notes.length > 0 && notes.every(({ status }) => status === 'closed'));
    assert.ok(notes.some(({ comments }) => comments[0]?.content.includes('change 299')));
    const staging = world.staging()!;
    const changes = staging.changes.slice(0, 2);
    world.tamper('staging/shop.json', JSON.stringify({ ...staging, changes }));
    await stageRelease(world.services(), own, { kind: 'open' }, () => Promise.resolve(''));
    assert.deepEqual(pullRequest!.threads, [], 'what is no longer in the notes is gone');
    const before = world.writes.length;
    await stageRelease(world.services(), own, { kind: 'open' }, () => Promise.resolve(''));
    assert.deepEqual(world.writes.slice(before), []);
  });
});
