import type { Finding } from './finding.ts';
import { branchToken, repositoryToken, type SecuredRepository } from './security-token.ts';

/** The ids of the security namespaces of Azure DevOps that are asked. */
const GIT = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
const BUILD = '33344d9c-fc72-4d6f-aba5-fa317101a7e9';

/** A right that Slipway's tasks need, and where it is given. */
export interface NeededRight {
  readonly id: string;
  /** As the page of Azure DevOps names it. */
  readonly right: string;
  /** Where it counts: "the repository shop". */
  readonly on: string;
  /** The page on which it is set. */
  readonly page: string;
  readonly namespace: string;
  readonly token: string;
  readonly bit: number;
}

export interface RightsPlace extends SecuredRepository {
  readonly repository: string;
  readonly targetBranch: string;
  readonly ledgerBranch: string;
}

/** The rights to ask for, in the order in which they are reported. */
export function neededRights(place: RightsPlace): readonly NeededRight[] {
  const { repository, targetBranch, ledgerBranch } = place;
  const inRepository = {
    namespace: GIT,
    token: repositoryToken(place),
    on: `the repository ${repository}`,
    page: `Project settings > Repositories > ${repository} > Security`,
  };
  const onBranch = (branch: string): Omit<NeededRight, 'id' | 'right' | 'bit'> => ({
    namespace: GIT,
    token: branchToken(place, branch),
    on: `the branch ${branch}`,
    page: `Repos > Branches > ${branch} > More options > Branch security`,
  });
  return [
    { ...inRepository, id: 'contribute-to-pull-requests', right: 'Contribute to pull requests', bit: 16384 },
    { ...inRepository, id: 'create-branch', right: 'Create branch', bit: 16 },
    { ...inRepository, id: 'create-tag', right: 'Create tag', bit: 32 },
    { ...onBranch(ledgerBranch), id: 'contribute-to-ledger', right: 'Contribute', bit: 4 },
    { ...onBranch(targetBranch), id: 'contribute-to-target', right: 'Contribute', bit: 4 },
    {
      namespace: BUILD,
      token: place.projectId,
      on: 'the pipelines of the project',
      page: 'Pipelines > All > More options > Manage security',
      id: 'queue-builds',
      right: 'Queue builds',
      bit: 128,
    },
  ];
}

/** What a right's evaluation says; `isGranted` undefined: the service did not answer. */
export function judgeRight(
  { id, right, on, page }: NeededRight,
  { isGranted, identity }: { readonly isGranted: boolean | undefined; readonly identity: string },
): Finding {
  const base = { id: `permission-${id}`, area: 'permissions', title: `${right} on ${on}` } as const;
  if (isGranted === true) return { ...base, status: 'ok', detail: `${identity} has it.` };
  const remedy = `${page}: choose ${identity} and set "${right}" to Allow.`;
  return isGranted === false
    ? { ...base, status: 'problem', detail: `${identity} does not have it.`, remedy }
    : { ...base, status: 'unknown', detail: `Whether ${identity} has it could not be read.`, remedy };
}
