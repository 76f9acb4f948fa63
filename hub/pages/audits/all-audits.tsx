import { useDeferredValue, useMemo } from 'react';
import { AUDIT_STATUSES } from '../../../src/audit/audit-classes.ts';
import type { FoundAudits, ListedAudit } from '../../data/audits.ts';
import { runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { ChoiceField, SearchField } from '../../parts/field.tsx';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { AuditFigures } from './audit-figures.tsx';
import { listAudits, nameAudit, newestFirst, weeksOf } from './audit-list.ts';
import { NoAudits } from './no-audits.tsx';
import { OpenFile, type OpenFileProps } from './open-file.tsx';
import { countCommits, countTickets, tellStatus } from './tell-class.ts';
import { useAudits } from './use-audits.ts';

/** The audits of the project's runs, and the way to one from a file. */
export function AllAudits({ open }: OpenFileProps) {
  const { value, problem, loading, reload, showOlder } = useAudits();
  const problems = [...(problem ? [problem] : []), ...(value?.problems ?? [])];
  return (
    <>
      <ProblemList problems={problems} retry={reload} />
      {value === undefined && loading && <Loading what="the audits" />}
      {value && <Found found={value} />}
      {showOlder && (
        <button type="button" className="slipway-more" onClick={showOlder}>
          Show older audits
        </button>
      )}
      <OpenFile open={open} />
    </>
  );
}

function Found({ found: { audits, without, problems } }: { readonly found: FoundAudits }) {
  const [latest] = audits.toSorted(newestFirst);
  return (
    <>
      {latest === undefined && problems.length === 0 && <NoAudits />}
      {latest && <Latest audit={latest} />}
      {latest && <List audits={audits} />}
      {without > 0 && (
        <p className="slipway-quiet">
          {without} {without === 1 ? 'run' : 'runs'} that audited left no audit: they failed before, or still go on.
        </p>
      )}
    </>
  );
}

const Latest = ({ audit }: { readonly audit: ListedAudit }) => (
  <section className="slipway-section" aria-labelledby="latest">
    <h2 id="latest">
      Latest: <AuditLink audit={audit} />
    </h2>
    <p>
      <State {...tellStatus(audit.head.status)} />, audited <When at={audit.head.auditedAt} />
    </p>
    <AuditFigures of={audit.head} />
  </section>
);

const VERDICTS = [
  { value: '', name: 'All' },
  ...AUDIT_STATUSES.map((value) => ({ value, name: tellStatus(value).words })),
];

function List({ audits }: { readonly audits: readonly ListedAudit[] }) {
  const { host, route, setFilter } = useHub();
  const { search = '', verdict = '', week = '' } = useDeferredValue(route.filters);
  const shown = useMemo(() => listAudits(audits, { search, verdict, week }), [audits, search, verdict, week]);
  const weeks = useMemo(() => weeksOf(audits).map((value) => ({ value, name: `of ${value}` })), [audits]);
  const place = { baseUrl: host.baseUrl, project: host.project.name };
  const columns: readonly Column<ListedAudit>[] = [
    ...COLUMNS,
    { name: 'Run', wideOnly: true, cell: ({ run }) => <OutLink href={runUrl(place, run)}>{run}</OutLink> },
  ];
  return (
    <section className="slipway-section" aria-labelledby="all-audits">
      <h2 id="all-audits">All audits</h2>
      <div className="slipway-fields">
        <SearchField
          label="Search audits"
          hint="Component, version, scope, date"
          value={route.filters['search'] ?? ''}
          onChange={(value) => setFilter('search', value)}
        />
        <ChoiceField
          label="Verdict"
          value={route.filters['verdict'] ?? ''}
          onChange={(value) => setFilter('verdict', value)}
          choices={VERDICTS}
        />
        <ChoiceField
          label="Week"
          value={route.filters['week'] ?? ''}
          onChange={(value) => setFilter('week', value)}
          choices={[{ value: '', name: 'All' }, ...weeks]}
        />
      </div>
      <p role="status" className="slipway-quiet">
        {shown.length === audits.length ? `${audits.length} audits` : `${shown.length} of ${audits.length} audits`}
      </p>
      <DataTable
        caption="Audits by release, the newest first"
        columns={columns}
        rows={shown}
        keyOf={({ run, name }) => `${run}/${name}`}
        empty="No audit fits these filters."
      />
    </section>
  );
}

const AuditLink = ({ audit: { run, name, head } }: { readonly audit: ListedAudit }) => (
  <HubLink to={{ page: 'audits', item: [`${run}`, name], filters: {} }}>
    <bdi>{nameAudit(head).slice(0, 200)}</bdi>
  </HubLink>
);

const COLUMNS: readonly Column<ListedAudit>[] = [
  {
    name: 'Audit',
    heading: true,
    cell: (audit) => (
      <>
        <AuditLink audit={audit} />
        {Object.entries(audit.head.scope).map(([name, value]) => (
          <div key={name} className="slipway-quiet">
            <bdi>
              {name.slice(0, 100)}={value.slice(0, 200)}
            </bdi>
          </div>
        ))}
      </>
    ),
  },
  { name: 'Verdict', cell: ({ head }) => <State {...tellStatus(head.status)} /> },
  { name: 'Tickets', wideOnly: true, cell: ({ head }) => countTickets(head.classes) },
  { name: 'Commits', wideOnly: true, cell: ({ head }) => countCommits(head.classes) },
  { name: 'Coverage', numeric: true, wideOnly: true, cell: ({ head }) => `${head.coveragePercent} %` },
  { name: 'Audited', cell: ({ head }) => <When at={head.auditedAt} /> },
];
