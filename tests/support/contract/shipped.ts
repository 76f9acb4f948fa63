import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readZip } from '../../../scripts/zip-list.ts';

export const root = path.join(import.meta.dirname, '../../..');

export const readText = (file: string): string => readFileSync(path.join(root, file), 'utf8');

// The caller says what is in it.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export const readJson = <T = Record<string, unknown>>(file: string): T => JSON.parse(readText(file)) as T;

/** Names of the folders of `tasks/`. */
export const taskNames: readonly string[] = readdirSync(path.join(root, 'tasks')).sort();

/** The files of the packed extension by name; folders have no entry. */
export function readVsix(): ReadonlyMap<string, Buffer> {
  const packed = readdirSync(path.join(root, 'out')).filter((name) => name.endsWith('.vsix'));
  if (packed[0] === undefined || packed.length > 1)
    throw new Error(`out/ holds ${packed.length} VSIX: npm run package.`);
  const files = readZip(readFileSync(path.join(root, 'out', packed[0])));
  return new Map([...files].filter(([name]) => !name.endsWith('/')));
}

/** The Markdown files that people read: at the root, in docs/ and beside the tasks. */
export function listDocuments(): readonly string[] {
  const found = ['', 'docs', 'tasks'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: folder !== '', encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.posix.join(folder, file.replaceAll('\\', '/'))),
  );
  return found.sort();
}
