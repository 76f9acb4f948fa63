import { useState } from 'react';
import type { Run } from '../../data/runs.ts';
import type { ProjectAddress } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { HubLink } from '../../parts/link.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { State } from '../../parts/state.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { hasEnded } from './choose-runs.ts';
import type { Gate } from './gates.ts';
import { loadGates, noGates } from './load-gates.ts';

const EVERY_MS = 10_000;

/** The approvals of a run: who was asked, who answered, and until when the others may. */
export function GatesList({
  run,
  ids,
  place,
}: {
  readonly run: Run;
  readonly ids: readonly string[];
  readonly place: ProjectAddress;
}) {
  const { rest } = useHub();
  const [known] = useState(noGates);
  const often = hasEnded(run) ? {} : { everyMs: EVERY_MS };
  const what = `the gates of run ${run.number}`;
  const loaded = useLoad({ key: `${run.id} ${ids.join(' ')}`, what, ...often }, (signal) =>
    loadGates({ rest, project: place.project, signal }, { runId: run.id, ids, known }),
  );
  if (loaded.problem) return <ProblemCard problem={loaded.problem} retry={loaded.reload} />;
  if (ids.length === 0) return null;
  return (
    <ul className="slipway-gates" aria-label={`Gates of run ${run.number}`}>
      {(loaded.value ?? []).map((gate) => (
        <li key={gate.id}>
          <GateItem gate={gate} />
        </li>
      ))}
    </ul>
  );
}

function GateItem({ gate }: { readonly gate: Gate }) {
  const { name, state, isOpen, askedAt, deadline, needed, steps, instructions } = gate;
  return (
    <>
      <div className="slipway-row">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <State {...state} />
        {isOpen && <HubLink to={{ page: 'approvals', item: [gate.id], filters: {} }}>Decide</HubLink>}
      </div>
      <div className="slipway-quiet">
        Asked <When at={askedAt} />; {needed}
        {deadline !== undefined && (
          <>
            ; times out <When at={deadline} />
          </>
        )}
      </div>
      <ul>
        {steps.map((step, index) => (
          <li key={index}>
            <bdi>{step.name}</bdi> {step.words}
            {step.by !== '' && (
              <>
                {' by '}
                <bdi>{step.by}</bdi>
              </>
            )}
            {step.at !== '' && (
              <>
                {', '}
                <When at={step.at} />
              </>
            )}
            {step.comment !== '' && (
              <>
                {': '}
                <Words text={step.comment} />
              </>
            )}
          </li>
        ))}
      </ul>
      {instructions !== '' && <Words text={instructions} />}
    </>
  );
}
