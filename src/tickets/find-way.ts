import type { TicketStatus, Transition } from './ports.ts';

/** What is known of a workflow: the steps from a status; undefined where nobody has looked. */
export type StepsFrom = (statusId: string) => readonly Transition[] | undefined;

export interface WayRules {
  readonly isGoal: (status: TicketStatus) => boolean;
  readonly canTake: (from: TicketStatus, step: Transition) => boolean;
  /** Steps at most. */
  readonly limit: number;
}

export interface ReachedStatus {
  readonly status: TicketStatus;
  /** The shortest way there; empty for the start. */
  readonly path: readonly Transition[];
}

export interface Way {
  /** The shortest way to a goal over what is known; undefined when there is none. */
  readonly path: readonly Transition[] | undefined;
  /** Every status that was reached, the nearest first, up to the goal's distance. */
  readonly reached: readonly ReachedStatus[];
}

/** Breadth-first search. Between equal ways the one with unconditional steps, then with the lowest ids, is taken. */
export function findWay(start: TicketStatus, stepsFrom: StepsFrom, { isGoal, canTake, limit }: WayRules): Way {
  const reached: ReachedStatus[] = [{ status: start, path: [] }];
  const seen = new Set([start.id]);
  // The list grows while it is walked.
  for (const here of reached) {
    if (here.path.length >= limit) break;
    for (const step of inOrder(stepsFrom(here.status.id) ?? [])) {
      if (seen.has(step.to.id) || !canTake(here.status, step)) continue;
      const path = [...here.path, step];
      if (isGoal(step.to)) return { path, reached };
      seen.add(step.to.id);
      reached.push({ status: step.to, path });
    }
  }
  return { path: undefined, reached };
}

const inOrder = (steps: readonly Transition[]): readonly Transition[] =>
  [...steps].sort(
    (one, other) =>
      Number(one.isConditional ?? false) - Number(other.isConditional ?? false) || compareIds(one.id, other.id),
  );

/** Ids are numbers in Jira and names in Azure Boards. */
function compareIds(one: string, other: string): number {
  const difference = Number(one) - Number(other);
  if (Number.isFinite(difference)) return difference;
  return one < other ? -1 : Number(one > other);
}
