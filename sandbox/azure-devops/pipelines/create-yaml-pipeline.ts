import type { Endpoint } from '../../agent/task-step.ts';
import { JOB_PERMISSIONS, type Permission } from '../documents.ts';
import type { PipelineDocument } from './documents.ts';
import type { ProjectPlace } from './place.ts';

export interface NewYamlPipeline {
  readonly organisation: string;
  readonly project: string;
  readonly name: string;
  /** Name of a repository of the project. */
  readonly repository: string;
  /** Of the file in it; read from the commit of each run. */
  readonly yamlPath: string;
  /** \ when left out. */
  readonly folder?: string;
  /** Where built tasks lie, each in a folder of its name. */
  readonly tasksFolder: string;
  /** Those of the pipeline's settings, which the file's are laid over. */
  readonly variables?: Readonly<
    Record<string, string | { readonly value: string; readonly isSecret?: boolean; readonly allowOverride?: boolean }>
  >;
  /** Service connections by name. */
  readonly connections?: Readonly<Record<string, Endpoint>>;
  /** Of the build service; everything that the tasks ask for when left out. */
  readonly permissions?: readonly Permission[];
  /** Chosen as the agent does when left out. */
  readonly node?: 20 | 24;
  readonly queueStatus?: PipelineDocument['queueStatus'];
}

/** Creates a pipeline whose YAML is run, or sets the one of that name and folder anew. */
export function createYamlPipeline(
  { organisation, project, world }: ProjectPlace,
  wanted: NewYamlPipeline,
  repositoryId: string,
): PipelineDocument {
  const { name, folder = '\\', variables = {}, connections = {}, node, tasksFolder } = wanted;
  const known = organisation.pipelines.all.find(
    (one) => one.projectId === project.id && one.folder === folder && one.name.toLowerCase() === name.toLowerCase(),
  );
  const given = Object.entries(variables).map(
    ([key, one]) => [key, typeof one === 'string' ? { value: one } : one] as const,
  );
  const pipeline: PipelineDocument = {
    id: known?.id ?? organisation.pipelines.nextId,
    projectId: project.id,
    name,
    folder,
    repositoryId,
    createdDate: known?.createdDate ?? world.clock.now().toISOString(),
    yamlFilename: wanted.yamlPath.replace(/^\/+/, ''),
    parameters: {},
    settableVariables: [
      'system.debug',
      ...given.flatMap(([key, one]) => ('allowOverride' in one && one.allowOverride ? [key] : [])),
    ],
    stages: [],
    queueSeconds: 0,
    cancelSeconds: 0,
    queueStatus: wanted.queueStatus ?? 'enabled',
    yaml: {
      tasksFolder,
      connections,
      variables: Object.fromEntries(
        given.map(([key, one]) => [key, { value: one.value, isSecret: 'isSecret' in one && one.isSecret }]),
      ),
      permissions: wanted.permissions ?? JOB_PERMISSIONS,
      ...(node === undefined ? {} : { node }),
    },
  };
  organisation.pipelines.save(pipeline);
  return pipeline;
}
