import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More runs of one task in one job than anybody makes. */
const MAX_FILES = 1000;

export interface ResultFile {
  /** `<task>-<n>` */
  readonly name: string;
  readonly path: string;
}

/**
 * Claims the next free `<tempDirectory>/slipway/<task>-<n>.json` by creating it and writes what `render` gives; two steps
 * of the same task never share one.
 */
export function writeResultFile(tempDirectory: string, task: string, render: (file: ResultFile) => string): ResultFile {
  const folder = join(tempDirectory, 'slipway');
  mkdirSync(folder, { recursive: true });
  for (let n = 1; n <= MAX_FILES; n++) {
    const name = `${task}-${n}`;
    const file = { name, path: join(folder, `${name}.json`) };
    try {
      writeFileSync(file.path, render(file), { flag: 'wx' });
      return file;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new Error(`${folder} holds ${MAX_FILES} results of ${task} already.`);
}
