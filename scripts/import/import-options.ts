import { parseArgs } from 'node:util';
import { UsageError } from '../usage.ts';
import type { LedgerPlace } from './open-ledger.ts';

const HELP = `npm run import-releases -- DIR [options]
  --organization URL        address of the organisation: https://dev.azure.com/contoso
  --project NAME            the project of the ledger's repository
  --ledger-repository NAME  the repository that holds the ledger
  --ledger-branch NAME      the ledger's branch [slipway/ledger]
  --repository [NAME=]PATH  a clone of component NAME, whose tags give commits; may be repeated.
                            Without NAME the folder is called like the component
  --tag-format FORMAT       how tags are named [v{version}]
  --dry-run                 lists what would happen and writes nothing; without --organization
                            it reads the files alone
AZURE_DEVOPS_TOKEN is a personal access token with the scope Code (read & write); with --dry-run, Code (read) is enough.
Exit status: 0 all is in the ledger, 1 the ledger holds something else and keeps it, 2 it could not run.`;

const OPTIONS = {
  organization: { type: 'string' },
  project: { type: 'string' },
  'ledger-repository': { type: 'string' },
  'ledger-branch': { type: 'string', default: 'slipway/ledger' },
  repository: { type: 'string', multiple: true, default: [] as string[] },
  'tag-format': { type: 'string', default: 'v{version}' },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface Clone {
  /** The component; undefined: as the folder is called. */
  readonly name: string | undefined;
  readonly path: string;
}

export interface ImportOptions {
  readonly kind: 'import';
  readonly folder: string;
  /** Undefined: a dry run that reads the files alone. */
  readonly ledger: LedgerPlace | undefined;
  readonly clones: readonly Clone[];
  readonly tagFormat: string;
  readonly dryRun: boolean;
}

/** What was asked for, or a UsageError that says what is wrong with it. `token`: of the environment. */
export function readOptions(
  args: readonly string[],
  token: string | undefined,
): ImportOptions | { readonly kind: 'help'; readonly text: string } {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help) return { kind: 'help', text: HELP };
  const [folder, ...rest] = positionals;
  if (folder === undefined)
    throw new UsageError('npm run import-releases -- DIR: name the folder with the JSON files.');
  if (rest.length > 0) throw new UsageError(`One folder at a time, not also ${rest.join(' ')}.`);
  return {
    kind: 'import',
    folder,
    ledger: readPlace(values, token),
    clones: values.repository.map(readClone),
    tagFormat: values['tag-format'],
    dryRun: values['dry-run'],
  };
}

interface PlaceValues {
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  readonly 'ledger-repository'?: string | undefined;
  readonly 'ledger-branch': string;
  readonly 'dry-run': boolean;
}

function readPlace(values: PlaceValues, token: string | undefined): LedgerPlace | undefined {
  const { organization, project, 'ledger-repository': repository, 'ledger-branch': branch } = values;
  const given = [organization, project, repository].some((value) => value !== undefined);
  if (!given && values['dry-run']) return undefined;
  if (organization === undefined || project === undefined || repository === undefined) {
    throw new UsageError('--organization, --project and --ledger-repository say where the ledger is: give all three.');
  }
  checkAddress(organization);
  if (token === undefined || token.trim() === '') {
    throw new UsageError('Put a personal access token into the environment as AZURE_DEVOPS_TOKEN.');
  }
  return { organization, project, repository, branch, token: token.trim() };
}

/** What is wrong is not repeated: there may be a password in it. */
function checkAddress(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('--organization: write an address like https://dev.azure.com/contoso.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--organization: leave the credentials out; the token is taken from AZURE_DEVOPS_TOKEN.');
  }
}

function readClone(text: string): Clone {
  const [, name, path = text] = /^([^=/\\]+)=(.+)$/s.exec(text) ?? [];
  if (path === '') throw new UsageError('--repository: write the path of a clone, or NAME=PATH.');
  return { name, path };
}
