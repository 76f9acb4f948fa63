import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { NewRun, Pipeline, PipelineName } from '../../release/run/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** Where a person grants what the calls of pipelines need. */
export const PIPELINE_SECURITY = "the pipeline's menu > Manage security";

const WireName = z.object({ id: z.number(), name: z.string(), path: z.string().nullish() });
const WireNames = z.object({ value: z.array(WireName) });
const WireDefinition = WireName.extend({
  queueStatus: z.enum(['enabled', 'paused', 'disabled']).nullish(),
  repository: z
    .object({ id: z.string().nullish(), type: z.string().nullish(), defaultBranch: z.string().nullish() })
    .nullish(),
});
const WireQueued = z.object({ id: z.number() });
const WireRefs = z.object({
  value: z.array(z.object({ name: z.string(), objectId: z.string(), peeledObjectId: z.string().nullish() })),
});

const nameOf = ({ id, name, path }: z.infer<typeof WireName>): PipelineName => ({ id, name, folder: path ?? '\\' });

/** Requires "View builds". The service takes * in the name for any text, so its answer is compared again. */
export async function findPipelines(client: AzureDevOpsClient, name: string): Promise<readonly PipelineName[]> {
  const { value } = await client.call(
    {
      operation: 'look for the pipeline',
      path: ['build', 'definitions'],
      query: { name },
      permission: 'View build pipeline',
      grantedAt: PIPELINE_SECURITY,
    },
    WireNames,
  );
  return value.map(nameOf).filter((one) => one.name.toLowerCase() === name.toLowerCase());
}

/** Requires "View build pipeline". */
export async function readPipeline(client: AzureDevOpsClient, id: number): Promise<Pipeline> {
  const found = await client.call(
    {
      operation: `show pipeline ${id}`,
      path: ['build', 'definitions', id],
      permission: 'View build pipeline',
      grantedAt: PIPELINE_SECURITY,
    },
    WireDefinition,
  );
  const { repository, queueStatus } = found;
  return {
    ...nameOf(found),
    state: queueStatus ?? 'enabled',
    repositoryId: repositoryIdOf(repository),
    defaultBranch: repository?.defaultBranch ?? undefined,
  };
}

/** Of code in Azure Repos; only there a ref can be looked up. */
function repositoryIdOf(repository: z.infer<typeof WireDefinition>['repository']): string | undefined {
  if (!repository || !/^TfsGit$/i.test(repository.type ?? '')) return undefined;
  return repository.id ?? undefined;
}

/** Requires "Read". The filter is a prefix. */
export async function readTip(
  client: AzureDevOpsClient,
  repositoryId: string,
  ref: string,
): Promise<string | undefined> {
  const { value } = await client.call(
    {
      operation: `show ${ref}`,
      path: ['git', 'repositories', repositoryId, 'refs'],
      query: { filter: ref.replace(/^refs\//, ''), peelTags: 'true' },
      permission: 'Read',
    },
    WireRefs,
  );
  const found = value.find(({ name }) => name === ref);
  return found?.peeledObjectId ?? found?.objectId;
}

/** Requires "Queue builds". Not repeated after a lost answer: that is the caller's to look after. */
export async function queueRun(client: AzureDevOpsClient, run: NewRun): Promise<number> {
  const { pipelineId, branch, commit, parameters } = run;
  const self = {
    ...(branch === undefined ? {} : { refName: branch }),
    ...(commit === undefined ? {} : { version: commit }),
  };
  try {
    const { id } = await client.call(
      {
        operation: `queue pipeline ${pipelineId}`,
        method: 'POST',
        path: ['pipelines', pipelineId, 'runs'],
        body: { resources: { repositories: { self } }, templateParameters: parameters },
        permission: 'Queue builds',
        grantedAt: PIPELINE_SECURITY,
      },
      WireQueued,
    );
    return id;
  } catch (error) {
    if (!(error instanceof SlipwayError && error.code === 'AZURE_DEVOPS_REFUSED')) throw error;
    throw new SlipwayError(error.message, {
      kind: 'input',
      code: 'RUN_NOT_QUEUED',
      hint: 'Check "branch", "commit" and "parameters" against the pipeline.',
      cause: error,
    });
  }
}
