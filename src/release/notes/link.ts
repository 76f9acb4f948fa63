import { escapeLine } from '../../review/markdown.ts';
import { lineOf } from './cut-text.ts';

const ADDRESS = /^https?:\/\/[^\s<>"'`\\{}|^\x00-\x1f\x7f]{1,500}$/i;

/** Markdown of a text that leads to an address; of the text alone when that is no address of the web. */
export function linkTo(text: string, address: string | null | undefined): string {
  const shown = escaped(text, 120);
  if (address === null || address === undefined || !ADDRESS.test(address)) return shown;
  return `[${shown}](${address.replace(/[()[\]]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)})`;
}

/** Outside text as Markdown that says just that, on one line, cut before it is escaped. */
export const escaped = (text: string, limit: number): string => escapeLine(lineOf(text, limit), limit);
