/** What is kept: one document per project, one per issue, one of the instance, one of all tokens. */

export type Deployment = 'cloud' | 'datacenter';

export interface User {
  readonly accountId: string;
  /** What Data Center knows a person by. */
  readonly name: string;
  readonly displayName: string;
  readonly emailAddress: string;
  readonly active: boolean;
}

export type Permission =
  | 'BROWSE_PROJECTS'
  | 'CREATE_ISSUES'
  | 'EDIT_ISSUES'
  | 'TRANSITION_ISSUES'
  | 'ADD_COMMENTS'
  | 'EDIT_OWN_COMMENTS'
  | 'EDIT_ALL_COMMENTS'
  | 'LINK_ISSUES'
  | 'ADMINISTER_PROJECTS';

export const ALL_PERMISSIONS: readonly Permission[] = [
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'TRANSITION_ISSUES',
  'ADD_COMMENTS',
  'EDIT_OWN_COMMENTS',
  'EDIT_ALL_COMMENTS',
  'LINK_ISSUES',
  'ADMINISTER_PROJECTS',
];

/** What a scoped API token of Cloud may do at most. */
export type Scope = 'read:jira-work' | 'write:jira-work' | 'manage:jira-project' | 'read:jira-user';

export interface Token {
  readonly token: string;
  readonly accountId: string;
  readonly permissions: readonly Permission[];
  /** Keys of the projects that it sees; all when undefined. */
  readonly projects?: readonly string[];
  /** Undefined for a token without scopes. */
  readonly scopes?: readonly Scope[];
  readonly runId?: string;
}

export interface IssueType {
  readonly id: string;
  readonly name: string;
  readonly subtask: boolean;
}

export type FieldKind =
  | 'line'
  | 'text'
  | 'number'
  | 'date'
  | 'labels'
  | 'versions'
  | 'components'
  | 'option'
  | 'options'
  | 'user'
  | 'priority'
  | 'resolution'
  | 'parent'
  | 'project'
  | 'issuetype';

export interface Option {
  readonly id: string;
  readonly value: string;
}

export interface Field {
  /** `summary`, `customfield_10010`. */
  readonly id: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly options?: readonly Option[];
}

export interface ScreenField {
  readonly field: string;
  readonly required: boolean;
}

export interface Screens {
  readonly create: readonly ScreenField[];
  readonly edit: readonly ScreenField[];
}

export type CategoryKey = 'new' | 'indeterminate' | 'done';

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: CategoryKey;
}

/** A transition whose condition does not hold is not offered. */
export type Condition =
  | { readonly kind: 'never' }
  | { readonly kind: 'isAssignee' }
  | { readonly kind: 'permission'; readonly permission: Permission }
  | { readonly kind: 'fieldSet'; readonly field: string }
  | { readonly kind: 'subtasksDone' };

/** A transition whose validator fails is offered and refused. */
export type Validator =
  | { readonly kind: 'fieldRequired'; readonly field: string; readonly message?: string }
  | { readonly kind: 'subtasksDone' }
  | { readonly kind: 'fails'; readonly message: string };

export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly from: 'any' | readonly string[];
  readonly to: string;
  readonly screen?: readonly ScreenField[];
  readonly condition?: Condition;
  readonly validators: readonly Validator[];
  /** The status that a post-function moves on to. */
  readonly postMoveTo?: string;
  /** What a post-function sets the resolution to; null clears it. */
  readonly setResolution?: string | null;
}

/** Statuses are referred to by their ids. */
export interface Workflow {
  readonly statuses: readonly Status[];
  readonly initial: string;
  readonly transitions: readonly Transition[];
}

interface RelatedWork {
  readonly relatedWorkId: string;
  readonly category: string;
  readonly title?: string;
  readonly url?: string;
}

export interface Version {
  readonly id: string;
  name: string;
  description?: string;
  archived: boolean;
  released: boolean;
  startDate?: string;
  releaseDate?: string;
  readonly relatedWork: RelatedWork[];
}

export interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly style: 'team' | 'company';
  readonly leadId: string;
  readonly types: readonly IssueType[];
  readonly fields: readonly Field[];
  readonly components: readonly { readonly id: string; readonly name: string }[];
  /** By the id of the issue type. */
  readonly screens: Readonly<Record<string, Screens>>;
  readonly workflows: Readonly<Record<string, Workflow>>;
  readonly versions: Version[];
  nextIssue: number;
}

export type EntityProperties = Record<string, unknown>;

export interface Comment {
  readonly id: string;
  readonly authorId: string;
  updateAuthorId: string;
  readonly created: string;
  updated: string;
  /** A document on Cloud, wiki text on Data Center. */
  body: unknown;
  visibility?: unknown;
  properties: EntityProperties;
}

export interface RemoteLink {
  readonly id: number;
  globalId?: string;
  application?: Readonly<Record<string, unknown>>;
  relationship?: string;
  object: Readonly<Record<string, unknown>>;
}

interface StatusChange {
  readonly at: string;
  readonly byId: string;
  readonly from: string;
  readonly to: string;
  /** Undefined for a post-function and for a hand on the board. */
  readonly transition?: string;
}

export interface Issue {
  readonly id: string;
  projectId: string;
  key: string;
  oldKeys: readonly string[];
  typeId: string;
  statusId: string;
  readonly creatorId: string;
  readonly created: string;
  updated: string;
  resolutionDate?: string;
  /** By field id; what is empty is absent. Versions, options, people and priorities by their ids. */
  fields: Record<string, unknown>;
  readonly comments: Comment[];
  readonly remoteLinks: RemoteLink[];
  readonly properties: EntityProperties;
  readonly history: StatusChange[];
}

export interface Instance {
  readonly users: User[];
  /** Ids are unique within the instance. */
  nextId: number;
}

/** One write that an authenticated caller asked for, whether it was granted or not. */
export interface JournalEntry {
  readonly at: string;
  readonly method: string;
  /** Without the base path. */
  readonly path: string;
  readonly status: number;
  readonly accountId: string;
  readonly who: string;
  readonly runId?: string;
}
