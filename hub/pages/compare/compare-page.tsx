import '../../parts/layout.css';
import './compare.css';
import { useMemo } from 'react';
import { readLedgers } from '../../data/read-ledgers.ts';
import { useHub } from '../../hub-context.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { listAudits } from '../audits/audit-list.ts';
import { useAudits } from '../audits/use-audits.ts';
import { listComponents, nameComponents } from '../releases/component-key.ts';
import { isAuditChoice, listAuditChoices } from './audit-choice.ts';
import { BothAudits } from './both-audits.tsx';
import { BothReleases } from './both-releases.tsx';
import { listVersions, type VersionChoice } from './list-versions.ts';

const WHAT = 'the releases of this project';

/** Two releases or two audits side by side; which stands in the address. */
export default function ComparePage() {
  const { host, rest } = useHub();
  const found = useLoad({ key: host.project.name, what: WHAT }, (signal) =>
    readLedgers({ rest, host }, { everywhere: false, signal }),
  );
  const versions = useMemo(() => {
    const all = listComponents(found.value?.ledgers ?? []);
    return listVersions(all, nameComponents(all));
  }, [found.value]);
  const audits = useAudits();
  const choices = useMemo(
    () => [...versions, ...listAuditChoices(listAudits(audits.value?.audits ?? [], { search: '', verdict: '' }))],
    [versions, audits.value],
  );
  const problems = [found.problem, ...(found.value?.problems ?? []), audits.problem, ...(audits.value?.problems ?? [])];
  const told = problems.filter((problem) => problem !== undefined);
  const reload = () => {
    found.reload();
    audits.reload();
  };
  if (found.value === undefined && found.loading) return <Loading what={WHAT} />;
  return (
    <>
      <ProblemList problems={told} retry={reload} />
      {choices.length < 2 && told.length === 0 && !audits.loading && (
        <p>
          There is nothing to compare yet: two releases, a release and what is staged, or two audits of releases are
          needed.
        </p>
      )}
      {choices.length > 1 && <Choice versions={choices} />}
    </>
  );
}

/** The two pickers, and what they choose. */
function Choice({ versions }: Pick<PickerProps, 'versions'>) {
  const { route, setFilter, go } = useHub();
  const { left = '', right = '' } = route.filters;
  const swap = () => go({ ...route, filters: { ...route.filters, left: right, right: left } });
  return (
    <>
      <div className="slipway-fields">
        <Picker label="Left" value={left} versions={versions} onChange={(value) => setFilter('left', value)} />
        <Picker label="Right" value={right} versions={versions} onChange={(value) => setFilter('right', value)} />
        <button type="button" className="slipway-more" disabled={left === right} onClick={swap}>
          Swap
        </button>
      </div>
      <Chosen left={left} right={right} />
    </>
  );
}

function Chosen({ left, right }: { readonly left: string; readonly right: string }) {
  if (left === '' || right === '') return <p>Choose two releases, or two audits.</p>;
  const audits = [left, right].filter(isAuditChoice).length;
  if (audits === 1) return <p role="status">An audit can be compared with an audit only: choose another one.</p>;
  return audits === 2 ? <BothAudits left={left} right={right} /> : <BothReleases left={left} right={right} />;
}

interface PickerProps {
  readonly label: string;
  readonly value: string;
  readonly versions: readonly VersionChoice[];
  readonly onChange: (value: string) => void;
}

const Picker = ({ versions, ...field }: PickerProps) => (
  <ChoiceField {...field} choices={[{ value: '', name: 'Choose…' }, ...versions]} />
);
