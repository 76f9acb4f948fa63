import { cleanText } from './clean-text.ts';
import { convertSpans } from './markdown-spans.ts';
import { escapeCode } from './mrkdwn.ts';
import type { Piece } from './piece.ts';

/** More than a thread takes. */
const LONGEST_MARKDOWN = 200_000;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const HEADING = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/;
const QUOTE = /^ {0,3}>[> ]*(.*)$/;
const BULLET = /^([ \t]{0,40})[-*+][ \t]+(?:\[([ xX])\][ \t]+)?(\S.*)$/;
const NUMBERED = /^([ \t]{0,40})(\d{1,9})[.)][ \t]+(\S.*)$/;

/** Markdown as lines of mrkdwn. What mrkdwn has no form for (tables, HTML) stays text. */
export function convertMarkdown(markdown: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let fence: string | undefined;
  for (const line of cleanText(markdown.slice(0, LONGEST_MARKDOWN)).split('\n')) {
    const mark: string | undefined = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark !== undefined && line.trim() === mark && mark.startsWith(fence)) fence = undefined;
      else pieces.push({ text: escapeCode(line), isCode: true });
    } else if (mark !== undefined) fence = mark;
    else if (line.trim() !== '' || pieces.at(-1)?.text !== '') pieces.push({ text: convertLine(line) });
  }
  return trimmed(pieces);
}

function convertLine(line: string): string {
  if (line.trim() === '') return '';
  if (RULE.test(line)) return '———';
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return heading.trim() === '' ? '' : `*${convertSpans(heading, '*')}*`;
  const quoted = QUOTE.exec(line)?.[1];
  if (quoted !== undefined) return `> ${convertSpans(quoted)}`;
  return convertItem(line) ?? convertSpans(line.trim());
}

function convertItem(line: string): string | undefined {
  const [, space, tick, item] = BULLET.exec(line) ?? [];
  if (space !== undefined && item !== undefined) {
    const bullet = tick === undefined ? (depthOf(space) === 0 ? '•' : '◦') : tick === ' ' ? '☐' : '☑';
    return `${indent(space)}${bullet} ${convertSpans(item)}`;
  }
  const [, before, number, text] = NUMBERED.exec(line) ?? [];
  return text === undefined ? undefined : `${indent(before ?? '')}${number ?? ''}. ${convertSpans(text)}`;
}

const depthOf = (space: string): number => Math.min(4, Math.floor(space.replaceAll('\t', '    ').length / 2));

const indent = (space: string): string => '    '.repeat(depthOf(space));

function trimmed(pieces: readonly Piece[]): readonly Piece[] {
  const first = pieces.findIndex(({ text }) => text !== '');
  const last = pieces.findLastIndex(({ text }) => text !== '');
  return first === -1 ? [] : pieces.slice(first, last + 1);
}
