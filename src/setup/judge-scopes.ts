import type { Finding, FindingStatus } from './finding.ts';

interface NeededScope {
  readonly scope: string;
  readonly status: Extract<FindingStatus, 'warning' | 'problem'>;
  /** Needed for questions alone. */
  readonly isForAsking?: true;
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
  { scope: 'users:read', status: 'problem', isForAsking: true, without: 'nobody may answer a question.' },
  {
    scope: 'users:read.email',
    status: 'warning',
    without: 'approvers count by their Slack user id only, never by e-mail.',
  },
];

/**
 * One finding for each scope in use; `scopes` undefined: Slack did not tell which ones the token has. `asks`: clicks can be
 * heard, so that questions are to be expected.
 */
export const judgeScopes = (
  scopes: readonly string[] | undefined,
  { asks }: { readonly asks: boolean },
): readonly Finding[] =>
  SCOPES.map(({ scope, without, isForAsking, ...needed }) => {
    const status = isForAsking && !asks ? 'warning' : needed.status;
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
