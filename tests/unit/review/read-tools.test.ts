import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ToolRefusal } from '../../../src/model.ts';
import { readTools } from '../../../src/review/read-tools.ts';
import type { FileContent, GrepQuery, GrepResult, SourceTree } from '../../../src/review/source-tree.ts';

const KEY = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');

describe('the tools of the model', () => {
  let asked: GrepQuery | undefined;
  const tree = (content: FileContent, grep: GrepResult = { kind: 'matches', matches: [] }): SourceTree => ({
    commit: 'c',
    list: () =>
      Promise.resolve(['src/a.ts', 'src/b.js', 'c d.ts'].map((path) => ({ path, mode: '100644', id: 'x', size: 1 }))),
    read: () => Promise.resolve(content),
    grep: (query) => ((asked = query), Promise.resolve(grep)),
  });
  const call = (name: string, input: Record<string, unknown>, on: SourceTree): Promise<string> => {
    const tool = readTools(on).find((one) => one.name === name)!;
    return tool.run(tool.input.parse(input) as never);
  };
  const text = (lines: number): FileContent => ({
    kind: 'text',
    id: 'x',
    text: Array.from({ length: lines }, (_, i) => `l${i + 1}`).join('\n') + '\n',
  });

  it('read numbered lines, at most 400, and say how many there are', async () => {
    const all = await call('Read', { path: 'a', startLine: null, endLine: null }, tree(text(1_000)));
    assert.equal(all.split('\n').length, 401);
    assert.match(all, /^1 l1\n[^]*\n400 l400\n\(lines 1 to 400 of 1000\)$/);
    assert.equal(await call('Read', { path: 'a', startLine: 3, endLine: 4 }, tree(text(4))), '3 l3\n4 l4');
  });

  it('mask secrets in what they read and find', async () => {
    const read = await call(
      'Read',
      { path: 'a', startLine: null, endLine: null },
      tree({ kind: 'text', id: 'x', text: `k=${KEY}` }),
    );
    const found = await call(
      'Grep',
      { pattern: 'k', fixed: true, ignoreCase: false, glob: null },
      tree(text(1), { kind: 'matches', matches: [{ path: 'a', line: 1, text: KEY }] }),
    );
    assert.ok(!read.includes(KEY) && !found.includes(KEY));
  });

  for (const content of [
    { kind: 'missing' },
    { kind: 'binary', size: 3 },
    { kind: 'tooLarge', size: 3 },
    { kind: 'link' },
    { kind: 'submodule' },
    { kind: 'folder' },
  ] as FileContent[]) {
    it(`refuse to read what is ${content.kind}`, () =>
      assert.rejects(call('Read', { path: 'a', startLine: null, endLine: null }, tree(content)), ToolRefusal));
  }

  it('refuse a line behind the end, an overlong pattern, and pass on a refused search', async () => {
    await assert.rejects(call('Read', { path: 'a', startLine: 9, endLine: null }, tree(text(2))), /has 2 lines/);
    await assert.rejects(call('Glob', { pattern: 'a'.repeat(201) }, tree(text(1))), ToolRefusal);
    await assert.rejects(
      call(
        'Grep',
        { pattern: 'x', fixed: true, ignoreCase: false, glob: null },
        tree(text(1), { kind: 'refused', reason: 'Too hard.' }),
      ),
      /Too hard/,
    );
  });

  it('search only the files of the glob and say what was left out', async () => {
    const answer = await call(
      'Grep',
      { pattern: 'x', fixed: false, ignoreCase: true, glob: 'src/*.ts' },
      tree(text(1), { kind: 'matches', matches: [{ path: 'src/a.ts', line: 2, text: 'x' }], truncated: 'Stopped.' }),
    );
    assert.deepEqual(asked?.paths, ['src/a.ts']);
    assert.equal(answer, 'src/a.ts:2: x\n(Stopped.)');
    assert.equal(
      await call('Grep', { pattern: 'x', fixed: true, ignoreCase: false, glob: '*.py' }, tree(text(1))),
      'No file matches *.py.'.replace('*.py', '"*.py"'),
    );
  });

  it('list paths', async () => {
    assert.equal(await call('Glob', { pattern: '*.ts' }, tree(text(1))), 'src/a.ts\nc d.ts');
    assert.equal(await call('Glob', { pattern: '*.py' }, tree(text(1))), 'No path matches.');
  });
});
