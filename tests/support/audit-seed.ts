import type { AuditDocument, AuditHead } from '../../src/audit/audit-document.ts';
import { countClasses, figuresOf } from '../../src/audit/audit-figures.ts';

type Ticket = AuditDocument['tickets'][number];
type Commit = AuditDocument['commits'][number];

const FIRST = Date.parse('2026-11-01T09:00:00Z');
const DAY_MS = 86_400_000;

export const auditedCommitId = (number: number): string => number.toString(16).padStart(40, 'a');

/** A ticket that is done and has the commit of its number. */
export const auditedTicket = (number: number, over: Partial<Ticket> = {}): Ticket => ({
  key: `PARCEL-${number}`,
  title: `Ticket number ${number}`,
  type: 'Story',
  url: `https://example.atlassian.net/browse/PARCEL-${number}`,
  status: 'Done',
  done: true,
  assignee: 'Jonas Weber',
  fixVersions: ['1.4.0'],
  labels: [],
  components: [],
  class: 'matched',
  because: 'It is done and its commits are here.',
  commits: [auditedCommitId(number)],
  ...over,
});

/** A commit that names the ticket of its number in its subject, and is as many days old. */
export const auditedCommit = (number: number, over: Partial<Commit> = {}): Commit => ({
  id: auditedCommitId(number),
  repository: 'parcel-tracker',
  branches: ['main'],
  title: `PARCEL-${number}: change number ${number}`,
  author: 'Jonas Weber',
  committedAt: new Date(FIRST + number * DAY_MS).toISOString(),
  pullRequest: number,
  keys: [{ key: `PARCEL-${number}`, evidence: ['subject'], fixVersions: ['1.4.0'] }],
  class: 'matched',
  because: 'Its ticket is of this release.',
  revertedBy: null,
  ...over,
});

/** An audit with counts and figures that fit its rows. */
export function auditOf(
  { tickets = [], commits = [] }: { readonly tickets?: readonly Ticket[]; readonly commits?: readonly Commit[] },
  over: Partial<AuditDocument> = {},
): AuditDocument {
  const classes = countClasses(tickets, commits);
  const names = [...new Set(['parcel-tracker', ...commits.map(({ repository }) => repository)])];
  return {
    ...{ schema: 1, status: 'findings', auditedAt: '2026-11-20T09:00:00.000Z', component: 'parcel-tracker' },
    ...{ version: '1.4.0', fixVersion: '1.4.0', range: 'v1.3.0..v1.4.0', scope: {} },
    repositories: names.map((name) => ({
      name,
      url: `https://dev.azure.com/contoso/Parcels/_git/${name}`,
      branches: ['main'],
      from: auditedCommitId(0),
      to: auditedCommitId(99),
    })),
    ...{ classes, ...figuresOf(classes), rules: [], tickets, commits },
    ...over,
  };
}

/** The head of an audit, as it is attached beside the result. */
export function headOf({ tickets: _tickets, commits: _commits, ...head }: AuditDocument): AuditHead {
  return head;
}
