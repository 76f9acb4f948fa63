import { answerWith, type ScriptedAnswer } from '../scripted-answer.ts';
import type { MessagesRequest } from '../strict/request-schema.ts';

/** What whoever shows the stand-in's findings says of them. */
export const standInNotice =
  'Reviewed by the stand-in, a handful of fixed rules for trying Slipway without a key. It is not a model.';

export function reviewAsStandIn(_request: MessagesRequest): ScriptedAnswer {
  return answerWith({ findings: [] });
}
