import * as z from 'zod';
import { mapConcurrently } from '../../concurrency.ts';
import { SlipwayError } from '../../errors.ts';
import type { PipelineFile } from '../../setup/environments/ports.ts';
import { isNotFound } from './absent.ts';
import type { EnvironmentAccess } from './environment-access.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const PAGE = 100;
const MAX_PAGES = 10;
const CONCURRENCY = 4;
/** Of one file, in bytes. */
const MAX_FILE = 1024 * 1024;

const WireDefinition = z.object({
  id: z.number(),
  name: z.string(),
  process: z.object({ yamlFilename: z.string().nullish() }).nullish(),
  repository: z.object({ defaultBranch: z.string().nullish() }).nullish(),
});
const WireDefinitions = z.object({ value: z.array(WireDefinition) });
type WireDefinition = z.infer<typeof WireDefinition>;

/** Requires "View build pipeline" and "Read". The pipelines of a repository with their files, as of their default branch. */
export async function listPipelineFiles(access: EnvironmentAccess): Promise<readonly PipelineFile[]> {
  const definitions = await listDefinitions(access);
  return mapConcurrently(definitions, CONCURRENCY, async (definition) => ({
    id: definition.id,
    name: definition.name,
    text: await readFile(access, definition),
  }));
}

async function listDefinitions({ client, repositoryId }: EnvironmentAccess): Promise<readonly WireDefinition[]> {
  const found: WireDefinition[] = [];
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { value, next } = await client.page(
      {
        operation: 'list the pipelines of the repository',
        path: ['build', 'definitions'],
        query: {
          repositoryId,
          repositoryType: 'TfsGit',
          includeAllProperties: 'true',
          // Which order does not matter, but a token belongs to one.
          queryOrder: 'definitionNameAscending',
          $top: PAGE,
          continuationToken: token,
        },
        permission: 'View build pipeline',
        grantedAt: PIPELINE_SECURITY,
      },
      WireDefinitions,
    );
    found.push(...value.value);
    if (next === undefined || next === token) return found;
    token = next;
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the pipelines of the repository.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, the repository has more pipelines than the ${PAGE * MAX_PAGES} that are read.`,
  });
}

async function readFile(
  { client, repositoryId }: EnvironmentAccess,
  { name, process, repository }: WireDefinition,
): Promise<string | undefined> {
  const path = process?.yamlFilename;
  if (typeof path !== 'string' || path === '') return undefined;
  const branch = repository?.defaultBranch?.replace(/^refs\/heads\//, '');
  const version =
    branch === undefined ? {} : { 'versionDescriptor.version': branch, 'versionDescriptor.versionType': 'branch' };
  try {
    const bytes = await client.bytes(
      {
        operation: `read the file of the pipeline ${name}`,
        path: ['git', 'repositories', repositoryId, 'items'],
        query: { path: `/${path.replace(/^\/+/, '')}`, $format: 'octetStream', ...version },
        permission: 'Read',
      },
      MAX_FILE,
    );
    return bytes.toString('utf8');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
