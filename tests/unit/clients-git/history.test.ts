import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { History } from '../../../src/release/ports.ts';
import { fingerprint, git, makeFolder, urlOf } from './git-fixture.ts';
import { checkOut, closeReleases, importCommits, openRelease } from './release-fixture.ts';

const failing = (code: string) => (error: Error & { code?: string }) => error.code === code;

describe('the history of a repository', () => {
  let folder: ReturnType<typeof makeFolder>;
  let url = '';
  let origin = '';

  beforeEach(() => {
    folder = makeFolder();
    origin = folder.at('origin.git');
    url = urlOf(origin);
  });
  afterEach(async () => {
    await closeReleases();
    folder.remove();
  });

  const linear = () =>
    importCommits(
      origin,
      ['one', 'two', 'three', 'four', 'five'].map((message, index) => ({
        message,
        files: { [index % 2 === 0 ? 'apps/web/a.txt' : 'libs/b.txt']: `${message}\n` },
      })),
    );

  it('is listed with parents before children, with its people and moments', async () => {
    const ids = importCommits(origin, [
      { message: 'root', files: { a: '1' } },
      { message: 'side', files: { b: '1' }, branch: 'side', parents: [1] },
      { message: 'main', files: { a: '2' }, parents: [1] },
      { message: 'Merge side\n\nbody', parents: [3, 2] },
    ]);
    const { history } = await openRelease(folder, { url, checkout: checkOut(folder, origin) });
    const all = await history.listCommits(undefined, ids[3]!);
    assert.equal(all.length, 4);
    const place = (id: string) => all.findIndex((one) => one.id === id);
    for (const commit of all) for (const parent of commit.parents) assert.equal(place(parent) < place(commit.id), true);
    assert.deepEqual(all[3], {
      id: ids[3],
      parents: [ids[2], ids[1]],
      author: 'Ada Doe',
      committedAt: '2023-11-14T22:16:20.000Z',
      subject: 'Merge side',
      body: 'body',
    });
    const some = await history.listCommits(ids[2], ids[3]!);
    assert.deepEqual(some.map(({ subject }) => subject), ['side', 'Merge side']); // prettier-ignore
    assert.deepEqual(await history.listCommits(ids[3], ids[3]!), []);
    assert.deepEqual(await history.readCommit(ids[3]!), all[3]);
    await assert.rejects(history.readCommit('ab'.repeat(20)), failing('GIT_FAILED'));
    assert.equal(await history.mergeBase(ids[1]!, ids[2]!), ids[0]);
    git(
      origin,
      'fetch',
      '--quiet',
      '.',
      `${git(origin, 'commit-tree', `${ids[0]!}^{tree}`, '-m', 'alone')}:refs/heads/alone`,
    );
    const alone = (await history.fetchBranch('alone')) ?? '';
    assert.equal(await history.mergeBase(alone, ids[3]!), undefined);
  });

  it('takes every message for what it is', async () => {
    const megabyte = `long\n\n${'é'.repeat(600_000)}`;
    const ids = importCommits(origin, [
      { message: '', files: { a: '1' } },
      { message: 'crlf subject\r\nsecond line\r\n\r\nfirst\r\n\r\nlast\r\n' },
      { message: Buffer.from('caf\xe9\n\nna\xefve', 'latin1') },
      { message: megabyte },
      { message: '\n\n  padded  \n \nbody' },
      { message: 'commit 0000\n\nparent\u0001 \u2028 --format=%H' },
    ]);
    const { history } = await openRelease(folder, { url, checkout: checkOut(folder, origin) });
    const commits = await history.listCommits(undefined, ids[5]!);
    const texts = commits.map(({ subject, body }) => [subject, body]);
    assert.deepEqual(texts[0], ['', '']);
    assert.deepEqual(texts[1], ['crlf subject second line', 'first\n\nlast']);
    assert.deepEqual(texts[2], ['caf\uFFFD', 'na\uFFFDve']);
    assert.equal(texts[3]![0], 'long');
    assert.match(texts[3]![1]!, /^é{32000,33000}$/);
    assert.deepEqual(texts[4], ['padded', 'body']);
    assert.deepEqual(texts[5], ['commit 0000', 'parent\u0001 \u2028 --format=%H']);
  });

  for (const [what, options] of [
    ['a full clone', []],
    ['a clone of depth 1', ['--depth=1']],
    ['a clone without contents', ['--filter=blob:none']],
    ['a clone without folders', ['--filter=tree:0']],
    ['a clone of depth 1 without folders', ['--depth=1', '--filter=tree:0']],
  ] as const) {
    it(`is whole from ${what}, which does not change`, async () => {
      const ids = linear();
      const checkout = checkOut(folder, origin, ...options);
      const before = fingerprint(checkout);
      const { history } = await openRelease(folder, { url, checkout });
      assert.equal(await history.fetchBranch('main'), ids[4]);
      await history.fetchHistory([ids[4]!]);
      assert.deepEqual((await history.listCommits(undefined, ids[4]!)).map(({ id }) => id), ids); // prettier-ignore
      assert.deepEqual([...(await history.listTouching(ids[0], ids[4]!, ['libs']))], [ids[3], ids[1]]);
      assert.equal(await history.readFile(ids[1]!, 'libs/b.txt'), 'two\n');
      assert.equal(await history.isAncestor(ids[0]!, ids[4]!), true);
      assert.match((await history.patchId(ids[2]!)) ?? '', /^[0-9a-f]{40}$/);
      assert.equal(await history.treeOf(ids[2]!), git(origin, 'rev-parse', `${ids[2]!}^{tree}`));
      assert.deepEqual(fingerprint(checkout), before);
    });
  }

  it('is whole without a checkout, and from a folder that is none', async () => {
    const ids = linear();
    for (const checkout of [undefined, folder.root]) {
      const { history } = await openRelease(folder, { url, ...(checkout === undefined ? {} : { checkout }) });
      assert.equal(await history.fetchBranch('main'), ids[4]);
      await history.fetchHistory(ids);
      assert.equal((await history.listCommits(ids[0], ids[4]!)).length, 4);
      assert.equal(await history.readFile(ids[4]!, 'apps/web/a.txt'), 'five\n');
    }
  });

  it('brings what came after the checkout', async () => {
    const ids = linear();
    const checkout = checkOut(folder, origin, '--depth=1');
    const tree = git(origin, 'rev-parse', 'main^{tree}');
    const newer = git(origin, 'commit-tree', tree, '-p', ids[4]!, '-m', 'newer');
    git(origin, 'update-ref', 'refs/heads/main', newer);
    const { history } = await openRelease(folder, { url, checkout });
    assert.equal(await history.fetchBranch('main'), newer);
    assert.deepEqual((await history.listCommits(ids[4], newer)).map(({ subject }) => subject), ['newer']); // prettier-ignore
    await history.fetchHistory([newer, ids[1]!]);
    assert.equal((await history.listCommits(ids[1], newer)).length, 4);
  });

  it('stays cut, with the line to add, when a shallow clone cannot be deepened', async () => {
    const ids = linear();
    const checkout = checkOut(folder, origin, '--depth=1');
    const { history } = await openRelease(folder, { url: urlOf(folder.at('gone.git')), checkout });
    await assert.rejects(history.fetchHistory([ids[4]!]), (error: Error & { code?: string; hint?: string }) => {
      assert.equal(error.code, 'GIT_HISTORY_MISSING');
      assert.match(error.hint ?? '', /- checkout: self\n {2}fetchDepth: 0\n/);
      return true;
    });
    await assert.rejects(history.fetchBranch('main'), failing('GIT_REMOTE_UNREADABLE'));
  });

  it('needs no remote when the clone is full', async () => {
    const ids = linear();
    const checkout = checkOut(folder, origin);
    const { history } = await openRelease(folder, { url: urlOf(folder.at('gone.git')), checkout });
    await history.fetchHistory([ids[4]!]);
    assert.equal((await history.listCommits(undefined, ids[4]!)).length, 5);
  });

  it('leaves out a commit that a forced push took away', async () => {
    const ids = linear();
    const gone = 'ab'.repeat(20);
    const { history } = await openRelease(folder, { url, checkout: checkOut(folder, origin) });
    await history.fetchHistory([gone, ids[4]!]);
    assert.equal(await history.isAncestor(gone, ids[4]!), false);
    assert.equal(await history.isAncestor(ids[4]!, ids[0]!), false);
  });

  it('knows no branch that is not there, and asks for no impossible one', async () => {
    linear();
    git(origin, 'update-ref', 'refs/other/refs/heads/lost', 'refs/heads/main');
    const { history } = await openRelease(folder, { url });
    assert.equal(await history.fetchBranch('lost'), undefined);
    for (const name of [
      '',
      '--upload-pack=x',
      'a..b',
      'a b',
      'a*',
      '/a',
      'a/',
      'a//b',
      '.a',
      'a.lock',
      '@',
      'a@{1}',
      'a\n',
      'x'.repeat(201),
    ]) {
      await assert.rejects(history.fetchBranch(name), failing('GIT_BRANCH_NAME_INVALID'), name);
    }
  });

  it('refuses what is no commit id', async () => {
    linear();
    const { history } = await openRelease(folder, { url });
    for (const bad of ['main', '--all', 'HEAD~1', 'abc', '']) {
      await assert.rejects(async () => history.treeOf(bad), TypeError);
      await assert.rejects(async () => history.listCommits(undefined, bad), TypeError);
      await assert.rejects(async () => history.listCommits(bad, 'a'.repeat(40)), TypeError);
      await assert.rejects(async () => history.isAncestor(bad, 'a'.repeat(40)), TypeError);
      await assert.rejects(async () => history.patchId(bad), TypeError);
    }
  });
});

describe('the commits that touch a part of the repository', () => {
  let folder: ReturnType<typeof makeFolder>;
  let ids: string[] = [];
  let history: History;
  before(async () => {
    folder = makeFolder();
    ids = importCommits(folder.at('origin.git'), [
      { message: 'root', files: { 'README.md': '1', 'apps/web/x': '1' } },
      { message: 'api on a side', files: { 'apps/api/x': '1' }, branch: 'side', parents: [1] },
      { message: 'web', files: { 'apps/web/x': '2' }, parents: [1] },
      { message: 'Merge side', files: { 'apps/api/x': '1' }, parents: [3, 2] },
      { message: 'docs', files: { 'docs/a/b/c.md': '1' } },
      { message: 'brackets', files: { 'a[b]/x': '1' } },
      { message: 'nothing' },
    ]);
    const origin = folder.at('origin.git');
    ({ history } = await openRelease(folder, { url: urlOf(origin), checkout: checkOut(folder, origin) }));
  });
  after(async () => {
    await closeReleases();
    folder.remove();
  });

  const touching = async (...paths: string[]) => {
    const found = await history.listTouching(undefined, ids[6]!, paths);
    return ids.flatMap((id, index) => (found.has(id) ? [index + 1] : []));
  };

  it('are those below a folder, a merge by what it brings', async () => {
    assert.deepEqual(await touching('apps/api'), [4]);
  });
  it('are those below one of several, with slashes as people write them', async () => {
    assert.deepEqual(await touching('./apps/web/', '/docs/a'), [1, 3, 5]);
  });
  it('are those that a glob matches, files or folders', async () => {
    assert.deepEqual(await touching('**/*.md'), [1, 5]);
  });
  it('are those below folders that a glob matches', async () => assert.deepEqual(await touching('ap*/*'), [1, 3, 4]));
  it('are those below every folder', async () => assert.deepEqual(await touching('apps/**'), [1, 3, 4]));
  it('are all first parents that change something, for the whole repository', async () =>
    assert.deepEqual(await touching('.'), [1, 3, 4, 5, 6]));
  it('are none for no path, nor for a path that is not there', async () => {
    assert.deepEqual(await touching(), []);
  });
  it('do not come of words that git would take for more', async () => {
    assert.deepEqual(await touching(':(exclude)docs', '--all', ':!docs'), []);
  });
});

describe('what a commit changes', () => {
  let folder: ReturnType<typeof makeFolder>;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(async () => {
    await closeReleases();
    folder.remove();
  });

  it('has the same identity where it was picked to, and none for a merge or nothing', async () => {
    const origin = folder.at('origin.git');
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}\n`);
    const [base, moved] = [lines.join(''), `first\n${lines.join('')}`];
    const fix = (text: string) => text.replace('line 20', 'fixed');
    const ids = importCommits(origin, [
      { message: 'base', files: { a: base } },
      { message: 'moved', files: { a: moved }, branch: 'side' },
      { message: 'fix', files: { a: fix(moved) }, branch: 'side' },
      { message: 'picked', files: { a: fix(base) }, parents: [1] },
      { message: 'merge', files: { a: fix(moved) }, parents: [4, 3] },
      { message: 'empty' },
    ]);
    for (const options of [[], ['--filter=blob:none', '--no-checkout']]) {
      const { history } = await openRelease(folder, {
        url: urlOf(origin),
        checkout: checkOut(folder, origin, '--branch=main', ...options),
      });
      await history.fetchHistory([ids[5]!]);
      const [fixed, picked] = [await history.patchId(ids[2]!), await history.patchId(ids[3]!)];
      assert.notEqual(fixed, undefined);
      assert.equal(fixed, picked);
      assert.notEqual(await history.patchId(ids[1]!), fixed);
      assert.equal(await history.patchId(ids[4]!), undefined);
      assert.equal(await history.patchId(ids[5]!), undefined);
    }
  });

  it('is a file with its text, and nothing where there is no regular file', async () => {
    const origin = folder.at('origin.git');
    const ids = importCommits(origin, [
      { message: 'x', files: { 'docs/ä b.md': 'grün\r\n', '"a\\tb"': 'tab', big: 'x'.repeat(4 * 1024 * 1024 + 1) } },
    ]);
    const { history } = await openRelease(folder, { url: urlOf(origin), checkout: checkOut(folder, origin) });
    assert.equal(await history.readFile(ids[0]!, 'docs/ä b.md'), 'grün\r\n');
    assert.equal(await history.readFile(ids[0]!, './docs/ä b.md'), 'grün\r\n');
    assert.equal(await history.readFile(ids[0]!, 'a\tb'), 'tab');
    for (const path of ['docs', 'docs/', 'none', '', '../x', 'docs/*', ':(glob)**', 'a\0b']) {
      assert.equal(await history.readFile(ids[0]!, path), undefined, path);
    }
    await assert.rejects(history.readFile(ids[0]!, 'big'), failing('GIT_FILE_TOO_LARGE'));
  });
});
