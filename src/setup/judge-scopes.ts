import type { Finding, FindingStatus } from './finding.ts';

interface NeededScope {
  readonly scope: string;
  readonly status: Extract<FindingStatus, 'warning' | 'problem'>;
  readonly without: string;
}

/** Of the bot token: what SlackNotify uses. */
const SCOPES: readonly NeededScope[] = [
  { scope: 'chat:write', status: 'problem', without: 'nothing can be posted.' },
  {
    scope: 'channels:history',
    status: 'warning',
    without: 'in public channels each post rewrites its message, and one with a lost answer can be doubled.',
  },
  {
    scope: 'groups:history',
    status: 'warning',
    without: 'in private channels each post rewrites its message, and one with a lost answer can be doubled.',
  },
  { scope: 'users:read', status: 'problem', without: 'nobody may answer a question.' },
  {
    scope: 'users:read.email',
    status: 'warning',
    without: 'approvers count by their Slack user id only, never by e-mail.',
  },
];

/** One finding for each scope in use; undefined: Slack did not tell which ones the token has. */
export const judgeScopes = (scopes: readonly string[] | undefined): readonly Finding[] =>
  SCOPES.map(({ scope, status, without }) => {
    const looked = {
      id: `slack-scope-${scope}`,
      area: 'connections',
      title: `Slack: scope ${scope}`,
      right: scope,
    } as const;
    if (scopes?.includes(scope)) return { ...looked, status: 'ok', detail: 'The bot token has it.' };
    const remedy = `https://api.slack.com/apps > the app > OAuth & Permissions > Bot Token Scopes > Add an OAuth Scope: ${scope}; then Reinstall to Workspace, and copy the token into the service connection anew.`;
    return scopes === undefined
      ? { ...looked, status: 'unknown', detail: 'Slack did not tell which scopes the token has.', remedy }
      : { ...looked, status, detail: `The bot token does not have it: ${without}`, remedy };
  });
