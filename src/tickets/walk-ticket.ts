import type { Choice, KnownSteps, Obstacles } from './choose-step.ts';
import { chooseStep } from './choose-step.ts';
import type { FilledFields, GivenFields } from './fill-fields.ts';
import { fillFields } from './fill-fields.ts';
import type { Workflow } from './learn-workflow.ts';
import type { Ticket, TicketMover, TicketStatus, Transition } from './ports.ts';
import type { StatusTarget } from './status-target.ts';
import { isNamed } from './status-target.ts';

export interface WalkRules {
  readonly target: StatusTarget;
  readonly neverBackwards: boolean;
  /** Transitions that may be taken at most. */
  readonly maxSteps: number;
  /** For the screens on the way; the resolution is one of them. */
  readonly fields: GivenFields;
  /** Ids of fields that have a value before the first step. */
  readonly present: readonly string[];
}

/** What shall happen to one ticket, as far as it can be told before anything is written. */
export type TicketRoute =
  | { readonly kind: 'there'; readonly isBeyond: boolean }
  | { readonly kind: 'go'; readonly path: readonly Transition[]; readonly foreseen: boolean }
  | {
      readonly kind: 'stuck';
      readonly obstacles: Obstacles;
      /** All of the workflow, when they are known. */
      readonly statuses: readonly TicketStatus[];
      /** What the ticket is offered where it stands. */
      readonly offered: readonly Transition[];
      /** The tracker's words for each step that it refused. */
      readonly refusals: readonly string[];
      readonly problems: readonly string[];
    };

/** One ticket on its way. */
export interface Walker {
  readonly ticket: Ticket;
  /** Reads what is needed to choose; writes nothing. Any number of calls give the same while the ticket stands. */
  readonly plan: () => Promise<TicketRoute>;
  /** Takes steps until there is nothing more to do. Gives the last route, which is never `go`. */
  readonly walk: () => Promise<Exclude<TicketRoute, { kind: 'go' }>>;
  readonly status: () => TicketStatus;
  /** The steps that were taken. */
  readonly taken: () => readonly Transition[];
  /** Names of given fields that a screen on the way took. */
  readonly usedFields: () => ReadonlySet<string>;
}

interface Services {
  readonly mover: TicketMover;
  readonly workflow: Workflow;
}

/** No workflow has so many steps that are refused or gone; what goes on longer goes in circles. */
const MAX_ROUNDS = 200;

/** Every issue has a value in these, whatever a screen requires, and a transition keeps what is there. */
const ALWAYS_THERE: readonly string[] = ['summary', 'reporter', 'issuetype', 'project', 'priority', 'status'];

/**
 * A walk over the live workflow. Each step is followed by a look at where the ticket stands now: a post-function may have
 * moved it on, and then that is where this step leads.
 */
export function createWalker({ mover, workflow }: Services, ticket: Ticket, rules: WalkRules): Walker {
  let status = ticket.status;
  let start = ticket.status;
  let behind: ReadonlySet<string> | undefined;
  const own = new Map<string, readonly Transition[]>();
  const closed = new Set<string>();
  const lands = new Map<string, TicketStatus>();
  const refusals: string[] = [];
  const taken: Transition[] = [];
  const used = new Set<string>();

  const known: KnownSteps = (statusId) => own.get(statusId) ?? workflow.known(statusId);
  const fill = (step: Transition): FilledFields =>
    fillFields(step.fields, rules.fields, [...ALWAYS_THERE, ...rules.present]);
  const canFill = (step: Transition) => fill(step).problems.length === 0;
  const isRefused = (from: TicketStatus, step: Transition) => closed.has(nameStep(from, step));

  async function look(): Promise<void> {
    const offered = await mover.listTransitions(ticket.key);
    workflow.note(status.id, offered);
    own.set(
      status.id,
      offered.map((step) => ({ ...step, to: lands.get(nameStep(status, step)) ?? step.to })),
    );
  }

  async function choose(): Promise<Exclude<Choice, { kind: 'learn' | 'recall' }>> {
    const { target, neverBackwards, maxSteps } = rules;
    const isThere = isNamed(status, target);
    const statuses = isThere ? [] : await workflow.listStatuses();
    if (!own.has(status.id) && !isThere) await look();
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const stepsLeft = maxSteps - taken.length;
      // Once it is in another category, categories tell.
      const past = status.category === start.category ? behind : NOTHING;
      const has = { status, target, statuses, known, canFill, isRefused, neverBackwards };
      const choice = chooseStep({ ...has, behind: past, stepsLeft });
      switch (choice.kind) {
        case 'learn':
          await workflow.learn(choice.statusIds);
          break;
        case 'recall':
          behind = findBehind(await mover.readStatusHistory(ticket.key), start);
          break;
        default:
          return choice;
      }
    }
    throw new Error('A workflow cannot have more statuses than were looked at.');
  }

  async function plan(): Promise<TicketRoute> {
    const choice = await choose();
    switch (choice.kind) {
      case 'there':
        return choice;
      case 'go':
        for (const step of choice.path) for (const name of fill(step).used) used.add(name);
        return choice;
      case 'stuck': {
        const offered = own.get(status.id) ?? [];
        const steps = [...choice.obstacles.closed, ...offered];
        const problems = [
          ...new Set(steps.flatMap((step) => fill(step).problems.map((one) => `"${step.name}": ${one}`))),
        ];
        return { ...choice, statuses: await workflow.listStatuses(), offered, refusals, problems };
      }
    }
  }

  async function take(step: Transition): Promise<void> {
    const from = status;
    const result = await mover.move(ticket.key, step, fill(step).values);
    if (result.kind === 'refused') {
      closed.add(nameStep(from, step));
      refusals.push(`"${step.name}" was refused: ${result.reason}`);
      return;
    }
    const lookup = (await mover.readTickets([ticket.key])).get(ticket.key);
    status = lookup?.kind === 'found' ? lookup.ticket.status : step.to;
    if (result.kind === 'gone') {
      // Where it stands has changed, or what is offered there.
      if (status.id === from.id) closed.add(nameStep(from, step));
      else startFrom(status);
    } else {
      taken.push(step);
      lands.set(nameStep(from, step), status);
    }
    own.delete(from.id);
    own.delete(status.id);
    // There was no other way, or a post-function led there: the way on is free.
    if (behind?.has(status.id) === true) behind = NOTHING;
  }

  /** Somebody else moved it: what lies behind is asked for anew. */
  function startFrom(here: TicketStatus): void {
    start = here;
    behind = undefined;
  }

  async function walk(): ReturnType<Walker['walk']> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const route = await plan();
      if (route.kind !== 'go') return route;
      const [step] = route.path;
      if (step !== undefined) await take(step);
    }
    throw new Error('A walk ends by its steps, long before this.');
  }

  return { ticket, plan, walk, status: () => status, taken: () => taken, usedFields: () => used };
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What the ticket was in before it first came to `start`. The walk's own steps change nothing about it: where a ticket
 * begins its rework is not ahead of where it was before.
 */
function findBehind(history: readonly string[], { id }: TicketStatus): ReadonlySet<string> {
  const first = history.indexOf(id);
  return new Set(first === -1 ? history : history.slice(0, first));
}

const nameStep = (from: TicketStatus, step: Transition): string => JSON.stringify([from.id, step.id]);
