import type { ChatMessage } from './blocks.ts';

/** Where a message stands in Slack. */
export interface MessagePlace {
  /** The channel's id, as Slack gave it. */
  readonly channel: string;
  /** Identifies the message in its channel. */
  readonly ts: string;
}

/**
 * What a message carries out of people's sight (Slack's message metadata, event type `slipway_message`): it makes a
 * message findable after a lost answer, and tells whether an update would change anything.
 */
export interface MessageMark {
  /** Of the record that claimed the message; random. */
  readonly nonce: string;
  /** Which message of the subject it is: `message`, or `thread-<n>`. */
  readonly part: string;
  /** Of text and blocks. */
  readonly hash: string;
}

export interface MessageTarget {
  /** Id or name with #. */
  readonly channel: string;
  /** `ts` of the message whose thread it goes into. */
  readonly thread?: string;
  /** Shown in the channel too. */
  readonly broadcast?: boolean;
}

/** `unknown`: the app may not read the channel's history (scope channels:history or groups:history). */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** Messages of one Slack app. Each method is one read or one write. Throws SLACK_* with Slack's own error in it. */
export interface ChatMessages {
  /** After a lost answer the message is looked for by its mark before it is sent again. */
  post(target: MessageTarget, message: ChatMessage, mark: MessageMark): Promise<MessagePlace>;
  /** `gone`: deleted; `closed`: can no longer be edited. */
  update(place: MessagePlace, message: ChatMessage, mark: MessageMark): Promise<'updated' | 'gone' | 'closed'>;
  /** The mark of a message that stands there; undefined when there is none (deleted, or not ours). */
  readMark(
    place: MessagePlace & {
      /** `ts` of the message in whose thread it stands. */
      readonly thread?: string | undefined;
    },
  ): Promise<MessageMark | undefined | Unknown>;
  /** Messages of ours in a channel (or in a thread of it) that are not older than `since`, with their marks. */
  findMarked(
    place: { readonly channel: string; readonly thread?: string },
    since: Date,
  ): Promise<readonly (MessagePlace & { readonly mark: MessageMark })[] | Unknown>;
  /** Seen by one user only, and gone when Slack is started again. */
  whisper(place: { readonly channel: string; readonly thread?: string }, user: string, text: string): Promise<void>;
  /** Opens the question for a reason, within 3 seconds of the click. */
  askReason(modal: {
    readonly trigger: string;
    readonly title: string;
    readonly value: string;
    /** Of the click; comes back with the reason. */
    readonly from: Pick<Click, 'channel' | 'ts' | 'thread'>;
  }): Promise<void>;
}

/** An incoming webhook: posts into its one channel and tells nothing back. */
export interface ChatWebhook {
  post(message: ChatMessage): Promise<void>;
}

export interface ChatUser {
  readonly id: string;
  readonly name: string;
  /** Undefined without the scope users:read.email, or when the user has none. */
  readonly email: string | undefined;
  readonly isBot: boolean;
  /** Deactivated. */
  readonly isDeleted: boolean;
  /** Of another company's workspace, in a channel that is shared with it: name and e-mail are what its admins say. */
  readonly isOutsider: boolean;
}

export interface ChatUsers {
  readUser(id: string): Promise<ChatUser>;
}

/** A click on one of the app's buttons, or a reason that was sent in. All of it is hostile. */
export interface Click {
  readonly kind: 'button' | 'reason';
  /** What the button, or the modal that it opened, carries. */
  readonly value: string;
  readonly userId: string;
  readonly channel: string;
  /** Of the message with the button. */
  readonly ts: string | undefined;
  /** Thread of that message. */
  readonly thread: string | undefined;
  /** Lets a modal be opened; for buttons only. */
  readonly trigger: string | undefined;
  readonly reason: string | undefined;
}

/** Socket Mode. Any connection of the app may get any click, whichever run posted the button. */
export interface ClickSource {
  /**
   * Listens until `close`. Clicks are acknowledged at once, before `onClick` is called. Reconnects by itself; gives
   * `refused` when Slack wants no further connection of this app (ten are the most).
   */
  listen(
    onClick: (click: Click) => Promise<void>,
  ): Promise<{ readonly kind: 'listening'; close(): Promise<void> } | { readonly kind: 'refused'; reason: string }>;
}

/** HMAC-SHA256 with the connection's signing key. */
export interface Seal {
  /** base64url. */
  mac(text: string): string;
  /** In constant time. */
  isMac(text: string, mac: string): boolean;
}

/** Somebody as Azure DevOps names them. */
export interface Approver {
  readonly id: string;
  readonly name: string;
  /** The name they sign in with, mostly an e-mail; undefined for groups and where it is not told. */
  readonly email: string | undefined;
}

export interface RunStage {
  /** As the pipeline's file names it, which is also what System.StageName says. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** With any result. */
  readonly isEnded: boolean;
}

/** An approval that a stage of a run came to; an attempt of the stage that is made anew has another one. */
export interface Gate {
  readonly approvalId: string;
  readonly stage: RunStage;
  /** Id of the stage's checks; undefined when it is not told. */
  readonly checkpointId: string | undefined;
}

export interface GatedRun {
  readonly isEnded: boolean;
  /** Empty until the run has begun. */
  readonly stages: readonly RunStage[];
  readonly gates: readonly Gate[];
}

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'skipped' | 'canceled' | 'timedOut' | 'failed';

/** What one approver said. */
export interface ApprovalStep {
  readonly by: Approver;
  readonly status: 'approved' | 'rejected';
  /** Outside text; may be empty. */
  readonly comment: string;
  /** UTC, ISO 8601; undefined when it is not told. */
  readonly at: string | undefined;
}

/** An approval of an environment as it stands now. */
export interface GateApproval {
  readonly id: string;
  readonly status: ApprovalStatus;
  /** Who was asked and has not answered yet; a group is one of them. */
  readonly waitsFor: readonly Approver[];
  readonly steps: readonly ApprovalStep[];
  /** How many of them it takes; undefined: all. */
  readonly minRequired: number | undefined;
  readonly instructions: string;
  /** When it changed last, UTC, ISO 8601; undefined when it is not told. */
  readonly changedAt: string | undefined;
  /** Whether the identity that asks may decide a step of it now. */
  readonly mayDecide: boolean;
}

/** The gates of runs, to be looked at only: with the job's own token. */
export interface RunGates {
  readRun(runId: number): Promise<GatedRun>;
  /** Those that are there. */
  readApprovals(ids: readonly string[]): Promise<readonly GateApproval[]>;
  /** Names of what a stage's checks protect; undefined when the service does not tell. */
  readEnvironments(checkpointId: string): Promise<readonly string[] | undefined>;
}

/** Decides approvals as the identity of `approvalToken`; never as the job. */
export interface ApprovalDecider {
  /** Undefined when there is none that this identity sees. */
  readApproval(id: string): Promise<GateApproval | undefined>;
  /**
   * Approves or rejects a step of its own, once, and gives the approval as it stands afterwards. A lost answer is looked
   * after; `refused` says why the service would not, in its words.
   */
  decide(
    id: string,
    status: 'approved' | 'rejected',
    comment: string,
  ): Promise<{ readonly approval: GateApproval | undefined; readonly refused: string | undefined }>;
}
