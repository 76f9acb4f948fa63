import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { applyEdits, statesOf, type Commit } from '../../../sandbox/sample/commits.ts';
import { mara } from '../../../sandbox/sample/people.ts';

const commit = (rest: Partial<Commit>): Commit => ({
  subject: 's',
  by: mara,
  at: '2026-01-01T00:00:00+01:00',
  ...rest,
});
const today = new Map([
  ['a', 'one\ntwo\n'],
  ['b', 'b\n'],
]);

describe('the history of the sample', () => {
  it('is told backwards from the files of today', () => {
    const history = [
      commit({ adds: ['a'] }),
      commit({ adds: ['b'], edits: [{ path: 'a', from: '', to: 'one\n' }] }),
      commit({ edits: [{ path: 'a', from: 'three', to: 'two' }] }),
    ];
    assert.deepEqual(
      statesOf(history, today).map((files) => Object.fromEntries(files)),
      [{ a: 'three\n' }, { a: 'one\nthree\n', b: 'b\n' }, { a: 'one\ntwo\n', b: 'b\n' }],
    );
  });

  it('accounts for every file', () => {
    assert.throws(() => statesOf([commit({ adds: ['a'] })], today), /no commit adds b/);
    assert.throws(() => statesOf([commit({ adds: ['a', 'b', 'c'] })], today), /adds c, which is not there/);
  });

  it('edits only what stands there exactly once', () => {
    const edit = (from: string) => applyEdits(today, [{ path: 'a', from, to: 'x' }], 's');
    assert.equal(edit('one').get('a'), 'x\ntwo\n');
    assert.throws(() => edit('\n'), /finds 2 times/);
    assert.throws(() => edit('four'), /finds 0 times/);
  });
});
