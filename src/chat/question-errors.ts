import { SlipwayError } from '../errors.ts';

export const noSigningKey = (): SlipwayError =>
  new SlipwayError('The Slack connection has no signing key, so nothing that buttons say could be believed.', {
    kind: 'input',
    code: 'SLACK_SIGNING_KEY_MISSING',
    hint: 'Enter a long random text as the signing key of the service connection; all pipelines of the project share it.',
  });

export const noAppToken = (): SlipwayError =>
  new SlipwayError('The Slack connection has no app token, so no click would be heard.', {
    kind: 'input',
    code: 'SLACK_APP_TOKEN_MISSING',
    hint: 'Create an app-level token (xapp-) with the scope connections:write and enter it in the service connection.',
  });

export const badQuestion = (problem: string): SlipwayError =>
  new SlipwayError(`The question cannot be asked: ${problem}`, {
    kind: 'input',
    code: 'SLACK_QUESTION_INVALID',
    hint: 'Correct the inputs of the task.',
  });

export const otherQuestion = (subject: string, run: number, because: string): SlipwayError =>
  new SlipwayError(`Run ${run} has an answer about ${subject} already, to something else: ${because}.`, {
    kind: 'input',
    code: 'SLACK_QUESTION_CHANGED',
    hint: 'A decision is made once: give the other question a "subject" of its own.',
  });

export const forgedDecision = (path: string): SlipwayError =>
  new SlipwayError(`The answer in the ledger at ${path} was not made by a click: its seal is not of our signing key.`, {
    kind: 'conflict',
    code: 'SLACK_DECISION_FORGED',
    hint: 'Look in the history of the ledger branch who wrote it. If the signing key was changed since, start a new run.',
  });
