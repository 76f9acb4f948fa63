import { SlipwayError, type ErrorDetails } from '../../errors.ts';
import { HttpStatusError } from '../http/http-errors.ts';
import type { Call } from './call.ts';

/** The error of the HTTP client in words of Azure DevOps; what is no refusal of the service stays as it is. */
export function translateError(error: unknown, { operation, permission }: Call): unknown {
  const details = detailsOf(error, permission);
  if (!details || !(error instanceof SlipwayError)) return error;
  const { because, ...rest } = details;
  return new SlipwayError(`Azure DevOps would not ${operation}: ${because}.`, { ...rest, cause: error });
}

type Details = ErrorDetails & { readonly because: string };

/** Limits and accidents (429, 5xx) are explained by the HTTP client already. */
function detailsOf(error: unknown, permission: string): Details | undefined {
  if (error instanceof SlipwayError && error.code === 'HTTP_SIGN_IN') return UNAUTHORIZED;
  if (!(error instanceof HttpStatusError) || error.status === 429 || error.status >= 500) return undefined;
  switch (error.status) {
    case 401:
      return UNAUTHORIZED;
    case 403:
      return forbidden(saidBy(error), permission);
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

/** Permissions as TF401027 names them, and as the screens do. */
const NAMES: Readonly<Record<string, string>> = {
  PullRequestContribute: 'Contribute to pull requests',
  GenericContribute: 'Contribute',
  GenericRead: 'Read',
  CreateBranch: 'Create branch',
  CreateTag: 'Create tag',
  ForcePush: 'Force push (rewrite history, delete branches and tags)',
};

/** TF401027: You need the Git 'PullRequestContribute' permission ... identity 'Build\\1f0c...', scope 'repository'. */
const MISSING = /\bGit '(\w{1,60})' permission(?:[^']{0,100}identity '([^']{1,200})')?/;

/** Other refusals say neither the permission nor the identity; then the one that the call needs is named. */
function forbidden(said: string, needed: string): Details {
  const [, name, identity] = MISSING.exec(said) ?? [];
  const permission = name === undefined ? needed : (NAMES[name] ?? name);
  return {
    because: name === undefined ? said : `"${permission}" is missing`,
    kind: 'auth',
    code: 'AZURE_DEVOPS_FORBIDDEN',
    hint: `Give "${permission}" to the build service${identity === undefined ? '' : ` (${identity})`} at Project settings > Repositories > the repository > Security.`,
  };
}

/** The service's own words, redacted, without the full stop. */
const saidBy = ({ excerpt }: HttpStatusError): string =>
  excerpt === '' ? 'it refused the request' : excerpt.replace(/\.$/, '');
