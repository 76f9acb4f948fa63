import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Finding } from '../finding.ts';
import { explainStep } from './explain-plan.ts';
import { gatherEnvironment } from './gather-environments.ts';
import type { Gathered } from './gathered.ts';
import { valueOr } from './judge-environments.ts';
import { type EnvironmentPlan, planEnvironment, type Step } from './plan-environments.ts';
import type { Environment, EnvironmentReader, EnvironmentWriter } from './ports.ts';
import { doublesOf } from './same-check.ts';
import { slug } from './subject.ts';

export interface SetUpServices {
  readonly reader: EnvironmentReader;
  readonly writer: EnvironmentWriter;
  readonly log: Log;
}

const DESCRIPTION = 'A gate of Slipway. Created by its doctor.';

/**
 * Does what was planned for one environment, and gives a finding when it could not be done to its end. Nothing is done after
 * a step that failed: an environment that asks nobody lets no pipeline in.
 */
export async function applyPlan(
  services: SetUpServices,
  gathered: Gathered,
  plan: EnvironmentPlan,
): Promise<Finding | undefined> {
  const done: string[] = [];
  let doing: Step = { kind: 'createEnvironment' };
  try {
    const { environment, steps } = await withEnvironment(services, gathered, plan, done);
    for (const step of steps) {
      doing = step;
      await applyStep(services, gathered, { environment, step });
      done.push(explainStep(step));
      services.log.info(`${plan.name}: did ${explainStep(step)}.`);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return failure(gathered, { name: plan.name, done, doing, error });
  }
}

/** What somebody else has made of the environment by the time that it is there counts, not what was planned before. */
async function withEnvironment(
  { reader, writer, log }: SetUpServices,
  gathered: Gathered,
  { name, environment, steps }: EnvironmentPlan,
  done: string[],
): Promise<{ readonly environment: Environment; readonly steps: readonly Step[] }> {
  if (environment !== undefined) return { environment, steps };
  const created = await writer.createEnvironment(name, DESCRIPTION);
  done.push(explainStep({ kind: 'createEnvironment' }));
  log.info(`${name}: the environment is there.`);
  const gate = await gatherEnvironment(reader, name);
  if (valueOr(gate.found, undefined) === undefined || gate.checks === undefined || 'error' in gate.checks)
    throw unseen(name);
  return { environment: created, steps: planEnvironment(gathered, gate).steps };
}

const unseen = (name: string): SlipwayError =>
  new SlipwayError(`The environment ${name} was created, but cannot be read.`, {
    kind: 'remote',
    code: 'SETUP_ENVIRONMENT_UNSEEN',
    hint: 'Run this task again.',
  });

async function applyStep(
  { reader, writer }: SetUpServices,
  { self }: Gathered,
  { environment, step }: { readonly environment: Environment; readonly step: Step },
): Promise<void> {
  switch (step.kind) {
    case 'createEnvironment':
      return;
    case 'createCheck': {
      await writer.createCheck(environment, step.check);
      const selfId = valueOr(self, undefined)?.id;
      if (selfId === undefined) return;
      for (const double of doublesOf(await reader.readChecks(environment), selfId)) await writer.deleteCheck(double);
      return;
    }
    case 'removeDouble':
      return writer.deleteCheck(step.check);
    case 'permit':
      return writer.permitPipelines(
        environment,
        step.pipelines.map(({ id }) => id),
      );
  }
}

interface Failed {
  readonly name: string;
  readonly done: readonly string[];
  readonly doing: Step;
  readonly error: SlipwayError;
}

function failure({ self }: Gathered, { name, done, doing, error }: Failed): Finding {
  const soFar = done.length === 0 ? 'Nothing was changed.' : `Before that, it did: ${done.join('; ')}.`;
  const who = valueOr(self, undefined)?.name;
  const whose = error.code === 'AZURE_DEVOPS_FORBIDDEN' && who !== undefined ? ` The identity is "${who}".` : '';
  return {
    id: `environment-${slug(name)}-setup`,
    area: 'environments',
    status: 'problem',
    title: `Setting up ${name}`,
    detail: `It could not ${explainStep(doing)}: ${error.message} ${soFar}`,
    remedy: `${error.hint ?? 'Run this task again.'}${whose} Then run this task again: it goes on from what is there.`,
  };
}
