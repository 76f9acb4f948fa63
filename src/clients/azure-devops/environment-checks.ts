import * as z from 'zod';
import type { Check, NewCheck } from '../../setup/environments/ports.ts';

const APPROVAL = '8c6f20a7-a545-4486-9777-f762fafe0d4d';
/** Approvals that are asked before or after all other checks. */
const APPROVALS = [APPROVAL, '0f52a19b-c67e-468f-b8eb-0ae83b532c99', '06441319-13fb-4756-b198-c2da116894a4'];
const TASK_CHECK = 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7';
const INVOKE_REST_API = '9c3e8943-130d-4c78-ac63-8af81df62dfb';
const REQUIRED_TEMPLATE = '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3';

export const WireCheck = z.object({
  id: z.number(),
  type: z.object({ id: z.string(), name: z.string().nullish() }),
  isDisabled: z.boolean().nullish(),
  timeout: z.number().nullish(),
  createdBy: z.object({ id: z.string().nullish() }).nullish(),
  // The shape depends on the type.
  settings: z.unknown().optional(),
});
type WireCheck = z.infer<typeof WireCheck>;

const WireApproval = z.object({
  approvers: z.array(z.object({ id: z.string(), displayName: z.string().nullish() })).nullish(),
  minRequiredApprovers: z.number().nullish(),
  requesterCannotBeApprover: z.boolean().nullish(),
  instructions: z.string().nullish(),
});
const WireTask = z.object({
  displayName: z.string().nullish(),
  definitionRef: z.object({ id: z.string(), name: z.string().nullish() }),
  inputs: z.record(z.string(), z.string().nullable()).nullish(),
  retryInterval: z.number().nullish(),
});
const WireTemplates = z.object({
  extendsChecks: z.array(
    z.object({
      repositoryName: z.string().nullish(),
      repositoryRef: z.string().nullish(),
      templatePath: z.string().nullish(),
    }),
  ),
});

/** Minutes: what the service takes when none are given. */
const THIRTY_DAYS = 43_200;

/** A check as the service gives it. What it does not say in the way that is documented is none of ours to judge. */
export function checkOf(wire: WireCheck): Check {
  const { id, isDisabled, timeout, createdBy } = wire;
  return {
    id,
    isEnabled: isDisabled !== true,
    createdById: createdBy?.id ?? '',
    timeout: timeout ?? THIRTY_DAYS,
    settings: settingsOf(wire),
  };
}

function settingsOf({ type, settings }: WireCheck): Check['settings'] {
  const typeId = type.id.toLowerCase();
  const other = { kind: 'other', type: type.name ?? typeId } as const;
  if (APPROVALS.includes(typeId)) return approvalOf(settings) ?? other;
  if (typeId === TASK_CHECK) return restOf(settings) ?? other;
  return typeId === REQUIRED_TEMPLATE ? (templatesOf(settings) ?? other) : other;
}

function approvalOf(settings: unknown): Check['settings'] | undefined {
  const { data } = WireApproval.safeParse(settings);
  return (
    data && {
      kind: 'approval',
      approvers: (data.approvers ?? []).map(({ id, displayName }) => ({ id, name: displayName ?? id })),
      minimum: data.minRequiredApprovers ?? 0,
      barsRequester: data.requesterCannotBeApprover === true,
      instructions: data.instructions ?? '',
    }
  );
}

function restOf(settings: unknown): Check['settings'] | undefined {
  const { data } = WireTask.safeParse(settings);
  if (data?.definitionRef.id.toLowerCase() !== INVOKE_REST_API) return undefined;
  const inputs = Object.entries(data.inputs ?? {}).map(([name, value]) => [name, value ?? ''] as const);
  return {
    kind: 'rest',
    name: data.displayName ?? '',
    retryInterval: data.retryInterval ?? 0,
    inputs: Object.fromEntries(inputs),
  };
}

function templatesOf(settings: unknown): Check['settings'] | undefined {
  const { data } = WireTemplates.safeParse(settings);
  return (
    data && {
      kind: 'template',
      templates: data.extendsChecks.map(({ repositoryName, repositoryRef, templatePath }) => ({
        repository: repositoryName ?? '',
        ref: repositoryRef ?? '',
        path: templatePath ?? '',
      })),
    }
  );
}

/** A check as the service takes it, without what it belongs to. */
export function wireOf({ settings, timeout }: NewCheck) {
  switch (settings.kind) {
    case 'approval':
      return {
        type: { id: APPROVAL, name: 'Approval' },
        timeout,
        settings: {
          approvers: settings.approvers.map(({ id, name }) => ({ id, displayName: name })),
          executionOrder: 'anyOrder',
          minRequiredApprovers: settings.minimum,
          requesterCannotBeApprover: settings.barsRequester,
          instructions: settings.instructions,
          blockedApprovers: [],
        },
      };
    case 'rest':
      return {
        type: { id: TASK_CHECK, name: 'Task Check' },
        timeout,
        settings: {
          displayName: settings.name,
          definitionRef: { id: INVOKE_REST_API, name: 'InvokeRESTAPI', version: '1.220.0' },
          inputs: settings.inputs,
          retryInterval: settings.retryInterval,
        },
      };
  }
}
