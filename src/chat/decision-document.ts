import * as z from 'zod';
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

export const newDecision = (decision: Omit<DecisionDocument, 'schema'>): DecisionDocument => ({
  schema: DECISION_SCHEMA,
  ...decision,
});
