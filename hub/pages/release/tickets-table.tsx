import { type Column, DataTable } from '../../parts/data-table.tsx';
import { OutLink } from '../../parts/link.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import type { TicketRow } from './tickets.ts';

const COLUMNS: readonly Column<TicketRow>[] = [
  { name: 'Ticket', heading: true, cell: ({ ticket: { key, url } }) => <OutLink href={url}>{key}</OutLink> },
  { name: 'Title', cell: ({ ticket: { title } }) => (title === null ? 'not known' : <Words text={title} />) },
  { name: 'Type', wideOnly: true, cell: ({ ticket: { type } }) => <bdi>{type ?? 'not known'}</bdi> },
  {
    name: 'Status',
    cell: ({ ticket: { status, statusAt } }) => (
      <>
        <bdi>{status ?? 'not known'}</bdi>
        {statusAt !== null && (
          <div className="slipway-quiet">
            as of <When at={statusAt} />
          </div>
        )}
      </>
    ),
  },
  { name: 'Changes', numeric: true, wideOnly: true, cell: ({ changes }) => changes },
];

/** The tickets of a release, with their status as it was when a run read it last. */
export const TicketsTable = ({ rows }: { readonly rows: readonly TicketRow[] }) => (
  <DataTable
    caption="Tickets of this release"
    columns={COLUMNS}
    rows={rows}
    keyOf={({ ticket }) => ticket.key}
    empty="No change names a ticket."
  />
);
