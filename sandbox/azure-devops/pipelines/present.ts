import { presentIdentityOf } from '../present/identity.ts';
import { presentProperties } from '../present/properties.ts';
import { clonePath, organisationUrl, presentProject } from '../present/repository.ts';
import { placeOf } from '../world.ts';
import type { BuildPlace, PipelinePlace, ProjectPlace } from './place.ts';
import { recordId } from './record-id.ts';

const iso = (time: number) => new Date(time).toISOString();

export const projectUrl = ({ world, organisation, project }: ProjectPlace) =>
  `${organisationUrl(world, organisation)}/${project.id}`;

const pipelineUrl = (place: PipelinePlace) => `${projectUrl(place)}/_apis/pipelines/${place.pipeline.id}`;
export const buildUrl = (place: BuildPlace) => `${projectUrl(place)}/_apis/build/Builds/${place.build.id}`;
const runUrl = (place: BuildPlace) => `${pipelineUrl(place)}/runs/${place.build.id}`;
export const runWebUrl = (place: BuildPlace) => `${projectUrl(place)}/_build/results?buildId=${place.build.id}`;
const definitionWebUrl = (place: PipelinePlace) =>
  `${projectUrl(place)}/_build/definition?definitionId=${place.pipeline.id}`;

const definitionUrl = (place: PipelinePlace) =>
  `${projectUrl(place)}/_apis/build/Definitions/${place.pipeline.id}?revision=1`;

function pipelineReference(place: PipelinePlace) {
  const { id, name, folder } = place.pipeline;
  return { url: `${pipelineUrl(place)}?revision=1`, id, revision: 1, name, folder };
}

/** Pipeline, with its configuration when one is asked for alone. */
export function presentPipeline(place: PipelinePlace, { listed = false } = {}) {
  return {
    _links: { self: { href: `${pipelineUrl(place)}?revision=1` }, web: { href: definitionWebUrl(place) } },
    ...(listed ? {} : { configuration: { type: 'yaml' } }),
    ...pipelineReference(place),
  };
}

const RUN_STATES = {
  notStarted: 'inProgress',
  inProgress: 'inProgress',
  cancelling: 'canceling',
  completed: 'completed',
};
const RUN_RESULTS = { succeeded: 'succeeded', partiallySucceeded: 'succeeded', failed: 'failed', canceled: 'canceled' };

/** Run: the pipelines area's view of a build, which has fewer states and results. */
export function presentRun(place: BuildPlace) {
  const { build, progress } = place;
  const { refName, version } = { refName: build.sourceBranch, version: build.sourceVersion };
  const repository = { type: 'azureReposGit' };
  const variables = Object.entries(build.variables).map(([name, { value, isSecret }]) => [
    name,
    isSecret ? { isSecret } : { value },
  ]);
  return {
    _links: {
      self: { href: runUrl(place) },
      web: { href: runWebUrl(place) },
      'pipeline.web': { href: definitionWebUrl(place) },
      pipeline: { href: `${pipelineUrl(place)}?revision=1` },
    },
    templateParameters: build.templateParameters,
    ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) as Record<string, unknown> }),
    pipeline: pipelineReference(place),
    state: RUN_STATES[progress.status],
    ...(progress.result === undefined ? {} : { result: RUN_RESULTS[progress.result] }),
    createdDate: build.queueTime,
    ...(progress.end === undefined ? {} : { finishedDate: iso(progress.end) }),
    url: runUrl(place),
    resources: { repositories: { self: { repository, refName, version } } },
    id: build.id,
    name: build.buildNumber,
  };
}

/** DefinitionReference. */
function definitionReference(place: PipelinePlace) {
  const { world, organisation, project, pipeline } = place;
  return {
    id: pipeline.id,
    name: pipeline.name,
    url: definitionUrl(place),
    uri: `vstfs:///Build/Definition/${pipeline.id}`,
    path: pipeline.folder,
    type: 'build',
    queueStatus: pipeline.queueStatus,
    revision: 1,
    project: presentProject(world, organisation, project),
  };
}

function presentBuildRepository({ world, organisation, pipeline }: PipelinePlace) {
  const repository = organisation.document.repositories.find(({ id }) => id === pipeline.repositoryId);
  if (!repository) throw new Error(`pipeline ${pipeline.id} has no repository`);
  const url = `${world.baseUrl}${clonePath(placeOf(world, organisation, repository))}`;
  const { id, name, defaultBranch } = repository;
  return { id, type: 'TfsGit', name, url, defaultBranch, checkoutSubmodules: false };
}

/** BuildDefinitionReference in lists, BuildDefinition alone. */
export function presentDefinition(place: PipelinePlace, { listed = false } = {}) {
  const { world, organisation, pipeline } = place;
  const { defaultBranch, ...repository } = presentBuildRepository(place);
  const whole = {
    process: { yamlFilename: pipeline.yamlFilename, type: 2 },
    repository: { ...repository, defaultBranch },
    jobAuthorizationScope: 'project',
    variables: Object.fromEntries(pipeline.settableVariables.map((name) => [name, { value: '', allowOverride: true }])),
  };
  return {
    _links: { self: { href: definitionUrl(place) }, web: { href: definitionWebUrl(place) } },
    quality: 'definition',
    authoredBy: presentIdentityOf(
      world,
      organisation,
      organisation.document.identities[0]?.id ?? organisation.document.id,
    ),
    createdDate: pipeline.createdDate,
    ...definitionReference(place),
    ...(listed ? {} : whole),
  };
}

/** Build. */
export function presentBuild(place: BuildPlace) {
  const { world, organisation, build, progress, project } = place;
  const { defaultBranch: _defaultBranch, name: _name, url: _url, ...repository } = presentBuildRepository(place);
  const planId = recordId(organisation.document.id, build.id, 'plan');
  const requester = presentIdentityOf(world, organisation, build.requestedById);
  const changes = [build.queueTime, ...[progress.start, progress.end].filter((time) => time !== undefined).map(iso)];
  return {
    _links: {
      self: { href: buildUrl(place) },
      web: { href: runWebUrl(place) },
      timeline: { href: `${projectUrl(place)}/_apis/build/builds/${build.id}/Timeline` },
    },
    properties: presentProperties(build.properties),
    tags: build.tags,
    validationResults: (build.yaml?.issues ?? []).map(({ type, message }) => ({ result: type, message })),
    plans: [{ planId }],
    templateParameters: build.templateParameters,
    triggerInfo: {},
    id: build.id,
    buildNumber: build.buildNumber,
    status: progress.status,
    ...(progress.result === undefined ? {} : { result: progress.result }),
    queueTime: build.queueTime,
    ...(progress.start === undefined ? {} : { startTime: iso(progress.start) }),
    ...(progress.end === undefined ? {} : { finishTime: iso(progress.end) }),
    url: buildUrl(place),
    definition: definitionReference(place),
    project: presentProject(world, organisation, project),
    uri: `vstfs:///Build/Build/${build.id}`,
    sourceBranch: build.sourceBranch,
    sourceVersion: build.sourceVersion,
    priority: 'normal',
    reason: build.reason,
    requestedFor: requester,
    requestedBy: requester,
    lastChangedDate: changes.at(-1),
    lastChangedBy: requester,
    orchestrationPlan: { planId },
    repository,
    retainedByRelease: false,
  };
}
