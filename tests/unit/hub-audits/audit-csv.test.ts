import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { renderView } from '../../../hub/pages/audits/audit-csv.ts';
import { filterAudit } from '../../../hub/pages/audits/filter-audit.ts';
import { fileNameOf } from '../../../hub/pages/audits/file-name.ts';
import { auditedCommit, auditedCommitId, auditedTicket, auditOf } from '../../support/audit-seed.ts';

const AUDIT = auditOf({
  tickets: [
    auditedTicket(1, { title: '=HYPERLINK("https://evil.example","x")', labels: ['a', 'b'] }),
    auditedTicket(2, { class: 'displaced', reason: 'earlier', waiver: { by: 'Mara', why: 'known', until: null } }),
    auditedTicket(3, { class: 'planned', status: 'To Do', assignee: null, commits: [] }),
  ],
  commits: [auditedCommit(1), auditedCommit(2, { title: '@SUM(A1)' })],
});
const rowsOf = (csv: string): readonly string[] => csv.slice(1).split('\r\n').slice(0, -1);

describe('What is shown of an audit, as CSV', () => {
  it('has exactly the rows that the view and the filters leave', () => {
    const planned = renderView({ side: 'tickets', class: 'planned' }, AUDIT, AUDIT.commits);
    assert.equal(rowsOf(planned).length, 2);
    assert.match(rowsOf(planned)[1] ?? '', /^"PARCEL-3","Ticket number 3","Story","Planned",/);
    const filtered = renderView({ side: 'tickets' }, filterAudit(AUDIT, { label: 'b' }), AUDIT.commits);
    assert.deepEqual(rowsOf(filtered), [
      '"Ticket","Title","Type","Class","Because","Waived","Status","Assignee","Versions","Labels","Components","Commits","Repositories","Branches"',
      `"PARCEL-1","'=HYPERLINK(""https://evil.example"",""x"")","Story","Matched","It is done and its commits are here.","","Done","Jonas Weber","1.4.0","a, b","","${auditedCommitId(1)}","parcel-tracker","main"`,
    ]);
    assert.match(
      rowsOf(renderView({ side: 'tickets' }, AUDIT, AUDIT.commits))[2] ?? '',
      /"Displaced: in an earlier release",.*"Mara: known"/,
    );
  });

  it('has commits with their evidence', () => {
    const [, , second = ''] = rowsOf(renderView({ side: 'commits' }, AUDIT, AUDIT.commits));
    assert.match(
      second,
      /"'@SUM\(A1\)","Jonas Weber","With a ticket",.*"PARCEL-2","PARCEL-2: subject","2","parcel-tracker","main","2026-11-03T09:00:00\.000Z"$/,
    );
  });

  it('is called by a name that every system takes', () => {
    assert.equal(
      fileNameOf('audit', 'parcel tracker 1.4.0', 'tickets.planned'),
      'audit-parcel-tracker-1.4.0-tickets.planned',
    );
    assert.equal(fileNameOf('audit', '../..\\<x>\u202e', ''), 'audit-x');
  });
});
