import type { Method } from '../rest/call.ts';

export const authTest: Method = {
  name: 'auth.test',
  token: 'any',
  scopes: [],
  isWrite: false,
  args: {},
  handler({ world, caller }) {
    const { teamName, teamId, domain } = world.store.workspace;
    if (caller.token.kind === 'app') return { app_id: caller.app.id, app_name: caller.app.name };
    return {
      url: `https://${domain}.slack.com/`,
      team: teamName,
      user: caller.user.name,
      team_id: teamId,
      user_id: caller.user.id,
      bot_id: caller.app.botId,
      is_enterprise_install: false,
    };
  },
};

/** Gives the address of a socket, good for one connection within half a minute. */
export const connectionsOpen: Method = {
  name: 'apps.connections.open',
  token: 'app',
  scopes: ['connections:write'],
  isWrite: false,
  args: {},
  handler: ({ world, caller }) => ({ url: world.hub.issueAddress(caller.app.id, world.baseUrl) }),
};
