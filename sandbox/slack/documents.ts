/** What is kept: one document of the workspace, one per message, one of all tokens. */

export interface SlackUser {
  readonly id: string;
  /** The handle: `mara.novak`. */
  readonly name: string;
  readonly realName: string;
  /** Undefined when the person hides it, and for bots. */
  readonly email?: string;
  /** Id of another workspace, for people who see a shared channel from there. */
  readonly team?: string;
  readonly isBot: boolean;
  /** Of the bot user of an app. */
  readonly botId?: string;
  readonly appId?: string;
  /** Deactivated. */
  deleted: boolean;
  readonly created: number;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  /** Ids of users, bots too, in the order in which they came. */
  readonly members: string[];
  readonly creator: string;
  /** Seconds since 1970. */
  readonly created: number;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** A bot token (xoxb-) or an app-level token (xapp-). */
export interface Token {
  readonly token: string;
  readonly kind: 'bot' | 'app';
  readonly appId: string;
  readonly scopes: readonly string[];
  /** The run or job that uses it; stands in the journal. */
  readonly run?: string;
}

export interface Webhook {
  readonly id: string;
  readonly appId: string;
  readonly channelId: string;
  /** The part of its address that is secret. */
  readonly secret: string;
  /** Switched off by an administrator. */
  prohibited: boolean;
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Message {
  readonly channelId: string;
  /** Seconds since 1970 and a counter: `1763200000.000100`; the id within the channel. */
  readonly ts: string;
  /** Of a person's or a bot's user. */
  readonly userId: string;
  readonly appId?: string;
  readonly botId?: string;
  /** `ts` of the message whose thread it is in. */
  readonly threadTs?: string;
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  /** As Slack keeps it: escaped, addresses as links. */
  text: string;
  blocks: readonly JsonObject[];
  attachments: readonly JsonObject[];
  metadata?: Metadata;
  /** Whom it notified when it was posted: `@here`, ids of users and of groups. */
  readonly notified: readonly string[];
  edited?: { readonly user: string; readonly ts: string };
}

/** Seen by one user and gone with the next start. */
export interface Ephemeral {
  readonly channelId: string;
  readonly ts: string;
  /** Who sees it. */
  readonly viewerId: string;
  readonly appId: string;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

export interface Workspace {
  readonly teamId: string;
  readonly teamName: string;
  readonly domain: string;
  readonly users: SlackUser[];
  readonly channels: Channel[];
  readonly apps: App[];
  readonly webhooks: Webhook[];
  nextId: number;
}

/** One write that was asked for, whether it was granted or not. */
export interface JournalEntry {
  readonly at: string;
  /** `chat.postMessage`, `webhook`, `response_url`. */
  readonly method: string;
  /** `ok`, the error, or `ratelimited`. */
  readonly result: string;
  readonly appId: string;
  readonly channel?: string;
  /** Of the message that was written. */
  readonly ts?: string;
  readonly run?: string;
}
