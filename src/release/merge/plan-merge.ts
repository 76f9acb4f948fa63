import { isCommitId } from '../commit-id.ts';
import type { AutoComplete, Completion, MergeRequest, PolicyEvaluation, Strategy } from './ports.ts';
import { describePolicy, findAgainst, findUnmet, isMet, isUnderWay, type OwnRun } from './policies.ts';
import { findReviewedCommit, findVerdictProblem, type Reviewed } from './verdict.ts';

/** Everything that was read of the pull request. */
export interface MergeFacts extends Reviewed {
  readonly request: MergeRequest;
  readonly policies: readonly PolicyEvaluation[];
}

export interface MergeRules {
  /** The commit that was approved; undefined: the one that the AI review approved last. */
  readonly commit: string | undefined;
  readonly when: 'now' | 'policiesPass';
  readonly strategy: Strategy;
  readonly deleteSourceBranch: boolean;
  readonly requireVerdict: boolean;
  readonly own: OwnRun;
}

/** Auto-complete, and what is to be said about it. */
interface Waiting {
  readonly completion: Completion;
  /** What it waits for, one half sentence a policy. */
  readonly waitsFor: readonly string[];
  /** What people should know; empty when a later push cannot get through unreviewed. */
  readonly warnings: readonly string[];
}

interface Standing {
  /** Auto-complete of ours stands, and would merge a commit that is not approved. */
  readonly takeBack?: true;
}

export type MergePlan =
  | { readonly kind: 'merged'; readonly mergeCommit: string }
  | ({ readonly kind: 'moved'; readonly because: string } & Standing)
  | ({ readonly kind: 'conflicts' } & Standing)
  | ({
      readonly kind: 'blocked';
      readonly because: readonly string[];
      /** Nothing but runs that have not ended, and what they may post, is in the way. */
      readonly waitsForRuns?: true;
    } & Standing)
  | { readonly kind: 'complete'; readonly completion: Completion }
  | ({ readonly kind: 'setAutoComplete' } & Waiting)
  | ({ readonly kind: 'keepAutoComplete' } & Waiting);

/** What is to be done so that the pull request is merged at exactly the approved commit, or why it cannot be. */
export function planMerge(facts: MergeFacts, rules: MergeRules): MergePlan {
  const plan = planOutcome(facts, rules);
  switch (plan.kind) {
    case 'moved':
    case 'conflicts':
    case 'blocked':
      return isStale(facts, rules) ? { ...plan, takeBack: true } : plan;
    case 'merged':
    case 'complete':
    case 'setAutoComplete':
    case 'keepAutoComplete':
      return plan;
  }
}

const approvedCommit = (facts: MergeFacts, rules: MergeRules): string | undefined =>
  (rules.commit ?? findReviewedCommit(facts))?.toLowerCase();

/** Auto-complete that we set for an earlier commit. What a person set, or a run for an approved newer one, stays. */
function isStale(facts: MergeFacts, rules: MergeRules): boolean {
  const { request, iterations, own } = facts;
  if (request.status !== 'active' || request.autoComplete?.by.toLowerCase() !== own.toLowerCase()) return false;
  if (rules.requireVerdict) return findVerdictProblem(facts) !== undefined;
  return iterations.at(-1)?.sourceCommit !== approvedCommit(facts, rules);
}

function planOutcome(facts: MergeFacts, rules: MergeRules): MergePlan {
  const { request, iterations } = facts;
  const commit = approvedCommit(facts, rules);
  switch (request.status) {
    case 'abandoned':
      return { kind: 'blocked', because: ['it is abandoned'] };
    case 'completed':
      return planCompleted(request, commit);
    case 'active':
      break;
  }
  if (commit === undefined) return { kind: 'blocked', because: ['no commit of it is approved by an AI review'] };
  const head = iterations.at(-1)?.sourceCommit;
  if (head !== commit) {
    const where = head === undefined ? 'it has no commits' : `its source branch is at ${short(head)}`;
    return { kind: 'moved', because: `${where}, and what was approved is ${short(commit)}` };
  }
  if (request.mergeStatus === 'conflicts') return { kind: 'conflicts' };
  const { strategy, deleteSourceBranch } = rules;
  return planActive(facts, rules, { commit, strategy, deleteSourceBranch });
}

function planActive(facts: MergeFacts, rules: MergeRules, completion: Completion): MergePlan {
  const because = findObstacles(facts, rules);
  if (because.length === 0) return planCompletion(facts, rules, completion);
  const onlyVerdict = rules.requireVerdict && findObstacles(facts, { ...rules, requireVerdict: false }).length === 0;
  return { kind: 'blocked', because, ...(onlyVerdict && waitsForRuns(facts, rules) ? { waitsForRuns: true } : {}) };
}

function planCompleted({ sourceCommit, mergeCommit }: MergeRequest, commit: string | undefined): MergePlan {
  if (commit !== undefined && sourceCommit?.toLowerCase() === commit)
    return { kind: 'merged', mergeCommit: mergeCommit ?? '' };
  const approved = commit === undefined ? 'no commit of it was approved' : `what was approved is ${short(commit)}`;
  return {
    kind: 'moved',
    because: `it was merged already, from ${short(sourceCommit ?? 'an unknown commit')}, and ${approved}`,
  };
}

/** What keeps both kinds of completion from being asked for. */
function findObstacles(facts: MergeFacts, { requireVerdict, strategy, own }: MergeRules): readonly string[] {
  const { request, policies } = facts;
  const verdict = requireVerdict ? findVerdictProblem(facts) : undefined;
  return [
    request.isDraft ? 'it is a draft' : undefined,
    verdict,
    request.mergeStatus === 'failure'
      ? `Azure DevOps could not merge it${request.mergeFailure === '' ? '' : `: ${request.mergeFailure}`}`
      : undefined,
    request.mergeStatus === 'pending' ? 'Azure DevOps has not worked out yet whether it can be merged' : undefined,
    ...findAgainst(policies, strategy).map((policy) => describePolicy(policy, own)),
  ].filter((reason) => reason !== undefined);
}

function planCompletion(facts: MergeFacts, rules: MergeRules, completion: Completion): MergePlan {
  const { policies, request } = facts;
  const unmet = findUnmet(policies);
  if (rules.when === 'now') {
    return unmet.length === 0
      ? { kind: 'complete', completion }
      : {
          kind: 'blocked',
          because: unmet.map((policy) => describePolicy(policy, rules.own)),
          ...(waitsForRuns(facts, rules) ? { waitsForRuns: true } : {}),
        };
  }
  if (unmet.length === 0) {
    // Auto-complete would merge at once, whatever is the newest commit then; this way the commit is pinned.
    const isGated = policies.some(({ isBlocking, demand }) => isBlocking && demand.kind !== 'strategy');
    return isGated ? { kind: 'complete', completion } : { kind: 'blocked', because: [UNGATED] };
  }
  const waitsFor = policies
    .filter((policy) => policy.demand.kind !== 'strategy' && !isMet(policy))
    .map((policy) => `${describeWait(policy, rules.own)}${policy.isBlocking ? '' : ' (optional)'}`);
  const leaks = findLeaks(policies, rules);
  if (isToBeSet(facts, rules)) return { kind: 'setAutoComplete', completion, waitsFor, warnings: leaks };
  const warnings = [...leaks, ...findDifference(request.autoComplete, rules)];
  return { kind: 'keepAutoComplete', completion, waitsFor, warnings };
}

/** True when a run is under way, and all that is unmet may come from it. Never for the run that this is. */
function waitsForRuns({ policies }: MergeFacts, { when, own }: MergeRules): boolean {
  const unmet = findUnmet(policies);
  const goes = unmet.filter((policy) => isUnderWay(policy, own));
  return when === 'now' && goes.length > 0 && unmet.every((one) => goes.includes(one) || one.demand.kind === 'status');
}

const UNGATED =
  'no required policy protects its target branch, so auto-complete would merge it at once; require a build validation, or use "when: now"';

/** That this very run has not ended is the point of auto-complete. */
function describeWait(policy: PolicyEvaluation, own: OwnRun): string {
  const { demand } = policy;
  const isThisRun = demand.kind === 'build' && demand.buildId !== undefined && demand.buildId === own.id;
  return isThisRun ? `build "${demand.name}": this run` : describePolicy(policy, own);
}

/**
 * Auto-complete pins no commit: after a push it merges what is newest then, once the policies pass. So one of them must
 * judge every push as this run does.
 */
function findLeaks(policies: readonly PolicyEvaluation[], { requireVerdict, own }: MergeRules): readonly string[] {
  const holds = policies.some(({ isBlocking, demand }) => {
    if (!isBlocking) return false;
    if (demand.kind === 'status') return demand.genre === 'slipway' && demand.name === 'ai-review';
    if (demand.kind !== 'build') return false;
    return !requireVerdict || (demand.definitionId !== undefined && demand.definitionId === own.definitionId);
  });
  if (holds) return [];
  return [
    'Auto-complete pins no commit, and no required policy asks for the AI review again after a push: require the status slipway/ai-review, or this pipeline as build validation.',
  ];
}

function isToBeSet({ request: { autoComplete }, own }: MergeFacts, rules: MergeRules): boolean {
  if (!autoComplete) return true;
  // A person's own choice stays.
  return autoComplete.by.toLowerCase() === own.toLowerCase() && differs(autoComplete, rules);
}

const differs = (set: AutoComplete, { strategy, deleteSourceBranch }: MergeRules): boolean =>
  set.strategy !== strategy || set.deleteSourceBranch !== deleteSourceBranch;

/** Ours that differs is set anew, so only somebody else's can stay different. */
function findDifference(set: AutoComplete | undefined, rules: MergeRules): readonly string[] {
  if (!set || !differs(set, rules)) return [];
  return [
    `Auto-complete is already set by ${set.byName || 'somebody'}, with strategy ${set.strategy ?? '(the default)'}${set.deleteSourceBranch ? '' : ' and the source branch kept'}.`,
  ];
}

export const short = (commit: string): string => (isCommitId(commit) ? commit.slice(0, 8) : commit);
