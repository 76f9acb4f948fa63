import type { PullRequest, PullRequestProperties, PullRequestThreads } from '../pull-request.ts';
import type { KeyText } from './find-keys.ts';

/** Every tracker sorts its statuses into these, whatever they are called. */
export type StatusCategory = 'toDo' | 'inProgress' | 'done';

export interface TicketStatus {
  /** Numeric text in Jira, the state's name in Azure Boards. */
  readonly id: string;
  readonly name: string;
  readonly category: StatusCategory;
}

/** A ticket as its tracker shows it now. */
export interface Ticket {
  /** `ABC-12`, or `AB#12` for a work item of Azure Boards. */
  readonly key: string;
  /** Key of the project, or name of the team project. */
  readonly project: string;
  readonly title: string;
  readonly type: string;
  /** Where a person reads it. */
  readonly url: string;
  readonly status: TicketStatus;
  readonly labels: readonly string[];
  /** Names. */
  readonly fixVersions: readonly string[];
}

/** What asking for a key gave. A moved issue is `found` under its new key; deleted and forbidden look the same. */
export type TicketLookup = { readonly kind: 'found'; readonly ticket: Ticket } | { readonly kind: 'unknown' };

/** Where tickets are read. */
export interface TicketReader {
  /** Keys of the projects that may be seen: what else looks like a key is none. */
  listProjects(): Promise<readonly string[]>;
  /** Every key asked for is in the answer, under the key that was asked for. */
  readTickets(keys: readonly string[]): Promise<ReadonlyMap<string, TicketLookup>>;
}

/** One choice of a field. */
export interface AllowedValue {
  readonly id: string;
  readonly name: string;
}

/** How a field's value is written. `other`: only a value given as JSON will do. */
export type FieldKind =
  | 'text'
  | 'richText'
  | 'number'
  | 'date'
  | 'option'
  | 'options'
  | 'labels'
  | 'user'
  | 'version'
  | 'versions'
  | 'other';

/** A field of a screen. */
export interface TicketField {
  readonly id: string;
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly hasDefault: boolean;
  /** Undefined: anything of its kind. */
  readonly allowed: readonly AllowedValue[] | undefined;
}

/** A value for a field, by the field's kind; `json` is passed on as it is. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'markdown'; readonly markdown: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'option'; readonly id: string }
  | { readonly kind: 'options'; readonly ids: readonly string[] }
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
  | { readonly kind: 'json'; readonly value: unknown };

/** Values by field id. */
export type FieldValues = ReadonlyMap<string, FieldValue>;

/** A step that the workflow offers now, to us. */
export interface Transition {
  readonly id: string;
  readonly name: string;
  readonly to: TicketStatus;
  /** Fields of its screen; empty without one. */
  readonly fields: readonly TicketField[];
  /** The tracker says that it is offered under conditions only. */
  readonly isConditional?: boolean;
}

/** A ticket that shows what a workflow offers from its status. */
export interface TicketSample {
  readonly key: string;
  readonly statusId: string;
}

/** Tells what a workflow is like beyond the status of a ticket, by other tickets that stand there. Reads only. */
export interface TicketSampler {
  /** Every status of the workflow; empty where that cannot be seen. */
  listStatuses(workflow: { readonly project: string; readonly type: string }): Promise<readonly TicketStatus[]>;
  /**
   * At most one ticket for each of the statuses, of the same project and type; none where none stands or may be seen.
   * What its `listTransitions` offers is taken for what any other would be offered there. A tracker whose tickets are
   * offered every status at once gives none.
   */
  sampleTickets(
    workflow: { readonly project: string; readonly type: string },
    statusIds: readonly string[],
  ): Promise<readonly TicketSample[]>;
}

export interface ProjectVersion {
  readonly id: string;
  readonly name: string;
  readonly released: boolean;
  readonly archived: boolean;
}

/** Moves tickets. Each method is one read or one write; writes are reconciled after a lost answer. */
export interface TicketMover extends TicketReader, TicketSampler {
  listTransitions(key: string): Promise<readonly Transition[]>;
  /**
   * Ids of the statuses that the ticket was in, in the order of its first visits; the current one may be missing. Empty
   * where the tracker tells no history. One read.
   */
  readStatusHistory(key: string): Promise<readonly string[]>;
  /**
   * Takes a transition. Gives `refused` with the tracker's words when a validator says no (400), and `gone` when the
   * transition is no longer offered. After a lost answer the status is read: arrived counts as moved.
   */
  move(key: string, transition: Transition, fields: FieldValues): Promise<MoveResult>;
  /**
   * Tells the ticket's stay in its present status from each other one: what brought it there, or '' for a ticket that was
   * born in it. Undefined where the tracker tells no history. One read.
   */
  readVisit(key: string): Promise<string | undefined>;
  /** Writes the comment, or edits it when it is there with another text. True when it wrote. */
  putComment(key: string, comment: TicketComment): Promise<boolean>;
  /** Undefined for a tracker without versions. */
  readonly versions: VersionKeeper | undefined;
}

export interface TicketComment {
  readonly id: string;
  /** It is there also when a comment carries one of these. */
  readonly otherIds?: readonly string[];
  readonly markdown: string;
}

export type MoveResult =
  | { readonly kind: 'moved' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'gone' };

/** Fix versions, which belong to one project each. */
export interface VersionKeeper {
  /** By name, in any case. */
  findVersion(project: string, name: string): Promise<ProjectVersion | undefined>;
  /** A name that is taken meanwhile is that version. */
  createVersion(
    project: string,
    version: { readonly name: string; readonly description: string },
  ): Promise<ProjectVersion>;
  /** Adds the version to the ticket's fix versions and keeps the others. */
  addFixVersion(key: string, version: ProjectVersion): Promise<void>;
  /** `date`: YYYY-MM-DD. */
  releaseVersion(version: ProjectVersion, release: { readonly date: string }): Promise<void>;
}

export interface TicketType {
  readonly id: string;
  readonly name: string;
  readonly isSubtask: boolean;
}

/** What is remembered at a ticket's birth and found again: the change that it was created for. */
export interface ChangeMark {
  /** The pull request's address: the global id of its remote link, too. */
  readonly globalId: string;
}

export interface NewTicket {
  readonly project: string;
  readonly typeId: string;
  readonly summary: string;
  /** Markdown; undefined when the screen has no description. */
  readonly description: string | undefined;
  readonly fields: FieldValues;
  readonly labels: readonly string[];
  readonly mark: ChangeMark;
}

/** Creates tickets. */
export interface TicketCreator extends TicketReader {
  /** Types that can be created in a project; undefined when there is no such project or we may not create there. */
  listTypes(project: string): Promise<readonly TicketType[] | undefined>;
  listCreateFields(project: string, typeId: string): Promise<readonly TicketField[]>;
  /** Keys of the tickets that were created for, or linked to, this change; the oldest first. */
  findByMark(project: string, mark: ChangeMark): Promise<readonly string[]>;
  /** Creates it with its mark in one request. Never repeated blindly: after a lost answer `findByMark` decides. */
  createTicket(ticket: NewTicket): Promise<string>;
  /** True when it wrote: an equal link of this global id is left alone. */
  putLink(key: string, link: TicketLink): Promise<boolean>;
}

export interface TicketLink {
  readonly globalId: string;
  readonly url: string;
  readonly title: string;
}

/** The pull request that wants a ticket. */
export interface TicketedPullRequest extends PullRequestThreads, PullRequestProperties {
  readPullRequest(): Promise<PullRequest>;
  /** Id of the identity that we act as. */
  readOwnId(): Promise<string>;
  /** Messages of its commits, the newest first; bounded. */
  listCommitMessages(): Promise<readonly string[]>;
  /** Ids of linked work items of Azure Boards. */
  listWorkItems(): Promise<readonly number[]>;
  /** The text that people wrote, changed. */
  writeDescription(description: string): Promise<void>;
  /** The unified diff, cut to `maxCharacters`; undefined when it cannot be had. */
  readDiff(maxCharacters: number): Promise<string | undefined>;
}

/** Tells whether a run of a pipeline goes on: the one that claimed something may be dead. */
export interface Runs {
  isRunning(buildId: number): Promise<boolean>;
}

/** What a run is about, for tasks that were given no tickets. */
export interface RunTickets {
  /**
   * Texts that may name tickets: of the run's pull request, else of the pull request whose merge the run's commit is,
   * its branch, title, description, linked work items and `slipway.ticket` property (source `property`), and the message
   * of the run's commit. None for a release pull request or its merge.
   */
  readTexts(): Promise<readonly KeyText[]>;
}
