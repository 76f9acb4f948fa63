import type { Rendered } from '../blocks.ts';
import type { TextFacts } from './facts.ts';
import { contextLine, type Detail, fitMessage, header } from './fit.ts';
import { shortLine } from './clean-text.ts';
import { convertMarkdown } from './markdown-lines.ts';
import { plainOf } from './markdown-spans.ts';
import { mrkdwn } from './mrkdwn.ts';
import { runLink } from './people-and-places.ts';

/** A text in Markdown; what one message does not hold goes on in the thread. */
export function renderText({ text, title, run }: TextFacts): Rendered {
  const pieces = convertMarkdown(text);
  const first = plainOf(
    text
      .slice(0, 20_000)
      .split(/[\r\n]+/)
      .find((line) => line.trim() !== '') ?? '',
  );
  const named = shortLine(title ?? '', 300);
  const isEmpty = named === '' && pieces.length === 0;
  return fitMessage({
    text: named === '' ? first : `${named}${first === '' ? '' : `: ${first}`}`,
    head: [
      ...(named === '' ? [] : [header(named)]),
      ...(isEmpty ? [{ type: 'section' as const, text: mrkdwn('_No text_') }] : []),
    ],
    body: [pieces],
    tail: contextLine([runLink(run)]),
    thread: [],
  });
}

/** A text in Markdown for the thread of a message; to be put behind what is in there. */
export const threadText = (markdown: string): Rendered['thread'] => threadOf(detailOf(markdown));

const detailOf = (markdown: string): Detail => ({
  title:
    plainOf(
      markdown
        .slice(0, 20_000)
        .split(/[\r\n]+/)
        .find((line) => line.trim() !== '') ?? '',
    ) || 'Details',
  pieces: convertMarkdown(markdown),
});

const threadOf = (detail: Detail): Rendered['thread'] =>
  fitMessage({ text: detail.title, head: [], body: [], thread: [detail] }).thread;
