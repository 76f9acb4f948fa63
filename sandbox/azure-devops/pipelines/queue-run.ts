import { stringify } from 'yaml';
import { PipelineInvalid } from '../../pipelines/plan.ts';
import { addYamlRun, compileRun, invalidPipeline, type YamlRequest } from '../../pipelines/run/queue-yaml-run.ts';
import { RestError } from '../errors.ts';
import { findCommit, listRefs } from '../git/history.ts';
import { placeOf } from '../world.ts';
import type { BuildDocument, PipelineDocument } from './documents.ts';
import { placeOfBuild, type BuildPlace, type PipelinePlace } from './place.ts';

export interface RunRequest {
  /** refs/...; the repository's default branch when left out. */
  readonly refName?: string | undefined;
  /** A commit; the tip of the ref when left out. */
  readonly version?: string | undefined;
  readonly templateParameters?: Readonly<Record<string, string>> | undefined;
  readonly variables?: BuildDocument['variables'] | undefined;
  readonly stagesToSkip?: readonly string[] | undefined;
  /** Of repository resources, by alias. */
  readonly repositories?: YamlRequest['repositories'] | undefined;
  readonly yamlOverride?: string | undefined;
  readonly requestedById: string;
  readonly reason?: BuildDocument['reason'];
}

const refusal = (message: string, typeKey = 'PipelineValidationException') =>
  new RestError(400, typeKey, message, { assembly: 'Microsoft.Azure.Pipelines.WebApi' });

/** Queues a run; throws 400 for what the service refuses to start. */
export async function queueRun(place: PipelinePlace, request: RunRequest): Promise<BuildPlace> {
  const { world, organisation, pipeline } = place;
  refuseDisabled(pipeline);
  if (pipeline.yaml) return queueYaml(place, request);
  if (Object.keys(request.repositories ?? {}).length > 0)
    throw refusal('A scripted pipeline of the sandbox has no repository resources.');
  const templateParameters = parametersOf(pipeline, request.templateParameters ?? {});
  const variables = variablesOf(pipeline, request.variables ?? {});
  const stagesToSkip = request.stagesToSkip ?? [];
  for (const name of stagesToSkip)
    if (!pipeline.stages.some((stage) => stage.name === name)) throw refusal(`Stage '${name}' was not found.`);
  const { sourceBranch, sourceVersion } = await sourceOf(place, request);
  const now = world.clock.now().toISOString();
  const { nextId: id } = organisation.builds;
  const build: BuildDocument = {
    id,
    pipelineId: pipeline.id,
    buildNumber: numberOfDay(place, now.slice(0, 10).replaceAll('-', '')),
    reason: request.reason ?? 'manual',
    queueTime: now,
    requestedById: request.requestedById,
    sourceBranch,
    sourceVersion,
    templateParameters,
    variables,
    stages: pipeline.stages,
    stagesToSkip,
    queueSeconds: pipeline.queueSeconds,
    cancelSeconds: pipeline.cancelSeconds,
    decisions: [],
    tags: [],
    properties: {},
  };
  organisation.builds.save(build);
  return placeOfBuild(place, build);
}

async function yamlRequest(place: PipelinePlace, request: RunRequest): Promise<YamlRequest> {
  return {
    ...(await sourceOf(place, request)),
    parameters: request.templateParameters ?? {},
    variables: variablesOf(place.pipeline, request.variables ?? {}),
    stagesToSkip: request.stagesToSkip ?? [],
    repositories: request.repositories ?? {},
    requestedById: request.requestedById,
    reason: request.reason ?? 'manual',
    trigger: { kind: 'manual' },
    yamlOverride: request.yamlOverride,
  };
}

const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PipelineInvalid ? invalidPipeline(error) : error;
  }
};

async function queueYaml(place: PipelinePlace, request: RunRequest): Promise<BuildPlace> {
  const wanted = await yamlRequest(place, request);
  const build = addYamlRun(place, wanted, await refusing(() => compileRun(place, wanted)));
  place.world.executor.add(place, build);
  return placeOfBuild(place, build);
}

/** What would be run, as YAML; throws 400 like queueing. */
export async function previewRun(place: PipelinePlace, request: RunRequest): Promise<string> {
  if (!place.pipeline.yaml) throw refusal('previewRun: a scripted pipeline of the sandbox has no YAML to preview.');
  const wanted = await yamlRequest(place, request);
  const { plan } = await refusing(() => compileRun(place, wanted));
  return stringify(JSON.parse(JSON.stringify(plan, asWritten)));
}

/** Tasks stand in the YAML of a run as in a file: `task: AIReview@1`. */
function asWritten(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('task' in value) || !('major' in value)) return value;
  const { task, major, kind: _kind, ...rest } = value as { task: string; major: number; kind: string };
  return { task: `${task}@${major}`, ...rest };
}

function refuseDisabled({ queueStatus, name }: PipelineDocument): void {
  if (queueStatus === 'disabled')
    throw new RestError(
      400,
      'DefinitionDisabledException',
      `Could not queue the build because the build pipeline ${name} is disabled.`,
      { assembly: 'Microsoft.TeamFoundation.Build.WebApi' },
    );
}

function parametersOf({ parameters }: PipelineDocument, given: Readonly<Record<string, string>>) {
  const declared = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const values = new Map(Object.entries(parameters));
  for (const [name, value] of Object.entries(given)) {
    const known = declared.get(name.toLowerCase());
    if (!known) throw refusal(`Unexpected parameter '${name}'`);
    values.set(known.name, value);
  }
  for (const [name, value] of values)
    if (value === null) throw refusal(`A value for the '${name}' parameter must be provided.`);
  return Object.fromEntries(values) as Record<string, string>;
}

function variablesOf({ settableVariables }: PipelineDocument, given: BuildDocument['variables']) {
  const refused = Object.keys(given).filter(
    (name) => !settableVariables.some((settable) => settable.toLowerCase() === name.toLowerCase()),
  );
  if (refused.length > 0)
    throw refusal(
      `You can't set the following variables (${refused.join(', ')}). If you want to be able to set these variables, then edit the pipeline and select Settable at queue time on the variables tab of the pipeline editor.`,
    );
  return given;
}

async function sourceOf(place: PipelinePlace, { refName, version }: RunRequest) {
  const { world, organisation, pipeline } = place;
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  if (!repository) throw new Error(`pipeline ${pipeline.id} has no repository`);
  const { gitDir } = placeOf(world, organisation, repository);
  const sourceBranch = refName ?? repository.defaultBranch;
  const tip = sourceBranch.startsWith('refs/') ? (await listRefs(gitDir, 'refs')).get(sourceBranch) : undefined;
  if (tip === undefined) throw unresolvable(`Branch: ${sourceBranch}`, repository.name);
  const wanted = version === undefined || version === '' ? tip : version;
  const commit = /^[0-9a-f]{40}$/i.test(wanted) ? await findCommit(gitDir, wanted) : undefined;
  if (commit === undefined) throw unresolvable(`Commit: ${wanted}`, repository.name);
  return { sourceBranch, sourceVersion: commit };
}

const unresolvable = (what: string, repository: string) =>
  refusal(
    `TF401175:The version descriptor <${what} > could not be resolved to a version in the repository ${repository}`,
  );

/** 20260131.N, counted per pipeline and day. */
function numberOfDay({ organisation, pipeline }: PipelinePlace, day: string): string {
  const today = organisation.builds.all.filter(
    ({ pipelineId, buildNumber }) => pipelineId === pipeline.id && buildNumber.startsWith(`${day}.`),
  );
  return `${day}.${today.length + 1}`;
}
