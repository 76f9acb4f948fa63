import type * as z from 'zod';
import type { SlackConnection } from '../../src/agent/connections.ts';
import { SlipwayError } from '../../src/errors.ts';
import type { Inputs } from './inputs.ts';

/** Refuses inputs that the service connection does not allow, all of them at once; before anything is sent. */
export function checkConnection(inputs: z.output<typeof Inputs>, connection: SlackConnection): void {
  const problems = connection.mode === 'app' ? findAppProblems(inputs, connection) : findWebhookProblems(inputs);
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
  throw new SlipwayError([`${count} in the inputs of this step.`, ...problems].join('\n'), {
    kind: 'input',
    code: 'INPUT_INVALID',
    hint: 'Correct them and run again; nothing was done yet.',
  });
}

function findAppProblems(
  { action, channel, approvalToken }: z.output<typeof Inputs>,
  { appToken, signingKey }: Extract<SlackConnection, { readonly mode: 'app' }>,
): readonly string[] {
  // Without a token of its own, relay shows links only, and nobody clicks.
  const listens = action === 'ask' || (action === 'relay' && approvalToken !== undefined);
  return [
    channel === undefined ? 'channel: is required with a bot token: the id of the channel.' : undefined,
    listens && appToken === undefined
      ? `slackConnection: ${action} needs an app-level token (xapp-, scope connections:write) to hear clicks: add it to the service connection.`
      : undefined,
    listens && signingKey === undefined
      ? `slackConnection: ${action} needs a signing key for its buttons: add at least 16 characters that nobody can guess to the service connection.`
      : undefined,
  ].filter((problem) => problem !== undefined);
}

const findWebhookProblems = ({ action }: z.output<typeof Inputs>): readonly string[] =>
  action === 'post'
    ? []
    : [`slackConnection: a webhook can only post; for ${action} use a service connection with a bot token.`];
