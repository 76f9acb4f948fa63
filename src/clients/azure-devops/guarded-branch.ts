import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Template } from '../../setup/environments/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { EnvironmentAccess } from './environment-access.ts';

/** The policies that let nothing into a branch which nobody has looked at. */
const REVIEWERS = ['fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', 'fd2167ab-b0be-447a-8ec8-39368250530e'];

const PAGE = 1_000;
const MAX_PAGES = 20;

const WireScope = z.object({
  repositoryId: z.string().nullish(),
  refName: z.string().nullish(),
  matchKind: z.string().nullish(),
});
const WirePolicy = z.object({
  isEnabled: z.boolean(),
  isBlocking: z.boolean(),
  isDeleted: z.boolean().nullish(),
  type: z.object({ id: z.string() }),
  settings: z.looseObject({ scope: z.array(WireScope).nullish() }).nullish(),
});
type WirePolicy = z.infer<typeof WirePolicy>;
const WirePolicies = z.object({ value: z.array(WirePolicy) });
const WireRepository = z.object({ id: z.string(), defaultBranch: z.string().nullish() });

/** Requires "Read" there. Whether pushes to the ref are reviewed; undefined for what is no branch. */
export async function isGuarded(
  { client, clientOf }: EnvironmentAccess,
  { repository, ref }: Template,
): Promise<boolean | undefined> {
  if (!ref.startsWith('refs/heads/')) return undefined;
  const [project, name] = repository.split('/');
  const there = name === undefined || project === undefined ? client : clientOf({ project });
  const found = await there.call(
    {
      operation: `show the repository ${repository}`,
      path: ['git', 'repositories', name ?? repository],
      permission: 'Read',
    },
    WireRepository,
  );
  return (await listPolicies(there)).some((policy) => guards(policy, ref, found));
}

function guards(
  { isEnabled, isBlocking, isDeleted, type, settings }: WirePolicy,
  ref: string,
  repository: z.infer<typeof WireRepository>,
): boolean {
  if (!isEnabled || !isBlocking || isDeleted === true || !REVIEWERS.includes(type.id.toLowerCase())) return false;
  return (settings?.scope ?? []).some(({ repositoryId, refName, matchKind }) => {
    const isHere = repositoryId === null || repositoryId === undefined || same(repositoryId, repository.id);
    if (!isHere) return false;
    if (/^defaultBranch$/i.test(matchKind ?? '')) return ref === repository.defaultBranch;
    return /^prefix$/i.test(matchKind ?? '') ? ref.startsWith(refName ?? ' ') : ref === refName;
  });
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

async function listPolicies(client: AzureDevOpsClient): Promise<readonly WirePolicy[]> {
  const found: WirePolicy[] = [];
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { value, next } = await client.page(
      {
        operation: 'list the policies of a project',
        path: ['policy', 'configurations'],
        query: { $top: PAGE, continuationToken: token },
        permission: 'Read',
      },
      WirePolicies,
    );
    found.push(...value.value);
    if (next === undefined || next === token) return found;
    token = next;
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the policies of a project.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, the project has more policies than the ${PAGE * MAX_PAGES} that are read.`,
  });
}
