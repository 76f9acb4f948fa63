import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { ChangedFile, FileDiff } from '../../../src/review/change.ts';
import type { ReviewRepository } from '../../../src/clients/git/open-review-repository.ts';
import { type Files, git, makeFolder, openRepository, urlOf, writeHistory } from './git-fixture.ts';

const commit = '1'.repeat(40);
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('');
const old: Files = {
  'binary.png': { mode: '100644', content: Buffer.from([1, 0, 2]) },
  'crlf.txt': 'a\r\nb\r\nc\r\n',
  'gone.txt': 'gone\n',
  'mode.sh': 'echo\n',
  'moved/old.txt': lines(0, 60),
  'moved/pure.txt': lines(100, 160),
  'no-end.txt': 'a\nb',
  'same.txt': 'same\n',
  sub: { mode: '160000', content: commit },
  'to-link': 'file\n',
};
const changed: Files = {
  'added.txt': 'one\ntwo\n',
  'binary.png': { mode: '100644', content: Buffer.from([1, 0, 3]) },
  'crlf.txt': 'a\r\nB\r\nc\r\n',
  'empty.txt': '',
  'latin.txt': { mode: '100644', content: Buffer.from('caf\xe9\n', 'latin1') },
  'mode.sh': { mode: '100755', content: 'echo\n' },
  'moved/new.txt': lines(0, 60).replace('line 30\n', 'line thirty\n'),
  'moved/pure2.txt': lines(100, 160),
  'no-end.txt': 'a\nc',
  'same.txt': 'same\n',
  sub: { mode: '160000', content: '2'.repeat(40) },
  'to-link': { mode: '120000', content: '/etc/passwd' },
};

describe('the changes of a pull request, as git sees them', () => {
  const folder = makeFolder();
  let repository: ReviewRepository;
  let files: readonly ChangedFile[] = [];
  let diffs: readonly FileDiff[] = [];
  const diffOf = (path: string) => diffs.find(({ file }) => file.path === path)!;
  const shown = (path: string) =>
    diffOf(path)
      .hunks.flatMap((hunk) => hunk.lines)
      .filter(({ kind }) => kind !== 'context')
      .map(({ kind, text }) => `${kind} ${text}`);

  before(async () => {
    const [base, head] = writeHistory(folder.at('repo'), [old, changed]);
    repository = await openRepository({ checkout: folder.at('repo'), url: urlOf(folder.at('repo')) });
    files = await repository.listChanges(base!, head!);
    diffs = await repository.readDiffs(base!, head!, files);
  });
  after(async () => {
    await repository.close();
    folder.remove();
  });

  it('are listed by path with their kinds and modes', () => {
    assert.deepEqual(
      files.map(({ path, oldPath, kind, oldMode, newMode }) => [kind, oldMode, newMode, oldPath ?? '-', path].join(' ')), // prettier-ignore
      [
        'added 000000 100644 - added.txt',
        'modified 100644 100644 - binary.png',
        'modified 100644 100644 - crlf.txt',
        'added 000000 100644 - empty.txt',
        'deleted 100644 000000 - gone.txt',
        'added 000000 100644 - latin.txt',
        'modified 100644 100755 - mode.sh',
        'renamed 100644 100644 moved/old.txt moved/new.txt',
        'renamed 100644 100644 moved/pure.txt moved/pure2.txt',
        'modified 100644 100644 - no-end.txt',
        'modified 160000 160000 - sub',
        'typeChanged 100644 120000 - to-link',
      ],
    );
  });

  it('carry the blobs of the sides that exist', () => {
    const added = files.find(({ path }) => path === 'added.txt')!;
    assert.equal(added.oldId, undefined);
    assert.equal(git(folder.at('repo'), 'cat-file', 'blob', added.newId!), 'one\ntwo');
  });

  it('have one diff each, in the order asked for', async () => {
    assert.deepEqual(
      diffs.map(({ file }) => file),
      files,
    );
    const reversed = [...files].reverse();
    const [base, head] = ['HEAD~1', 'HEAD'].map((name) => git(folder.at('repo'), 'rev-parse', name.replace('HEAD', 'main'))); // prettier-ignore
    assert.deepEqual(await repository.readDiffs(base!, head!, reversed), [...diffs].reverse());
  });

  it('show what changed inside a renamed file only', () => {
    assert.deepEqual(shown('moved/new.txt'), ['removed line 30', 'added line thirty']);
    assert.deepEqual(shown('moved/pure2.txt'), []);
  });

  it('mark line ends', () => {
    const line = diffOf('crlf.txt').hunks[0]!.lines.find(({ kind }) => kind === 'added')!;
    assert.deepEqual([line.text, line.crlf], ['B', true]);
    const last = diffOf('no-end.txt').hunks[0]!.lines.filter(({ noNewline }) => noNewline);
    assert.deepEqual(
      last.map(({ text }) => text),
      ['b', 'c'],
    );
  });

  it('replace what is not UTF-8', () => {
    assert.deepEqual(shown('latin.txt'), ['added caf\uFFFD']);
  });

  it('say binary and show nothing of it', () => {
    assert.deepEqual([diffOf('binary.png').binary, diffOf('binary.png').hunks.length], [true, 0]);
    assert.equal(diffOf('added.txt').binary, false);
  });

  it('show both halves of a file that became a link, without following it', () => {
    assert.deepEqual(shown('to-link'), ['removed file', 'added /etc/passwd']);
  });

  it('show the commits of a submodule', () => {
    assert.deepEqual(shown('sub'), [
      `removed Subproject commit ${commit}`,
      `added Subproject commit ${'2'.repeat(40)}`,
    ]);
  });

  it('have as much context as was asked for', () => {
    assert.equal(diffOf('moved/new.txt').hunks[0]!.lines.length, 3 + 2 + 3);
  });

  it('give no option to git where a commit belongs', async () => {
    await assert.rejects(repository.listChanges('--output=/tmp/x', commit), TypeError);
  });
});

describe('the changes of files with hostile names', () => {
  const names = ['-rf', '--', '$(touch x)', '"quoted"', "it's", 'a\nb', ' lead', 'tab\there', ':(top)x', '*', '\xff\xfe.txt', 'é'].map((n) => (n === 'é' ? '\xc3\xa9' : n)); // prettier-ignore
  const folder = makeFolder();
  let repository: ReviewRepository;
  let ids: string[] = [];
  before(async () => {
    const filesWith = (content: string): Files =>
      Object.fromEntries(names.map((name) => [name, `${content} ${name}\n`]));
    ids = writeHistory(folder.at('repo'), [{}, filesWith('old'), filesWith('new')]);
    repository = await openRepository({ checkout: folder.at('repo'), url: urlOf(folder.at('repo')) });
  });
  after(async () => {
    await repository.close();
    folder.remove();
  });

  for (const [what, from, to, count] of [
    ['added', 0, 1, 1],
    ['modified', 1, 2, 2],
    ['deleted', 2, 0, 1],
  ] as const) {
    it(`are all read when ${what}`, async () => {
      const files = await repository.listChanges(ids[from]!, ids[to]!);
      assert.deepEqual(new Set(files.map(({ path }) => path)), new Set(names.map((name) => Buffer.from(name, 'latin1').toString('utf8')))); // prettier-ignore
      for (const { file, hunks } of await repository.readDiffs(ids[from]!, ids[to]!, files)) {
        const edits = hunks.flatMap((hunk) => hunk.lines);
        // A name with a line break is a content of two lines.
        assert.equal(edits.filter((line) => line.kind !== 'context').length >= count, true, file.path);
      }
    });
  }

  it('are not taken for patterns', async () => {
    const star = (await repository.listChanges(ids[1]!, ids[2]!)).filter(({ path }) => path === '*');
    const [diff] = await repository.readDiffs(ids[1]!, ids[2]!, star);
    assert.deepEqual(
      diff!.hunks.flatMap((hunk) => hunk.lines.map(({ text }) => text)),
      ['old *', 'new *'],
    );
  });
});

describe('many changes', () => {
  const folder = makeFolder();
  after(() => folder.remove());

  it('are read in bounded pieces, each rename as it was listed', async () => {
    const file = (index: number, edit: string) => `${lines(index, index + 30)}${edit}\n`;
    const name = (index: number, suffix: string) => `${'deep/'.repeat(10)}file-${index}${suffix}.txt`;
    const make = (suffix: string, edit: string): Files =>
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [name(i, i % 2 ? '' : suffix), file(i, edit)]));
    const [base, head] = writeHistory(folder.at('repo'), [make('', 'old'), make('-moved', 'new')]);
    const repository = await openRepository({ checkout: folder.at('repo'), url: urlOf(folder.at('repo')) });
    const files = await repository.listChanges(base!, head!);
    assert.equal(files.filter(({ kind }) => kind === 'renamed').length, 300);
    const diffs = await repository.readDiffs(base!, head!, files);
    for (const [index, diff] of diffs.entries()) {
      assert.equal(diff.file, files[index]);
      const edits = diff.hunks.flatMap((hunk) => hunk.lines).filter(({ kind }) => kind !== 'context');
      assert.equal(edits.at(-1)!.text, 'new');
    }
    await repository.close();
  });
});
