import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type AuditFilters, filterAudit, listChoices, NOBODY } from '../../../hub/pages/audits/filter-audit.ts';
import { formatView, parseView, VIEWS } from '../../../hub/pages/audits/view.ts';
import { auditedCommit, auditedTicket, auditOf } from '../../support/audit-seed.ts';

/** Noon where the reader is: no day of the test depends on the time zone. */
const noon = (day: number): string => new Date(2026, 10, day, 12).toISOString();

const AUDIT = auditOf({
  tickets: [
    auditedTicket(1, { labels: ['urgent'], components: ['Cart'] }),
    auditedTicket(2, { status: 'In Review', assignee: null, class: 'shippedNotDone', fixVersions: ['1.4.0', '2.0.0'] }),
    auditedTicket(10, { title: 'Never begun', class: 'planned', commits: [] }),
  ],
  commits: [
    auditedCommit(1, { committedAt: noon(2) }),
    auditedCommit(2, { committedAt: noon(4), repository: 'parcel-web', branches: ['main', 'release/1.4'] }),
    auditedCommit(3, {
      ...{ committedAt: noon(5), class: 'outOfScope' },
      keys: [{ key: 'PARCEL-77', evidence: ['branch'], fixVersions: ['3.0.0'] }],
    }),
    auditedCommit(4, { committedAt: noon(6), keys: [], class: 'commitsWithoutTicket', author: 'Mara' }),
  ],
});

const left = (filters: AuditFilters) => {
  const { tickets, commits } = filterAudit(AUDIT, filters);
  return [tickets.map(({ key }) => key.slice(7)), commits.map(({ id }) => id.slice(-1))].map((all) => all.join(' '));
};

describe('The filters of an audit', () => {
  it('leave everything when none is set', () => assert.deepEqual(left({}), ['1 2 10', '1 2 3 4']));

  it('narrow tickets by what they are, and commits by their tickets', () => {
    const cases: readonly (readonly [AuditFilters, string, string])[] = [
      [{ status: 'In Review' }, '2', '2'],
      [{ assignee: 'Jonas Weber' }, '1 10', '1'],
      [{ assignee: NOBODY }, '2', '2'],
      [{ label: 'urgent' }, '1', '1'],
      [{ component: 'Cart' }, '1', '1'],
      [{ version: '2.0.0' }, '2', ''],
      [{ version: '3.0.0' }, '', '3'],
      [{ version: '1.4.0', status: 'In Review' }, '2', '2'],
    ];
    for (const [filters, tickets, commits] of cases) assert.deepEqual(left(filters), [tickets, commits]);
  });

  it('narrow commits by where and when they are, and tickets by their commits', () => {
    const cases: readonly (readonly [AuditFilters, string, string])[] = [
      [{ repository: 'parcel-web' }, '2', '2'],
      [{ branch: 'main' }, '1 2', '1 2 3 4'],
      [{ branch: 'release/1.4' }, '2', '2'],
      [{ from: '2026-11-04' }, '2', '2 3 4'],
      [{ to: '2026-11-04' }, '1 2', '1 2'],
      [{ from: '2026-11-04', to: '2026-11-04' }, '2', '2'],
      [{ from: 'soon', to: '4 Nov' }, '1 2 10', '1 2 3 4'],
      [{ repository: 'parcel-web', assignee: 'Jonas Weber' }, '', ''],
    ];
    for (const [filters, tickets, commits] of cases) assert.deepEqual(left(filters), [tickets, commits]);
  });

  it('search keys, titles, people and commits, every word', () => {
    assert.deepEqual(left({ search: 'parcel-1 NEVER' }), ['10', '']);
    assert.deepEqual(left({ search: 'mara' }), ['', '4']);
    assert.deepEqual(left({ search: 'PARCEL-77' }), ['', '3']);
    assert.deepEqual(left({ search: '!2' }), ['', '2']);
  });

  it('offer what there is, as people count', () => {
    assert.deepEqual(listChoices(AUDIT), {
      version: ['1.4.0', '2.0.0', '3.0.0'],
      status: ['Done', 'In Review'],
      assignee: [NOBODY, 'Jonas Weber'],
      label: ['urgent'],
      component: ['Cart'],
      repository: ['parcel-tracker', 'parcel-web'],
      branch: ['main', 'release/1.4'],
    });
  });
});

describe('The view of an audit', () => {
  it('stands in the address, and is all tickets for anything else', () => {
    for (const view of VIEWS) assert.deepEqual(parseView(formatView(view)), view);
    for (const other of [undefined, '', 'tickets.outOfScope', 'planned', 'x.planned', '__proto__'])
      assert.deepEqual(parseView(other), { side: 'tickets' });
    assert.deepEqual(parseView('commits.planned'), { side: 'commits' });
  });
});
