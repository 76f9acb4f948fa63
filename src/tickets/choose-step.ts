import type { StepsFrom, Way } from './find-way.ts';
import { findWay } from './find-way.ts';
import type { TicketStatus, Transition } from './ports.ts';
import type { StatusTarget } from './status-target.ts';
import { isAbandoned, isDestination, isInCategory, isNamed, rankOf } from './status-target.ts';

/** What is known of a workflow. `unseen`: somebody looked, and no ticket that can be read stands there. */
export type KnownSteps = (statusId: string) => readonly Transition[] | 'unseen' | undefined;

export interface Situation {
  readonly status: TicketStatus;
  readonly target: StatusTarget;
  /** All of the workflow; empty when they are not known. */
  readonly statuses: readonly TicketStatus[];
  readonly known: KnownSteps;
  /** True for a step whose screen can be filled. */
  readonly canFill: (step: Transition) => boolean;
  /** True for a step that this ticket was refused. */
  readonly isRefused: (from: TicketStatus, step: Transition) => boolean;
  readonly neverBackwards: boolean;
  /** Ids of the statuses that the ticket was in before it first came to where its walk began; undefined: not read yet. */
  readonly behind: ReadonlySet<string> | undefined;
  readonly stepsLeft: number;
}

/** Why there is no way, and what would be one without the obstacles. */
export interface Obstacles {
  /** Steps of the way that cannot be taken. */
  readonly closed: readonly Transition[];
  readonly leadsBack: boolean;
  readonly isTooLong: boolean;
  /** Undefined: the target is nowhere in what is known. */
  readonly path: readonly Transition[] | undefined;
}

export type Choice =
  | { readonly kind: 'there'; readonly isBeyond: boolean }
  /** What these statuses offer must be read before a way is chosen. */
  | { readonly kind: 'learn'; readonly statusIds: readonly string[] }
  /** What lies behind the ticket must be read before a way is chosen: there are statuses that only its history orders. */
  | { readonly kind: 'recall' }
  /** `foreseen`: the path ends at the target; else at a status of which nothing is known yet. */
  | { readonly kind: 'go'; readonly path: readonly [Transition, ...Transition[]]; readonly foreseen: boolean }
  | { readonly kind: 'stuck'; readonly obstacles: Obstacles };

/**
 * The next thing to do for a ticket. Nothing is moved before all that can be read of the workflow was read, as far as it
 * could give a shorter way: so the way is the shortest one. Where no ticket shows what a status offers, the only way to
 * know is to go there, the nearest first.
 */
export function chooseStep(situation: Situation): Choice {
  const { status, target, neverBackwards, behind } = situation;
  if (isNamed(status, target)) return { kind: 'there', isBeyond: false };
  if (isBeyond(situation)) return { kind: 'there', isBeyond: true };
  const mustRecall = neverBackwards && behind === undefined;
  if (mustRecall && findNamed(situation).some((one) => isBeside(situation, one))) return { kind: 'recall' };
  const choice = chooseForward(situation) ?? chooseForward({ ...situation, behind: NOTHING }) ?? settle(situation);
  const isOpen = mustRecall && choice.kind === 'go' && choice.path.some(({ to }) => isBeside(situation, to));
  return isOpen ? { kind: 'recall' } : choice;
}

const NOTHING: ReadonlySet<string> = new Set();

/** A way that enters nothing behind. */
function chooseForward(situation: Situation): Choice | undefined {
  const { target, stepsLeft } = situation;
  const named = search(situation, (one) => isNamed(one, target));
  const unknown = findUnknown(situation, named, (named.path?.length ?? stepsLeft + 1) - 2);
  if (unknown.length > 0) return { kind: 'learn', statusIds: unknown };
  if (isPath(named.path)) return { kind: 'go', path: named.path, foreseen: true };
  return chooseByCategory(situation) ?? chooseUnseen(situation, named);
}

/** A category is meant only when there is no status of that name. */
function chooseByCategory(situation: Situation): Choice | undefined {
  const { status, target } = situation;
  if (target.category === undefined || findGoal(situation) !== undefined) return undefined;
  if (isInCategory(status, target)) return { kind: 'there', isBeyond: false };
  const { path } = search(situation, (one) => isDestination(one, target));
  return isPath(path) ? { kind: 'go', path, foreseen: true } : undefined;
}

/**
 * The nearest status that nobody has looked at, and from which the target can still be reached. None where that would
 * be wandering: the target is not in this workflow, or the way there is known and only a field or a step is missing.
 */
function chooseUnseen(situation: Situation, { reached }: Way): Choice | undefined {
  const { known, target, neverBackwards, statuses, stepsLeft } = situation;
  const goal = findGoal(situation)?.category ?? target.category;
  if (goal === undefined && statuses.length > 0) return undefined;
  const { path: free = [] } = searchFreely(situation, isWanted(situation));
  if (free.length > stepsLeft || !free.every(situation.canFill)) return undefined;
  const isTooFar = (one: TicketStatus) => neverBackwards && goal !== undefined && rankOf(one.category) > rankOf(goal);
  const unseen = reached
    .filter(({ status }) => known(status.id) === 'unseen' && !isTooFar(status) && !isAbandoned(status))
    .filter(({ path }) => path.length < stepsLeft)
    // Done is left last: what ends work is hard to take back.
    .sort((one, other) => Number(one.status.category === 'done') - Number(other.status.category === 'done'));
  const path = unseen[0]?.path;
  return isPath(path) ? { kind: 'go', path, foreseen: false } : undefined;
}

/** No way is left: looks at the whole workflow, to say what is in the way. */
function settle(situation: Situation): Choice {
  const everywhere = searchFreely(situation, isWanted(situation));
  const unknown = findUnknown(situation, everywhere, Infinity);
  if (unknown.length > 0) return { kind: 'learn', statusIds: unknown };
  return { kind: 'stuck', obstacles: findObstacles(situation, everywhere.path) };
}

const isWanted = ({ target }: Situation) => {
  return (status: TicketStatus): boolean => isNamed(status, target) || isDestination(status, target);
};

/** True when the target lies behind: in an earlier category, or in the ticket's own past. */
function isBeyond(situation: Situation): boolean {
  const { status, target, neverBackwards, statuses } = situation;
  if (!neverBackwards) return false;
  const named = findNamed(situation);
  if (named.length > 0)
    return named.every((one) => rankOf(one.category) < rankOf(status.category) || isPast(situation, one));
  return statuses.length > 0 && target.category !== undefined && rankOf(target.category) < rankOf(status.category);
}

/** Another status of the same category: their names and categories do not tell which is further. */
const isBeside = ({ status }: Situation, { id, category }: TicketStatus): boolean =>
  category === status.category && id !== status.id;

const isPast = (situation: Situation, one: TicketStatus): boolean =>
  isBeside(situation, one) && (situation.behind?.has(one.id) ?? false);

function findObstacles(situation: Situation, path: readonly Transition[] | undefined): Obstacles {
  const steps = (path ?? []).map((step, index) => ({ step, from: path?.[index - 1]?.to ?? situation.status }));
  return {
    closed: steps.filter(({ step, from }) => !canTake(situation, from, step)).map(({ step }) => step),
    leadsBack: situation.neverBackwards && steps.some(({ step, from }) => isBack(from, step)),
    isTooLong: steps.length > situation.stepsLeft,
    path,
  };
}

/** The status of the target's name, wherever in the workflow; the furthest when there are several. */
const findGoal = (situation: Situation): TicketStatus | undefined => findNamed(situation)[0];

/** The statuses of the target's name, the furthest first. */
function findNamed(situation: Situation): readonly TicketStatus[] {
  const seen = searchFreely(situation, () => false).reached.map(({ status }) => status);
  return [...situation.statuses, ...seen]
    .filter((status) => isNamed(status, situation.target))
    .sort((one, other) => rankOf(other.category) - rankOf(one.category));
}

const canTake = ({ canFill, isRefused }: Situation, from: TicketStatus, step: Transition): boolean =>
  canFill(step) && !isRefused(from, step);

function search(situation: Situation, isGoal: (status: TicketStatus) => boolean): Way {
  const { status, known, neverBackwards, stepsLeft } = situation;
  return findWay(status, stepsOf(known), {
    isGoal,
    canTake: (from, step) =>
      canTake(situation, from, step) && !(neverBackwards && (isBack(from, step) || isPast(situation, step.to))),
    limit: stepsLeft,
  });
}

const searchFreely = ({ status, known }: Situation, isGoal: (status: TicketStatus) => boolean): Way =>
  findWay(status, stepsOf(known), { isGoal, canTake: () => true, limit: Infinity });

const stepsOf =
  (known: KnownSteps): StepsFrom =>
  (statusId) => {
    const steps = known(statusId);
    return steps === 'unseen' ? undefined : steps;
  };

const isBack = (from: TicketStatus, { to }: Transition): boolean => rankOf(to.category) < rankOf(from.category);

/** The nearest statuses, all at one distance of at most `within` steps, at which nobody has looked yet. */
function findUnknown({ known }: Situation, { reached }: Way, within: number): readonly string[] {
  const unknown = reached.filter(({ status, path }) => known(status.id) === undefined && path.length <= within);
  const nearest = unknown[0]?.path.length;
  return unknown.filter(({ path }) => path.length === nearest).map(({ status }) => status.id);
}

const isPath = (path: readonly Transition[] | undefined): path is readonly [Transition, ...Transition[]] =>
  path !== undefined && path.length > 0;
