import { type ErrorDetails, SlipwayError } from '../../errors.ts';

/** Slack said no, by a name: `not_in_channel`, `missing_scope` and many others. */
export class SlackRefusal extends SlipwayError {
  /** Slack's own name for it. */
  readonly error: string;

  constructor(error: string, message: string, details: ErrorDetails) {
    super(message, details);
    this.error = error;
  }
}

/** What is known of a refused call. */
export interface Refused {
  readonly method: string;
  /** Slack's own name for it. */
  readonly error: string;
  /** As it was given; undefined for calls that have none. */
  readonly channel?: string | undefined;
  /** The scope that is missing. */
  readonly needed?: string | undefined;
  /** What Slack says beside, redacted. */
  readonly details?: readonly string[];
  /** Name of the app's bot, for what people have to type. */
  readonly bot?: string | undefined;
}

type Explained = ErrorDetails & { readonly message: string };
type Explain = (refused: Refused) => Explained;

const channelOf = ({ channel }: Refused): string => (channel === undefined ? 'the channel' : `the channel ${channel}`);
const inviteOf = ({ bot }: Refused): string => `/invite @${bot ?? 'slipway'}`;

const notInChannel: Explain = (refused) => ({
  message: `The Slack app is not in ${channelOf(refused)}.`,
  kind: 'input',
  code: 'SLACK_NOT_IN_CHANNEL',
  hint: `In Slack, open the channel, write ${inviteOf(refused)} and send it; then run again.`,
});

const channelUnknown: Explain = (refused) => ({
  message: `Slack knows no ${channelOf(refused).slice('the '.length)}, or does not show it to the app.`,
  kind: 'input',
  code: 'SLACK_CHANNEL_NOT_FOUND',
  hint: `Give the channel's id (its details show it). In a private channel, first write ${inviteOf(refused)}.`,
});

const archived: Explain = (refused) => ({
  message: `Nothing can be posted in ${channelOf(refused)}: it is archived.`,
  kind: 'input',
  code: 'SLACK_CHANNEL_ARCHIVED',
  hint: 'Name another channel, or take it out of the archive.',
});

const badToken: Explain = ({ error, method }) => ({
  message: `Slack does not accept the token for ${method}: ${error}.`,
  kind: 'auth',
  code: 'SLACK_AUTH',
  hint: 'Copy the tokens of the app into the service connection anew: the bot token begins with xoxb-, the app token with xapp-.',
});

const missingScope: Explain = ({ method, needed = 'one that it does not name' }) => ({
  message: `The Slack app may not call ${method}: the scope ${needed} is missing.`,
  kind: 'auth',
  code: 'SLACK_SCOPE_MISSING',
  hint: `Add the scope ${needed} to the app (OAuth & Permissions), install it into the workspace again, and copy the token anew.`,
});

const badMessage: Explain = ({ error, details = [] }) => ({
  message: [`Slack does not take the message: ${error}.`, ...details].join(' '),
  kind: 'remote',
  code: 'SLACK_MESSAGE_REFUSED',
  hint: 'Report it with the log: Slipway keeps to the limits of Slack, and this one is not known to it.',
});

const forbidden: Explain = (refused) => ({
  message: `The workspace does not let the app post in ${channelOf(refused)}: ${refused.error}.`,
  kind: 'auth',
  code: 'SLACK_NOT_ALLOWED',
  hint: "Ask the workspace's administrator who may post there, or name another channel.",
});

const userUnknown: Explain = () => ({
  message: 'Slack knows no such user.',
  kind: 'remote',
  code: 'SLACK_USER_UNKNOWN',
  hint: 'Check the user ids among the approvers.',
});

const explanations: ReadonlyMap<string, Explain> = new Map([
  ['not_in_channel', notInChannel],
  ['channel_not_found', channelUnknown],
  ['is_archived', archived],
  ...['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive', 'not_allowed_token_type'].map(
    (error) => [error, badToken] as const,
  ),
  ['missing_scope', missingScope],
  ...[
    'msg_too_long',
    'msg_blocks_too_long',
    'invalid_blocks',
    'invalid_blocks_format',
    'no_text',
    'metadata_too_large',
  ].map((error) => [error, badMessage] as const),
  ...['no_permission', 'restricted_action', 'not_allowed', 'access_denied', 'team_access_not_granted'].map(
    (error) => [error, forbidden] as const,
  ),
  ...['user_not_found', 'user_not_visible'].map((error) => [error, userUnknown] as const),
]);

/** Slack has many names for a channel that only some may post in: restricted_action_thread_locked and its kin. */
const explainOther: Explain = (refused) =>
  refused.error.startsWith('restricted_action')
    ? forbidden(refused)
    : {
        message: [`Slack refused ${refused.method}: ${refused.error}.`, ...(refused.details ?? [])].join(' '),
        kind: 'remote',
        code: 'SLACK_REFUSED',
        hint: "Look the name up in Slack's documentation of the method; report it with the log if it is no setting of yours.",
      };

/** The error for a refusal, with what to do about it. */
export function explainRefusal(refused: Refused): SlackRefusal {
  const { message, ...details } = (explanations.get(refused.error) ?? explainOther)(refused);
  return new SlackRefusal(refused.error, message, details);
}
