import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type Compared, compareReleases, isSame } from '../../../hub/pages/compare/compare-releases.ts';
import { listVersions, parseVersion } from '../../../hub/pages/compare/list-versions.ts';
import type { LedgerChange } from '../../../src/release/ledger/ledger-documents.ts';

const ticket = (key: string, status: string | null) => ({
  key,
  title: key,
  type: null,
  url: null,
  status,
  statusAt: null,
});
const change = (pullRequest: number | null, over: Partial<LedgerChange> = {}): LedgerChange => ({
  commit: null,
  pullRequest,
  title: 'Change',
  author: 'Ada',
  mergedAt: '2026-11-28T08:00:00.000Z',
  tickets: [],
  bump: 'patch',
  because: 'a fix',
  ...over,
});
const changes = fc.array(
  fc
    .record({
      pullRequest: fc.option(fc.integer({ min: 1, max: 20 })),
      commit: fc.option(fc.constantFrom('a'.repeat(40), 'b'.repeat(40))),
      title: fc.constantFrom('One', 'Two'),
      author: fc.constantFrom('Ada', 'Grace', '__proto__'),
      tickets: fc.array(
        fc.tuple(fc.constantFrom('ABC-1', 'ABC-2', 'ABC-10'), fc.option(fc.constantFrom('Done', 'To Do'))),
        { maxLength: 3 },
      ),
    })
    .map(({ tickets, ...over }) =>
      change(over.pullRequest, { ...over, tickets: tickets.map(([key, status]) => ticket(key, status)) }),
    ),
  { maxLength: 12 },
);
const side: fc.Arbitrary<Compared> = changes.map((all) => ({ changes: all }));

describe('Two releases compared', () => {
  it('are told apart by pull request, then by commit', () => {
    const commit = 'c'.repeat(40);
    const left = { changes: [change(1), change(2), change(null, { commit })] };
    const right = {
      changes: [change(2, { title: 'Renamed' }), change(3), change(null, { commit, title: 'Reworded' })],
    };
    const found = compareReleases(left, right);
    assert.deepEqual(
      [found.onlyLeft, found.onlyRight, found.both].map((all) => all.map((one) => one.pullRequest)),
      [[1], [3], [2, null]],
    );
  });

  it('show tickets that moved on, in the order that people count', () => {
    const left = { changes: [change(1, { tickets: [ticket('ABC-10', 'To Do'), ticket('ABC-2', 'Done')] })] };
    const right = { changes: [change(1, { tickets: [ticket('ABC-10', 'Done'), ticket('ABC-3', null)] })] };
    assert.deepEqual(
      compareReleases(left, right).tickets.map(({ key, kind }) => [key, kind]),
      [
        ['ABC-2', 'onlyLeft'],
        ['ABC-3', 'onlyRight'],
        ['ABC-10', 'statusChanged'],
      ],
    );
  });

  it('have nothing to tell of one and the same', () => {
    fc.assert(fc.property(side, (one) => assert.ok(isSame(compareReleases(one, one)))));
  });

  it('lose no change, no ticket and no author, whichever stands left', () => {
    fc.assert(
      fc.property(side, side, (left, right) => {
        const found = compareReleases(left, right);
        const turned = compareReleases(right, left);
        assert.deepEqual([found.onlyLeft, found.onlyRight], [turned.onlyRight, turned.onlyLeft]);
        assert.equal(found.onlyRight.length + found.both.length, right.changes.length);
        assert.equal(found.onlyLeft.length + turned.both.length, left.changes.length);
        const keys = new Set(
          [...left.changes, ...right.changes].flatMap(({ tickets }) => tickets.map(({ key }) => key)),
        );
        assert.deepEqual(new Set(found.tickets.map(({ key }) => key)), keys);
        const total = (which: 'left' | 'right') => found.authors.reduce((sum, author) => sum + author[which], 0);
        assert.deepEqual([total('left'), total('right')], [left.changes.length, right.changes.length]);
      }),
    );
  });

  it('are chosen from what is staged and released', () => {
    const repository = { id: 'r1', name: 'shop', webUrl: '' };
    const release = (version: string) => ({
      version,
      tag: `v${version}`,
      releasedAt: '2026-11-28T08:00:00.000Z',
      state: 'released' as const,
      tickets: 0,
      run: null,
    });
    const entry = {
      component: 'web shop',
      staging: { version: '2.0.0', state: 'staging' as const },
      releases: [release('1.1.0'), release('1.0.0')],
    };
    const ledger = { repository, index: { schema: 1 as const, components: [entry] } };
    const choices = listVersions([{ key: 'r1/web shop', ledger, entry }], new Map());
    assert.deepEqual(
      choices.map(({ name }) => name),
      ['web shop 2.0.0 (staged)', 'web shop 1.1.0', 'web shop 1.0.0'],
    );
    assert.deepEqual(parseVersion(choices[1]!.value), { repositoryId: 'r1', component: 'web shop', version: '1.1.0' });
    for (const bad of ['', 'r1', 'r1/web', 'r1/web/', 'r1/web/1.0.0/more']) assert.equal(parseVersion(bad), undefined);
  });
});
