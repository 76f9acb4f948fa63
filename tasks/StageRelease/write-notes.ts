import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Redactor } from '../../src/redact.ts';
import type { NotesForms } from '../../src/release/pull-request/release-notes.ts';

/** Keeps release notes in files of the agent's temporary folder, for later steps; gives the name of the full ones. */
export const notesWriter =
  (folder: string, component: string, redact: Redactor['redact']) =>
  async ({ markdown, slack, jira }: NotesForms): Promise<string> => {
    const base = path.join(folder, `release-notes-${component.replaceAll(/[^\w.-]+/g, '-')}`);
    await mkdir(folder, { recursive: true });
    await writeFile(`${base}.md`, redact(markdown));
    await writeFile(`${base}.slack.md`, redact(slack));
    await writeFile(`${base}.jira.txt`, redact(jira));
    return `${base}.md`;
  };
