import { attempt, refusedFinding, unreadFinding, valueOf } from './attempt.ts';
import type { Finding, Looked } from './finding.ts';
import { judgeScopes } from './judge-scopes.ts';
import type { SlackAccess, SlackChannel, SlackReader } from './ports.ts';

const SETTINGS = 'https://api.slack.com/apps > the app';

/** The tokens, their scopes, the key for buttons, and whether the app is in the channel. Posts nothing. */
export async function checkSlack(access: SlackAccess, channel: string | undefined): Promise<readonly Finding[]> {
  if (access === 'webhook') return [WEBHOOK];
  const token = { id: 'slack-token', area: 'connections', title: 'Slack: bot token' } as const;
  const [self, appToken] = await Promise.all([attempt(() => access.readSelf()), checkAppToken(access)]);
  const others = [appToken, judgeSigningKey(access)];
  if ('error' in self) return [refusedFinding(token, self.error), ...others];
  const { bot, team, scopes } = self.value;
  const signedIn: Finding = { ...token, status: 'ok', detail: `It is @${bot} in ${team}.` };
  const inChannel = await checkChannel(access, channel, { scopes, bot });
  return [signedIn, ...judgeScopes(scopes, { asks: access.hasAppToken }), ...others, inChannel];
}

const WEBHOOK: Finding = {
  id: 'slack-webhook',
  area: 'connections',
  status: 'unknown',
  title: 'Slack: webhook',
  detail: 'A webhook tells nothing about itself without posting, and this task posts nothing.',
  remedy: 'Post once: SlackNotify@1 with action: post, template: text and a text.',
};

/** Asked with a call that opens no connection: of those an app has ten. */
async function checkAppToken(reader: SlackReader): Promise<Finding> {
  const looked = {
    id: 'slack-app-token',
    area: 'connections',
    title: 'Slack: app-level token',
    right: 'connections:write',
  } as const;
  const make = `${SETTINGS} > Basic Information > App-Level Tokens > Generate Token and Scopes: with connections:write`;
  if (!reader.hasAppToken)
    return {
      ...looked,
      status: 'warning',
      detail: 'There is none: clicks on buttons are not heard, so "ask" and an approving "relay" do not work.',
      remedy: `${make}; then put it into the service connection.`,
    };
  const read = await attempt(() => reader.readAppScopes());
  if ('error' in read) return refusedFinding(looked, read.error);
  return read.value !== undefined && !read.value.includes('connections:write')
    ? { ...looked, status: 'problem', detail: 'It lacks the scope connections:write.', remedy: `${make}.` }
    : { ...looked, status: 'ok', detail: 'Slack accepts it.' };
}

function judgeSigningKey({ hasSigningKey }: SlackReader): Finding {
  const looked = { id: 'slack-signing-key', area: 'connections', title: 'Slack: key that signs buttons' } as const;
  return hasSigningKey
    ? { ...looked, status: 'ok', detail: 'It is there.' }
    : {
        ...looked,
        status: 'warning',
        detail: 'There is none: "ask" and an approving "relay" do not work.',
        remedy:
          'Make one (openssl rand -base64 32) and put it as Signing key into the service connection; all pipelines of the project use the same.',
      };
}

interface Seen {
  readonly scopes: readonly string[] | undefined;
  readonly bot: string;
}

async function checkChannel(
  reader: SlackReader,
  channel: string | undefined,
  { scopes = [], bot }: Seen,
): Promise<Finding> {
  const title = channel === undefined ? 'Slack: channel' : `Slack: channel ${channel}`;
  const looked = { id: 'slack-channel', area: 'connections', title } as const;
  if (channel === undefined || channel.startsWith('#'))
    return {
      ...looked,
      status: 'unknown',
      detail: channel === undefined ? 'None was named.' : 'By its name the channel cannot be looked at.',
      remedy:
        'Give the id of the channel as "channel": it stands at the bottom of the channel\u2019s details, as C0123456789.',
    };
  const isShown = scopes.includes('channels:read') || scopes.includes('groups:read');
  const shown = isShown ? await attempt(() => reader.readChannel(channel)) : undefined;
  const seen = shown && valueOf(shown);
  if (seen !== undefined) return judgeChannel(looked, seen, bot);
  const history = await attempt(() => reader.readHistory(channel));
  if ('value' in history) return { ...looked, status: 'ok', detail: 'The app is in it and may read it.' };
  // Which scope is missing stands in a finding of its own.
  return history.error.code === 'SLACK_SCOPE_MISSING'
    ? unreadFinding(looked, history.error)
    : refusedFinding(looked, history.error);
}

function judgeChannel(looked: Looked, { name, isArchived, isMember }: SlackChannel, bot: string): Finding {
  if (isArchived)
    return {
      ...looked,
      status: 'problem',
      detail: `#${name} is archived: nothing can be posted.`,
      remedy: 'In Slack, take the channel out of the archive, or name another one.',
    };
  return isMember
    ? { ...looked, status: 'ok', detail: `The app is in #${name}.` }
    : {
        ...looked,
        status: 'problem',
        detail: `The app is not in #${name}.`,
        remedy: `In Slack, open the channel, write /invite @${bot} and send it.`,
      };
}
