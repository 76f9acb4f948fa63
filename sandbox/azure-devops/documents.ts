/** What is kept on disk: one document per organisation, one per pull request, one of all tokens. */

export interface Identity {
  readonly id: string;
  readonly displayName: string;
  /** An address, or `Build\id` for a build service. */
  readonly uniqueName: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** refs/heads/... */
  readonly defaultBranch: string;
}

export interface OrganisationDocument {
  readonly id: string;
  readonly name: string;
  readonly projects: Project[];
  readonly repositories: Repository[];
  readonly identities: Identity[];
  /** Numbers are unique within an organisation. */
  readonly next: { pullRequest: number; thread: number; status: number };
}

export type Permission =
  'readCode' | 'contribute' | 'createBranch' | 'createTag' | 'forcePush' | 'contributeToPullRequests';

export const ALL_PERMISSIONS: readonly Permission[] = [
  'readCode',
  'contribute',
  'createBranch',
  'createTag',
  'forcePush',
  'contributeToPullRequests',
];

/** As TF401027 names them. */
export const PERMISSION_NAMES: Readonly<Record<Permission, string>> = {
  readCode: 'GenericRead',
  contribute: 'GenericContribute',
  createBranch: 'CreateBranch',
  createTag: 'CreateTag',
  forcePush: 'ForcePush',
  contributeToPullRequests: 'PullRequestContribute',
};

export interface Token {
  readonly token: string;
  readonly organisation: string;
  readonly identityId: string;
  readonly permissions: readonly Permission[];
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
  readonly status: 'succeeded' | 'conflicts';
  readonly source: string;
  readonly target: string;
  readonly commit?: string;
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
  reviewers: { readonly id: string; vote: number; isRequired: boolean }[];
  readonly iterations: IterationDocument[];
  readonly threads: ThreadDocument[];
  statuses: StatusDocument[];
  properties: Record<string, string>;
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
