import { presentIdentityOf } from '../present/identity.ts';
import type { Identity } from '../documents.ts';
import type { ApprovalProgress } from './decide-approval.ts';
import { requiredApprovers } from './decide-approval.ts';
import type { ApprovalScript, DecisionDocument } from './documents.ts';
import type { BuildPlace } from './place.ts';
import { buildUrl, projectUrl, runWebUrl } from './present.ts';
import { approvalId } from './timeline.ts';

/** An approval that a run has reached. */
export interface ApprovalPlace {
  readonly id: string;
  readonly place: BuildPlace;
  readonly stage: string;
  readonly script: ApprovalScript;
  readonly progress: ApprovalProgress;
  readonly decisions: readonly DecisionDocument[];
}

export function approvalsOf(place: BuildPlace): readonly ApprovalPlace[] {
  return place.progress.stages.flatMap(({ script: { name, approval }, approval: progress }) =>
    approval && progress
      ? [
          {
            id: approvalId(place, name),
            place,
            stage: name,
            script: approval,
            progress,
            decisions: place.build.decisions.filter(({ stage }) => stage === name),
          },
        ]
      : [],
  );
}

const isBlocked = ({ script, place }: ApprovalPlace, id: string) =>
  script.requesterCannotBeApprover === true && place.build.requestedById === id;

/** Whether somebody may decide a step of theirs now. */
export function mayDecide(approval: ApprovalPlace, { id }: Identity): boolean {
  const { script, decisions, progress } = approval;
  const decided = new Set(decisions.map(({ approverId }) => approverId));
  if (progress.status !== 'pending' || !script.approverIds.includes(id) || decided.has(id)) return false;
  if (isBlocked(approval, id)) return false;
  return script.executionOrder !== 'inSequence' || script.approverIds.find((one) => !decided.has(one)) === id;
}

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
  const { id, place, script, progress, decisions } = approval;
  const { world, organisation } = place;
  const url = `${projectUrl(place)}/_apis/pipelines/approvals/${id}`;
  const blocked = script.approverIds.filter((one) => isBlocked(approval, one));
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
    ...(expand.pipeline ? { pipeline: presentOwner(place) } : {}),
  };
}

/** Which run waits; public clients read it here. */
const presentOwner = (place: BuildPlace) => ({
  owner: {
    _links: { web: { href: runWebUrl(place) }, self: { href: buildUrl(place) } },
    id: place.build.id,
    name: place.build.buildNumber,
  },
  id: String(place.pipeline.id),
  name: place.pipeline.name,
});

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
  const undecided = progress.status === 'approved' || progress.status === 'rejected' ? 'skipped' : progress.status;
  return {
    assignedApprover: present(approverId),
    ...(decision ? { actualApprover: present(approverId), comment: decision.comment } : {}),
    status: decision?.status ?? undecided,
    history: [],
    initiatedOn,
    lastModifiedOn: decision?.at ?? initiatedOn,
    lastModifiedBy: present(approverId),
    order: index + 1,
    ...(permissions
      ? { permissions: approverId === caller.id && mayDecide(approval, caller) ? 'update' : 'view' }
      : {}),
  };
}
