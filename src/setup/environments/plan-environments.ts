import { approvalCheck, isApproval } from './approval-check.ts';
import { gateRole, usersOf } from './gate-role.ts';
import type { Gathered, GatheredEnvironment } from './gathered.ts';
import { filesOf, valueOr } from './judge-environments.ts';
import { readyChecksOf } from './judge-ready.ts';
import type { Check, Environment, NewCheck, PipelineFile } from './ports.ts';
import { connectionTo, readyCheck } from './ready-check.ts';
import { doublesOf } from './same-check.ts';

export type Step =
  | { readonly kind: 'createEnvironment' }
  | { readonly kind: 'createCheck'; readonly check: NewCheck }
  | { readonly kind: 'removeDouble'; readonly check: Check }
  | { readonly kind: 'permit'; readonly pipelines: readonly PipelineFile[] };

export interface EnvironmentPlan {
  readonly name: string;
  /** Undefined: it is created first. */
  readonly environment: Environment | undefined;
  /** In the order in which they are done: nobody may use an environment before it asks somebody. */
  readonly steps: readonly Step[];
}

/** What is missing and can be made. What somebody has made is left as it is. */
export const planEnvironments = (gathered: Gathered): readonly EnvironmentPlan[] =>
  gathered.environments
    .map((environment) => planEnvironment(gathered, environment))
    .filter(({ steps }) => steps.length > 0);

/** A new environment stands here as one that has nothing yet. */
export function planEnvironment(gathered: Gathered, gate: GatheredEnvironment): EnvironmentPlan {
  const { name, found } = gate;
  const environment = valueOr(found, undefined);
  const nothing = { name, environment, steps: [] };
  if ('error' in found) return nothing;
  if (found.value !== undefined && (gate.checks === undefined || 'error' in gate.checks)) return nothing;
  const checks = valueOr(gate.checks, []);
  const approval = planApproval(gathered, checks);
  const hasGate = approval.length > 0 || checks.some((check) => isApproval(check) && check.isEnabled);
  // Without an approval it would look like a gate and be none.
  if (environment === undefined && !hasGate) return nothing;
  const steps: readonly Step[] = [
    ...(environment === undefined ? [{ kind: 'createEnvironment' } as const] : []),
    ...approval,
    ...planReady(gathered, name, checks),
    ...planDoubles(gathered, checks),
    ...(hasGate ? planPermission(gathered, gate) : []),
  ];
  return { name, environment, steps };
}

/** Only where there is none, not even a disabled one, and everybody who is to approve is known. */
function planApproval({ approvers }: Gathered, checks: readonly Check[]): readonly Step[] {
  if (checks.some(isApproval) || 'error' in approvers) return [];
  const { identities, problems } = approvers.value;
  if (identities.length === 0 || problems.length > 0) return [];
  return [{ kind: 'createCheck', check: approvalCheck(identities) }];
}

/** Only for one component, and only where it is known that the environment is no gate that a release needs to get ready. */
function planReady(gathered: Gathered, name: string, checks: readonly Check[]): readonly Step[] {
  const { request, pipelines, connections } = gathered;
  const [component, ...more] = request.components;
  const connection = connectionTo(request.place, valueOr(connections, []));
  if (component === undefined || more.length > 0 || connection === undefined) return [];
  if ('error' in pipelines || gateRole(name, pipelines.value) !== 'release') return [];
  if (readyChecksOf(checks, request.place).length > 0) return [];
  return [{ kind: 'createCheck', check: readyCheck(request.place, component, connection) }];
}

function planDoubles({ self }: Gathered, checks: readonly Check[]): readonly Step[] {
  if ('error' in self) return [];
  return doublesOf(checks, self.value.id).map((check) => ({ kind: 'removeDouble', check }));
}

/** Only where nobody may use it yet: whom somebody has chosen is their choice. */
function planPermission(gathered: Gathered, { name, found, permitted }: GatheredEnvironment): readonly Step[] {
  const isNew = valueOr(found, undefined) === undefined;
  const now = isNew ? [] : valueOr(permitted, undefined);
  if (now === undefined || now === 'all' || now.length > 0) return [];
  const pipelines = usersOf(name, filesOf(gathered));
  return pipelines.length === 0 ? [] : [{ kind: 'permit', pipelines }];
}
