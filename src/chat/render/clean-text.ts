import { stripInvisible } from '../../neutralise.ts';
import { wellFormed } from '../../release/notes/cut-text.ts';
import { cutText } from './cut.ts';

/** Joiners and variation selectors behind a visible character that is not ASCII: emoji and many scripts are written with them. */
const JOINER = /(?<=[^\x00-\x7f\p{Cc}\p{Cf}])(\u200c|\u200d|\ufe0e|\ufe0f)/u;

/**
 * Outside text without what cannot be seen: controls, bidirectional and zero-width characters, halves of surrogate pairs.
 * Emoji of several parts and joined scripts stay whole. Line breaks become `\n`, tabs four spaces.
 */
export const cleanText = (text: string): string =>
  wellFormed(text)
    .split(JOINER)
    .map((part, index) => (index % 2 === 1 ? part : stripInvisible(part)))
    .join('')
    .replaceAll('\t', '    ');

/** The same on one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ').trim();

/** One line of at most `limit` units, cut between characters; `…` shows where. */
export const shortLine = (text: string, limit: number): string => cutText(cleanLine(text.slice(0, 20 * limit)), limit);
