import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { listRefs } from '../../../sandbox/azure-devops/git/history.ts';
import { commitStream, importStream } from '../../../sandbox/sample/fast-import.ts';
import { createRestChangeSource } from '../../../src/clients/azure-devops/rest-change-source.ts';
import type { ChangeSource } from '../../../src/review/ports.ts';
import type { Clone } from '../sandbox-azure-devops/clone.ts';
import { cloneOf, lines, shop, startSandbox, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { clientOf, withAnswers } from './azure-harness.ts';

interface World {
  readonly source: ChangeSource;
  readonly clone: Clone;
  readonly gitDir: string;
  readonly asked: () => number;
}

async function start(): Promise<World> {
  const sandbox = await startSandbox();
  const clone = cloneOf(sandbox);
  const client = clientOf(`${sandbox.service.url}/contoso/`, sandbox.token);
  const { id: repositoryId, gitDir } = sandbox.azure.findRepository(shop)!;
  const source = createRestChangeSource({ client, repositoryId, contextLines: 8 });
  return { source, clone, gitDir, asked: () => sandbox.traffic.entries.length };
}

/** The commit of one push, and of another after it. */
async function push(clone: Clone, before: Record<string, string>, after: Record<string, string | null>) {
  const base = await clone.push('main', before);
  return { base, head: await clone.push('feature', after) };
}

const patchText = (lines: readonly { kind: string; text: string }[]) =>
  lines.map(({ kind, text }) => ({ added: '+', removed: '-', context: ' ' })[kind as 'added'] + text);

describe('Azure DevOps: changes without git', () => {
  afterEach(stopSandboxes);

  it('are listed as git lists them', async () => {
    const { source, clone } = await start();
    const before = {
      'edited.txt': lines(20),
      'gone.txt': 'gone\n',
      'dir/moved.txt': lines(30, 'moved'),
      'same.txt': lines(30, 'same'),
      'link.txt': 'a file for now\n',
    };
    const base = await clone.push('main', before);
    await clone.git('rm', '--quiet', 'link.txt');
    symlinkSync('edited.txt', path.join(clone.folder, 'link.txt'));
    const head = await clone.push('feature', {
      'edited.txt': lines(20).replace('line 7\n', 'line seven\n'),
      'gone.txt': null,
      'dir/moved.txt': null,
      'dir2/moved é 👀.txt': lines(30, 'moved').replace('moved 3\n', 'moved three\n'),
      'same.txt': null,
      'same2.txt': lines(30, 'same'),
      'new/a#b%.txt': 'new\n',
    });
    const expected = (await clone.git('diff', '--raw', '-z', '-M', '--no-abbrev', base, head))
      .split(/\0?:/)
      .filter(Boolean)
      .map((record) => {
        const [meta = '', first = '', second] = record.split('\0').filter(Boolean);
        const [oldMode, newMode, oldId, newId, status] = meta.split(' ');
        const id = (one = '') => (/^0+$/.test(one) ? undefined : one);
        const kinds = { A: 'added', D: 'deleted', M: 'modified', R: 'renamed', T: 'typeChanged' };
        return {
          path: second ?? first,
          ...(second === undefined ? {} : { oldPath: first }),
          kind: kinds[status![0] as 'A'],
          oldMode,
          newMode,
          oldId: id(oldId),
          newId: id(newId),
        };
      });
    assert.equal(expected.length, 6);
    assert.deepEqual(await source.listChanges(base, head), expected);
  });

  it('are compared line by line', async () => {
    const { source, clone } = await start();
    const before = { 'a.txt': 'one\r\ntwo\n', 'b.bin': 'x', 'c.txt': 'gone\n', 'd.txt': lines(20) };
    const { base, head } = await push(clone, before, {
      'a.txt': 'one\ntwo\nthree 👀',
      'b.bin': 'x\0y',
      'c.txt': null,
      'd.txt': null,
      'e.txt': lines(20),
      'f.txt': '',
    });
    const files = await source.listChanges(base, head);
    const diffs = await source.readDiffs(base, head, files);
    assert.deepEqual(
      diffs.map(({ file, binary, hunks }) => [file.path, binary, ...hunks.map((hunk) => patchText(hunk.lines))]),
      [
        ['a.txt', false, ['-one', '+one', ' two', '+three 👀']],
        ['b.bin', true],
        ['c.txt', false, ['-gone']],
        ['e.txt', false],
        ['f.txt', false],
      ],
    );
    const [removed, , , last] = diffs[0]!.hunks[0]!.lines;
    assert.deepEqual([removed!.crlf, last!.noNewline], [true, true]);
  });

  it('are all there, 101 and 2,001 of them', async function () {
    this.timeout(120_000);
    const { source, clone, gitDir } = await start();
    const base = await clone.push('main', { 'a.txt': 'a\n' });
    const by = { name: 'Ada', email: 'ada@example.com' };
    const commit = { by, at: '2026-03-01T10:00:00+00:00', message: 'Change', mark: 1, parent: base };
    for (const count of [101, 2001]) {
      const files = Array.from({ length: count }, (_, index) => [`f/${index}.txt`, `${index}\n`] as const);
      const ref = `refs/heads/branch-${count}`;
      await importStream('git', gitDir, commitStream({ ...commit, ref, files }));
      const head = (await listRefs(gitDir, ref)).get(ref) ?? '';
      assert.equal((await source.listChanges(base, head)).length, count);
    }
  });

  it('come in the pages that the service likes, folders and halves of renames left out', async () => {
    const item = (path: string, more = {}) => ({ path: `/${path}`, objectId: `id of ${path}`, ...more });
    const changes = [
      { changeType: 'edit', item: item('dir', { isFolder: true }) },
      { changeType: 'delete, sourceRename', item: item('dir/old') },
      { changeType: 'edit, rename', item: item('dir/new'), sourceServerItem: '/dir/old' },
      { changeType: 'edit', item: item('dir/sub', { gitObjectType: 'commit' }) },
      { changeType: 'add', item: item('x') },
    ];
    const trees = {
      base: [item('dir', { isFolder: true }), item('dir/old'), item('dir/sub', { gitObjectType: 'commit' })],
      head: [item('dir', { isFolder: true }), item('dir/new'), item('dir/sub', { gitObjectType: 'commit' }), item('x')],
    };
    await withAnswers(
      ({ path, url }) => {
        const skip = Number(url.searchParams.get('$skip'));
        if (path.endsWith('/commits')) return { changes: changes.slice(skip, skip + 2) };
        return { value: trees[url.searchParams.get('versionDescriptor.version') as 'base'] };
      },
      async (_host, url) => {
        const source = createRestChangeSource({ client: clientOf(url, 't'), repositoryId: 'r', contextLines: 8 });
        const found = await source.listChanges('base', 'head');
        assert.deepEqual(
          found.map(({ path, oldPath, kind, newMode }) => [path, oldPath, kind, newMode]),
          [
            ['dir/new', 'dir/old', 'renamed', '100644'],
            ['dir/sub', undefined, 'modified', '160000'],
            ['x', undefined, 'added', '100644'],
          ],
        );
      },
    );
  });
});

describe('Azure DevOps: files of a commit without git', () => {
  afterEach(stopSandboxes);

  it('are listed and read by their kind', async () => {
    const { source, clone } = await start();
    const base = await clone.push('main', { 'a.txt': 'a\n' });
    symlinkSync('a.txt', path.join(clone.folder, 'link'));
    await clone.git('update-index', '--add', '--cacheinfo', `160000,${base},sub`);
    const head = await clone.push('feature', {
      'dir/é 漢.txt': 'text 👀\r\n',
      'big.txt': 'x'.repeat(1024 * 1024 + 1),
      'just.txt': 'x'.repeat(1024 * 1024),
      'b.bin': '\0',
      'empty.txt': '',
    });
    const tree = source.tree(head);
    const modes = (await tree.list()).map(({ path, mode }) => [path, mode]);
    assert.deepEqual(
      new Map(modes as [string, string][]),
      new Map([
        ['a.txt', '100644'],
        ['b.bin', '100644'],
        ['big.txt', '100644'],
        ['dir/é 漢.txt', '100644'],
        ['empty.txt', '100644'],
        ['just.txt', '100644'],
        ['link', '120000'],
        ...((await clone.git('ls-tree', 'HEAD', 'sub')) ? ([['sub', '160000']] as const) : []),
      ]),
    );
    const id = await clone.git('rev-parse', 'HEAD:dir/é 漢.txt');
    assert.deepEqual(await tree.read('dir/é 漢.txt'), { kind: 'text', text: 'text 👀\r\n', id });
    const kinds = ['big.txt', 'just.txt', 'b.bin', 'empty.txt', 'link', 'dir', 'nope', '../a.txt', ''].map(
      async (name) => (await tree.read(name)).kind,
    );
    const expected = ['tooLarge', 'text', 'binary', 'text', 'link', 'folder', 'missing', 'missing', 'folder'];
    assert.deepEqual(await Promise.all(kinds), expected);
  });

  it('are fetched once, and again after a failure', async () => {
    const { source, clone, asked } = await start();
    const head = await clone.push('main', { 'a.txt': 'a\n' });
    const before = asked();
    for (let times = 0; times < 3; times += 1) await source.tree(head).read('a.txt');
    assert.equal(asked() - before, 2);
    const nowhere = source.tree('0'.repeat(40));
    await assert.rejects(nowhere.list());
    await assert.rejects(nowhere.list());
    assert.equal(asked() - before, 4);
  });

  it('are searched for plain text, never for expressions', async () => {
    const { source, clone } = await start();
    const head = await clone.push('main', {
      'a.txt': 'one\r\nTwo.*\n',
      'b.txt': `${'é'.repeat(400)}two\n`,
      'c.bin': 'two\0',
    });
    const tree = source.tree(head);
    const plain = { fixed: true, ignoreCase: true };
    assert.deepEqual(await tree.grep({ ...plain, pattern: 'TWO' }), {
      kind: 'matches',
      matches: [
        { path: 'a.txt', line: 2, text: 'Two.*' },
        { path: 'b.txt', line: 1, text: `${'é'.repeat(80)}two` },
      ],
    });
    const exact = await tree.grep({ pattern: 'two', fixed: true, ignoreCase: false, paths: ['a.txt', 'nope'] });
    assert.deepEqual(exact, { kind: 'matches', matches: [] });
    assert.equal((await tree.grep({ ...plain, pattern: 'o.*', fixed: false })).kind, 'refused');
    assert.equal((await tree.grep({ ...plain, pattern: '' })).kind, 'refused');
    assert.equal((await tree.grep({ ...plain, pattern: 'one', fixed: false })).kind, 'matches');
  });

  it('say what a search has left out', async () => {
    const { source, clone } = await start();
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`${index}.txt`, `${index}\n`]));
    const head = await clone.push('main', { ...many, 'many.txt': lines(300, 'find me') });
    const tree = source.tree(head);
    const found = await tree.grep({ pattern: 'nothing', fixed: true, ignoreCase: false });
    assert.deepEqual(found, {
      kind: 'matches',
      matches: [],
      truncated: '11 files were not searched, because there is no checkout.',
    });
    const lots = await tree.grep({ pattern: 'find me', fixed: true, ignoreCase: false, paths: ['many.txt'] });
    assert.ok(lots.kind === 'matches' && lots.matches.length === 200);
    assert.equal(lots.truncated, 'Only the first 200 matches are shown.');
  });
});
