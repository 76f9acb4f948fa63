/** What is kept of work items: one document each, with its comments. */

export type FieldValue = string | number | boolean;

export interface RelationDocument {
  readonly rel: string;
  readonly url: string;
  readonly attributes: Readonly<Record<string, FieldValue>>;
}

export interface WorkItemCommentDocument {
  readonly id: number;
  readonly createdById: string;
  readonly createdDate: string;
  text: string;
  modifiedById: string;
  modifiedDate: string;
  version: number;
}

export interface WorkItemDocument {
  readonly id: number;
  readonly projectId: string;
  readonly type: string;
  readonly createdById: string;
  readonly createdDate: string;
  changedById: string;
  changedDate: string;
  rev: number;
  /** By reference name, without those that follow from the document; identities by id. */
  fields: Readonly<Record<string, FieldValue>>;
  relations: readonly RelationDocument[];
  readonly comments: WorkItemCommentDocument[];
}
