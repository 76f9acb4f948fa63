import { propertyOf, type JsonSchema } from '../schema/fit-to-schema.ts';
import { parsePromptDiff, type PromptFile } from './prompt-diff.ts';

const MOST_FILES = 12;

/** True for a format that asks for the words of a ticket. */
export const asksForTicket = (schema: JsonSchema): boolean =>
  ['summary', 'description'].every((name) => propertyOf(schema, [name])?.type === 'string');

/** A ticket for the change of a prompt: the pull request's title, and what its diff touches. It understands nothing. */
export function writeTicket(prompt: string): { readonly summary: string; readonly description: string } {
  const title = /^Title: (.+)$/m.exec(prompt)?.[1] ?? 'A change without a title';
  const files = parsePromptDiff(prompt.slice(prompt.lastIndexOf('\n<diff>\n') + 1));
  const hidden = files.length - MOST_FILES;
  return {
    summary: summaryOf(title),
    description: [
      `${sentence(title)} _Written by the stand-in, which is no model: it only counts lines._`,
      files.length === 0 ? 'The diff shows no text.' : '## What is different',
      [...files.slice(0, MOST_FILES).map(describe), ...(hidden > 0 ? [`- and ${hidden} more files`] : [])].join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

/** Without the type of a conventional commit, and no longer than a summary may be. */
function summaryOf(title: string): string {
  const plain = title.replace(/^[a-z]+(?:\([^)]*\))?!?:\s+/, '').replace(/\.$/, '');
  const capital = plain.charAt(0).toUpperCase() + plain.slice(1);
  return capital.length > 120 ? `${capital.slice(0, 119)}…` : capital;
}

const sentence = (title: string): string => `${summaryOf(title)}.`;

function describe({ path, hunks }: PromptFile): string {
  const lines = hunks.flat();
  const countOf = (wanted: string) => lines.filter(({ marker }) => marker === wanted).length;
  const [added, removed] = [countOf('+'), countOf('-')];
  return `- \`${path.replaceAll('`', "'")}\`: ${added} ${added === 1 ? 'line' : 'lines'} added, ${removed} removed`;
}
