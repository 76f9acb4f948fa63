import * as z from 'zod';
import { type Hash, fileNameOf } from './subject.ts';

export const MESSAGE_SCHEMA = 1;

/** UTC, as `Date.toISOString` writes it. */
const Moment = z.iso.datetime();

/** What a click on the message is judged by, for whichever job gets it. */
export const QuestionRecord = z.strictObject({
  /** Id of the run that asks: an older run may have claimed the message. */
  run: z.int().positive(),
  text: z.string().min(1),
  choices: z.array(z.string().min(1)).min(1).readonly(),
  /** E-mails and Slack user ids; empty: anyone but the requester. */
  approvers: z.array(z.string().min(1)).readonly(),
  allowRequester: z.boolean(),
  /** Who started the run, as far as it is known. */
  requester: z.strictObject({ id: z.string().nullable(), email: z.string().nullable(), name: z.string() }),
  expiresAt: Moment,
  /** Of the buttons; a question that is asked anew gets another one. */
  nonce: z.string().min(1),
  /** Id of the approval in Azure DevOps that the buttons decide; without it they make a decision of the ledger. */
  approval: z.string().min(1).optional(),
});
export type QuestionRecord = z.infer<typeof QuestionRecord>;

/** `messages/<subject>.json`: where the one message of a subject stands, or who is about to post it. */
export const MessageRecord = z.strictObject({
  schema: z.literal(MESSAGE_SCHEMA),
  subject: z.string().min(1),
  /** As it was asked for: id, or name with #. */
  channel: z.string().min(1),
  /** `ts` of the message in whose thread it stands. */
  thread: z.string().min(1).optional(),
  /** In the marks of the message and of what is in its thread; random. */
  nonce: z.string().min(1),
  claimedAt: Moment,
  /** Id of the run that claimed it. */
  run: z.int().positive(),
  /** Which job of the run; the same in all its attempts. */
  job: z.string(),
  /** Undefined until it is posted. */
  place: z.strictObject({ channel: z.string().min(1), ts: z.string().min(1) }).optional(),
  question: QuestionRecord.optional(),
});
export type MessageRecord = z.infer<typeof MessageRecord>;

/** Where the record of a subject stands in the ledger. */
export const recordPlace = (
  subject: string,
  hash: Hash,
): { readonly path: string; readonly shape: z.ZodType<MessageRecord> } => ({
  path: `messages/${fileNameOf(subject, hash)}.json`,
  shape: MessageRecord,
});
