import type { Identity } from '../documents.ts';
import { isPerson } from '../identities.ts';
import type { ApprovalScript, PipelineDocument, StageScript } from './documents.ts';
import type { ProjectPlace } from './place.ts';

interface NewApproval extends Omit<ApprovalScript, 'approverIds'> {
  /** Users by id or display name; created when new. A build service is no approver. */
  readonly approvers: readonly { readonly id?: string; readonly displayName: string }[];
}

export interface NewStage extends Omit<StageScript, 'result' | 'approval'> {
  /** `succeeded` when left out. */
  readonly result?: StageScript['result'];
  readonly approval?: NewApproval;
}

export interface NewPipeline {
  readonly organisation: string;
  readonly project: string;
  readonly name: string;
  /** Name of a repository of the project. */
  readonly repository: string;
  /** \ when left out. */
  readonly folder?: string;
  readonly yamlFilename?: string;
  /** Template parameters with their defaults; null has none and must be given. */
  readonly parameters?: Readonly<Record<string, string | null>>;
  readonly settableVariables?: readonly string[];
  readonly stages: readonly NewStage[];
  readonly queueSeconds?: number;
  readonly cancelSeconds?: number;
  readonly queueStatus?: PipelineDocument['queueStatus'];
}

/**
 * Creates a pipeline, or scripts the one of that name and folder anew; runs keep the script that they began with.
 * Throws for a script that no pipeline could have.
 */
export function createPipeline(
  { organisation, project, world }: ProjectPlace,
  wanted: NewPipeline,
  {
    repositoryId,
    identityOf,
  }: { repositoryId: string; identityOf: (who: NewApproval['approvers'][number]) => Identity },
): PipelineDocument {
  const { folder = '\\', name, stages, ...rest } = wanted;
  const known = organisation.pipelines.all.find(
    (one) => one.projectId === project.id && one.folder === folder && one.name.toLowerCase() === name.toLowerCase(),
  );
  if (new Set(stages.map((stage) => stage.name)).size !== stages.length)
    throw new Error(`The stages of ${name} need names of their own.`);
  const pipeline: PipelineDocument = {
    id: known?.id ?? organisation.pipelines.nextId,
    projectId: project.id,
    name,
    folder,
    repositoryId,
    createdDate: known?.createdDate ?? world.clock.now().toISOString(),
    stages: stages.map((stage) => stageOf(stage, identityOf)),
    ...settingsOf(rest),
  };
  organisation.pipelines.save(pipeline);
  return pipeline;
}

const settingsOf = ({
  yamlFilename = 'azure-pipelines.yml',
  parameters = {},
  settableVariables = [],
  queueSeconds = 0,
  cancelSeconds = 2,
  queueStatus = 'enabled' as const,
}: Partial<NewPipeline>) => ({
  yamlFilename,
  parameters,
  settableVariables,
  queueSeconds,
  cancelSeconds,
  queueStatus,
});

type IdentityOf = (who: NewApproval['approvers'][number]) => Identity;

function stageOf({ approval, result = 'succeeded', ...stage }: NewStage, identityOf: IdentityOf): StageScript {
  return { ...stage, result, ...(approval ? { approval: approvalOf(approval, identityOf) } : {}) };
}

function approvalOf({ approvers, ...rest }: NewApproval, identityOf: IdentityOf): ApprovalScript {
  const identities = approvers.map(identityOf);
  if (identities.length === 0 || !identities.every(isPerson))
    throw new Error(`The environment ${rest.environment} needs approvers that are people.`);
  return { ...rest, approverIds: identities.map(({ id }) => id) };
}
