import type { Finding } from './finding.ts';
import { branchToken, repositoryToken, type SecuredRepository } from './security-token.ts';

/** The ids of the security namespaces of Azure DevOps that are asked. */
const GIT = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
const BUILD = '33344d9c-fc72-4d6f-aba5-fa317101a7e9';
const AREAS = '83e28ad4-2d72-4ceb-97b0-c7726d5502c3';
const ENVIRONMENTS = '83d4c2e6-e57d-4d6e-892b-b87222b7ad20';

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
  /** What goes without it, where that is not everything. */
  readonly onlyFor?: string;
  /** Where it comes with a role: the role that has it. */
  readonly role?: string;
}

export interface RightsPlace extends SecuredRepository {
  readonly repository: string;
  readonly targetBranch: string;
  readonly ledgerBranch: string;
  /** The id of the project's root area; undefined: it could not be read. */
  readonly areaId?: string | undefined;
  /** Address of the project, to which links lead; none when left out. */
  readonly webUrl?: string;
}

/** A page with its address, where that is known. */
const linked = (page: string, { webUrl }: Pick<RightsPlace, 'webUrl'>, path: string): string =>
  webUrl === undefined ? page : `${page} (${webUrl}/${path})`;

/** The rights to ask for, in the order in which they are reported. */
export function neededRights(place: RightsPlace): readonly NeededRight[] {
  const { repository, targetBranch, ledgerBranch } = place;
  const inRepository = {
    namespace: GIT,
    token: repositoryToken(place),
    on: `the repository ${repository}`,
    page: linked(
      `Project settings > Repositories > ${repository} > Security`,
      place,
      `_settings/repositories?repo=${place.repositoryId}`,
    ),
  };
  const onBranch = (branch: string): Omit<NeededRight, 'id' | 'right' | 'bit'> => ({
    namespace: GIT,
    token: branchToken(place, branch),
    on: `the branch ${branch}`,
    page: linked(
      `Repos > Branches > ${branch} > More options > Branch security`,
      place,
      `_git/${encodeURIComponent(repository)}/branches`,
    ),
  });
  return [
    { ...inRepository, id: 'contribute-to-pull-requests', right: 'Contribute to pull requests', bit: 16384 },
    { ...inRepository, id: 'create-branch', right: 'Create branch', bit: 16 },
    { ...inRepository, id: 'create-tag', right: 'Create tag', bit: 32 },
    { ...onBranch(ledgerBranch), id: 'contribute-to-ledger', right: 'Contribute', bit: 4 },
    { ...onBranch(targetBranch), id: 'contribute-to-target', right: 'Contribute', bit: 4 },
    ...buildRights(place),
    {
      namespace: ENVIRONMENTS,
      token: `Environments/${place.projectId}`,
      on: 'the environments of the project',
      page: linked('Pipelines > Environments > More options > Security', place, '_environments'),
      id: 'view-environments',
      right: 'View',
      bit: 1,
      role: 'Reader',
    },
    ...(place.areaId === undefined ? [] : [editWorkItems(place.areaId, place)]),
  ];
}

function buildRights(place: RightsPlace): readonly NeededRight[] {
  const onPipelines = {
    namespace: BUILD,
    token: place.projectId,
    on: 'the pipelines of the project',
    page: linked('Pipelines > All > More options > Manage security', place, '_build?view=folders'),
  };
  return [
    { ...onPipelines, id: 'queue-builds', right: 'Queue builds', bit: 128 },
    {
      ...onPipelines,
      id: 'stop-builds',
      right: 'Stop builds',
      bit: 512,
      onlyFor: 'cancelling what RunPipeline has started',
    },
    {
      ...onPipelines,
      id: 'update-builds',
      right: 'Update build information',
      bit: 64,
      onlyFor: 'the mark by which RunPipeline knows its runs again',
    },
  ];
}

/** The token of the root area stands for all below it that do not set it otherwise. */
export const editWorkItems = (areaId: string, place: Pick<RightsPlace, 'webUrl'> = {}): NeededRight => ({
  namespace: AREAS,
  token: `vstfs:///Classification/Node/${areaId}`,
  on: 'the root area',
  page: linked(
    'Project settings > Boards > Project configuration > Areas > the root area > More options > Security',
    place,
    '_settings/work',
  ),
  id: 'edit-work-items',
  right: 'Edit work items in this node',
  bit: 32,
  onlyFor: 'moving, commenting and linking work items of Azure Boards',
});

/** What a right's evaluation says; `isGranted` undefined: the service did not answer. */
export function judgeRight(
  { id, right, on, page, onlyFor, role }: NeededRight,
  { isGranted, identity }: { readonly isGranted: boolean | undefined; readonly identity: string },
): Finding {
  const base = { id: `permission-${id}`, area: 'permissions', title: `${right} on ${on}`, right } as const;
  if (isGranted === true) return { ...base, status: 'ok', detail: `${identity} has it.` };
  const remedy =
    role === undefined
      ? `${page}: choose ${identity} and set "${right}" to Allow.`
      : `${page} > Add: ${identity} with the role ${role}.`;
  if (isGranted === undefined)
    return { ...base, status: 'unknown', detail: `Whether ${identity} has it could not be read.`, remedy };
  const cost = onlyFor === undefined ? '' : ` It is needed for ${onlyFor}.`;
  const status = onlyFor === undefined ? 'problem' : 'warning';
  return { ...base, status, detail: `${identity} does not have it.${cost}`, remedy };
}
