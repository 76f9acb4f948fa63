import { stageOutputName } from '../expressions/outputs.ts';
import type { JobContext, JobOutcome, Result, StageContext } from '../expressions/context.ts';
import type { StagePlan } from '../plan.ts';
import type { JobState, YamlRun } from './documents.ts';
import { attemptOf, jobsBefore, planOf, stagesBefore, type JobName } from './run-state.ts';
import { over, valuesOf, withPlanned, type Layer } from './variables.ts';

/** What is known of a run beside its document. */
export interface RunFacts {
  readonly isCanceled: boolean;
  /** Predefined variables of the run, those of the pipeline and those that it was queued with. */
  readonly variables: Layer;
  /** Stages that were not wanted: nothing waits for them to succeed. */
  readonly skipped: readonly string[];
}

const jobOutcome = ({ result, outputs }: JobState): JobOutcome => ({ result: result ?? 'Skipped', outputs });

const stageJobs = (run: YamlRun, name: string): Readonly<Record<string, JobOutcome>> =>
  Object.fromEntries(attemptOf(run, name).jobs.map((job) => [job.name, jobOutcome(job)]));

const isKnown = (run: YamlRun, name: string) => run.stages.some((stage) => stage.name === name);

function stageOutcome(run: YamlRun, name: string): JobOutcome {
  const { result = 'Skipped', jobs } = attemptOf(run, name);
  const outputs = jobs.flatMap((job) =>
    Object.entries(job.outputs).map(([output, value]) => [stageOutputName(job, output), value] as const),
  );
  return { result, outputs: Object.fromEntries(outputs) };
}

const stagesOf = (run: YamlRun, plan: StagePlan) => plan.dependsOn.filter((name) => isKnown(run, name));

const dependenciesOf = (run: YamlRun, plan: StagePlan) =>
  Object.fromEntries(stagesOf(run, plan).map((name) => [name, stageJobs(run, name)]));

/** What the condition of a stage sees. */
export function stageContext(run: YamlRun, name: string, facts: RunFacts): StageContext {
  const plan = planOf(run, name);
  const before = [...stagesBefore(run.plan, name)].filter((one) => isKnown(run, one) && !facts.skipped.includes(one));
  const base = {
    kind: 'stage' as const,
    isCanceled: facts.isCanceled,
    dependencies: Object.fromEntries(stagesOf(run, plan).map((one) => [one, stageOutcome(run, one)])),
    previous: Object.fromEntries(before.map((one): [string, Result] => [one, attemptOf(run, one).result ?? 'Skipped'])),
    stageDependencies: dependenciesOf(run, plan),
  };
  const contextOf = (variables: Readonly<Record<string, string>>): StageContext => ({ ...base, variables });
  const layer = withPlanned(withPlanned(facts.variables, run.plan.variables, contextOf), plan.variables, contextOf);
  return contextOf(valuesOf(layer));
}

/** What the condition of a job sees, and all variables that it begins with. */
export function jobContext(
  run: YamlRun,
  { stage, job }: JobName,
  facts: RunFacts,
): { readonly context: JobContext; readonly variables: Layer } {
  const plan = planOf(run, stage);
  const { jobs } = attemptOf(run, stage);
  const jobPlan = plan.jobs.find(({ name }) => name === job);
  const stateOf = (name: string) => jobs.find((one) => one.name === name);
  const base = {
    kind: 'job' as const,
    isCanceled: attemptOf(run, stage).isCanceled === true,
    dependencies: Object.fromEntries(
      (jobPlan?.dependsOn ?? []).flatMap((name) => {
        const state = stateOf(name);
        return state ? [[name, jobOutcome(state)]] : [];
      }),
    ) as Readonly<Record<string, JobOutcome>>,
    previous: Object.fromEntries(
      [...jobsBefore(plan, job)].map((name): [string, Result] => [name, stateOf(name)?.result ?? 'Skipped']),
    ),
    stageDependencies: dependenciesOf(run, plan),
  };
  const contextOf = (variables: Readonly<Record<string, string>>): JobContext => ({ ...base, variables });
  const planned = [run.plan.variables, plan.variables, jobPlan?.variables ?? []];
  const layer = planned.reduce((below, variables) => withPlanned(below, variables, contextOf), facts.variables);
  const variables = secretive(layer, planned.flat(), jobs, run);
  return { context: contextOf(valuesOf(variables)), variables };
}

/** A variable that took over a secret output is secret itself. */
function secretive(
  layer: Layer,
  planned: readonly { readonly name: string; readonly value: string }[],
  jobs: readonly JobState[],
  run: YamlRun,
): Layer {
  const all = [...jobs, ...run.stages.flatMap(({ name }) => attemptOf(run, name).jobs)];
  const secrets = new Set(
    all.flatMap(({ outputs, secretOutputs }) => secretOutputs.flatMap((name) => outputs[name] ?? [])),
  );
  const taken = planned.filter(({ name, value }) => /^\s*\$\[/.test(value) && secrets.has(layer[name]?.value ?? ''));
  return over(
    layer,
    Object.fromEntries(taken.map(({ name }) => [name, { value: layer[name]?.value ?? '', secret: true }])),
  );
}
