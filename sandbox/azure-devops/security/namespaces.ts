import type { Permission } from '../documents.ts';

interface Action {
  readonly bit: number;
  readonly name: string;
  readonly displayName: string;
  /** What this service enforces of it; an action without one is answered with no. `read` is had by whoever is in. */
  readonly permission?: Permission | 'read';
}

export interface Namespace {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly separator: string;
  readonly actions: readonly Action[];
}

type Row = readonly [bit: number, name: string, displayName: string, permission?: Permission | 'read'];

const actionsOf = (rows: readonly Row[]): readonly Action[] =>
  rows.map(([bit, name, displayName, permission]) => ({
    bit,
    name,
    displayName,
    ...(permission === undefined ? {} : { permission }),
  }));

export const GIT: Namespace = {
  id: '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87',
  name: 'Git Repositories',
  displayName: 'Git Repositories',
  separator: '/',
  actions: actionsOf([
    [1, 'Administer', 'Administer'],
    [2, 'GenericRead', 'Read', 'readCode'],
    [4, 'GenericContribute', 'Contribute', 'contribute'],
    [8, 'ForcePush', 'Force push (rewrite history, delete branches and tags)', 'forcePush'],
    [16, 'CreateBranch', 'Create branch', 'createBranch'],
    [32, 'CreateTag', 'Create tag', 'createTag'],
    [64, 'ManageNote', 'Manage notes'],
    [128, 'PolicyExempt', 'Bypass policies when pushing', 'bypassPushPolicies'],
    [256, 'CreateRepository', 'Create repository'],
    [512, 'DeleteRepository', 'Delete or disable repository'],
    [1024, 'RenameRepository', 'Rename repository'],
    [2048, 'EditPolicies', 'Edit policies', 'editPolicies'],
    [4096, 'RemoveOthersLocks', "Remove others' locks"],
    [8192, 'ManagePermissions', 'Manage permissions'],
    [16384, 'PullRequestContribute', 'Contribute to pull requests', 'contributeToPullRequests'],
    [32768, 'PullRequestBypassPolicy', 'Bypass policies when completing pull requests', 'bypassPullRequestPolicies'],
  ]),
};

export const BUILD: Namespace = {
  id: '33344d9c-fc72-4d6f-aba5-fa317101a7e9',
  name: 'Build',
  displayName: 'Build',
  separator: '/',
  actions: actionsOf([
    [1, 'ViewBuilds', 'View builds', 'read'],
    [2, 'EditBuildQuality', 'Edit build quality'],
    [4, 'RetainIndefinitely', 'Retain indefinitely'],
    [8, 'DeleteBuilds', 'Delete builds'],
    [16, 'ManageBuildQualities', 'Manage build qualities'],
    [32, 'DestroyBuilds', 'Destroy builds'],
    [64, 'UpdateBuildInformation', 'Update build information', 'updateBuilds'],
    [128, 'QueueBuilds', 'Queue builds', 'queueBuilds'],
    [256, 'ManageBuildQueue', 'Manage build queue'],
    [512, 'StopBuilds', 'Stop builds', 'stopBuilds'],
    [1024, 'ViewBuildDefinition', 'View build pipeline', 'read'],
    [2048, 'EditBuildDefinition', 'Edit build pipeline'],
    [4096, 'DeleteBuildDefinition', 'Delete build pipeline'],
    [8192, 'OverrideBuildCheckInValidation', 'Override check-in validation by build'],
    [16384, 'AdministerBuildPermissions', 'Administer build permissions'],
  ]),
};

export const AREAS: Namespace = {
  id: '83e28ad4-2d72-4ceb-97b0-c7726d5502c3',
  name: 'CSS',
  displayName: 'CSS',
  separator: ':',
  actions: actionsOf([
    [1, 'GENERIC_READ', 'View permissions for this node', 'read'],
    [2, 'GENERIC_WRITE', 'Edit this node'],
    [4, 'CREATE_CHILDREN', 'Create child nodes'],
    [8, 'DELETE', 'Delete this node'],
    [16, 'WORK_ITEM_READ', 'View work items in this node', 'read'],
    [32, 'WORK_ITEM_WRITE', 'Edit work items in this node', 'editWorkItems'],
    [64, 'MANAGE_TEST_PLANS', 'Manage test plans'],
    [128, 'MANAGE_TEST_SUITES', 'Manage test suites'],
  ]),
};

export const ENVIRONMENTS: Namespace = {
  id: '83d4c2e6-e57d-4d6e-892b-b87222b7ad20',
  name: 'Environment',
  displayName: 'Environment',
  separator: '/',
  actions: actionsOf([
    [1, 'View', 'View', 'read'],
    [2, 'Manage', 'Manage', 'manageChecks'],
    [4, 'ManageHistory', 'Manage history', 'manageChecks'],
    [8, 'Administer', 'Administer permissions', 'manageChecks'],
    [16, 'Use', 'Use', 'read'],
    [32, 'Create', 'Create', 'createEnvironment'],
  ]),
};

export const NAMESPACES: readonly Namespace[] = [GIT, BUILD, AREAS, ENVIRONMENTS];
