import * as z from 'zod';
import type { ProjectReader, Retention } from '../../setup/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { readBranchPolicies } from './branch-policies.ts';
import { evaluateRights } from './permissions.ts';
import { PIPELINE_SECURITY } from './pipelines.ts';

const WireRepository = z.object({ defaultBranch: z.string().nullish() });
const WireNode = z.object({ identifier: z.string() });
const WireConnections = z.object({ value: z.array(z.object({ name: z.string(), type: z.string() })) });
const WireSetting = z.object({ value: z.number().nullish(), max: z.number().nullish() }).nullish();
const WireRetention = z.object({
  purgeRuns: WireSetting,
  purgePullRequestRuns: WireSetting,
  purgeArtifacts: WireSetting,
});

interface ProjectPlace {
  readonly client: AzureDevOpsClient;
  readonly repositoryId: string;
}

/** What a project and one of its repositories are set to. Reads only. */
export function createProjectReader(
  place: ProjectPlace,
  readTicketKeys: ProjectReader['readTicketKeys'],
): ProjectReader {
  const { client, repositoryId } = place;
  let known: Promise<string> | undefined;
  const defaultBranch = () => (known ??= readDefaultBranch(place));
  return {
    readDefaultBranch: async () => (await defaultBranch()).replace(/^refs\/heads\//, ''),
    readRootArea: () => readRootArea(client),
    evaluateRights: (rights) => evaluateRights(client, rights),
    async readPolicies(branch) {
      const ref = `refs/heads/${branch}`;
      return readBranchPolicies({ client, repositoryId, ref, isDefault: ref === (await defaultBranch()) });
    },
    listWebhooks: () => listWebhooks(client),
    readRetention: () => readRetention(client),
    readTicketKeys,
  };
}

/** Requires "Read". An empty repository has none. */
async function readDefaultBranch({ client, repositoryId }: ProjectPlace): Promise<string> {
  const { defaultBranch } = await client.call(
    { operation: 'show the repository', path: ['git', 'repositories', repositoryId], permission: 'Read' },
    WireRepository,
  );
  return defaultBranch ?? 'refs/heads/main';
}

/** Requires "View permissions for this node". */
async function readRootArea(client: AzureDevOpsClient): Promise<string> {
  const { identifier } = await client.call(
    {
      operation: 'show the root area',
      path: ['wit', 'classificationnodes', 'areas'],
      permission: 'View work items in this node',
      grantedAt: 'Project settings > Boards > Project configuration > Areas > the root area > Security',
    },
    WireNode,
  );
  return identifier;
}

/** Requires "Reader" of each connection that is to be seen: the service leaves out the others. */
async function listWebhooks(client: AzureDevOpsClient): Promise<readonly string[]> {
  const { value } = await client.call(
    {
      operation: 'list the incoming webhooks',
      path: ['serviceendpoint', 'endpoints'],
      query: { type: 'incomingwebhook' },
      permission: 'Reader',
      grantedAt: 'Project settings > Service connections > the menu > Security',
    },
    WireConnections,
  );
  return value.filter(({ type }) => /^incomingwebhook$/i.test(type)).map(({ name }) => name);
}

/** Requires "View builds". */
async function readRetention(client: AzureDevOpsClient): Promise<Retention> {
  const { purgeRuns, purgePullRequestRuns, purgeArtifacts } = await client.call(
    {
      operation: 'tell how long runs are kept',
      path: ['build', 'retention'],
      permission: 'View builds',
      grantedAt: PIPELINE_SECURITY,
    },
    WireRetention,
  );
  return {
    runs: purgeRuns?.value ?? undefined,
    pullRequestRuns: purgePullRequestRuns?.value ?? undefined,
    artifacts: purgeArtifacts?.value ?? undefined,
    mostRuns: purgeRuns?.max ?? undefined,
  };
}
