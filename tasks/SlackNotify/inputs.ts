import * as z from 'zod';
import {
  choice,
  connectionName,
  flag,
  integer,
  list,
  optionalText,
  rule,
  secretText,
  text,
} from '../../src/agent/input-types.ts';

/** Slack's limit for the label of a button, and more of them than anybody reads. */
const LONGEST_CHOICE = 75;
const MOST_CHOICES = 10;

/** What SlackNotify takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    slackConnection: connectionName('slack'),
    action: choice(['post', 'ask', 'relay']),
    channel: optionalText,
    subject: optionalText,
    template: choice(['auto', 'review', 'release', 'pipeline', 'text']),
    text: optionalText,
    thread: optionalText,
    question: optionalText,
    choices: list,
    approvers: list,
    allowRequester: flag,
    environments: list,
    approvalToken: secretText.optional(),
    timeoutMinutes: integer({ min: 1, max: 1440 }),
    ifTimeout: text,
    failOnError: flag,
    dryRun: flag,
  })
  .check(
    rule(['channel'], ({ channel }) =>
      channel === undefined || /^(#[^\s#@<>]{1,80}|[CGD][A-Z0-9]{6,})$/.test(channel)
        ? undefined
        : 'give the id of the channel, as C0123456789, or its name with #.',
    ),
    rule(['subject'], ({ subject = '' }) => (subject.length > 200 ? 'is longer than 200 characters.' : undefined)),
    rule(['text', 'action', 'template'], ({ action, template, text: given }) =>
      action === 'post' && template === 'text' && given === undefined
        ? 'is required with the template text.'
        : undefined,
    ),
    rule(['question', 'action'], ({ action, question }) =>
      action === 'ask' && question === undefined ? 'is required for ask: what is to be answered.' : undefined,
    ),
    rule(['choices', 'action'], ({ action, choices }) => (action === 'ask' ? findChoiceProblem(choices) : undefined)),
    rule(['approvers'], ({ approvers }) => {
      const wrong = approvers.filter((one) => !/^[UW][A-Z0-9]{6,}$|^[^\s@]+@[^\s@]+$/.test(one));
      return wrong.length === 0 ? undefined : `give e-mails or Slack user ids, not ${wrong.join(', ')}.`;
    }),
    rule(['ifTimeout', 'choices', 'action'], ({ action, ifTimeout, choices }) =>
      action !== 'ask' || ['fail', 'warn', ...choices].includes(ifTimeout)
        ? undefined
        : `write fail, warn or one of the choices: ${choices.join(', ')}.`,
    ),
  );

function findChoiceProblem(choices: readonly string[]): string | undefined {
  if (choices.length === 0) return 'is required for ask: the buttons, separated by commas.';
  if (choices.length > MOST_CHOICES) return `has ${choices.length} choices, and ${MOST_CHOICES} are the most.`;
  if (new Set(choices.map((one) => one.toLowerCase())).size < choices.length) return 'names a choice twice.';
  const long = choices.find((one) => one.length > LONGEST_CHOICE);
  return long === undefined ? undefined : `has a choice of ${long.length} characters, and a button takes 75.`;
}
