import * as z from 'zod';
import type { Seal } from './ports.ts';
import { fileNameOf, type Hash } from './subject.ts';

const DECISION_SCHEMA = 1;

/** `decisions/<run>/<subject>.json`: the answer to a question of a run. Created once, never changed. */
export const DecisionDocument = z.strictObject({
  schema: z.literal(DECISION_SCHEMA),
  question: z.string().min(1),
  choices: z.array(z.string().min(1)).min(1).readonly(),
  /** One of the choices. */
  decision: z.string().min(1),
  /** E-mail, or Slack user id where no e-mail is known; empty when nobody decided. */
  decidedBy: z.string(),
  /** Name for people; missing when nobody decided. */
  name: z.string().optional(),
  /** What was given as reason; hostile. */
  reason: z.string().optional(),
  /** UTC, as `Date.toISOString` writes it. */
  at: z.iso.datetime(),
  via: z.enum(['slack', 'timeout']),
  /** Says that a job with the signing key wrote it: see `isGenuine`. */
  seal: z.string().optional(),
});
export type DecisionDocument = z.infer<typeof DecisionDocument>;

/** Where the decision of a run about a subject stands in the ledger. */
export const decisionPlace = (
  run: number,
  subject: string,
  hash: Hash,
): { readonly path: string; readonly shape: z.ZodType<DecisionDocument> } => ({
  path: `decisions/${run}/${fileNameOf(subject, hash)}.json`,
  shape: DecisionDocument,
});

/** Which question of which run. */
export interface DecisionKey {
  readonly run: number;
  readonly subject: string;
}

export function newDecision(
  seal: Seal,
  key: DecisionKey,
  facts: Omit<DecisionDocument, 'schema' | 'seal'>,
): DecisionDocument {
  const decision: DecisionDocument = { schema: DECISION_SCHEMA, ...facts };
  return { ...decision, seal: seal.mac(sealedTextOf(key, decision)) };
}

/** Whoever may push to the repository may write to the ledger; to answer takes the signing key. */
export const isGenuine = (seal: Seal, key: DecisionKey, decision: DecisionDocument): boolean =>
  seal.isMac(sealedTextOf(key, decision), decision.seal ?? '');

/** Begins as nothing else does that is sealed with the key. */
function sealedTextOf({ run, subject }: DecisionKey, made: DecisionDocument): string {
  const { question, choices, decision, decidedBy, name = null, reason = null, at, via } = made;
  return `decision ${JSON.stringify([run, subject, question, choices, decision, decidedBy, name, reason, at, via])}`;
}
