import type { ServiceRequest } from '../../core/service.ts';
import type { Identity, Permission, Token } from '../documents.ts';
import { PERMISSION_NAMES } from '../documents.ts';
import { needsPermission, unauthorized } from '../errors.ts';
import type { Organisation } from '../store.ts';
import { identityOf, type World } from '../world.ts';

/** Who asks, and what it may do. */
export interface Caller {
  readonly token: Token;
  readonly identity: Identity;
}

/** The caller of a request to an organisation; throws 401 without a token of that organisation. */
export function authenticate(world: World, request: ServiceRequest, organisation: Organisation | undefined): Caller {
  const secret = tokenOf(request.headers.authorization ?? '');
  const token = secret === undefined ? undefined : world.store.token(secret);
  if (!organisation || token?.organisation !== organisation.document.name) throw unauthorized(world.baseUrl);
  return { token, identity: identityOf(organisation, token.identityId) };
}

/** Bearer, or Basic with any user name. */
function tokenOf(authorization: string): string | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization.trim()) ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined;
}

export const may = (caller: Caller, permission: Permission) => caller.token.permissions.includes(permission);

/** Throws 403 when the caller lacks the permission. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (!may(caller, permission)) throw needsPermission(PERMISSION_NAMES[permission], caller.identity.uniqueName);
}
