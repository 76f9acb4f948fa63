import { requireEnvironments } from '../../azure-devops/environments/environments.ts';
import { RestError } from '../../azure-devops/errors.ts';
import type { BuildDocument, YamlSettings } from '../../azure-devops/pipelines/documents.ts';
import type { PipelinePlace } from '../../azure-devops/pipelines/place.ts';
import { compilePipeline } from '../compile/compile-pipeline.ts';
import { PipelineInvalid, type RunPlan } from '../plan.ts';
import { buildNumberOf } from './build-number.ts';
import { checkPlan } from './check-plan.ts';
import type { RunRepository, RunTrigger, YamlRun } from './documents.ts';
import { predefinedOf } from './predefined.ts';
import { RunSources, type WantedVersion } from './run-sources.ts';
import { newStages } from './run-state.ts';

export interface YamlRequest {
  readonly sourceBranch: string;
  readonly sourceVersion: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: BuildDocument['variables'];
  readonly stagesToSkip: readonly string[];
  readonly repositories: Readonly<Record<string, WantedVersion>>;
  readonly requestedById: string;
  readonly reason: BuildDocument['reason'];
  readonly trigger: RunTrigger;
  /** Instead of the file of the commit: for a preview. */
  readonly yamlOverride?: string | undefined;
}

export interface CompiledRun {
  readonly plan: RunPlan;
  readonly repositories: Readonly<Record<string, RunRepository>>;
}

const settingsOf = ({ pipeline }: PipelinePlace): YamlSettings => {
  if (!pipeline.yaml) throw new Error(`the pipeline ${pipeline.name} has no YAML`);
  return pipeline.yaml;
};

/** Compiles the pipeline's file as of the commit; throws PipelineInvalid. */
export async function compileRun(place: PipelinePlace, request: YamlRequest): Promise<CompiledRun> {
  const { pipeline } = place;
  const settings = settingsOf(place);
  const { sourceBranch: ref, sourceVersion: version, yamlOverride } = request;
  const self = { repositoryId: pipeline.repositoryId, ref, version };
  const sources = new RunSources(place, self, request.repositories);
  const isRoot = (alias: string, path: string) =>
    alias === 'self' && path.replace(/^\/+/, '') === pipeline.yamlFilename.replace(/^\/+/, '');
  const open = (variables: BuildDocument['variables']) =>
    Object.fromEntries(Object.entries(variables).flatMap(([name, one]) => (one.isSecret ? [] : [[name, one.value]])));
  const plan = await compilePipeline({
    path: pipeline.yamlFilename,
    templates: {
      read: async (alias, path) =>
        yamlOverride !== undefined && isRoot(alias, path) ? yamlOverride : sources.read(alias, path),
    },
    parameters: request.parameters,
    variables: {
      ...open(settings.variables),
      ...open(request.variables),
      ...predefinedOf(place, request, request.trigger),
    },
  });
  for (const name of request.stagesToSkip)
    if (!plan.stages.some((stage) => stage.name === name)) throw new PipelineInvalid(`Stage '${name}' was not found.`);
  return { plan: checkPlan(plan, settings), repositories: await sources.repositories(plan.repositories) };
}

/** As the service words what is wrong with a file. */
export const invalidPipeline = ({ message }: PipelineInvalid) =>
  new RestError(400, 'PipelineValidationException', message, { assembly: 'Microsoft.Azure.Pipelines.WebApi' });

/** Queues a compiled run: keeps it, so that the executor finds it. Throws 400 for an environment it may not create. */
export function addYamlRun(
  place: PipelinePlace,
  request: YamlRequest,
  { plan, repositories }: CompiledRun,
): BuildDocument {
  const wanted = plan.stages.flatMap(({ jobs }) =>
    jobs.flatMap(({ name, environment }) => (environment === undefined ? [] : [{ job: name, environment }])),
  );
  requireEnvironments(place, wanted, { requestedById: request.requestedById, pipelineId: place.pipeline.id });
  return save(place, request, {
    plan,
    repositories,
    trigger: request.trigger,
    issues: [],
    stages: newStages(plan),
    artifacts: [],
    logs: 0,
  });
}

/** A run that a trigger wanted and whose file is not valid: it fails at once and says why. */
export function addInvalidRun(place: PipelinePlace, request: YamlRequest, message: string): BuildDocument {
  const now = place.world.clock.now().toISOString();
  return save(place, request, {
    plan: { runName: undefined, variables: [], stages: [], repositories: [], lockBehavior: undefined, extended: [] },
    repositories: {},
    trigger: request.trigger,
    startTime: now,
    finishTime: now,
    result: 'failed',
    issues: [{ type: 'error', message }],
    stages: [],
    artifacts: [],
    logs: 0,
  });
}

function save(place: PipelinePlace, request: YamlRequest, yaml: YamlRun): BuildDocument {
  const { organisation, pipeline, world } = place;
  const { builds } = organisation;
  const date = world.clock.now();
  const predefined = Object.entries(predefinedOf(place, request, request.trigger));
  const taken = builds.all.flatMap((one) => (one.pipelineId === pipeline.id ? [one.buildNumber] : []));
  const build: BuildDocument = {
    id: builds.nextId,
    pipelineId: pipeline.id,
    buildNumber: buildNumberOf(yaml.plan.runName, {
      date,
      variables: new Map(
        [...predefined, ['SourceBranchName', request.sourceBranch.split('/').at(-1) ?? ''] as const].map(
          ([name, value]) => [name.toLowerCase(), value],
        ),
      ),
      taken: new Set(taken),
    }),
    reason: request.reason,
    queueTime: date.toISOString(),
    requestedById: request.requestedById,
    sourceBranch: request.sourceBranch,
    sourceVersion: request.sourceVersion,
    templateParameters: request.parameters,
    variables: request.variables,
    stages: [],
    stagesToSkip: request.stagesToSkip,
    queueSeconds: 0,
    cancelSeconds: 0,
    decisions: [],
    tags: [],
    properties: {},
    yaml,
  };
  builds.save(build);
  return build;
}
