import '../../parts/layout.css';
import './compare.css';
import { useMemo } from 'react';
import { readLedgers } from '../../data/read-ledgers.ts';
import { useHub } from '../../hub-context.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { listComponents, nameComponents } from '../releases/component-key.ts';
import { BothReleases } from './both-releases.tsx';
import { listVersions, type VersionChoice } from './list-versions.ts';

const WHAT = 'the releases of this project';

/** Two releases side by side; which stands in the address. */
export default function ComparePage() {
  const { host, rest } = useHub();
  const found = useLoad({ key: host.project.name, what: WHAT }, (signal) =>
    readLedgers({ rest, host }, { everywhere: false, signal }),
  );
  const versions = useMemo(() => {
    const all = listComponents(found.value?.ledgers ?? []);
    return listVersions(all, nameComponents(all));
  }, [found.value]);
  const problems = [...(found.problem ? [found.problem] : []), ...(found.value?.problems ?? [])];
  if (found.value === undefined && found.loading) return <Loading what={WHAT} />;
  return (
    <>
      <ProblemList problems={problems} retry={found.reload} />
      {versions.length < 2 && problems.length === 0 && (
        <p>There is nothing to compare yet: two releases, or a release and what is staged, are needed.</p>
      )}
      {versions.length > 1 && <Choice versions={versions} />}
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
      {left === '' || right === '' ? <p>Choose two releases.</p> : <BothReleases left={left} right={right} />}
    </>
  );
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
