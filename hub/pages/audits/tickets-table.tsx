import { useMemo } from 'react';
import type { AuditCommit, AuditDocument, AuditTicket } from '../../../src/audit/audit-document.ts';
import { useHub } from '../../hub-context.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { Words } from '../../parts/words.tsx';
import { tellTicket } from './tell-class.ts';
import { Waived } from './waived.tsx';

interface TicketsTableProps {
  readonly tickets: readonly AuditTicket[];
  readonly audit: AuditDocument;
}

/** Tickets of an audit, each with why it is of its class, and where its commits are. */
export function TicketsTable({ tickets, audit }: TicketsTableProps) {
  const commits = useMemo(() => new Map(audit.commits.map((commit) => [commit.id, commit])), [audit]);
  const columns = useMemo(() => columnsOf(commits), [commits]);
  return (
    <DataTable
      caption="Tickets of the audit"
      columns={columns}
      rows={tickets}
      keyOf={({ key }) => key}
      empty="No ticket fits."
    />
  );
}

const columnsOf = (commits: ReadonlyMap<string, AuditCommit>): readonly Column<AuditTicket>[] => [
  {
    name: 'Ticket',
    heading: true,
    cell: ({ key, title, url, type }) => (
      <>
        <OutLink href={url}>{key}</OutLink> <Words text={title} />
        {type !== null && (
          <div className="slipway-quiet">
            <bdi>{type}</bdi>
          </div>
        )}
      </>
    ),
  },
  {
    name: 'Class',
    cell: (ticket) => (
      <div className="slipway-audit-class">
        <State {...tellTicket(ticket)} />
        <div className="slipway-quiet">
          <Words text={ticket.because} />
        </div>
        <Waived waiver={ticket.waiver} />
      </div>
    ),
  },
  { name: 'Status', cell: ({ status }) => <bdi>{status}</bdi> },
  { name: 'Assignee', wideOnly: true, cell: ({ assignee }) => <bdi>{assignee ?? 'nobody'}</bdi> },
  { name: 'Versions', wideOnly: true, cell: ({ fixVersions }) => <Words text={fixVersions.join(', ')} /> },
  { name: 'Labels', wideOnly: true, cell: ({ labels }) => <Words text={labels.join(', ')} /> },
  { name: 'Components', wideOnly: true, cell: ({ components }) => <Words text={components.join(', ')} /> },
  { name: 'Commits', wideOnly: true, cell: (ticket) => <Commits ticket={ticket} commits={commits} /> },
];

/** How many commits a ticket has, as a link to them, and where they are. */
function Commits({
  ticket: { key, commits: ids },
  commits,
}: {
  readonly ticket: AuditTicket;
  readonly commits: ReadonlyMap<string, AuditCommit>;
}) {
  const { route } = useHub();
  if (ids.length === 0) return 'none';
  const places = ids.flatMap((id) => {
    const commit = commits.get(id);
    return commit === undefined ? [] : commit.branches.map((branch) => `${commit.repository} ${branch}`);
  });
  return (
    <>
      <HubLink to={{ ...route, filters: { ...route.filters, view: 'commits', search: key } }}>
        {ids.length} of <bdi>{key}</bdi>
      </HubLink>
      <div className="slipway-quiet">
        <Words text={[...new Set(places)].join(', ')} />
      </div>
    </>
  );
}
