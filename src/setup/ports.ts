import type { NeededRight } from './judge-permissions.ts';

/** Looking changes nothing: no port here writes. Each method throws a SlipwayError for what it cannot read. */
export interface ClaudeReader {
  readonly model: string;
  readonly provider: 'anthropic' | 'foundry';
  /** Gives the model's name for people. */
  readModel(): Promise<string>;
}

export interface JiraReader {
  readonly url: string;
  /** Whose token it is; undefined where the token's scopes keep that secret. */
  readSelf(): Promise<string | undefined>;
  /** Which of these permissions the token has, in a project or, without one, anywhere. One that Jira does not know is left out. */
  readPermissions(project: string | undefined, names: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
}

export interface SlackSelf {
  readonly bot: string;
  readonly team: string;
  /** Undefined when Slack does not tell. */
  readonly scopes: readonly string[] | undefined;
}

export interface SlackChannel {
  readonly name: string;
  readonly isMember: boolean;
  readonly isArchived: boolean;
}

export interface SlackReader {
  readonly hasSigningKey: boolean;
  readonly hasAppToken: boolean;
  readSelf(): Promise<SlackSelf>;
  /** Throws when Slack does not accept the app-level token; opens no connection. Its scopes, if Slack tells them. */
  readAppScopes(): Promise<readonly string[] | undefined>;
  /** By its id; needs channels:read or groups:read. */
  readChannel(id: string): Promise<SlackChannel>;
  /** Throws when the app is not in the channel; needs channels:history or groups:history. */
  readHistory(id: string): Promise<void>;
}

/** What Slack is reached with: a webhook tells nothing about itself. */
export type SlackAccess = SlackReader | 'webhook';

export interface BuildPolicy {
  readonly isEnabled: boolean;
  readonly isBlocking: boolean;
  readonly isManual: boolean;
  readonly pipelineId: number | undefined;
}

export interface ReviewPolicy {
  readonly isEnabled: boolean;
  readonly isBlocking: boolean;
  /** Who has to set the status; undefined: anybody may. */
  readonly authorId: string | undefined;
}

/** The policies of one branch. */
export interface PoliciesRead {
  readonly builds: readonly BuildPolicy[];
  /** On the status slipway/ai-review. */
  readonly reviews: readonly ReviewPolicy[];
}

/** Days that runs are kept; undefined: not told. */
export interface Retention {
  readonly runs: number | undefined;
  readonly pullRequestRuns: number | undefined;
  readonly artifacts: number | undefined;
  readonly mostRuns: number | undefined;
}

export interface ProjectReader {
  /** Without refs/heads/. */
  readDefaultBranch(): Promise<string>;
  /** The id of the project's root area. */
  readRootArea(): Promise<string>;
  /** In their order; undefined: not answered. */
  evaluateRights(rights: readonly NeededRight[]): Promise<readonly (boolean | undefined)[]>;
  readPolicies(branch: string): Promise<PoliciesRead>;
  /** Names of the service connections of the type Incoming WebHook. */
  listWebhooks(): Promise<readonly string[]>;
  readRetention(): Promise<Retention>;
  /** Keys of the tickets that the ledger names, for a component. */
  readTicketKeys(component: string): Promise<readonly string[]>;
}

export interface AgentReader {
  readonly agentVersion: string;
  readonly nodeVersion: string;
  readGitVersion(): Promise<string>;
  /** Whether the job's clone ends somewhere; undefined: it has none. */
  readIsShallow(): Promise<boolean | undefined>;
}
