import type { QuestionRecord } from './message-record.ts';
import type { Seal } from './ports.ts';

const DIGITS = 22;

/**
 * What a button says of its question as it was asked, approvers and all: more people may write to the ledger than may
 * answer, and none of them can add themselves.
 */
export function questionSum(seal: Seal, question: QuestionRecord): string {
  const { run, text, choices, approvers, allowRequester, requester, expiresAt, nonce, approval = null } = question;
  const { id, email, name } = requester;
  const told = [run, text, choices, approvers, allowRequester, [id, email, name], expiresAt, nonce, approval];
  return seal.mac(`question ${JSON.stringify(told)}`).slice(0, DIGITS);
}
