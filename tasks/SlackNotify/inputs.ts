import * as z from 'zod';
import {
  choice,
  connectionName,
  flag,
  integer,
  isUnsetVariable,
  list,
  optionalText,
  rule,
  secretText,
  text,
} from '../../src/agent/input-types.ts';
import { describeApprovers, describeChoices, describeIfTimeout } from '../../src/chat/question.ts';

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
    rule(['choices', 'action'], ({ action, choices }) => (action === 'ask' ? describeChoices(choices) : undefined)),
    rule(['approvers'], ({ approvers }) => describeApprovers(approvers)),
    rule(['approvalToken'], ({ approvalToken = '' }) =>
      isUnsetVariable(approvalToken)
        ? 'is the name of a variable that this run does not have; without any token there are link buttons only.'
        : undefined,
    ),
    rule(['ifTimeout', 'choices', 'action'], ({ action, ifTimeout, choices }) =>
      action === 'ask' ? describeIfTimeout(ifTimeout, choices) : undefined,
    ),
  );
