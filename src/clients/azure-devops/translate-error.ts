import { SlipwayError } from '../../errors.ts';
import { HttpStatusError } from '../http/http-errors.ts';
import type { Call } from './azure-devops-client.ts';

/** The error of the HTTP client in words of Azure DevOps; what is no refusal of the service stays as it is. */
export function translateError(error: unknown, call: Call): unknown {
  if (!(error instanceof HttpStatusError)) return error;
  const what = `Azure DevOps would not ${call.operation}`;
  switch (error.status) {
    case 401:
      return translated(`${what}: it does not accept the job's token.`, error, {
        kind: 'auth',
        code: 'AZURE_DEVOPS_UNAUTHORIZED',
        hint: 'Run the job again. If it stays, check that the pipeline may access this project and repository (job authorization scope).',
      });
    case 403:
      return translated(`${what}: ${permissionOf(error.body) ?? call.permission} is missing.`, error, {
        kind: 'auth',
        code: 'AZURE_DEVOPS_FORBIDDEN',
        hint: `Give "${call.permission}" to the build service at Project settings > Repositories > the repository > Security.`,
      });
    case 404:
      return translated(`${what}: it does not exist or may not be seen.`, error, {
        kind: 'remote',
        code: 'AZURE_DEVOPS_NOT_FOUND',
        hint: 'Check the number or name. Without "Read" on the repository it looks the same; with "Protect access to repositories in YAML pipelines" the pipeline must also reference the repository.',
      });
    case 409:
    case 412:
      return translated(`${what}: ${messageOf(error.body)}`, error, {
        kind: 'conflict',
        code: 'AZURE_DEVOPS_CONFLICT',
        hint: 'Somebody changed it at the same time: run it again.',
      });
    case 400:
      return translated(`${what}: ${messageOf(error.body)}`, error, {
        kind: 'remote',
        code: 'AZURE_DEVOPS_REFUSED',
        hint: 'Report it with the log of a run with System.Debug set to true.',
      });
    default:
      return error;
  }
}

const translated = (
  message: string,
  cause: unknown,
  details: ConstructorParameters<typeof SlipwayError>[1],
): SlipwayError => new SlipwayError(message, { ...details, cause });

/** Permissions as TF401027 names them, and as the screens do. */
const NAMES: Readonly<Record<string, string>> = {
  PullRequestContribute: '"Contribute to pull requests"',
  GenericContribute: '"Contribute"',
  GenericRead: '"Read"',
  CreateBranch: '"Create branch"',
  CreateTag: '"Create tag"',
  ForcePush: '"Force push"',
};

/** TF401027: You need the Git 'PullRequestContribute' permission to perform this action. */
function permissionOf(body: string): string | undefined {
  const name = /\bGit '(\w+)' permission/.exec(body)?.[1];
  return name === undefined ? undefined : (NAMES[name] ?? `"${name}"`);
}

/** The service's own words, one line of them. */
function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return message.replace(/\s+/g, ' ').slice(0, 300);
  } catch {
    // No JSON: the status says enough.
  }
  return 'it refused the request.';
}
