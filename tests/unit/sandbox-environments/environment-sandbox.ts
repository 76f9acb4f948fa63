import { advance, type CheckServices } from '../../../sandbox/azure-devops/environments/advance.ts';
import { cancel, openCheckpoint, releaseLocks } from '../../../sandbox/azure-devops/environments/checkpoint.ts';
import type { CheckpointDocument, CheckpointState } from '../../../sandbox/azure-devops/environments/documents.ts';
import { timelineRecords, type CheckRecord } from '../../../sandbox/azure-devops/environments/timeline.ts';
import { shop, startPipelines, type PipelineSandbox } from '../sandbox-pipelines/pipeline-sandbox.ts';

export { shop, stopSandboxes } from '../sandbox-pipelines/pipeline-sandbox.ts';

export const PREVIEW = { version: '7.1-preview.1' };
export const NEXT = { version: '7.2-preview.1' };

export const name = { organisation: shop.organisation, project: shop.project };

export interface Gate {
  readonly sandbox: PipelineSandbox;
  readonly environment: number;
}

/** A project with one environment, `production`. */
export async function startGate(): Promise<Gate> {
  const sandbox = await startPipelines();
  const { id } = sandbox.azure.createEnvironment({ ...name, name: 'production' });
  return { sandbox, environment: id };
}

export interface Checkpoint {
  readonly id: number;
  readonly suiteId: string;
  advance(services?: Partial<CheckServices>): Promise<CheckpointState>;
  cancel(): void;
  release(): void;
  records(): readonly CheckRecord[];
}

let builds = 0;

/** Opens the checks of a stage of a run, as the executor does. */
export function open(
  { sandbox }: Pick<Gate, 'sandbox'>,
  wanted: {
    readonly requester?: string;
    readonly build?: number;
    readonly stage?: string;
    readonly attempt?: number;
    readonly lockBehavior?: 'sequential' | 'runLatest';
    readonly environments?: readonly string[];
    readonly pipeline?: number;
    readonly extended?: CheckpointDocument['extended'];
  } = {},
): Checkpoint {
  const { requester = 'Ada Doe', stage = 'Deploy', attempt = 1, environments = ['production'] } = wanted;
  const place = sandbox.azure.projectPlace(name);
  const requestedById = sandbox.azure.createIdentity(shop.organisation, { displayName: requester }).id;
  builds += 1;
  const checkpoint: CheckpointDocument = openCheckpoint(place, {
    build: {
      id: wanted.build ?? builds,
      buildNumber: '20261102.1',
      pipelineId: wanted.pipeline ?? 1,
      requestedById,
      sourceBranch: 'refs/heads/main',
      sourceVersion: sandbox.commit,
      reason: 'manual',
    },
    stage,
    attempt,
    environments,
    lockBehavior: wanted.lockBehavior,
    extended: wanted.extended ?? [],
  });
  return {
    id: checkpoint.id,
    suiteId: checkpoint.suiteId,
    advance: (services = {}) => advance(place, checkpoint, { accessToken: () => sandbox.tokenOf('Bot'), ...services }),
    cancel: () => void cancel(place, checkpoint),
    release: () => releaseLocks(place, checkpoint),
    records: () => timelineRecords(place, checkpoint, 'stage'),
  };
}
