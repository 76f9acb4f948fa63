import type { ServiceRequest } from '../../core/service.ts';
import { refuse } from '../errors.ts';
import { findApp, findUser, type World } from '../world.ts';
import type { Caller, Method } from './call.ts';
import type { RawArguments } from './read-arguments.ts';

/** Bearer, or the form field `token`. */
function tokenOf({ headers }: ServiceRequest, raw: RawArguments): string | undefined {
  const header = /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1];
  const field = raw.values['token'];
  return header ?? (typeof field === 'string' && field !== '' ? field : undefined);
}

/** Who calls; throws as Slack does for no token, a wrong one, one of the wrong kind, one without the scope. */
export function authenticate(world: World, method: Method, request: ServiceRequest, raw: RawArguments): Caller {
  const given = tokenOf(request, raw);
  if (given === undefined) throw refuse('not_authed');
  const token = world.store.token(given);
  const app = token && findApp(world, token.appId);
  const user = app && findUser(world, app.botUserId);
  if (!token || !user) throw refuse('invalid_auth');
  if (user.deleted) throw refuse('account_inactive');
  if (method.token !== 'any' && method.token !== token.kind) throw refuse('not_allowed_token_type');
  const needed = method.scopes;
  if (needed.length > 0 && !needed.some((scope) => token.scopes.includes(scope)))
    throw refuse('missing_scope', { needed: needed.join(','), provided: token.scopes.join(',') });
  return { token, app, user };
}
