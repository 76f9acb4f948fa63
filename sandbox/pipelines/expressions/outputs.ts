/**
 * Under which name a later job finds an output of a step: `dependencies.<job>.outputs['...']`. The one hook of a deployment job
 * repeats the job's name.
 */
export function jobOutputName(
  job: { kind: 'job' | 'deployment'; name: string },
  step: string,
  variable: string,
): string {
  return job.kind === 'deployment' ? `${job.name}.${step}.${variable}` : `${step}.${variable}`;
}

/** Under which name a later stage finds it in its own condition: `dependencies.<stage>.outputs['...']`. */
export const stageOutputName = (job: { name: string }, jobOutput: string): string => `${job.name}.${jobOutput}`;
