import type { HubProblem } from '../host/hub-problem.ts';
import { ProblemCard } from './problem-card.tsx';

const MOST = 3;

/** What could not be read, beside what could: the first few in full, one button for all. */
export function ProblemList({
  problems,
  retry,
}: {
  readonly problems: readonly HubProblem[];
  readonly retry: () => void;
}) {
  const kinds = [...new Map(problems.map((one) => [`${one.what} ${one.problem.kind}`, one])).values()];
  if (kinds.length === 0) return null;
  return (
    <div className="slipway-problems">
      {kinds.slice(0, MOST).map((one, index) => (
        <ProblemCard
          key={`${one.what} ${one.problem.kind}`}
          problem={one}
          {...(index === Math.min(MOST, kinds.length) - 1 ? { retry } : {})}
        />
      ))}
      {kinds.length > MOST && <p>and {kinds.length - MOST} more that could not be read.</p>}
    </div>
  );
}
