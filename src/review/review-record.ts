import * as z from 'zod';
import { SEVERITIES } from './finding.ts';
import type { Seal } from './ports.ts';
import type { PullRequest } from '../pull-request.ts';

/** The pull request's property that remembers the last complete review. */
export const RECORD_PROPERTY = 'slipway.review';
/** Properties of our threads: the fingerprint, the severity, whether it blocked when it was made, its code. */
export const FINDING_PROPERTY = 'slipway.finding';
export const SEVERITY_PROPERTY = 'slipway.severity';
export const BLOCKING_PROPERTY = 'slipway.blocking';
export const CODE_PROPERTY = 'slipway.code';
export const SUMMARY_PROPERTY = 'slipway.summary';
/** Of every thread: the page of the run that made it. */
export const RUN_PROPERTY = 'slipway.run';
/** The status that branch policies can require: genre `slipway`, this name. */
export const STATUS_GENRE = 'slipway';
export const STATUS_NAME = 'ai-review';

/** Fingerprints kept in the record; the counts always tell all. */
const MAX_KEPT = 100;

const Severity = z.enum(SEVERITIES);

const ReviewRecord = z.strictObject({
  schema: z.literal(1),
  iteration: z.int(),
  /** Source commit and merge base: what was looked at. */
  commit: z.string(),
  base: z.string(),
  /** Hash of everything else that decides what a review finds: model, effort, rules, prompt. */
  settings: z.string(),
  counts: z.strictObject({ critical: z.int(), major: z.int(), minor: z.int(), info: z.int() }),
  /** The findings that have a thread: a person may overrule them there. */
  findings: z.array(z.tuple([z.string(), Severity])),
  /** Changed files, and how many of them were reviewed. */
  files: z.int(),
  reviewed: z.int(),
  /** Remarks without a place. */
  unplaced: z.int(),
  costUsd: z.nullable(z.number()),
});
export type ReviewRecord = z.infer<typeof ReviewRecord>;

export const keptFindings = <Item>(items: readonly Item[]): readonly Item[] => items.slice(0, MAX_KEPT);

const SealedRecord = z.strictObject({ record: z.string(), seal: z.string() });

/** What a record belongs to: it must not be carried over to another pull request. */
type Subject = Pick<PullRequest, 'repositoryId' | 'id'>;

const sealed = (record: string, { repositoryId, id }: Subject): string =>
  `${RECORD_PROPERTY}:${repositoryId}:${id}:${record}`;

/** The record as it is kept: sealed, because everybody who may comment may write the property. */
export function writeRecord(record: ReviewRecord, subject: Subject, seal: Seal): string {
  const text = JSON.stringify(record);
  return JSON.stringify({ record: text, seal: seal(sealed(text, subject)) });
}

/** The record as it was written; undefined when there is none, or none of ours. */
export function parseRecord(text: string | undefined, subject: Subject, seal: Seal): ReviewRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const kept = SealedRecord.parse(JSON.parse(text));
    if (kept.seal !== seal(sealed(kept.record, subject))) return undefined;
    return ReviewRecord.safeParse(JSON.parse(kept.record)).data;
  } catch {
    return undefined;
  }
}
