import { stripInvisible } from '../neutralise.ts';

/**
 * Outside text as Markdown that says just that text: no mention, work item link, pull request link, address, image, HTML
 * or heading of its own. Code spans stay code spans.
 */
export function escapeText(text: string): string {
  return stripInvisible(text)
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapePlain(part)))
    .join('');
}

/** The same on one line, cut at `limit` characters. */
export function escapeLine(text: string, limit = 300): string {
  const line = stripInvisible(text).replace(/\s+/g, ' ').trim();
  return escapeText(line.length > limit ? `${line.slice(0, limit)}…` : line);
}

function escapePlain(text: string): string {
  return text
    .replace(/https?:\/\/[^\s<>`]+/gi, (address) => `\u0000${address}\u0000`)
    .split('\u0000')
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : escapeMarks(part)))
    .join('');
}

/** `www.` and `mailto:` become links in some renderers; an entity in them stops that and shows as the same letter. */
const escapeMarks = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]#!|~]/g, String.raw`\$&`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/\bwww\./gi, (found) => found.replace('.', '&#46;'))
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gm, (_, space: string, mark: string) => `${space}\\${mark}`)
    .replace(/^( {4,}|\t+)/gm, '')
    .replace(/^(\s*)(=+|-+)\s*$/gm, (_, space: string, marks: string) => `${space}\\${marks}`);

/** Text in a code span, whatever backticks it holds. */
export function codeSpan(text: string): string {
  const line = stripInvisible(text).replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** The same inside a table cell, where a bar ends the cell even in code. */
export const codeCell = (text: string): string => codeSpan(text.replace(/\|/g, '¦'));

/** A line of outside text in a table cell: bars in code spans would end the cell as well. */
export const lineCell = (text: string, limit?: number): string =>
  escapeLine(
    text.replace(/`[^`\n]*`/g, (code) => code.replace(/\|/g, '¦')),
    limit,
  );

/** A table with one header line. Cells are Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A part that is folded away until somebody opens it. */
export const folded = (summary: string, content: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
