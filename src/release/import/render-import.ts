import { stripInvisible } from '../../neutralise.ts';
import { count } from '../notes/release-facts.ts';
import type { ImportedRelease, ImportFate } from './import-component.ts';

/** The head of `importRows`. */
export const IMPORT_HEAD = ['component', 'version', 'state', 'tickets', 'from', 'what happens'] as const;

/** One row of plain text for each release. */
export const importRows = (releases: readonly ImportedRelease[]): readonly (readonly string[])[] =>
  releases.map(({ old, fate }) => [
    old.component,
    old.version,
    old.kind,
    String(old.tickets.length),
    stripInvisible(old.origin).replace(/\s+/g, ' '),
    describe(fate),
  ]);

function describe(fate: ImportFate): string {
  switch (fate.kind) {
    case 'imported':
      return 'import';
    case 'there':
      return 'none: there already';
    case 'conflict':
      return `CONFLICT: differs in ${fate.fields.join(', ')}; the ledger keeps its own`;
  }
}

/** One sentence that sums up. */
export function summariseImport(releases: readonly ImportedRelease[], dryRun: boolean): string {
  const of = (kind: ImportFate['kind']) => releases.filter(({ fate }) => fate.kind === kind).length;
  const components = new Set(releases.map(({ old }) => old.component)).size;
  const imported = `${count(of('imported'), 'release')} of ${count(components, 'component')}`;
  const rest = `${of('there')} there already, ${count(of('conflict'), 'conflict')}`;
  return dryRun
    ? `Dry run: ${imported} would be imported, ${rest}. Nothing was written.`
    : `${imported} imported, ${rest}.`;
}
