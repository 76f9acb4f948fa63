import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { globsTest, globTest } from '../../../src/review/glob.ts';

describe('globs', () => {
  const cases: [pattern: string, path: string, matches: boolean][] = [
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/deep/a.ts', true],
    ['*.ts', 'a.tsx', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/**/*.ts', 'src/a.ts', true],
    ['src/**/*.ts', 'src/b/c/a.ts', true],
    ['src/**', 'src/b/c/a.ts', true],
    ['src/', 'src/b/c/a.ts', true],
    ['**/node_modules/**', 'a/node_modules/b/c.js', true],
    ['**/node_modules/**', 'node_modules/b.js', true],
    ['**/node_modules/**', 'a/node_modules', false],
    ['file-?.md', 'file-1.md', true],
    ['file-?.md', 'file-12.md', false],
    ['[a-c]x.js', 'bx.js', true],
    ['[!a-c]x.js', 'bx.js', false],
    ['*.{js,ts}', 'x.ts', true],
    ['{src,test}/**/*.{js,ts}', 'test/a/b.js', true],
    ['{a,b}{c}', 'bc', true],
    ['{src}/{a,b}.ts', 'src/b.ts', true],
    ['/docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'x/docs/a.md', false],
    ['a+(b).ts', 'a+(b).ts', true],
    ['a.ts', 'aXts', false],
    ['[', '[', true],
  ];
  for (const [pattern, path, matches] of cases) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${path}`, () =>
      assert.equal(globTest(pattern)(path), matches));
  }

  it('lets a later pattern take a path out again', () => {
    const test = globsTest(['src/**', '!src/gen/**']);
    assert.deepEqual(['src/a.ts', 'src/gen/a.ts', 'b.ts'].map(test), [true, false, false]);
  });

  it('cannot be made slow', () => {
    const started = performance.now();
    globTest('*a'.repeat(100))(`${'a'.repeat(2_000)}b`);
    globTest('**/'.repeat(60) + 'x')('a/'.repeat(500));
    globTest('{a,b}'.repeat(40))('a'.repeat(40));
    assert.ok(performance.now() - started < 1_000);
  });
});
