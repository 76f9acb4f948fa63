import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Text by path, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

const SUFFIX = '.txt';

/**
 * The files under `sandbox/sample/files/<folder>`. They carry the extra extension .txt, so that no compiler, linter or
 * git attribute of this repository takes them for its own; here they are without it.
 */
export function readTemplateFiles(folder: string): Files {
  const root = fileURLToPath(new URL(`files/${folder}`, import.meta.url));
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(SUFFIX));
  return new Map(
    names.sort().map((name) => {
      const text = readFileSync(path.join(root, name), 'utf8').replaceAll('\r\n', '\n');
      return [name.slice(0, -SUFFIX.length).replaceAll('\\', '/'), text];
    }),
  );
}
