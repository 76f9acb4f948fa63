/** What is kept on disk: one document per organisation, one per pull request, one of all tokens. */

export interface Identity {
  readonly id: string;
  readonly displayName: string;
  /** An address, or `Build\id` for a build service. */
  readonly uniqueName: string;
  /** Of a group: who is in it. */
  readonly memberIds?: readonly string[];
}

export interface Project {
  readonly id: string;
  readonly name: string;
  /** The process template that its work items follow; Agile when left out. */
  readonly process?: 'Agile' | 'Basic' | 'Scrum';
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** refs/heads/... */
  readonly defaultBranch: string;
}

/** A branch that moved, for which triggers have still to start what they start. */
export interface SeenPush {
  /** refs/heads/... */
  readonly ref: string;
  /** Undefined for a new branch. */
  readonly from?: string;
  readonly to: string;
  readonly pusherId: string;
}

/** What triggers have seen of a repository: its branches, and what of that is not dealt with yet. */
export interface WatchedBranches {
  readonly heads: Readonly<Record<string, string>>;
  readonly pushes: readonly SeenPush[];
}

export interface OrganisationDocument {
  readonly id: string;
  readonly name: string;
  readonly projects: Project[];
  readonly repositories: Repository[];
  readonly identities: Identity[];
  /** Numbers are unique within an organisation. */
  readonly next: { pullRequest: number; thread: number; status: number; push?: number; policy?: number };
  policies?: PolicyDocument[];
  /** By id of a repository. */
  watched?: Record<string, WatchedBranches>;
}

export type Permission =
  | 'readCode'
  | 'contribute'
  | 'createBranch'
  | 'createTag'
  | 'forcePush'
  | 'contributeToPullRequests'
  | 'editPolicies'
  | 'bypassPushPolicies'
  | 'bypassPullRequestPolicies'
  | 'queueBuilds'
  | 'stopBuilds'
  | 'updateBuilds'
  | 'editWorkItems'
  | 'createEnvironment'
  | 'manageChecks';

/** All but the two that bypass policies, and the administration of all environments: those have to be named. */
export const ALL_PERMISSIONS: readonly Permission[] = [
  'readCode',
  'contribute',
  'createBranch',
  'createTag',
  'forcePush',
  'contributeToPullRequests',
  'editPolicies',
  'queueBuilds',
  'stopBuilds',
  'updateBuilds',
  'editWorkItems',
  'createEnvironment',
];

/** What a build service has by default: it uses environments, but creates none. */
export const BUILD_SERVICE_PERMISSIONS = ALL_PERMISSIONS.filter((one) => one !== 'createEnvironment');

/** What the task READMEs ask for: what the build service of a pipeline is given, whose token jobs get. */
export const JOB_PERMISSIONS: readonly Permission[] = [
  'readCode',
  'contribute',
  'createBranch',
  'createTag',
  'contributeToPullRequests',
  'queueBuilds',
  'stopBuilds',
  'updateBuilds',
  'editWorkItems',
];

/** As the service's refusals name them. */
export const PERMISSION_NAMES: Readonly<Record<Permission, string>> = {
  readCode: 'GenericRead',
  contribute: 'GenericContribute',
  createBranch: 'CreateBranch',
  createTag: 'CreateTag',
  forcePush: 'ForcePush',
  contributeToPullRequests: 'PullRequestContribute',
  editPolicies: 'EditPolicies',
  bypassPushPolicies: 'PolicyExempt',
  bypassPullRequestPolicies: 'PullRequestBypassPolicy',
  queueBuilds: 'Queue builds',
  stopBuilds: 'Stop builds',
  updateBuilds: 'Update build information',
  editWorkItems: 'Edit work items in this node',
  createEnvironment: 'Create',
  manageChecks: 'Administer',
};

export interface Token {
  readonly token: string;
  readonly organisation: string;
  readonly identityId: string;
  readonly permissions: readonly Permission[];
  /** What an extension or a token of a person is cut to; everything that the person may when left out. */
  readonly scopes?: readonly string[];
  readonly runId?: string;
}

export type IterationReason = 'create' | 'push' | 'forcePush' | 'retarget';

export interface IterationDocument {
  readonly id: number;
  readonly reason: IterationReason;
  readonly authorId: string;
  readonly createdDate: string;
  readonly source: string;
  readonly target: string;
  /** The merge base. */
  readonly common: string;
  readonly oldTargetRef?: string;
  readonly newTargetRef?: string;
}

export interface CommentDocument {
  readonly id: number;
  readonly parentCommentId: number;
  readonly authorId: string;
  readonly commentType: 'text' | 'codeChange' | 'system';
  readonly publishedDate: string;
  content: string;
  lastUpdatedDate: string;
  isDeleted: boolean;
}

export interface PositionDocument {
  readonly line: number;
  readonly offset: number;
}

export interface ThreadContextDocument {
  readonly filePath: string;
  readonly leftFileStart?: PositionDocument | null | undefined;
  readonly leftFileEnd?: PositionDocument | null | undefined;
  readonly rightFileStart?: PositionDocument | null | undefined;
  readonly rightFileEnd?: PositionDocument | null | undefined;
}

export interface IterationContextDocument {
  readonly changeTrackingId: number;
  readonly iterationContext: { readonly firstComparingIteration: number; readonly secondComparingIteration: number };
}

export interface ThreadDocument {
  readonly id: number;
  readonly publishedDate: string;
  readonly comments: CommentDocument[];
  readonly context: ThreadContextDocument | null;
  readonly pullRequestContext: IterationContextDocument | null;
  /** Undefined on the threads that the service itself writes. */
  status?: string;
  properties: Record<string, string>;
  lastUpdatedDate: string;
}

export interface StatusDocument {
  readonly id: number;
  readonly iterationId?: number;
  readonly state: string;
  readonly description: string;
  readonly genre: string | null;
  readonly name: string;
  readonly targetUrl?: string;
  readonly creationDate: string;
  readonly createdById: string;
  readonly properties: Record<string, string>;
}

export interface MergeDocument {
  readonly status: 'succeeded' | 'conflicts' | 'rejectedByPolicy' | 'failure';
  /** Why the last completion did not merge. */
  readonly failure?: string;
  readonly source: string;
  readonly target: string;
  readonly commit?: string;
}

export interface ReviewerDocument {
  readonly id: string;
  vote: number;
  isRequired: boolean;
  /** The newest iteration when the vote was cast. */
  iteration?: number;
}

/** A completion that was asked for and is not done yet. */
export interface CompletionDocument {
  /** The source commit that it was asked for. */
  readonly commit: string;
  readonly requestedById: string;
  readonly queuedDate: string;
  readonly bypassPolicy: boolean;
  /** What is about to be put on the target branch, or has just been. */
  merge?: { readonly target: string; readonly commit: string };
  /** Begun by the service because all policies passed. */
  readonly auto: boolean;
}

/** How the build of a build policy stands, for one source commit. */
export interface PolicyBuildDocument {
  readonly state: PolicyStatus;
  readonly source: string;
  /** Of a run of YAML: the target commit that it was merged with. */
  readonly target?: string;
  readonly buildId?: number;
  readonly finishTime?: string;
}

export interface PullRequestDocument {
  readonly id: number;
  readonly repositoryId: string;
  readonly createdById: string;
  readonly creationDate: string;
  readonly sourceRef: string;
  targetRef: string;
  title: string;
  description: string;
  status: 'active' | 'abandoned' | 'completed';
  isDraft: boolean;
  closedDate?: string;
  closedById?: string;
  autoCompleteSetById?: string;
  completionOptions?: Record<string, unknown>;
  merge: MergeDocument;
  hasMultipleMergeBases: boolean;
  labels: { readonly id: string; readonly name: string }[];
  reviewers: ReviewerDocument[];
  completion?: CompletionDocument;
  /** By id of the policy. */
  policyBuilds?: Record<string, PolicyBuildDocument>;
  /** Runs of build policies have still to be started for it; by whom it was changed. */
  validationDue?: { readonly byId?: string };
  mergeOptions?: Record<string, unknown>;
  readonly iterations: IterationDocument[];
  readonly threads: ThreadDocument[];
  statuses: StatusDocument[];
  properties: Record<string, string>;
  /** Kept by work-items/pull-request-links.ts alone, from the relations of the work items. */
  workItemIds?: readonly number[];
}

export type PolicyStatus = 'queued' | 'running' | 'approved' | 'rejected' | 'notApplicable' | 'broken';

export interface PolicyScope {
  /** Any repository of the project when null. */
  readonly repositoryId: string | null;
  /** refs/heads/... or the beginning of it; null with defaultBranch. */
  readonly refName: string | null;
  readonly matchKind: 'exact' | 'prefix' | 'defaultBranch';
}

export interface PolicyDocument {
  readonly id: number;
  readonly projectId: string;
  readonly typeId: string;
  readonly createdById: string;
  readonly createdDate: string;
  readonly revision: number;
  readonly isBlocking: boolean;
  readonly isEnabled: boolean;
  /** As the schema of its type has it, see policies/policy-types.ts. */
  readonly settings: Readonly<Record<string, unknown>> & { readonly scope: readonly PolicyScope[] };
}

/** One write that reached the service, whether it was granted or not. */
export interface JournalEntry {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly identity: Identity;
  readonly runId?: string;
}
