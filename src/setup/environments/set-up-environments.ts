import type { Finding } from '../finding.ts';
import { applyPlan, type SetUpServices } from './apply-environments.ts';
import { explainPlan } from './explain-plan.ts';
import { gatherEnvironments } from './gather-environments.ts';
import { judgeEnvironments } from './judge-environments.ts';
import { planEnvironments } from './plan-environments.ts';
import type { EnvironmentsRequest } from './ports.ts';

/**
 * Creates what is missing of the environments and their checks, and gives the findings as of then. Changes nothing that
 * somebody has made. A dry run stops after the plan; a second run has none. Throws only what is a bug, or the reason of a
 * cancelled run.
 */
export async function setUpEnvironments(
  services: SetUpServices,
  request: EnvironmentsRequest,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly Finding[]> {
  const { reader, log } = services;
  const gathered = await gatherEnvironments(reader, request);
  const plans = planEnvironments(gathered);
  if (plans.length === 0) log.info('The environments are left as they are.');
  for (const line of plans.flatMap(explainPlan)) log.info(`${dryRun ? 'Would do' : 'To do'}: ${line}`);
  if (dryRun || plans.length === 0) return judgeEnvironments(gathered);
  const failures: Finding[] = [];
  for (const plan of plans) {
    const failure = await applyPlan(services, gathered, plan);
    if (failure !== undefined) failures.push(failure);
  }
  return [...failures, ...judgeEnvironments(await gatherEnvironments(reader, request))];
}
