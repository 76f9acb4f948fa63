import { mapConcurrently } from '../concurrency.ts';
import type { Outcome } from '../outcome.ts';
import { pollUntil } from '../poll-until.ts';
import {
  type ApprovalCard,
  closeCard,
  isLeftAlone,
  isUnsettled,
  openCard,
  type SeenApproval,
  showCard,
} from './approval-cards.ts';
import { UNDECIDED } from './ask-outcome.ts';
import type { RelayInput, RelayServices } from './chat-services.ts';
import { describeStatus } from './click-answer.ts';
import { openDesk } from './click-desk.ts';
import { nameOf } from './person.ts';
import type { Gate, GateApproval, GatedRun } from './ports.ts';
import { describeApprovers } from './question.ts';
import { badQuestion, noAppToken, noSigningKey } from './question-errors.ts';
import { createWake } from './wake.ts';

const LOOK_MS = 3_000;
const MINUTE_MS = 60_000;
const AT_ONCE = 4;

/** What is known of the run's approvals. */
interface Relay {
  readonly cards: Map<string, ApprovalCard>;
  /** Of other environments, or over before anybody was asked. */
  readonly ignored: Set<string>;
  readonly environments: Map<string, readonly string[]>;
}

/**
 * Shows the approvals that this run waits for as they appear, until all other stages have ended or the deadline has
 * passed, and executes clicks on them when there is an identity to do it as. Throws SLACK_*, LEDGER_*, AZURE_DEVOPS_*.
 */
export async function relayApprovals(services: RelayServices, input: RelayInput): Promise<Outcome> {
  const problem = describeApprovers(input.approvers);
  if (problem !== undefined) throw badQuestion(problem);
  const { decider, seal, clicks, log } = services;
  services.keepProgress({ outputs: UNDECIDED });
  const wake = createWake(services.pause);
  if (decider === undefined) return follow(services, input, wake.pause);
  if (seal === undefined) throw noSigningKey();
  if (clicks === undefined) throw noAppToken();
  if (input.dryRun) return follow(services, input, wake.pause);
  if (input.approvers.length === 0)
    log.warn('No "approvers" are named: whoever sees the card may answer, but not the requester unless allowed.');
  const desk = await openDesk({ ...services, seal }, clicks, () => wake.ring());
  let how: 'finish' | 'now' = 'finish';
  try {
    return await follow(services, input, wake.pause);
  } catch (error) {
    how = 'now';
    throw error;
  } finally {
    await desk.close(how).catch(() => undefined);
  }
}

async function follow(
  services: RelayServices,
  input: RelayInput,
  pause: (ms: number) => Promise<void>,
): Promise<Outcome> {
  const { now, log, run, gates, keepProgress } = services;
  const relay: Relay = { cards: new Map(), ignored: new Set(), environments: new Map() };
  try {
    const end = await pollUntil({
      async read() {
        const seen = await gates.readRun(run.id);
        await lookAtGates(services, input, relay, seen);
        keepProgress(reportOf(relay));
        return seen;
      },
      isDone: (seen) => input.dryRun || isOver(seen, services.ownStage),
      pause,
      now,
      deadline: now() + input.timeoutMinutes * MINUTE_MS,
      firstPauseMs: LOOK_MS,
      longestPauseMs: LOOK_MS,
      onFault: ({ message }) => log.debug(`A look at run ${run.id} failed: ${message}`),
    });
    // Nothing was seen since: what is known may be old.
    if (end.kind === 'expired' && end.fault !== undefined && end.last === undefined) throw end.fault;
    if (!input.dryRun) await closeOpen(services, relay);
    return outcomeOf(relay, end.kind === 'done', input);
  } catch (error) {
    await closeOpen(services, relay);
    throw error;
  }
}

/** Our own stage goes on as long as we do. */
const isOver = ({ isEnded, stages }: GatedRun, own: string | undefined): boolean =>
  isEnded || (stages.length > 0 && stages.every(({ id, isEnded: ended }) => ended || id === own));

async function lookAtGates(services: RelayServices, input: RelayInput, relay: Relay, run: GatedRun): Promise<void> {
  const known = new Map(run.gates.map((gate) => [gate.approvalId, gate]));
  // Those of a stage that was retried are not in the timeline any more.
  for (const [id, card] of relay.cards) if (isUnsettled(card)) known.set(id, card.gate);
  const open = [...known.values()].filter(({ approvalId }) => isOpen(relay, approvalId));
  if (open.length === 0) return;
  const approvals = new Map(
    (await services.gates.readApprovals(open.map(({ approvalId }) => approvalId))).map((one) => [one.id, one]),
  );
  for (const gate of open) {
    const approval = approvals.get(gate.approvalId);
    if (approval) await lookAtGate(services, input, relay, { gate, approval });
  }
}

const isOpen = ({ cards, ignored }: Relay, id: string): boolean => {
  const card = cards.get(id);
  return !ignored.has(id) && (card === undefined || (isUnsettled(card) && !isLeftAlone(card)));
};

async function lookAtGate(
  services: RelayServices,
  input: RelayInput,
  relay: Relay,
  { gate, approval }: Pick<SeenApproval, 'gate' | 'approval'>,
): Promise<void> {
  const { cards, ignored } = relay;
  const { log, decider } = services;
  const id = gate.approvalId;
  const environments = await environmentsOf(services, relay, gate);
  if (!isWanted(input.environments, environments, gate)) return void ignored.add(id);
  const ours = approval.status === 'pending' && decider ? await decider.readApproval(id) : undefined;
  const now = { ...approval, ...ours, mayDecide: ours?.mayDecide ?? false };
  if (input.dryRun) {
    log.info(`Dry run: the approval ${id} of stage ${gate.stage.name} (${environments.join(', ')}) would be shown.`);
    return void ignored.add(id);
  }
  const card = cards.get(id);
  const shown = card
    ? await showCard(services, card, now)
    : await openCard(services, input, { gate, environments, approval: now });
  if (shown === undefined) return void ignored.add(id);
  cards.set(id, shown);
  if (now.status !== 'pending') log.info(`Approval ${id} of stage ${gate.stage.name}: ${describeApproval(now)}.`);
}

async function environmentsOf(
  services: RelayServices,
  { environments }: Relay,
  gate: Gate,
): Promise<readonly string[]> {
  const known = environments.get(gate.approvalId);
  if (known) return known;
  const { checkpointId, stage } = gate;
  const told = checkpointId === undefined ? undefined : await services.gates.readEnvironments(checkpointId);
  const names = told === undefined || told.length === 0 ? [stage.name] : told;
  environments.set(gate.approvalId, names);
  return names;
}

function isWanted(wanted: readonly string[], environments: readonly string[], { stage }: Gate): boolean {
  if (wanted.length === 0) return true;
  const names = new Set([...environments, ...(environments.join() === stage.name ? [stage.id] : [])].map(lower));
  return wanted.some((one) => names.has(lower(one)));
}

const lower = (text: string): string => text.trim().toLowerCase();

function describeApproval({ status, steps }: GateApproval): string {
  const by = steps.filter((step) => step.status === status).map((step) => nameOf(step.by));
  return `${describeStatus(status)}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`;
}

/** Best effort, and all at once: a cancelled task has four seconds. */
async function closeOpen(services: RelayServices, { cards }: Relay): Promise<void> {
  const open = [...cards.values()].filter(isUnsettled);
  await mapConcurrently(open, AT_ONCE, (card) => closeCard(services, card));
}

const reportOf = ({ cards }: Relay) => ({
  outputs: UNDECIDED,
  result: {
    schema: 1,
    action: 'relay',
    approvals: [...cards.values()].map(({ gate, environments, approval, record }) => ({
      id: approval.id,
      stage: gate.stage.name,
      environments,
      status: approval.status,
      by: approval.steps.map((step) => ({ name: nameOf(step.by), status: step.status, comment: step.comment })),
      messageTs: record.place?.ts ?? null,
    })),
  },
});

function outcomeOf(relay: Relay, isOver: boolean, { timeoutMinutes, dryRun }: RelayInput): Outcome {
  if (dryRun) return { kind: 'succeeded', summary: 'Dry run: nothing was sent.', ...reportOf(relay) };
  const all = [...relay.cards.values()];
  const waiting = all.filter(({ approval }) => approval.status === 'pending').length;
  const shown = `${all.length} approval${all.length === 1 ? '' : 's'} shown`;
  const rest = waiting === 0 ? '' : `, ${waiting} still to be decided in Azure DevOps`;
  const why = isOver ? 'All other stages have ended' : `The relay ended after ${timeoutMinutes} min`;
  return { kind: 'succeeded', summary: `${why}: ${shown}${rest}.`, ...reportOf(relay) };
}
