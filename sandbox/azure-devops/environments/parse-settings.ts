import * as z from 'zod';
import { isPerson } from '../identities.ts';
import type { ProjectPlace } from '../pipelines/place.ts';
import { enumValue } from '../rest/body.ts';
import { APPROVAL, EXCLUSIVE_LOCK, OTHER_TYPES, REQUIRED_TEMPLATE, TASK_CHECK } from './check-types.ts';
import type { ApprovalSettings, CheckSettings } from './documents.ts';
import { parseTaskCheck } from './parse-task-check.ts';
import { parseWith, refuseCheck as refuse } from './parse-with.ts';
import { parseRequiredTemplate } from './required-template.ts';

/** The settings of a check as REST takes them; throws 400 for what its type does not take, also for types of others. */
export function parseSettings(
  place: ProjectPlace,
  { typeId, settings, timeout }: { readonly typeId: string; readonly settings: unknown; readonly timeout: number },
): CheckSettings {
  switch (typeId) {
    case APPROVAL:
      return parseApproval(place, settings);
    case TASK_CHECK:
      return parseTaskCheck(place, settings, timeout);
    case EXCLUSIVE_LOCK:
      parseWith(z.strictObject({}).nullish(), settings);
      return { kind: 'lock' };
    case REQUIRED_TEMPLATE:
      return parseRequiredTemplate(settings);
    default: {
      const name = OTHER_TYPES.get(typeId);
      if (name !== undefined) throw refuse(`The sandbox has no checks of type ${name}.`);
      throw refuse(`The check type '${typeId}' is not valid.`);
    }
  }
}

const approvalSettings = z.strictObject({
  approvers: z.array(z.object({ id: z.guid().toLowerCase() })).min(1, 'there must be an approver'),
  executionOrder: enumValue({ anyOrder: 1, inSequence: 2 }).default('anyOrder'),
  minRequiredApprovers: z.int().min(0).nullish(),
  instructions: z.string().max(1000).nullish(),
  blockedApprovers: z.array(z.unknown()).max(0, 'the sandbox blocks nobody but the requester').nullish(),
  requesterCannotBeApprover: z.boolean().default(false),
  definitionRef: z.object({ id: z.guid() }).nullish(),
});

/** As many approvals as approvers are needed when it is left out or 0. */
function parseApproval({ organisation }: ProjectPlace, settings: unknown): ApprovalSettings {
  const { approvers, minRequiredApprovers, instructions, executionOrder, requesterCannotBeApprover } = parseWith(
    approvalSettings,
    settings,
  );
  const approverIds = [...new Set(approvers.map(({ id }) => id))];
  for (const id of approverIds) {
    const identity = organisation.document.identities.find((one) => one.id === id);
    if (!identity) throw refuse(`The approver '${id}' is no identity of this organisation.`);
    if (!isPerson(identity)) throw refuse(`The service identity '${identity.displayName}' cannot be an approver.`);
  }
  const wanted = minRequiredApprovers ?? 0;
  if (wanted > approverIds.length)
    throw refuse(`minRequiredApprovers is ${wanted}, but there are only ${approverIds.length} approvers.`);
  return {
    kind: 'approval',
    approverIds,
    executionOrder,
    minRequiredApprovers: wanted === 0 ? approverIds.length : wanted,
    requesterCannotBeApprover,
    instructions: instructions ?? '',
  };
}
