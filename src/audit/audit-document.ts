import * as z from 'zod';
import { AUDIT_STATUSES, COMMIT_CLASSES, DISPLACED_REASONS, EVIDENCE, TICKET_CLASSES } from './audit-classes.ts';

/** The newest schema that this version writes and reads. */
export const AUDIT_SCHEMA = 1;

/** Marks a run that audited, so that its audits are found by it and not by the name of a pipeline. */
export const AUDIT_TAG = 'slipway-audit';
/** Type of the attachment that has an audit's head; the result of the same name has the whole audit as `audit`. */
export const AUDIT_HEAD_TYPE = 'slipway.audit';

const CommitId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
/** UTC, as `Date.toISOString` writes it. */
const Moment = z.iso.datetime();
const Count = z.int().nonnegative();
const Known = z.string().nullable();
const Names = z.array(z.string().min(1)).readonly();

/** Somebody decided that this one does not count, until then. */
const Waiver = z.strictObject({ by: z.string().min(1), why: z.string().min(1), until: Moment.nullable() });
export type Waiver = z.infer<typeof Waiver>;

/** A ticket whose fix version is the release, as it was when it was read. */
const AuditTicket = z.strictObject({
  key: z.string().min(1),
  title: z.string(),
  type: Known,
  url: Known,
  status: z.string(),
  /** Whether its status is of the category Done, whatever it is called. */
  done: z.boolean(),
  /** Null when it is nobody's. */
  assignee: Known,
  fixVersions: Names,
  labels: Names,
  components: Names,
  class: z.enum(TICKET_CLASSES),
  /** Of displaced ones alone. */
  reason: z.enum(DISPLACED_REASONS).exactOptional(),
  /** Why the class is what it is, for people. */
  because: z.string(),
  /** Those of the range that name it, whether they survived or not. */
  commits: z.array(CommitId).readonly(),
  waiver: Waiver.exactOptional(),
});
export type AuditTicket = z.infer<typeof AuditTicket>;

const FoundKey = z.strictObject({
  key: z.string().min(1),
  evidence: z.array(z.enum(EVIDENCE)).min(1).readonly(),
  /** Of its ticket; null when Jira does not return it. */
  fixVersions: Names.nullable(),
});
export type FoundKey = z.infer<typeof FoundKey>;

/** A commit of the range; one that is on several branches, or was picked over, is counted once. */
const AuditCommit = z.strictObject({
  id: CommitId,
  /** Name of one of the audit's repositories. */
  repository: z.string().min(1),
  branches: Names,
  title: z.string(),
  author: z.string(),
  committedAt: Moment,
  pullRequest: z.int().positive().nullable(),
  keys: z.array(FoundKey).readonly(),
  class: z.enum(COMMIT_CLASSES),
  /** Why the class is what it is, for people: merges and reverts are explained here. */
  because: z.string(),
  /** The commit that took it back, and was not taken back itself. */
  revertedBy: CommitId.nullable(),
  waiver: Waiver.exactOptional(),
});
export type AuditCommit = z.infer<typeof AuditCommit>;

const AuditRepository = z.strictObject({
  name: z.string().min(1),
  url: z.string(),
  branches: Names,
  /** The range: what is in `to` and not in `from`. Null when it begins with the history. */
  from: CommitId.nullable(),
  to: CommitId,
});
export type AuditRepository = z.infer<typeof AuditRepository>;

/** How many of each class; those of a side sum up to its total. */
const Classes = z.strictObject({
  tickets: z.strictObject({ total: Count, ...each(TICKET_CLASSES) }),
  commits: z.strictObject({ total: Count, ...each(COMMIT_CLASSES) }),
});
export type Classes = z.infer<typeof Classes>;

function each<Name extends string>(names: readonly Name[]): Readonly<Record<Name, typeof Count>> {
  return Object.fromEntries(names.map((name) => [name, Count])) as Record<Name, typeof Count>;
}

/** A rule of `failOn`, such as `commitsWithoutTicket > 0`. */
const JudgedRule = z.strictObject({
  rule: z.string().min(1),
  /** What counts: waived ones do not. */
  count: z.number(),
  waived: Count,
  broken: z.boolean(),
});

/** An audit without its rows: what a list shows, and what is attached as `slipway.audit`. */
export const AuditHead = z.strictObject({
  schema: z.literal(AUDIT_SCHEMA),
  status: z.enum(AUDIT_STATUSES),
  auditedAt: Moment,
  /** Null when it is about several. */
  component: z.string().min(1).nullable(),
  version: z.string().min(1),
  /** As Jira calls it. */
  fixVersion: z.string().min(1),
  /** As it was asked for: `<from>..<to>`. */
  range: z.string(),
  /** The pairs of the input `scope`. */
  scope: z.record(z.string(), z.string()),
  repositories: z.array(AuditRepository).readonly(),
  classes: Classes,
  storiesTotal: Count,
  storiesWithoutCommits: Count,
  commitsWithoutTicket: Count,
  /** Tickets with commits of all, 0 to 100; 100 only when none is without. */
  coveragePercent: z.number().min(0).max(100),
  rules: z.array(JudgedRule).readonly(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** The report of ReleaseAudit: its JSON file, and `audit` of the result that it attaches to the run. */
export const AuditDocument = z.strictObject({
  ...AuditHead.shape,
  /** In the order of their keys. */
  tickets: z.array(AuditTicket).readonly(),
  /** The newest first. */
  commits: z.array(AuditCommit).readonly(),
});
export type AuditDocument = z.infer<typeof AuditDocument>;
