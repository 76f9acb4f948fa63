import type { Identity } from '../documents.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { isOpen, requiredApprovers, type ApprovalDecision, type ApprovalProgress } from './decide-approval.ts';
import type { ApprovalScript } from './documents.ts';
import type { BuildPlace, ProjectPlace } from './place.ts';
import { projectUrl } from './present.ts';
import { approvalId } from './timeline.ts';

/** An approval that a run has reached, scripted or of an environment's check. */
export interface ApprovalPlace {
  readonly id: string;
  readonly place: ProjectPlace;
  readonly run: {
    readonly id: number;
    readonly buildNumber: string;
    readonly pipelineId: number;
    readonly pipelineName: string;
    readonly requestedById: string;
  };
  readonly stage: string;
  readonly script: ApprovalScript;
  readonly progress: ApprovalProgress;
  readonly decisions: readonly ApprovalDecision[];
  /** Adds a decision, or replaces the deferred one of the same step. */
  save(decision: ApprovalDecision): void;
}

/** The decisions with one more; a step has one. */
export const withDecision = (decisions: readonly ApprovalDecision[], decision: ApprovalDecision) => [
  ...decisions.filter(({ approverId }) => approverId !== decision.approverId),
  decision,
];

/** Approvals that were scripted with a pipeline. */
export function approvalsOf(place: BuildPlace): readonly ApprovalPlace[] {
  const { build, pipeline, organisation } = place;
  const { id, buildNumber, pipelineId, requestedById } = build;
  const run = { id, buildNumber, pipelineId, pipelineName: pipeline.name, requestedById };
  return place.progress.stages.flatMap(({ script: { name: stage, approval: script }, approval: progress }) => {
    if (!script || !progress) return [];
    const decisions = build.decisions.filter((decision) => decision.stage === stage);
    const save = (decision: ApprovalDecision) => {
      const others = build.decisions.filter((one) => one.stage !== stage);
      const own = withDecision(decisions, decision).map((one) => ({ ...one, stage }));
      build.decisions.splice(0, build.decisions.length, ...others, ...own);
      organisation.builds.save(build);
    };
    return [{ id: approvalId(place, stage), place, run, stage, script, progress, decisions, save }];
  });
}

const isLater = ({ deferredTo }: ApprovalDecision, { world }: ProjectPlace) =>
  deferredTo !== undefined && new Date(deferredTo) > world.clock.now();

const isBlocked = ({ script, run }: ApprovalPlace, id: string) =>
  script.requesterCannotBeApprover === true && run.requestedById === id;

/**
 * The step that somebody may decide now: their own before that of a group they are in; undefined when there is none. One
 * person decides once, but may change what they deferred.
 */
export function findStep(approval: ApprovalPlace, { id }: Pick<Identity, 'id'>): string | undefined {
  const { script, decisions, progress, place } = approval;
  if (!isOpen(progress) || isBlocked(approval, id)) return undefined;
  const own = decisions.find((decision) => (decision.byId ?? decision.approverId) === id);
  if (own) return isLater(own, place) ? own.approverId : undefined;
  const decided = new Set(decisions.map(({ approverId }) => approverId));
  const open = script.approverIds.filter((approver) => !decided.has(approver));
  const members = (group: string) =>
    place.organisation.document.identities.find((one) => one.id === group)?.memberIds ?? [];
  const mine = open.filter((approver) => approver === id || members(approver).includes(id));
  const step = mine.find((approver) => approver === id) ?? mine[0];
  return script.executionOrder === 'inSequence' && step !== open[0] ? mine.find((one) => one === open[0]) : step;
}

/** Whether somebody may decide a step of theirs now. */
export const mayDecide = (approval: ApprovalPlace, who: Identity): boolean => findStep(approval, who) !== undefined;

interface Expand {
  readonly steps: boolean;
  readonly permissions: boolean;
  /** The run; the contract has it since 7.2. */
  readonly pipeline: boolean;
  readonly caller: Identity;
}

/** Approval. */
export function presentApproval(approval: ApprovalPlace, expand: Expand) {
  const { steps, permissions, caller } = expand;
  const { id, place, run, script, progress, decisions } = approval;
  const { world, organisation } = place;
  const url = `${projectUrl(place)}/_apis/pipelines/approvals/${id}`;
  const blocked = isBlocked(approval, run.requestedById) ? [run.requestedById] : [];
  const lastModified = [new Date(progress.start).toISOString(), ...decisions.map(({ at }) => at)].at(-1);
  return {
    id,
    ...(steps
      ? { steps: script.approverIds.map((_, index) => presentStep(approval, index, { permissions, caller })) }
      : {}),
    status: progress.status,
    createdOn: new Date(progress.start).toISOString(),
    lastModifiedOn: lastModified,
    executionOrder: script.executionOrder ?? 'anyOrder',
    minRequiredApprovers: requiredApprovers(script),
    blockedApprovers: blocked.map((one) => presentIdentityOf(world, organisation, one)),
    instructions: script.instructions ?? '',
    ...(permissions ? { permissions: mayDecide(approval, caller) ? 'update' : 'view' } : {}),
    _links: { self: { href: url } },
    ...(expand.pipeline ? { pipeline: presentOwner(approval) } : {}),
  };
}

/** Which run waits; public clients read it here. */
function presentOwner({ place, run }: ApprovalPlace) {
  const base = projectUrl(place);
  return {
    owner: {
      _links: {
        web: { href: `${base}/_build/results?buildId=${run.id}` },
        self: { href: `${base}/_apis/build/Builds/${run.id}` },
      },
      id: run.id,
      name: run.buildNumber,
    },
    id: String(run.pipelineId),
    name: run.pipelineName,
  };
}

function stepStatus(decision: ApprovalDecision | undefined, { progress, place }: ApprovalPlace): string {
  if (decision) return isLater(decision, place) && isOpen(progress) ? 'deferred' : decision.status;
  if (progress.status === 'approved' || progress.status === 'rejected') return 'skipped';
  return progress.status === 'deferred' ? 'pending' : progress.status;
}

/** ApprovalStep; steps without a decision end as the approval ended. */
function presentStep(
  approval: ApprovalPlace,
  index: number,
  { permissions, caller }: { readonly permissions: boolean; readonly caller: Identity },
) {
  const { place, script, progress, decisions } = approval;
  const { world, organisation } = place;
  const approverId = script.approverIds[index] ?? '';
  const decision = decisions.find((one) => one.approverId === approverId);
  const present = (id: string) => presentIdentityOf(world, organisation, id);
  const initiatedOn = new Date(progress.start).toISOString();
  return {
    assignedApprover: present(approverId),
    ...(decision
      ? {
          actualApprover: present(decision.byId ?? approverId),
          comment: decision.comment,
          ...(decision.deferredTo === undefined ? {} : { deferredTo: decision.deferredTo }),
        }
      : {}),
    status: stepStatus(decision, approval),
    history: [],
    initiatedOn,
    lastModifiedOn: decision?.at ?? initiatedOn,
    lastModifiedBy: present(decision?.byId ?? approverId),
    order: index + 1,
    ...(permissions ? { permissions: findStep(approval, caller) === approverId ? 'update' : 'view' } : {}),
  };
}
