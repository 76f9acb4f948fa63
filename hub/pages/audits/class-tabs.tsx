import '../../parts/choice.css';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink } from '../../parts/link.tsx';
import { ofClass } from './audit-csv.ts';
import { formatView, type View, VIEWS } from './view.ts';
import type { FilteredRows } from './filter-audit.ts';
import { tellCommitClass, tellTicketClass } from './tell-class.ts';

interface ClassTabsProps {
  readonly audit: AuditDocument;
  readonly filtered: FilteredRows;
  readonly current: View;
}

/** The classes of both sides with how many there are; links, so that each has an address and the back button works. */
export const ClassTabs = (props: ClassTabsProps) => (
  <>
    <Side {...props} side="tickets" label="Classes of tickets" />
    <Side {...props} side="commits" label="Classes of commits" />
  </>
);

function Side({
  audit,
  filtered,
  current,
  side,
  label,
}: ClassTabsProps & { readonly side: View['side']; readonly label: string }) {
  const { route } = useHub();
  return (
    <nav aria-label={label} className="slipway-classes">
      {VIEWS.filter((view) => view.side === side).map((view) => {
        const name = formatView(view);
        const [left, all] = [count(filtered, view), count(audit, view)];
        return (
          <HubLink
            key={name}
            to={{ ...route, filters: { ...route.filters, view: name } }}
            className="slipway-choice"
            current={name === formatView(current)}
          >
            {wordsOf(view)} <span className="slipway-class-count">{left === all ? all : `${left} of ${all}`}</span>
          </HubLink>
        );
      })}
    </nav>
  );
}

const count = (rows: FilteredRows, view: View): number =>
  ofClass<{ readonly class: string }>(rows[view.side], view.class).length;

function wordsOf(view: View): string {
  if (view.class === undefined) return view.side === 'tickets' ? 'All tickets' : 'All commits';
  return (view.side === 'tickets' ? tellTicketClass(view.class) : tellCommitClass(view.class)).words;
}
