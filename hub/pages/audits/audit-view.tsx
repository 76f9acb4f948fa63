import { useDeferredValue, useMemo } from 'react';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import type { AuditAddress } from '../../data/audits.ts';
import { useHub } from '../../hub-context.ts';
import { AuditFacts } from './audit-facts.tsx';
import { AuditFields } from './audit-fields.tsx';
import { AuditFigures } from './audit-figures.tsx';
import { nameAudit } from './audit-list.ts';
import { ofClass, renderView } from './audit-csv.ts';
import { formatView, parseView } from './view.ts';
import { ClassTabs } from './class-tabs.tsx';
import { CommitsTable } from './commits-table.tsx';
import { filterAudit } from './filter-audit.ts';
import { CsvButtons } from './csv-buttons.tsx';
import { fileNameOf } from './file-name.ts';
import { tellCommitClass, tellTicketClass } from './tell-class.ts';
import { TicketsTable } from './tickets-table.tsx';

/** An audit with all its rows; without an address it comes from a file. */
export function AuditView({ audit, address }: { readonly audit: AuditDocument; readonly address?: AuditAddress }) {
  return (
    <>
      <h2>
        <bdi>{nameAudit(audit).slice(0, 300)}</bdi>
      </h2>
      <AuditFacts audit={audit} address={address} />
      <AuditFigures of={audit} />
      <Rows audit={audit} />
    </>
  );
}

function Rows({ audit }: { readonly audit: AuditDocument }) {
  const { route } = useHub();
  const filters = useDeferredValue(route.filters);
  const filtered = useMemo(() => filterAudit(audit, filters), [audit, filters]);
  const view = parseView(filters['view']);
  const tickets = useMemo(() => ofClass(filtered.tickets, view.class), [filtered, view.class]);
  const commits = useMemo(() => ofClass(filtered.commits, view.class), [filtered, view.class]);
  const [shown, all] = view.side === 'tickets' ? [tickets, audit.tickets] : [commits, audit.commits];
  const total = ofClass<{ readonly class: string }>(all, view.class).length;
  return (
    <>
      <AuditFields audit={audit} />
      <ClassTabs audit={audit} filtered={filtered} current={view} />
      {view.class !== undefined && (
        <p className="slipway-quiet">
          {(view.side === 'tickets' ? tellTicketClass(view.class) : tellCommitClass(view.class)).means}
        </p>
      )}
      <div className="slipway-row slipway-audit-count">
        <span role="status">
          {shown.length === total ? `${total}` : `${shown.length} of ${total}`} {view.side}
        </span>
        <CsvButtons
          name={fileNameOf('audit', nameAudit(audit), formatView(view))}
          disabled={shown.length === 0}
          render={() => renderView(view, filtered, audit.commits)}
        />
      </div>
      {view.side === 'tickets' ? (
        <TicketsTable tickets={tickets} audit={audit} />
      ) : (
        <CommitsTable commits={commits} audit={audit} />
      )}
    </>
  );
}
