import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'mocha';
import type { ReviewRepository } from '../../../src/clients/git/open-review-repository.ts';
import type { SourceTree } from '../../../src/review/source-tree.ts';
import { git, makeFolder, openRepository, quietLog, urlOf, writeHistory } from './git-fixture.ts';

describe('the files of a commit', () => {
  const folder = makeFolder();
  let repository: ReviewRepository;
  let tree: SourceTree;
  before(async () => {
    const repo = folder.at('repo');
    const [commit] = writeHistory(repo, [
      {
        'bom.txt': '\uFEFFtext',
        'big.txt': 'x'.repeat(1_048_577),
        'full.txt': 'x'.repeat(1_048_576),
        'dir/sub/deep.txt': 'deep\r\n',
        'late-nul.txt': `${'x'.repeat(8_000)}\0`,
        'latin.txt': { mode: '100644', content: Buffer.from([0xe9, 0x0a]) },
        'link-out': { mode: '120000', content: '../../../etc/passwd' },
        'nul.bin': 'a\0b',
        'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
        module: { mode: '160000', content: '3'.repeat(40) },
        'a\\b.txt': 'backslash\n',
        'name\nwith break': 'broken\n',
        empty: '',
      },
    ]);
    repository = await openRepository({ checkout: repo, url: urlOf(repo) });
    tree = repository.tree(commit!);
  });
  after(async () => {
    await repository.close();
    folder.remove();
  });

  it('are listed with mode and size', async () => {
    const entries = await tree.list();
    assert.equal(entries.length, 13);
    const find = (path: string) => entries.find((entry) => entry.path === path)!;
    assert.deepEqual([find('big.txt').size, find('run.sh').mode], [1_048_577, '100755']);
    assert.deepEqual([find('module').mode, find('module').size], ['160000', undefined]);
    assert.equal(find('name\nwith break').size, 7);
  });

  for (const [path, expected] of [
    ['dir/sub/deep.txt', 'deep\r\n'],
    ['./dir/sub/deep.txt', 'deep\r\n'],
    ['latin.txt', '\uFFFD\n'],
    ['bom.txt', '\uFEFFtext'],
    ['empty', ''],
    ['late-nul.txt', `${'x'.repeat(8_000)}\0`],
    ['a\\b.txt', 'backslash\n'],
    ['name\nwith break', 'broken\n'],
  ] as const) {
    it(`give the text of ${JSON.stringify(path)}`, async () => {
      const content = await tree.read(path);
      assert.equal(content.kind === 'text' && content.text, expected);
    });
  }

  for (const [path, kind] of [
    ['nul.bin', 'binary'],
    ['big.txt', 'tooLarge'],
    ['full.txt', 'text'],
    ['link-out', 'link'],
    ['module', 'submodule'],
    ['dir', 'folder'],
    ['dir/sub/', 'folder'],
    ['', 'folder'],
    ['.', 'folder'],
    ['di', 'missing'],
    ['DIR/sub/deep.txt', 'missing'],
    ['/etc/passwd', 'missing'],
    ['../repo/empty', 'missing'],
    ['dir/../empty', 'missing'],
    ['dir\\..\\empty', 'missing'],
    ['\\\\server\\share', 'missing'],
    ['C:\\Windows\\win.ini', 'missing'],
    ['C:empty', 'missing'],
    ['empty\0.txt', 'missing'],
    ['.git/config', 'missing'],
    ['link-out/x', 'missing'],
    ['HEAD:empty', 'missing'],
    ['__proto__', 'missing'],
  ] as const) {
    it(`say ${kind} for ${JSON.stringify(path)}`, async () => {
      assert.equal((await tree.read(path)).kind, kind);
    });
  }

  it('are not read by a name that leads out, even from a tree that has it', async () => {
    const repo = folder.at('repo');
    const blob = git(repo, 'rev-parse', 'main:run.sh');
    const make = (entry: string) =>
      execFileSync('git', ['mktree'], { cwd: repo, input: entry, encoding: 'utf8' }).trim();
    const root = make(`040000 tree ${make(`100644 blob ${blob}\tout\n`)}\t..\n`);
    const evil = repository.tree(git(repo, 'commit-tree', '-m', 'evil', root));
    assert.equal((await evil.list())[0]!.path, '../out');
    assert.deepEqual(await evil.read('../out'), { kind: 'missing' });
  });

  it('are read many at once', async () => {
    const paths = (await tree.list()).map(({ path }) => path);
    const many = Array.from({ length: 20 }, () => paths).flat();
    const contents = await Promise.all(many.map((path) => tree.read(path)));
    for (const [index, content] of contents.entries()) assert.deepEqual(content, contents[index % paths.length]);
  });
});

describe('the files of a commit in a partial clone', () => {
  const folder = makeFolder();
  after(() => folder.remove());

  it('are fetched when they are read or searched', async () => {
    const [commit] = writeHistory(folder.at('repo'), [{ 'a.txt': 'needle a\n', 'b.txt': 'needle b\n' }]);
    git(folder.root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', urlOf(folder.at('repo')), 'clone');
    const repository = await openRepository({ checkout: folder.at('clone'), url: urlOf(folder.at('repo')) });
    const tree = repository.tree(commit!);
    assert.equal((await tree.list())[0]!.size, undefined);
    const content = await tree.read('a.txt');
    assert.equal(content.kind === 'text' && content.text, 'needle a\n');
    const found = await tree.grep({ pattern: 'needle', fixed: true, ignoreCase: false });
    assert.equal(found.kind === 'matches' && found.matches.length, 2);
    await repository.close();
  });

  it('are named as left out when nobody gives them', async () => {
    const [commit] = writeHistory(folder.at('away'), [{ 'a.txt': 'needle a\n', 'b.txt': 'needle b\n' }]);
    git(folder.root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', urlOf(folder.at('away')), 'left');
    const said: string[] = [];
    const log = { ...quietLog, debug: (text: string) => said.push(text) };
    const repository = await openRepository({ checkout: folder.at('left'), url: 'file:///not/found', log });
    const tree = repository.tree(commit!);
    assert.deepEqual(await tree.read('a.txt'), { kind: 'missing' });
    assert.deepEqual(await tree.grep({ pattern: 'needle', fixed: true, ignoreCase: false }), {
      kind: 'matches',
      matches: [],
      truncated: '2 files are not in this partial clone, so not searched.',
    });
    assert.match(said.join(), /could be fetched/);
    await repository.close();
  });
});
