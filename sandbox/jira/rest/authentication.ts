import type { ServiceRequest } from '../../core/service.ts';
import type { Permission, Project, Scope, Token, User } from '../documents.ts';
import { scopeMismatch, unauthorized } from '../errors.ts';
import { findUser, type World } from '../world.ts';

/** Who asks, and what it may do. */
export interface Caller {
  readonly token: Token;
  readonly user: User;
}

/** The caller of a request; throws 401 for none and for a wrong one. */
export function authenticate(world: World, request: ServiceRequest): Caller {
  const given = credentialsOf(request.headers.authorization ?? '');
  const token = given && world.store.token(given.secret);
  const user = token && findUser(world, token.accountId);
  if (!given || !token || !user?.active) throw unauthorized();
  if (given.kind !== (world.deployment === 'cloud' ? 'basic' : 'bearer')) throw unauthorized();
  if (given.kind === 'basic' && given.name.toLowerCase() !== user.emailAddress.toLowerCase()) throw unauthorized();
  return { token, user };
}

type Credentials =
  | { readonly kind: 'basic'; readonly name: string; readonly secret: string }
  | { readonly kind: 'bearer'; readonly secret: string };

/** Basic with an e-mail address on Cloud, Bearer with a personal access token on Data Center. */
function credentialsOf(authorization: string): Credentials | undefined {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization.trim()) ?? [];
  if (/^bearer$/i.test(scheme)) return { kind: 'bearer', secret: value };
  if (!/^basic$/i.test(scheme)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? undefined : { kind: 'basic', name: text.slice(0, at), secret: text.slice(at + 1) };
}

/** Whether the caller has a permission in a project; everything needs that the project is seen. */
export function may({ token }: Caller, permission: Permission, project: Project): boolean {
  const sees = token.projects === undefined || token.projects.includes(project.key);
  const browses = token.permissions.includes('BROWSE_PROJECTS');
  return sees && browses && token.permissions.includes(permission);
}

/** Throws 401 when the caller's token has scopes and this one is not among them. */
export function requireScope({ token }: Caller, scope: Scope): void {
  if (token.scopes && !token.scopes.includes(scope)) throw scopeMismatch();
}
