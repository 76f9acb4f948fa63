import type { DiffLine } from './change.ts';
import { stripInvisible } from '../neutralise.ts';
import { isMasked } from './mask-secrets.ts';

/** A fix larger than this is explained, not offered. */
const MAX_LINES = 30;

/**
 * The lines that replace `anchored`, when a one-click fix is safe to offer: right side, nothing masked, not what stands
 * there already, no line end of its own that Azure DevOps would count differently. Else undefined: the text stays text.
 */
export function planReplacement(
  replacement: string | null,
  side: 'new' | 'old',
  anchored: readonly DiffLine[],
): readonly string[] | undefined {
  if (replacement === null || side === 'old') return undefined;
  const fenced = anchored.some(({ text }) => text.includes('```'));
  const lines = (fenced ? replacement : stripFences(replacement)).replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  if (lines.length > MAX_LINES || lines.some((line) => isMasked(line) || stripInvisible(line) !== line))
    return undefined;
  if (anchored.some(({ text }) => isMasked(text) || text.startsWith('\uFEFF'))) return undefined;
  // Deleting lines this way would leave an empty one behind.
  if (lines.length === 1 && lines[0]?.trim() === '') return undefined;
  if (lines.join('\n') === anchored.map(({ text }) => text).join('\n')) return undefined;
  if (!keepsIndentation(lines, anchored)) return undefined;
  return lines;
}

/** Models like to wrap code in fences, whatever they are asked. */
function stripFences(text: string): string {
  const fenced = /^\s*(`{3,})[\w-]*\n([\s\S]*?)\n\1\s*$/.exec(text);
  return fenced?.[2] ?? text;
}

/** A replacement that lost its indentation was not meant to stand in the file as it is. */
function keepsIndentation(lines: readonly string[], anchored: readonly DiffLine[]): boolean {
  const indentOf = (text: string) => /^[ \t]*/.exec(text)?.[0] ?? '';
  return indentOf(lines[0] ?? '') === indentOf(anchored[0]?.text ?? '');
}

/**
 * The suggestion block of a comment. Its fence is longer than any run of backticks inside, and its lines end as the
 * file's do.
 */
export function renderSuggestion(lines: readonly string[], crlf: boolean): string {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}suggestion\n${lines.join(crlf ? '\r\n' : '\n')}\n${fence}`;
}
