import type { AuditCommit, AuditTicket } from '../../../src/audit/audit-document.ts';
import { renderCsv } from '../../../src/audit/csv.ts';
import { type View } from './view.ts';
import type { FilteredRows } from './filter-audit.ts';
import { tellCommitClass, tellTicket } from './tell-class.ts';

type Cells<Row> = readonly (readonly [name: string, text: (row: Row) => string])[];

const list = (values: readonly string[]): string => values.join(', ');
const waived = ({ waiver }: Pick<AuditTicket, 'waiver'>): string => (waiver ? `${waiver.by}: ${waiver.why}` : '');

const ticketCells = (commits: ReadonlyMap<string, AuditCommit>): Cells<AuditTicket> => {
  const of = (ticket: AuditTicket) => ticket.commits.flatMap((id) => commits.get(id) ?? []);
  return [
    ['Ticket', ({ key }) => key],
    ['Title', ({ title }) => title],
    ['Type', ({ type }) => type ?? ''],
    ['Class', (ticket) => tellTicket(ticket).words],
    ['Because', ({ because }) => because],
    ['Waived', waived],
    ['Status', ({ status }) => status],
    ['Assignee', ({ assignee }) => assignee ?? ''],
    ['Versions', ({ fixVersions }) => list(fixVersions)],
    ['Labels', ({ labels }) => list(labels)],
    ['Components', ({ components }) => list(components)],
    ['Commits', (ticket) => list(ticket.commits)],
    ['Repositories', (ticket) => list([...new Set(of(ticket).map(({ repository }) => repository))])],
    ['Branches', (ticket) => list([...new Set(of(ticket).flatMap(({ branches }) => branches))])],
  ];
};

const COMMIT_CELLS: Cells<AuditCommit> = [
  ['Commit', ({ id }) => id],
  ['Title', ({ title }) => title],
  ['Author', ({ author }) => author],
  ['Class', ({ class: name }) => tellCommitClass(name).words],
  ['Because', ({ because }) => because],
  ['Waived', waived],
  ['Tickets', ({ keys }) => list(keys.map(({ key }) => key))],
  ['Evidence', ({ keys }) => list(keys.map(({ key, evidence }) => `${key}: ${evidence.join(' and ')}`))],
  ['Pull request', ({ pullRequest }) => `${pullRequest ?? ''}`],
  ['Repository', ({ repository }) => repository],
  ['Branches', ({ branches }) => list(branches)],
  ['Committed', ({ committedAt }) => committedAt],
];

/** The rows of a view, in their order. `commits` are all of the audit, for what tickets say of theirs. */
export function renderView(
  { side, class: name }: View,
  { tickets, commits }: FilteredRows,
  all: readonly AuditCommit[],
): string {
  if (side === 'commits') return render(COMMIT_CELLS, ofClass(commits, name));
  return render(ticketCells(new Map(all.map((commit) => [commit.id, commit]))), ofClass(tickets, name));
}

/** The rows of a class; all of them without one. */
export const ofClass = <Row extends { readonly class: string }>(
  rows: readonly Row[],
  name: string | undefined,
): readonly Row[] => (name === undefined ? rows : rows.filter((row) => row.class === name));

const render = <Row>(cells: Cells<Row>, rows: readonly Row[]): string =>
  renderCsv(
    cells.map(([name]) => name),
    rows.map((row) => cells.map(([, text]) => text(row))),
  );
