import '../../parts/layout.css';
import './releases.css';
import { useRef } from 'react';
import { type FoundLedgers, readLedgers } from '../../data/read-ledgers.ts';
import { useHub } from '../../hub-context.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { FirstSteps } from './first-steps.tsx';
import { ReleasesView } from './releases-view.tsx';

const WHAT = 'the releases of this project';
const EVERY_MS = 60_000;

/** What is staged, what is where, what was released. */
export default function ReleasesPage() {
  const { host, rest } = useHub();
  const project = host.project.name;
  // Once only: what was found is remembered, and looked at from then on.
  const everywhere = useRef(false);
  const found = useLoad({ key: project, what: WHAT, everyMs: EVERY_MS }, async (signal) => {
    const ledgers = await readLedgers({ rest, host }, { everywhere: everywhere.current, signal });
    everywhere.current = false;
    return ledgers;
  });
  const lookEverywhere = () => {
    everywhere.current = true;
    found.reload();
  };
  const { value } = found;
  const problems = [...(found.problem ? [found.problem] : []), ...(value?.problems ?? [])];
  return (
    <>
      <ProblemList problems={problems} retry={found.reload} />
      {value === undefined && found.loading && <Loading what={WHAT} />}
      {value && <Found found={value} project={project} look={lookEverywhere} isLooking={found.loading} />}
    </>
  );
}

interface FoundProps {
  readonly found: FoundLedgers;
  readonly project: string;
  readonly look: () => void;
  readonly isLooking: boolean;
}

function Found({ found: { ledgers, problems, others }, project, look, isLooking }: FoundProps) {
  const isEmpty = ledgers.every(({ index }) => index.components.length === 0);
  return (
    <>
      {!isEmpty && <ReleasesView ledgers={ledgers} />}
      {isEmpty && problems.length === 0 && <FirstSteps project={project} />}
      {others > 0 && (
        <p className="slipway-row">
          <span className="slipway-quiet">
            Only the repositories that had releases the last time were looked at; {others} were not.
          </span>
          <button
            type="button"
            className="slipway-more"
            onClick={isLooking ? undefined : look}
            aria-disabled={isLooking}
          >
            Look for others
          </button>
        </p>
      )}
    </>
  );
}
