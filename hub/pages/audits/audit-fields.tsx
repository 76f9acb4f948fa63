import { useId, useMemo, useRef } from 'react';
import type { AuditDocument } from '../../../src/audit/audit-document.ts';
import { useHub } from '../../hub-context.ts';
import { ChoiceField, SearchField } from '../../parts/field.tsx';
import { type FilterChoices, FILTERS, listChoices, NOBODY } from './filter-audit.ts';

const CHOICES: readonly (readonly [name: keyof FilterChoices, label: string])[] = [
  ['version', 'Version'],
  ['status', 'Status'],
  ['assignee', 'Assignee'],
  ['label', 'Label'],
  ['component', 'Component'],
  ['repository', 'Repository'],
  ['branch', 'Branch'],
];
/** Longer names would make a list wider than a phone. */
const MOST_CHARACTERS = 60;

/** What narrows the rows; everything stands in the address. */
export function AuditFields({ audit }: { readonly audit: AuditDocument }) {
  const { route, go, setFilter } = useHub();
  const choices = useMemo(() => listChoices(audit), [audit]);
  const isNarrowed = FILTERS.some((name) => (route.filters[name] ?? '') !== '');
  const fields = useRef<HTMLDivElement>(null);
  const clear = () => {
    go({ ...route, filters: { view: route.filters['view'] ?? '' } });
    // The button goes away with what it cleared.
    fields.current?.querySelector('input')?.focus();
  };
  const valueOf = (name: string) => route.filters[name] ?? '';
  return (
    <div ref={fields} className="slipway-fields slipway-audit-fields" role="search" aria-label="Filters">
      <SearchField
        label="Search"
        hint="Key, title, person"
        value={valueOf('search')}
        onChange={(value) => setFilter('search', value)}
      />
      {CHOICES.filter(([name]) => choices[name].length > 0 || valueOf(name) !== '').map(([name, label]) => (
        <ChoiceField
          key={name}
          label={label}
          value={valueOf(name)}
          onChange={(value) => setFilter(name, value)}
          choices={[
            { value: '', name: 'All' },
            ...choices[name].map((value) => ({ value, name: nameOf(name, value) })),
          ]}
        />
      ))}
      <DayField label="Committed from" value={valueOf('from')} onChange={(value) => setFilter('from', value)} />
      <DayField label="Committed to" value={valueOf('to')} onChange={(value) => setFilter('to', value)} />
      {isNarrowed && (
        <button type="button" className="slipway-more" onClick={clear}>
          Clear filters
        </button>
      )}
    </div>
  );
}

function nameOf(filter: keyof FilterChoices, value: string): string {
  if (filter === 'assignee' && value === NOBODY) return 'Nobody';
  return value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value;
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  const id = useId();
  return (
    <div className="slipway-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
