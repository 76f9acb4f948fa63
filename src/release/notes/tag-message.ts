import * as z from 'zod';
import { byteLength, fitLines, lineOf } from './cut-text.ts';

/** Leads from a tag to the ledger. */
const TagPointer = z.object({
  version: z.string().min(1).max(300),
  /** What was built. */
  sha: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
  component: z.string().min(1).max(1_000),
  ledgerPath: z.string().min(1).max(2_000),
});
export type TagPointer = z.infer<typeof TagPointer>;

const MAX_NOTES = 8_000;

/**
 * The message of a release's annotated tag: a title, the plain notes as far as 8,000 bytes of them, and on the last line
 * the pointer as JSON.
 */
export function renderTagMessage(pointer: TagPointer, notes: string): string {
  const { version, sha, component, ledgerPath } = pointer;
  // git takes lines that begin with # for comments, and people sign and amend tags by hand.
  const lines = notes.split('\n').map((line) => lineOf(line, 500).replace(/^#/, ' #'));
  const { kept, left } = fitLines(lines, MAX_NOTES, byteLength);
  return [
    lineOf(`Release ${component} ${version}`, 200),
    [...kept, ...(left.length === 0 ? [] : ['...'])].join('\n').trim(),
    JSON.stringify({ version, sha, component, ledgerPath }),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The pointer of a tag's message; undefined when its last line is none, so for a tag of somebody else. */
export function parseTagMessage(message: string): TagPointer | undefined {
  // A signed tag goes on below.
  const [own = ''] = message.split('\n-----BEGIN ');
  const line = own.slice(-10_000).trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (!line.startsWith('{')) return undefined;
  try {
    return TagPointer.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
