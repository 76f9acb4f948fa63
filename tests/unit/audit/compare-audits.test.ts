import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { compareAudits, isSameAudit } from '../../../src/audit/compare-audits.ts';
import { parseAuditFile } from '../../../src/audit/parse-audit.ts';
import { auditedCommit, auditedCommitId, auditedTicket, auditOf } from '../../support/audit-seed.ts';

const BEFORE = auditOf({
  tickets: [1, 2, 3].map((number) => auditedTicket(number)),
  commits: [
    ...[1, 2, 3].map((number) => auditedCommit(number)),
    auditedCommit(4, { keys: [], class: 'commitsWithoutTicket' }),
    auditedCommit(5, { keys: [], class: 'commitsWithoutTicket' }),
  ],
});

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
const audits = fc
  .record({ tickets: numbers, commits: numbers, undone: numbers, keyless: numbers })
  .map(({ tickets, commits, undone, keyless }) =>
    auditOf({
      tickets: tickets.map((number) =>
        auditedTicket(number, { commits: [], ...(undone.includes(number) && { status: 'To Do', class: 'planned' }) }),
      ),
      commits: commits.map((number) =>
        auditedCommit(number, keyless.includes(number) ? { keys: [], class: 'commitsWithoutTicket' } : {}),
      ),
    }),
  );

describe('Two audits compared', () => {
  it('tell every kind of change, read from their own files', () => {
    const after = auditOf({
      tickets: [
        auditedTicket(1, {
          status: 'In Review',
          class: 'shippedNotDone',
          assignee: null,
          fixVersions: ['2.0', '1.4.0'],
        }),
        auditedTicket(2, { class: 'displaced', reason: 'reverted' }),
        auditedTicket(7, { class: 'planned', commits: [] }),
      ],
      commits: [
        auditedCommit(1),
        auditedCommit(2, { revertedBy: auditedCommitId(6) }),
        auditedCommit(4),
        auditedCommit(6, { keys: [], class: 'commitsWithoutTicket' }),
      ],
    });
    const read = (audit: typeof BEFORE) => parseAuditFile(JSON.stringify(audit), 'audit.json');
    const found = compareAudits(read(BEFORE), read(after));
    const ids = (commits: readonly { readonly id: string }[]) =>
      commits.map(({ id }) => Number.parseInt(id.slice(-1), 16));
    assert.deepEqual(
      found.ticketsAdded.map(({ key }) => key),
      ['PARCEL-7'],
    );
    assert.deepEqual(
      found.ticketsRemoved.map(({ key }) => key),
      ['PARCEL-3'],
    );
    assert.deepEqual(
      found.ticketsChanged.map(({ ticket, changes }) => [ticket.key, ...changes]),
      [
        [
          'PARCEL-1',
          { field: 'status', before: 'Done', after: 'In Review' },
          { field: 'assignee', before: 'Jonas Weber', after: '' },
          { field: 'fixVersions', before: '1.4.0', after: '1.4.0, 2.0' },
          { field: 'class', before: 'matched', after: 'shippedNotDone' },
        ],
        [
          'PARCEL-2',
          { field: 'class', before: 'matched', after: 'displaced' },
          { field: 'reason', before: '', after: 'reverted' },
        ],
      ],
    );
    assert.deepEqual([ids(found.commitsAdded), ids(found.commitsRemoved)], [[6], [3, 5]]);
    assert.deepEqual(
      found.commitsChanged.map(({ commit, before }) => [commit.class, before]),
      [['matched', 'commitsWithoutTicket']],
    );
    assert.deepEqual([ids(found.withoutTicketNew), ids(found.withoutTicketResolved)], [[6], [4, 5]]);
    assert.deepEqual(ids(found.reverted), [2]);
    assert.equal(found.coverageDelta, -33.4);
  });

  it('have nothing to tell of one and the same', () => {
    fc.assert(fc.property(audits, (one) => assert.ok(isSameAudit(compareAudits(one, one)))));
    assert.equal(isSameAudit(compareAudits(BEFORE, auditOf({}))), false);
  });

  it('lose no ticket and no commit, whichever comes first', () => {
    fc.assert(
      fc.property(audits, audits, (before, after) => {
        const found = compareAudits(before, after);
        const turned = compareAudits(after, before);
        assert.deepEqual([found.ticketsAdded, found.ticketsRemoved], [turned.ticketsRemoved, turned.ticketsAdded]);
        assert.deepEqual([found.commitsAdded, found.commitsRemoved], [turned.commitsRemoved, turned.commitsAdded]);
        assert.deepEqual(found.withoutTicketNew, turned.withoutTicketResolved);
        assert.equal(
          after.tickets.length - found.ticketsAdded.length,
          before.tickets.length - found.ticketsRemoved.length,
        );
        // What was added and removed, applied to the one, gives the keys of the other.
        const gone = new Set(found.commitsRemoved);
        const kept = before.commits.filter((commit) => !gone.has(commit));
        const applied = [...kept, ...found.commitsAdded].map(({ id }) => id);
        assert.deepEqual(new Set(applied), new Set(after.commits.map(({ id }) => id)));
      }),
    );
  });
});
