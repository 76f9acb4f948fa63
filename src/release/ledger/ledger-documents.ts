import * as z from 'zod';
import { isTagName } from '../versions/tag-name.ts';

/** The newest schema that this version writes and reads. */
export const LEDGER_SCHEMA = 1;

const Commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** UTC, as `Date.toISOString` writes it. */
const Moment = z.iso.datetime();
const Known = z.string().nullable();
/**
 * A semantic version without build metadata. Whoever may push to the repository may write to the ledger, and pipelines put
 * versions into their scripts.
 */
const Version = z
  .string()
  .max(256)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/);
/** Checked for the same reason. */
const Tag = z.string().refine(isTagName, { error: 'is no name for a tag' });

/** A ticket as it was when it was last read; null is not known, because no tracker was asked or it has no such key. */
const LedgerTicket = z.strictObject({
  key: z.string().min(1),
  title: Known,
  type: Known,
  url: Known,
  status: Known,
  statusAt: Moment.nullable(),
});
export type LedgerTicket = z.infer<typeof LedgerTicket>;

export const BUMPS = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

/** A merged pull request or, with `pullRequest` null, a commit that no pull request brought. */
const LedgerChange = z.strictObject({
  /** Of the source branch; null when it was imported from records that name none. */
  commit: Commit.nullable(),
  pullRequest: z.int().positive().nullable(),
  title: z.string(),
  author: z.string(),
  mergedAt: Moment,
  tickets: z.array(LedgerTicket).readonly(),
  bump: z.enum(BUMPS),
  /** Why the bump is what it is, for people. */
  because: z.string(),
});
export type LedgerChange = z.infer<typeof LedgerChange>;

const LedgerPullRequest = z.strictObject({ id: z.int().positive(), url: z.string() });

/** How a staging release that was taken from an old tag came to be. */
const Hotfix = z.strictObject({
  /** The tag it starts from. */
  from: z.string(),
  /** Short name of the branch that carries it. */
  branch: z.string(),
  /** Up to where the source branch was staged when the hotfix began: the next release goes on from there. */
  mainline: Commit.nullable(),
  /** The open release that made way, and its pull request, which may be merged: that is no change of its own. */
  aside: z.strictObject({ version: Version, pullRequest: z.int().positive() }).optional(),
});

const common = {
  schema: z.literal(LEDGER_SCHEMA),
  component: z.string().min(1),
  version: Version,
  previousVersion: Version.nullable(),
  startedAt: Moment,
  updatedAt: Moment,
  changes: z.array(LedgerChange).readonly(),
  releasePullRequest: LedgerPullRequest.optional(),
  hotfix: Hotfix.optional(),
  /** The version that its branch, pull request and changelog name, when others claimed that one in the end. */
  openedAs: Version.optional(),
};

/** `staging/<component>.json`: the one release of a component that collects changes now, or is on its way out. */
export const StagingDocument = z.strictObject({
  ...common,
  state: z.enum(['staging', 'opened']),
  /** Of the source branch: everything up to here is in `changes`. Null when it was imported. */
  commit: Commit.nullable(),
  ready: z.boolean(),
  notReady: z.array(z.string()).readonly(),
  /** What was staged since the release was opened. */
  next: z.strictObject({ changes: z.array(LedgerChange).readonly() }).optional(),
  /** Id of the run that wrote this; missing when it was imported, and in what was written before this was. */
  run: z.int().positive().optional(),
});
export type StagingDocument = z.infer<typeof StagingDocument>;

const Deployment = z.strictObject({
  environment: z.string().min(1),
  /** Id of the run. */
  run: z.int().positive(),
  at: Moment,
  result: z.string().min(1),
});
export type Deployment = z.infer<typeof Deployment>;

/** `releases/<component>/<version>.json`: immutable but for `deployments` and `state`. */
export const ReleaseDocument = z.strictObject({
  ...common,
  state: z.enum(['released', 'rolledBack']),
  /** What was built and tagged; null when it was imported and has no tag. */
  commit: Commit.nullable(),
  /** Of the source branch: what comes after it is new. Null when it was imported. */
  sourceCommit: Commit.nullable(),
  tag: Tag,
  releasedAt: Moment,
  /** Id of the run that published it; null when it was imported. */
  run: z.int().positive().nullable(),
  /** Markdown. */
  notes: z.string(),
  deployments: z.array(Deployment).readonly(),
});
export type ReleaseDocument = z.infer<typeof ReleaseDocument>;

const Count = z.int().nonnegative();
/** A hundred years: no change waits longer for its release. */
export const MOST_MINUTES = 52_596_000;
/** Of one release in the index; a larger one is told by its document. */
export const MOST_LEAD_TIMES = 2_000;
/** Of a component in the index. */
export const MOST_DEPLOYED = 100;

const IndexedRelease = z.strictObject({
  version: Version,
  tag: Tag,
  releasedAt: Moment,
  state: ReleaseDocument.shape.state,
  /** How many. */
  tickets: Count,
  /** Id of the run that published it; null when it was imported. */
  run: z.int().positive().nullable(),
  /**
   * Whole minutes from the merge of each change to the release. Missing in what was indexed before this was, and where they are
   * too many: then only the document tells this, the hotfix, and what `deployed` of the component has of it.
   */
  leadMinutes: z.array(Count.max(MOST_MINUTES)).max(MOST_LEAD_TIMES).readonly().optional(),
  /** The tag that this one, a hotfix, was made from. */
  hotfixFrom: Tag.optional(),
});
export type IndexedRelease = z.infer<typeof IndexedRelease>;

const IndexedDeployment = Deployment.extend({ version: Version });
export type IndexedDeployment = z.infer<typeof IndexedDeployment>;

const IndexedStaging = z.strictObject({
  version: Version,
  state: StagingDocument.shape.state,
  /** How many, as `tickets`; all four are missing in what was indexed before they were. */
  changes: Count.optional(),
  tickets: Count.optional(),
  ready: z.boolean().optional(),
  /** Changes that wait for the release after it. */
  waiting: Count.optional(),
});
export type IndexedStaging = z.infer<typeof IndexedStaging>;

const IndexedComponent = z.strictObject({
  component: z.string().min(1),
  staging: IndexedStaging.optional(),
  /** The newest deployment of each environment and result, the newest first; missing when none is known. */
  deployed: z.array(IndexedDeployment).max(MOST_DEPLOYED).readonly().optional(),
  /** The newest first, by `releasedAt`. */
  releases: z.array(IndexedRelease).readonly(),
});
export type IndexedComponent = z.infer<typeof IndexedComponent>;

/** `index.json`: all components in one request, in the order of their names. */
export const IndexDocument = z.strictObject({
  schema: z.literal(LEDGER_SCHEMA),
  components: z.array(IndexedComponent).readonly(),
});
export type IndexDocument = z.infer<typeof IndexDocument>;
