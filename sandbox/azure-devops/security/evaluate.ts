import { isAdministrator } from '../environments/rights.ts';
import { RestError } from '../errors.ts';
import { may } from '../rest/authentication.ts';
import type { Call } from '../rest/call.ts';
import { findToken, type Secured } from './find-token.ts';
import { NAMESPACES, type Namespace } from './namespaces.ts';

/** A namespace by id; throws 404. */
export function namespaceOf(id: string): Namespace {
  const found = NAMESPACES.find((one) => one.id === id.toLowerCase());
  if (found) return found;
  throw new RestError(
    404,
    'InvalidSecurityNamespaceException',
    `The security namespace with identifier ${id} could not be found.`,
    { assembly: 'Microsoft.VisualStudio.Services.Security' },
  );
}

/** Whether the caller has all permissions of a mask on what a token names: just what the service enforces for it. */
export function hasPermissions(
  call: Call,
  namespace: Namespace,
  asked: { token: string; permissions: number },
): boolean {
  const secured = findToken(call, namespace, asked.token);
  const bits = namespace.actions.filter(({ bit }) => (asked.permissions & bit) !== 0);
  const mask = bits.reduce((all, { bit }) => all | bit, 0);
  if (!secured || mask !== asked.permissions) return false;
  return bits.every(({ permission }) => isGranted(call, secured, permission));
}

function isGranted(
  call: Call,
  { environment }: Secured,
  permission: Namespace['actions'][number]['permission'],
): boolean {
  if (permission === undefined) return false;
  if (permission === 'read') return may(call.caller, 'readCode');
  if (permission === 'manageChecks' && environment) return isAdministrator(call, environment);
  return may(call.caller, permission);
}
