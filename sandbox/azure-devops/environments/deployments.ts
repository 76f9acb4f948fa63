import type { ProjectPlace } from '../pipelines/place.ts';
import { recordId } from '../pipelines/record-id.ts';
import type { CheckedRun, DeploymentDocument } from './documents.ts';
import { findEnvironment } from './environments.ts';

interface NewDeployment {
  readonly build: CheckedRun;
  readonly environment: string;
  readonly stage: string;
  readonly attempt: number;
  readonly job: string;
  readonly startTime?: string | undefined;
  readonly finishTime?: string | undefined;
  readonly result?: DeploymentDocument['result'];
}

/** Notes a deployment job against its environment when it begins, and again when it has ended: one record of each. */
export function recordDeployment(place: ProjectPlace, wanted: NewDeployment): DeploymentDocument {
  const { organisation, project, world } = place;
  const { build, environment: name, stage, attempt, job, ...progress } = wanted;
  const environment = findEnvironment(place, name);
  if (!environment) throw new Error(`the environment ${name} does not exist`);
  const known = organisation.deployments.all.find(
    (one) =>
      one.environmentId === environment.id &&
      one.run.id === build.id &&
      one.stage === stage &&
      one.attempt === attempt &&
      one.job === job,
  );
  const { id, buildNumber, pipelineId, requestedById, sourceBranch, sourceVersion, reason } = build;
  const deployment: DeploymentDocument = {
    queueTime: world.clock.now().toISOString(),
    ...known,
    id: known?.id ?? organisation.deployments.nextId,
    projectId: project.id,
    environmentId: environment.id,
    run: { id, buildNumber, pipelineId, requestedById, sourceBranch, sourceVersion, reason },
    stage,
    attempt,
    job,
    ...progress,
  };
  organisation.deployments.save(deployment);
  return deployment;
}

/** The deployments to an environment, the newest first. */
export const deploymentsOf = ({ organisation }: ProjectPlace, environmentId: number): readonly DeploymentDocument[] =>
  organisation.deployments.all.filter((one) => one.environmentId === environmentId).reverse();

/** EnvironmentDeploymentExecutionRecord. */
export function presentDeployment(
  { organisation, project, world }: ProjectPlace,
  { id, environmentId, run, stage, attempt, job, queueTime, startTime, finishTime, result }: DeploymentDocument,
) {
  const base = `${world.baseUrl}/${encodeURIComponent(organisation.document.name)}/${project.id}`;
  const links = (web: string, self: string) => ({ web: { href: `${base}/${web}` }, self: { href: `${base}/${self}` } });
  return {
    id,
    requestIdentifier: `${stage}.${job}`,
    environmentId,
    serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
    scopeId: project.id,
    planType: 'Build',
    planId: recordId(organisation.document.id, run.id, 'plan'),
    stageName: stage,
    jobName: job,
    stageAttempt: attempt,
    jobAttempt: attempt,
    definition: {
      _links: links(`_build/definition?definitionId=${run.pipelineId}`, `_apis/build/Definitions/${run.pipelineId}`),
      id: run.pipelineId,
      name: organisation.pipelines.get(run.pipelineId)?.name ?? '',
    },
    owner: {
      _links: links(`_build/results?buildId=${run.id}`, `_apis/build/Builds/${run.id}`),
      id: run.id,
      name: run.buildNumber,
    },
    ...(result === undefined ? {} : { result }),
    queueTime,
    ...(startTime === undefined ? {} : { startTime }),
    ...(finishTime === undefined ? {} : { finishTime }),
  };
}
