import { RestError } from '../errors.ts';
import { may } from '../rest/authentication.ts';
import type { Call } from '../rest/call.ts';
import type { EnvironmentDocument } from './documents.ts';

/** Whether the caller may change an environment and its checks: as its administrator, or as that of all of them. */
export const isAdministrator = ({ caller }: Pick<Call, 'caller'>, { administratorIds }: EnvironmentDocument): boolean =>
  may(caller, 'manageChecks') || administratorIds.includes(caller.identity.id);

/** Throws 403 for who is no administrator of the environment. */
export function requireAdministrator(call: Call, environment: EnvironmentDocument): void {
  if (isAdministrator(call, environment)) return;
  throw accessDenied(
    `Access denied. ${call.caller.identity.displayName} needs Administer permissions for environment ${environment.name} to perform the action. For more information, contact the Azure DevOps administrator.`,
  );
}

export const accessDenied = (message: string) =>
  new RestError(403, 'AccessDeniedException', message, {
    assembly: 'Microsoft.TeamFoundation.DistributedTask.WebApi',
  });
