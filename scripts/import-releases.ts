// npm run import-releases -- DIR: brings the releases of the first system into a ledger. See docs/import-releases.md.
import path from 'node:path';
import { terminalTable } from '../sandbox/terminal-table.ts';
import { SlipwayError } from '../src/errors.ts';
import type { Log } from '../src/log.ts';
import { stripInvisible } from '../src/neutralise.ts';
import { type ImportedRelease, importComponent } from '../src/release/import/import-component.ts';
import { joinReleases } from '../src/release/import/join-releases.ts';
import type { OldRelease } from '../src/release/import/old-release.ts';
import type { KnownTag } from '../src/release/import/plan-documents.ts';
import { IMPORT_HEAD, importRows, summariseImport } from '../src/release/import/render-import.ts';
import { formatTag } from '../src/release/versions/tag-format.ts';
import { type Clone, type ImportOptions, readOptions } from './import/import-options.ts';
import { readLocalTags } from './import/local-tags.ts';
import { openLedger } from './import/open-ledger.ts';
import { readFiles } from './import/read-files.ts';
import { runCommand, UsageError } from './usage.ts';

const nothing = () => undefined;
/** What happens, apart from the result. */
const say = (message: string) => console.error(stripInvisible(message));
const log: Log = { debug: nothing, info: say, warn: say, error: say, group: (_name, work) => work() };

/** Elsewhere the token is a job's. */
const hintOf = ({ code, hint = '' }: SlipwayError): string =>
  code === 'AZURE_DEVOPS_UNAUTHORIZED'
    ? 'Check that AZURE_DEVOPS_TOKEN belongs to this organisation, has not expired and has the scope Code (read & write).'
    : hint;

await runCommand({ name: 'npm run import-releases', run });

async function run(signal: AbortSignal): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env['AZURE_DEVOPS_TOKEN']);
  if (options.kind === 'help') {
    console.log(options.text);
    return 0;
  }
  try {
    const imported = await importAll(options, signal);
    console.log(terminalTable(IMPORT_HEAD, importRows(imported)));
    console.log(`\n${summariseImport(imported, options.dryRun)}`);
    return imported.some(({ fate }) => fate.kind === 'conflict') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SlipwayError) || signal.aborted) throw error;
    console.error(stripInvisible(`${error.message} [${error.code}]\n${hintOf(error)}`.trim()));
    return 2;
  }
}

/** Everything is understood before anything is written. */
async function importAll(options: ImportOptions, signal: AbortSignal): Promise<readonly ImportedRelease[]> {
  const { folder, clones, tagFormat, dryRun } = options;
  const components = joinReleases(await readFiles(folder, signal));
  for (const component of components.keys()) formatTag(tagFormat, '1.0.0', component);
  const tags = await readTags(components, clones, signal);
  const { services, close } = openLedger(options.ledger, log, signal);
  try {
    const imported: ImportedRelease[] = [];
    for (const [component, releases] of components) {
      const request = { component, releases, tagFormat, tags: tags.get(component) ?? new Map<string, never>(), dryRun };
      imported.push(...(await importComponent(services, request)));
    }
    return imported;
  } finally {
    await close();
  }
}

/** By component. */
async function readTags(
  components: ReadonlyMap<string, readonly OldRelease[]>,
  clones: readonly Clone[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, KnownTag>>> {
  const tags = new Map<string, ReadonlyMap<string, KnownTag>>();
  for (const clone of clones) {
    const name = clone.name ?? path.basename(path.resolve(clone.path), '.git');
    if (!components.has(name)) {
      const known = [...components.keys()].slice(0, 10).join(', ');
      throw new UsageError(
        `--repository ${clone.path}: the files have no component ${name}. Write NAME=PATH; there is ${known}.`,
      );
    }
    tags.set(name, await readLocalTags(clone.path, signal));
  }
  return tags;
}
