import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Redactor } from '../../src/redact.ts';

/** Keeps release notes in a file of the agent's temporary folder, for later steps; gives its name. */
export const notesWriter =
  (folder: string, component: string, redact: Redactor['redact']) =>
  async (markdown: string): Promise<string> => {
    const file = path.join(folder, `release-notes-${component.replaceAll(/[^\w.-]+/g, '-')}.md`);
    await mkdir(folder, { recursive: true });
    await writeFile(file, redact(markdown));
    return file;
  };
