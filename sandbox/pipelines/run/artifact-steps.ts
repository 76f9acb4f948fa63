import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expandMacros } from '../../agent/expand-macros.ts';
import type { StepPlan } from '../plan.ts';
import type { JobName } from './run-state.ts';
import { jobOf } from './run-state.ts';
import { update, yamlOf, type LiveRun } from './live-run.ts';
import { valuesOf, type Layer } from './variables.ts';

export interface JobPlace {
  readonly live: LiveRun;
  readonly name: JobName;
  /** The agent's `_work`. */
  readonly workFolder: string;
}

export const expanded = (text: string, layer: Layer): string => {
  const values = new Map(Object.entries(valuesOf(layer)).map(([name, value]) => [name.toLowerCase(), value]));
  return expandMacros(text, (name) => values.get(name.toLowerCase()));
};

/** Keeps a file or folder as an artifact of the run; throws for a name that is taken, also by an earlier attempt. */
export async function publishArtifact(
  { live, name, workFolder }: JobPlace,
  step: Extract<StepPlan, { kind: 'publish' }>,
  variables: Layer,
): Promise<string> {
  const artifact = expanded(step.artifact, variables);
  const source = path.resolve(workFolder, '1', 's', expanded(step.path, variables));
  const { build, organisation, files } = live;
  if (!/^[^\\/:*?"<>|\0]{1,255}$/.test(artifact) || /^\.+$/.test(artifact))
    throw new Error(`Artifact name is not valid: ${artifact}.`);
  if (yamlOf(live).artifacts.some((one) => one.name.toLowerCase() === artifact.toLowerCase()))
    throw new Error(`Artifact ${artifact} already exists for build ${build.id}.`);
  const found = await stat(source).catch(() => undefined);
  if (!found) throw new Error(`Path does not exist: ${source}`);
  const folder = files.artifactFolder(organisation.document.id, build.id, artifact);
  await mkdir(folder, { recursive: true });
  await cp(source, found.isDirectory() ? folder : path.join(folder, path.basename(source)), { recursive: true });
  update(live, (run) => {
    const id = run.artifacts.length + 1;
    return { ...run, artifacts: [...run.artifacts, { id, name: artifact, jobId: jobOf(run, name).id }] };
  });
  return artifact;
}

/** Puts one artifact of the run, or all, into the job's workspace; gives their names. */
export async function downloadArtifacts(
  { live, workFolder }: JobPlace,
  step: Extract<StepPlan, { kind: 'download' }>,
  variables: Layer,
): Promise<readonly string[]> {
  if (step.source === 'none') return [];
  const wanted = step.artifact === undefined || step.artifact === '' ? undefined : expanded(step.artifact, variables);
  const { build, organisation, files } = live;
  const names = yamlOf(live).artifacts.map(({ name }) => name);
  const chosen = names.filter((name) => wanted === undefined || name.toLowerCase() === wanted.toLowerCase());
  if (wanted !== undefined && chosen.length === 0)
    throw new Error(`Artifact ${wanted} was not found for build ${build.id}.`);
  for (const name of chosen) {
    const source = files.artifactFolder(organisation.document.id, build.id, name);
    const target = path.join(workFolder, '1', name);
    await mkdir(target, { recursive: true });
    for (const entry of await readdir(source))
      await cp(path.join(source, entry), path.join(target, entry), { recursive: true });
  }
  return chosen;
}
