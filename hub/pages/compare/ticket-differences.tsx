import { type Column, DataTable } from '../../parts/data-table.tsx';
import { OutLink } from '../../parts/link.tsx';
import { Words } from '../../parts/words.tsx';
import type { LedgerTicket } from '../../../src/release/ledger/ledger-documents.ts';
import type { TicketDifference } from './compare-releases.ts';

const KINDS: Readonly<Record<TicketDifference['kind'], string>> = {
  onlyLeft: 'only left',
  onlyRight: 'only right',
  statusChanged: 'other status',
  same: 'in both',
};

const ticketOf = ({ left, right }: TicketDifference): LedgerTicket | undefined => right ?? left;

const COLUMNS: readonly Column<TicketDifference>[] = [
  {
    name: 'Ticket',
    heading: true,
    cell: (difference) => (
      <>
        <OutLink href={ticketOf(difference)?.url}>{difference.key}</OutLink>{' '}
        <Words text={ticketOf(difference)?.title ?? ''} />
      </>
    ),
  },
  { name: 'Where', cell: ({ kind }) => KINDS[kind] },
  { name: 'Status left', wideOnly: true, cell: ({ left }) => <bdi>{left?.status ?? ''}</bdi> },
  { name: 'Status right', wideOnly: true, cell: ({ right }) => <bdi>{right?.status ?? ''}</bdi> },
];

/** Every ticket of either side, and on which it is. */
export const TicketDifferences = ({ tickets }: { readonly tickets: readonly TicketDifference[] }) => (
  <DataTable
    caption="Tickets of both releases"
    columns={COLUMNS}
    rows={tickets}
    keyOf={({ key }) => key}
    empty="Neither has a ticket."
  />
);
