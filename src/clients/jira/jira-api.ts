import type {
  WireChange,
  WireComment,
  WireFieldMeta,
  WireIssue,
  WireRemoteLink,
  WireTransition,
  WireType,
  WireTypeStatuses,
  WireVersion,
} from './wire.ts';

/** A part of a list; `next` asks for the one after it, and is undefined at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export interface Search {
  readonly jql: string;
  readonly fields: readonly string[];
  /** Names of issue properties to bring. */
  readonly properties?: readonly string[];
  /** Most of them on a page. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly page?: string | undefined;
}

/** Names and values of properties of an issue or a comment. */
export type Properties = readonly { readonly key: string; readonly value: unknown }[];

/** Rich text as this Jira wants it: a document on Cloud, wiki text on Data Center. */
export interface RichText {
  readonly write: (markdown: string) => unknown;
  /** Whether what Jira gave back says the same as what we would write. */
  readonly isSame: (stored: unknown, written: unknown) => boolean;
}

/** The endpoints that we use, in the dialect of one deployment. Keys and ids have been checked. */
export interface JiraApi {
  readonly richText: RichText;
  readonly searchIssues: (search: Search) => Promise<Page<WireIssue>>;
  readonly readIssue: (key: string, fields: readonly string[]) => Promise<WireIssue>;
  readonly listProjects: (page: string | undefined) => Promise<Page<{ readonly key: string }>>;
  readonly listTransitions: (key: string) => Promise<readonly WireTransition[]>;
  /** What changed, when; the oldest first, where that can be asked for. */
  readonly listChanges: (key: string, page: string | undefined) => Promise<Page<WireChange>>;
  /** The statuses of each type of a project. */
  readonly listStatuses: (project: string) => Promise<WireTypeStatuses>;
  readonly takeTransition: (key: string, id: string, fields: Fields) => Promise<void>;
  readonly listComments: (key: string, page: string | undefined) => Promise<Page<WireComment>>;
  readonly addComment: (key: string, body: unknown, properties: Properties) => Promise<void>;
  readonly editComment: (key: string, id: string, body: unknown) => Promise<void>;
  readonly listVersions: (project: string, name: string, page: string | undefined) => Promise<Page<WireVersion>>;
  readonly createVersion: (project: string, name: string, description: string) => Promise<WireVersion>;
  readonly releaseVersion: (id: string, date: string) => Promise<void>;
  readonly addFixVersion: (key: string, versionId: string) => Promise<void>;
  readonly listTypes: (project: string, page: string | undefined) => Promise<Page<WireType>>;
  readonly listCreateFields: (
    project: string,
    typeId: string,
    page: string | undefined,
  ) => Promise<Page<WireFieldMeta>>;
  /** Gives the key. */
  readonly createIssue: (fields: Fields, properties: Properties) => Promise<string>;
  readonly listRemoteLinks: (key: string, globalId: string) => Promise<readonly WireRemoteLink[]>;
  readonly putRemoteLink: (key: string, link: RemoteLink) => Promise<void>;
}

/** Values by field id, as they go over the wire. */
export type Fields = Readonly<Record<string, unknown>>;

export interface RemoteLink {
  readonly globalId: string;
  readonly url: string;
  readonly title: string;
}

/** How many there are on a page at most. */
export const PAGE = 100;

/** `next` of a page that begins at `startAt`. An empty page ends every list. */
export function nextStart(startAt: number, count: number, total: number | undefined): string | undefined {
  const next = startAt + count;
  const ended = count === 0 || (total === undefined ? count < PAGE : next >= total);
  return ended ? undefined : String(next);
}

export const startOf = (page: string | undefined): number => (page === undefined ? 0 : Number(page));
