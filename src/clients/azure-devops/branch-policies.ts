import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { PoliciesRead } from '../../setup/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
const STATUS = 'cbdc66da-9728-4af8-aada-9a5a32e4a226';
const PAGE = 1_000;
const MAX_PAGES = 20;

const WireScope = z.object({
  repositoryId: z.string().nullish(),
  refName: z.string().nullish(),
  matchKind: z.string().nullish(),
});
type WireScope = z.infer<typeof WireScope>;
const WirePolicy = z.object({
  isEnabled: z.boolean(),
  isBlocking: z.boolean(),
  isDeleted: z.boolean().nullish(),
  settings: z.looseObject({
    scope: z.array(WireScope).nullish(),
    buildDefinitionId: z.number().nullish(),
    manualQueueOnly: z.boolean().nullish(),
    statusGenre: z.string().nullish(),
    statusName: z.string().nullish(),
    authorId: z.string().nullish(),
  }),
});
type WirePolicy = z.infer<typeof WirePolicy>;
const WirePolicies = z.object({ value: z.array(WirePolicy) });

/** A branch of the client's project. */
export interface BranchPlace {
  readonly client: AzureDevOpsClient;
  readonly repositoryId: string;
  /** refs/heads/... */
  readonly ref: string;
  readonly isDefault: boolean;
}

/** Requires "Read". Builds that validate pull requests into the branch, and the policies on our status. */
export async function readBranchPolicies(place: BranchPlace): Promise<PoliciesRead> {
  const [builds, statuses] = await Promise.all([listPolicies(place, BUILD), listPolicies(place, STATUS)]);
  return {
    builds: builds.map(({ isEnabled, isBlocking, settings }) => ({
      isEnabled,
      isBlocking,
      isManual: settings.manualQueueOnly ?? false,
      pipelineId: settings.buildDefinitionId ?? undefined,
    })),
    reviews: statuses
      .filter(({ settings }) => settings.statusGenre === 'slipway' && settings.statusName === 'ai-review')
      .map(({ isEnabled, isBlocking, settings }) => ({
        isEnabled,
        isBlocking,
        authorId: settings.authorId ?? undefined,
      })),
  };
}

async function listPolicies(place: BranchPlace, policyType: string): Promise<readonly WirePolicy[]> {
  const found: WirePolicy[] = [];
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { value, next } = await place.client.page(
      {
        operation: 'list the policies of the project',
        path: ['policy', 'configurations'],
        query: { policyType, $top: PAGE, continuationToken: token },
        permission: 'Read',
      },
      WirePolicies,
    );
    found.push(...value.value);
    if (next === undefined || next === token) return found.filter((policy) => isOf(policy, place));
    token = next;
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the policies of the project.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, the project has more policies than the ${PAGE * MAX_PAGES} that are read.`,
  });
}

const isOf = ({ isDeleted, settings }: WirePolicy, place: BranchPlace): boolean =>
  isDeleted !== true && (settings.scope ?? []).some((scope) => covers(scope, place));

/** A scope without a repository is of all of them. */
function covers({ repositoryId, refName, matchKind }: WireScope, place: BranchPlace): boolean {
  if (typeof repositoryId === 'string' && repositoryId.toLowerCase() !== place.repositoryId.toLowerCase()) return false;
  switch ((matchKind ?? 'exact').toLowerCase()) {
    case 'defaultbranch':
      return place.isDefault;
    case 'prefix':
      return place.ref.startsWith(refName ?? 'refs/heads/');
    default:
      return place.ref === refName;
  }
}
