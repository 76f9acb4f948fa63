import { COMMIT_CLASSES, TICKET_CLASSES } from '../../../src/audit/audit-classes.ts';
import type { AuditComparison, ChangedTicket, TicketField } from '../../../src/audit/compare-audits.ts';
import type { AuditCommit, AuditDocument, AuditTicket } from '../../../src/audit/audit-document.ts';
import { commitUrl } from '../../data/web-links.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { OutLink } from '../../parts/link.tsx';
import { Words } from '../../parts/words.tsx';
import { tellCommitClass, tellTicket, tellTicketClass } from '../audits/tell-class.ts';

interface AuditDifferencesProps {
  readonly left: AuditDocument;
  readonly right: AuditDocument;
  readonly comparison: AuditComparison;
}

/** The figures of two audits side by side, then everything that is not the same. */
export function AuditDifferences({ left, right, comparison }: AuditDifferencesProps) {
  const { ticketsAdded, ticketsRemoved, ticketsChanged } = comparison;
  const { commitsAdded, commitsRemoved, commitsChanged } = comparison;
  const moved = new Map(commitsChanged.map(({ commit, before }) => [commit.id, tellCommitClass(before).words]));
  return (
    <>
      <DataTable caption="Figures of both audits" columns={FIGURES} rows={figures(left, right)} keyOf={nameOf} />
      <Tickets title="Tickets only left" tickets={ticketsRemoved} />
      <Tickets title="Tickets only right" tickets={ticketsAdded} />
      {ticketsChanged.length > 0 && (
        <>
          <h2>Tickets that changed</h2>
          <DataTable
            caption="Tickets that changed"
            columns={CHANGES}
            rows={ticketsChanged}
            keyOf={({ ticket }) => ticket.key}
          />
        </>
      )}
      <Commits title="New commits without ticket" commits={comparison.withoutTicketNew} of={right} />
      <Commits title="Commits without ticket that are resolved" commits={comparison.withoutTicketResolved} of={left} />
      <Commits title="Commits that were taken back" commits={comparison.reverted} of={right} />
      <Commits title="Commits only left" commits={commitsRemoved} of={left} />
      <Commits title="Commits only right" commits={commitsAdded} of={right} />
      <Commits
        title="Commits of another class"
        commits={commitsChanged.map(({ commit }) => commit)}
        of={right}
        moved={moved}
      />
    </>
  );
}

interface Figure {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

const nameOf = ({ name }: Figure): string => name;

function figures(left: AuditDocument, right: AuditDocument): readonly Figure[] {
  const figure = (name: string, of: (audit: AuditDocument) => number) => ({ name, left: of(left), right: of(right) });
  return [
    figure('Coverage in percent', ({ coveragePercent }) => coveragePercent),
    figure('Tickets', ({ storiesTotal }) => storiesTotal),
    figure('Tickets without commits', ({ storiesWithoutCommits }) => storiesWithoutCommits),
    ...TICKET_CLASSES.map((name) =>
      figure(`Tickets: ${tellTicketClass(name).words}`, ({ classes }) => classes.tickets[name]),
    ),
    figure('Commits', ({ classes }) => classes.commits.total),
    ...COMMIT_CLASSES.map((name) =>
      figure(`Commits: ${tellCommitClass(name).words}`, ({ classes }) => classes.commits[name]),
    ),
  ];
}

const FIGURES: readonly Column<Figure>[] = [
  { name: 'Figure', heading: true, cell: nameOf },
  { name: 'Left', numeric: true, cell: ({ left }) => left },
  { name: 'Right', numeric: true, cell: ({ right }) => right },
  { name: 'Change', numeric: true, cell: ({ left, right }) => signed(right - left) },
];

/** Without what computers make of decimals. */
const signed = (change: number): string => {
  const rounded = Math.round(change * 10) / 10;
  return rounded > 0 ? `+${rounded}` : `${rounded}`;
};

const TicketName = ({ ticket: { key, title, url } }: { readonly ticket: AuditTicket }) => (
  <>
    <OutLink href={url}>{key}</OutLink> <Words text={title} />
  </>
);

const TICKETS: readonly Column<AuditTicket>[] = [
  { name: 'Ticket', heading: true, cell: (ticket) => <TicketName ticket={ticket} /> },
  { name: 'Class', cell: (ticket) => tellTicket(ticket).words },
  { name: 'Status', wideOnly: true, cell: ({ status }) => <bdi>{status}</bdi> },
];

const FIELDS: Readonly<Record<TicketField, string>> = {
  status: 'Status',
  assignee: 'Assignee',
  fixVersions: 'Versions',
  class: 'Class',
  reason: 'Reason',
};

const CHANGES: readonly Column<ChangedTicket>[] = [
  { name: 'Ticket', heading: true, cell: ({ ticket }) => <TicketName ticket={ticket} /> },
  {
    name: 'From left to right',
    cell: ({ changes }) =>
      changes.map(({ field, before, after }) => (
        <div key={field}>
          {FIELDS[field]}: <Words text={tell(field, before)} /> → <Words text={tell(field, after)} />
        </div>
      )),
  },
];

function tell(field: TicketField, value: string): string {
  if (value === '') return field === 'assignee' ? 'nobody' : 'none';
  const known = field === 'class' ? TICKET_CLASSES.find((name) => name === value) : undefined;
  return known === undefined ? value : tellTicketClass(known).words;
}

function Tickets({ title, tickets }: { readonly title: string; readonly tickets: readonly AuditTicket[] }) {
  if (tickets.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <DataTable caption={title} columns={TICKETS} rows={tickets} keyOf={({ key }) => key} />
    </>
  );
}

interface CommitsProps {
  readonly title: string;
  readonly commits: readonly AuditCommit[];
  /** The audit that has them. */
  readonly of: AuditDocument;
  /** What their class was, by id. */
  readonly moved?: ReadonlyMap<string, string>;
}

function Commits({ title, commits, of, moved }: CommitsProps) {
  if (commits.length === 0) return null;
  const urls = new Map(of.repositories.map(({ name, url }) => [name, url]));
  const columns: readonly Column<AuditCommit>[] = [
    {
      name: 'Commit',
      heading: true,
      cell: ({ id, title: words, repository }) => (
        <>
          <OutLink href={commitUrl({ webUrl: urls.get(repository) ?? '' }, id)}>{id.slice(0, 8)}</OutLink>{' '}
          <Words text={words} />
        </>
      ),
    },
    {
      name: 'Class',
      cell: ({ id, class: name }) => {
        const before = moved?.get(id);
        return `${before === undefined ? '' : `${before} → `}${tellCommitClass(name).words}`;
      },
    },
    { name: 'Repository', wideOnly: true, cell: ({ repository }) => <bdi>{repository}</bdi> },
  ];
  return (
    <>
      <h2>{title}</h2>
      <DataTable caption={title} columns={columns} rows={commits} keyOf={({ id }) => id} />
    </>
  );
}
