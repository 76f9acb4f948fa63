import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isBranchName, toRef } from '../../../src/release/run/branch.ts';
import {
  holdsParameters,
  parametersKey,
  parseParameters,
  sameParameters,
} from '../../../src/release/run/parameters.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);
const value = fc.stringMatching(/^[!-~]{0,10}$/);

describe('Parameters of a run', () => {
  it('are read one a line, with any value', () => {
    assert.deepEqual(parseParameters(['one: a: b', 'two:', 'Three:   x y ', 'url: https://x']), {
      parameters: { one: 'a: b', two: '', Three: 'x y', url: 'https://x' },
    });
  });

  it('are refused without a name, without a colon, twice', () => {
    for (const line of ['just text', ': x', '1st: x', 'a b: c', 'a:b'])
      assert.ok('problem' in parseParameters([line]), line);
    assert.deepEqual(parseParameters(['a: 1', 'A: 2']), { problem: 'A is given twice.' });
  });

  it('come back as they were written', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one.toLowerCase(), maxLength: 6 }),
        (pairs) => {
          const lines = pairs.map(([one, given]) => `${one}: ${given}`);
          assert.deepEqual(parseParameters(lines), { parameters: Object.fromEntries(pairs) });
        },
      ),
    ));

  it('are the same in any order, case of names and of booleans, and have one key then', () => {
    const one = { a: 'True', B: 'x' };
    const other = { b: 'x', A: 'true' };
    assert.ok(sameParameters(one, other));
    assert.equal(parametersKey(one), parametersKey(other));
    assert.ok(!sameParameters({ a: 'X' }, { a: 'x' }));
    assert.ok(!sameParameters({ a: '1' }, { a: '1', b: '2' }));
    assert.ok(holdsParameters({ a: '1', b: '2' }, { a: '1' }));
    assert.ok(!holdsParameters({ a: '1' }, { a: '1', b: '2' }));
  });
});

describe('The branch of a run', () => {
  it('is a name that git takes', () => {
    for (const good of ['main', 'feature/a-b', 'refs/heads/x', 'refs/pull/7/merge', 'größe'])
      assert.ok(isBranchName(good));
    for (const bad of [
      'a b',
      'a..b',
      '/a',
      'a/',
      'a~1',
      'a^',
      'a:b',
      'a\\b',
      '-x',
      'a.lock',
      '.a',
      'a/.b',
      '@',
      'a\u0000',
      'a@{1}',
    ])
      assert.ok(!isBranchName(bad), bad);
  });

  it('is a branch unless it says what else it is', () => {
    assert.equal(toRef('main'), 'refs/heads/main');
    assert.equal(toRef('refs/tags/v1'), 'refs/tags/v1');
  });
});
