import assert from 'node:assert/strict';
import { compilePipeline } from '../../../sandbox/pipelines/compile/compile-pipeline.ts';
import { PipelineInvalid, type RunPlan, type StepPlan } from '../../../sandbox/pipelines/plan.ts';

export interface Queued {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Files by path, of another repository by `alias:path`; a text alone is the pipeline. */
export type Files = string | Readonly<Record<string, string>>;

/** Compiles `/p.yml`. */
export function compile(files: Files, { parameters = {}, variables = {} }: Queued = {}): Promise<RunPlan> {
  const all = typeof files === 'string' ? { '/p.yml': files } : files;
  const read = (repository: string, path: string) =>
    Promise.resolve(
      (all as Readonly<Record<string, string | undefined>>)[repository === 'self' ? path : `${repository}:${path}`],
    );
  return compilePipeline({ path: 'p.yml', templates: { read }, parameters, variables });
}

/** What the pipeline is refused with. */
export async function refusal(files: Files, queued: Queued = {}): Promise<string> {
  try {
    await compile(files, queued);
  } catch (error) {
    assert.ok(error instanceof PipelineInvalid, error instanceof Error ? error.stack : String(error));
    return error.message;
  }
  return assert.fail('was not refused');
}

export const stepsOf = (plan: RunPlan): readonly StepPlan[] =>
  plan.stages.flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps)).filter(({ kind }) => kind !== 'checkout');

/** The scripts of a pipeline that has nothing else. */
export async function scripts(files: Files, queued: Queued = {}): Promise<readonly string[]> {
  return stepsOf(await compile(files, queued)).map((step) => (step.kind === 'script' ? step.script : step.kind));
}

/** What a template expression gives, as text. `parameters:` of the file may be given. */
export async function expand(text: string, head = '', queued: Queued = {}): Promise<string | undefined> {
  const plan = await compile(`${head}\nvariables:\n- name: probe\n  value: ${text}\nsteps:\n- script: x\n`, queued);
  return plan.variables.find(({ name }) => name === 'probe')?.value;
}
