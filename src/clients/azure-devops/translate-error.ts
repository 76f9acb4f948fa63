import { SlipwayError, type ErrorDetails } from '../../errors.ts';
import { HttpStatusError } from '../http/http-errors.ts';
import type { Call } from './call.ts';
import { findMissingPermission, permissionHint } from './missing-permission.ts';

/** The error of the HTTP client in words of Azure DevOps; what is no refusal of the service stays as it is. */
export function translateError(error: unknown, call: Call): unknown {
  const { operation } = call;
  const details = detailsOf(error, call);
  if (!details || !(error instanceof SlipwayError)) return error;
  const { because, ...rest } = details;
  return new SlipwayError(`Azure DevOps would not ${operation}: ${because}.`, { ...rest, cause: error });
}

type Details = ErrorDetails & { readonly because: string };

/** Limits and accidents (429, 5xx) are explained by the HTTP client already. */
function detailsOf(error: unknown, call: Call): Details | undefined {
  if (error instanceof SlipwayError && error.code === 'HTTP_SIGN_IN') return UNAUTHORIZED;
  if (!(error instanceof HttpStatusError) || error.status === 429 || error.status >= 500) return undefined;
  switch (error.status) {
    case 401:
      return UNAUTHORIZED;
    case 403:
      return forbidden(saidBy(error), call);
    case 404:
      return {
        because: 'it does not exist or may not be seen',
        kind: 'remote',
        code: 'AZURE_DEVOPS_NOT_FOUND',
        hint: 'Check the number or name. Without "Read" on the repository it looks the same; with "Protect access to repositories in YAML pipelines" the pipeline must also reference the repository.',
      };
    case 409:
    case 412:
      return {
        because: saidBy(error),
        kind: 'conflict',
        code: 'AZURE_DEVOPS_CONFLICT',
        hint: 'Somebody changed it at the same time: run it again.',
      };
    default:
      return {
        because: saidBy(error),
        kind: 'remote',
        code: 'AZURE_DEVOPS_REFUSED',
        hint: 'Report it with the log of a run with System.Debug set to true.',
      };
  }
}

const UNAUTHORIZED: Details = {
  because: "it does not accept the job's token",
  kind: 'auth',
  code: 'AZURE_DEVOPS_UNAUTHORIZED',
  hint: 'Run the job again. If it stays, check that the pipeline may access this project and repository (job authorization scope).',
};

/** Other refusals say neither the permission nor the identity; then the one that the call needs is named. */
function forbidden(said: string, { permission: needed, grantedAt }: Call): Details {
  const missing = findMissingPermission(said);
  const permission = missing?.permission ?? needed;
  return {
    because: missing === undefined ? said : `"${permission}" is missing`,
    kind: 'auth',
    code: 'AZURE_DEVOPS_FORBIDDEN',
    hint: permissionHint(permission, missing?.identity, grantedAt),
  };
}

/** The service's own words, redacted, without the full stop. */
const saidBy = ({ excerpt }: HttpStatusError): string =>
  excerpt === '' ? 'it refused the request' : excerpt.replace(/\.$/, '');
