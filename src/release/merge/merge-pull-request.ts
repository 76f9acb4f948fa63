import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Outcome } from '../../outcome.ts';
import { pollUntil } from '../../poll-until.ts';
import { describeMergePlan, type MergeEnd, NO_MERGE, renderMerge } from './merge-outcome.ts';
import { type MergeFacts, type MergePlan, type MergeRules, planMerge, short } from './plan-merge.ts';
import type { Completion, MergeHost, MergeRequest } from './ports.ts';

export interface MergeServices {
  readonly host: MergeHost;
  /** The same, but a request is soon given up: for looking again and again. */
  readonly watcher: Pick<MergeHost, 'readRequest'>;
  readonly log: Log;
  /** Waits so many milliseconds; rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface MergeSettings extends MergeRules {
  readonly timeoutMinutes: number;
  readonly dryRun: boolean;
}

/** What one run of the use case works with. */
interface Merging extends MergeServices {
  readonly settings: MergeSettings;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Completes a pull request at exactly the approved commit, or sets auto-complete, and follows the completion to its end.
 * Never bypasses a policy. Throws MERGE_NOT_FINISHED when Azure DevOps accepts and does not do it in time.
 */
export async function mergePullRequest(services: MergeServices, settings: MergeSettings): Promise<Outcome> {
  const deadline = services.now() + settings.timeoutMinutes * MINUTE_MS;
  const merging = { ...services, settings, deadline };
  const { facts, plan } = await gatherPlan(merging);
  const { request } = facts;
  services.log.info(`Pull request ${request.id}: ${request.title}`);
  if (settings.dryRun) {
    services.log.info(`Dry run, nothing is written. The plan:\n${describeMergePlan(plan)}`);
    return renderDryRun(request, plan);
  }
  services.log.info(`The plan:\n${describeMergePlan(plan)}`);
  const end = await apply(merging, facts, plan);
  if ('takeBack' in end) await takeBack(merging);
  if (end.kind === 'autoCompleteSet') for (const warning of end.warnings) services.log.warn(warning);
  return renderMerge({ request, end });
}

interface Planned {
  readonly facts: MergeFacts;
  readonly plan: MergePlan;
}

/** Validation runs of others that have not ended are waited for: a pull request that was just opened has some. */
async function gatherPlan(merging: Merging): Promise<Planned> {
  const { settings, log, pause, now, deadline } = merging;
  const look = async (): Promise<Planned> => {
    const facts = await gather(merging);
    return { facts, plan: planMerge(facts, settings) };
  };
  const first = await look();
  const mustWait = ({ plan }: Planned) => plan.kind === 'blocked' && plan.waitsForRuns === true && !settings.dryRun;
  if (!mustWait(first)) return first;
  if ('takeBack' in first.plan) await takeBack(merging);
  const pending = first.plan.kind === 'blocked' ? first.plan.because : [];
  log.info(`Waits for the runs of its policies: ${pending.join('; ')}.`);
  const isDone = (seen: Planned) => !mustWait(seen);
  const end = await pollUntil({ read: look, isDone, pause, now, deadline, longestPauseMs: LONGEST_PAUSE_MS });
  if (end.kind === 'done') return end.value;
  if (end.fault) throw end.fault;
  return end.last ?? first;
}

async function takeBack({ host, log }: Merging): Promise<void> {
  await host.cancelAutoComplete();
  log.warn('The auto-complete that was set for an earlier commit is taken back.');
}

function renderDryRun(request: MergeRequest, plan: MergePlan): Outcome {
  switch (plan.kind) {
    case 'complete':
    case 'setAutoComplete':
    case 'keepAutoComplete': {
      const verb = plan.kind === 'complete' ? 'would be completed' : 'would be left to auto-complete';
      return {
        kind: 'succeeded',
        summary: `Dry run: pull request ${request.id} ${verb} at ${short(plan.completion.commit)}.`,
        outputs: NO_MERGE,
        result: { schema: 1, dryRun: true, plan },
      };
    }
    case 'merged':
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return renderMerge({ request, end: plan });
  }
}

async function gather(merging: Merging): Promise<MergeFacts> {
  const { host } = merging;
  const request = await readSettled(merging);
  const [iterations, verdicts, policies, own] = await Promise.all([
    host.listIterations(),
    host.listVerdicts(),
    host.listPolicies(),
    host.readOwnId(),
  ]);
  return { request, iterations, verdicts, policies, own };
}

/** The merge is worked out anew after every push to one of the branches, which takes the service a moment. */
async function readSettled({ watcher, pause, now, deadline }: Merging): Promise<MergeRequest> {
  const end = await pollUntil({
    read: () => watcher.readRequest(),
    isDone: ({ status, isDraft, mergeStatus }) => status !== 'active' || isDraft || mergeStatus !== 'pending',
    pause,
    now,
    deadline,
    longestPauseMs: LONGEST_PAUSE_MS,
  });
  if (end.kind === 'done') return end.value;
  if (end.fault) throw end.fault;
  return end.last ?? watcher.readRequest();
}

async function apply(merging: Merging, facts: MergeFacts, plan: MergePlan): Promise<MergeEnd> {
  switch (plan.kind) {
    case 'merged':
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return plan;
    case 'complete':
      return complete(merging, plan.completion, facts.request);
    case 'setAutoComplete': {
      const refusal = await merging.host.setAutoComplete(plan.completion);
      return refusal ? explain(merging, plan.completion, refusal) : guardAutoComplete(merging, plan);
    }
    case 'keepAutoComplete':
      return { kind: 'autoCompleteSet', waitsFor: plan.waitsFor, warnings: plan.warnings };
  }
}

async function complete(asked: Merging, completion: Completion, before: MergeRequest): Promise<MergeEnd> {
  const { host, watcher, log, settings } = asked;
  // Once it was asked for, a policy that is unmet after all blocks it, also where auto-complete would have waited.
  const merging: Merging = { ...asked, settings: { ...settings, when: 'now' } };
  const refusal = await host.complete(completion);
  if (refusal) return explain(merging, completion, refusal);
  log.info('Azure DevOps has accepted the completion and merges now.');
  let looks = 0;
  const end = await pollUntil({
    read: () => watcher.readRequest(),
    isDone: (request) => isOver(request, { completion, before, looks: ++looks }),
    pause: merging.pause,
    now: merging.now,
    deadline: merging.deadline,
    longestPauseMs: LONGEST_PAUSE_MS,
  });
  if (end.kind === 'done') {
    const unfinished = notFinished('it accepted the completion and then left the pull request open', undefined);
    return explain(merging, completion, unfinished);
  }
  const because = end.fault
    ? `what came of it is not known: ${end.fault.message}`
    : `the completion did not end within ${settings.timeoutMinutes} min`;
  throw notFinished(because, end.fault);
}

interface Attempt {
  readonly completion: Completion;
  /** As it was before the completion was asked for. */
  readonly before: MergeRequest;
  /** How often it was looked at since. */
  readonly looks: number;
}

const FAILED: readonly MergeRequest['mergeStatus'][] = ['conflicts', 'rejectedByPolicy', 'failure'];
/** A failure that stood there before may be that of an earlier attempt for so many looks. */
const STALE_LOOKS = 4;

/** Completed, or the attempt is over without it. */
function isOver({ status, mergeStatus, sourceCommit }: MergeRequest, { completion, before, looks }: Attempt): boolean {
  if (status !== 'active' || sourceCommit?.toLowerCase() !== completion.commit) return true;
  return FAILED.includes(mergeStatus) && (mergeStatus !== before.mergeStatus || looks > STALE_LOOKS);
}

const notFinished = (because: string, cause: SlipwayError | undefined): SlipwayError =>
  new SlipwayError(`Azure DevOps did not complete the pull request: ${because}.`, {
    kind: 'remote',
    code: 'MERGE_NOT_FINISHED',
    hint: 'Look at the pull request, then run it again: what was merged meanwhile is found.',
    cause,
  });

/** Why the pull request did not do what was asked, as far as what stands there now tells; else what `fault` says. */
async function explain(merging: Merging, { commit }: Completion, fault: Error): Promise<MergeEnd> {
  const plan = planMerge(await gather(merging), { ...merging.settings, commit });
  switch (plan.kind) {
    case 'merged':
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return plan;
    case 'complete':
    case 'setAutoComplete':
    case 'keepAutoComplete':
      throw fault;
  }
}

/** A push between the look and the write would be merged unseen once its policies pass: take it back. */
async function guardAutoComplete(
  merging: Merging,
  { completion, waitsFor, warnings }: Extract<MergePlan, { kind: 'setAutoComplete' }>,
): Promise<MergeEnd> {
  const { host, log, settings } = merging;
  const [request, iterations] = await Promise.all([host.readRequest(), host.listIterations()]);
  const head = iterations.at(-1)?.sourceCommit;
  if (request.status === 'active' && head === completion.commit) return { kind: 'autoCompleteSet', waitsFor, warnings };
  if (request.status === 'active') {
    await host.cancelAutoComplete();
    log.info('The pull request was pushed to meanwhile: auto-complete is taken back.');
  }
  const now = { ...merging, settings: { ...settings, commit: completion.commit } };
  const plan = planMerge(await gather(now), now.settings);
  return plan.kind === 'merged' || plan.kind === 'moved' || plan.kind === 'blocked'
    ? plan
    : {
        kind: 'moved',
        because: `it was pushed to while auto-complete was set, and what was approved is ${short(completion.commit)}`,
      };
}
