import type { Mrkdwn, PlainText } from '../blocks.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { cutText } from './cut.ts';

/** mrkdwn has no way to say "this is no mark", so marks of outside text give way to characters that look like them. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Inside of a word and between spaces they mean nothing to Slack: read_file and 2 * 3 stay as they are. */
const MARK = /`|(?<!\s)[*~]|[*~](?!\s)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack reads these, written in plain text, as calls to everybody where names are linked. */
const CALL = /@(?=(?:here|channel|everyone|group)\b)/gi;

const ZERO_WIDTH = '\u200b';

/** A name or an IPv4 address, in ASCII: whatever else an address may be, Slack might not take it. */
const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const NAME = '(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\\.){0,20}[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?';
const ADDRESS = new RegExp(
  `^https?://(?:${BYTE}(?:\\.${BYTE}){3}|${NAME})(?::[1-9][0-9]{0,4})?(?:[/?#][^\\s\\\\]*)?$`,
  'i',
);
const LONGEST_ADDRESS = 1_000;
const LONGEST_LABEL = 500;

/** The three characters that Slack wants escaped, and no others. */
export const escapeEntities = (text: string): string => text.replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? mark);

/** The same where parts of mrkdwn, none of them a call, have become one; addresses and code stay. */
export const breakJoinedCalls = (mrkdwn: string): string =>
  mrkdwn
    .split(/(<[^<>\n]*>|`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : breakCalls(part)))
    .join('');

const breakCalls = (text: string): string => text.replace(CALL, `@${ZERO_WIDTH}`);

/**
 * Outside text as mrkdwn that says just that text: no mention, link or formatting of its own. Line breaks stay; a `>` that
 * would make a line a quote gives way.
 */
export function escapeText(text: string): string {
  const plain = cleanText(text)
    .replace(MARK, (mark) => LOOK_ALIKES[mark] ?? mark)
    .replace(/^(\s*)>/gm, '$1›');
  return breakCalls(escapeEntities(plain));
}

/** The same on one line, at most `limit` units long as it is sent; `…` shows where it was cut. */
export function escapeLine(text: string, limit = 300): string {
  // Enough of it to fill the limit, so that a text of megabytes costs nothing.
  const line = cleanLine(text.slice(0, 20 * limit));
  return escapeText(cutText(line, limit, sizeOfEscaped));
}

const sizeOfEscaped = (text: string): number => {
  const calls = text.includes('@') ? text.split('@').length - 1 : 0;
  return escapeEntities(text).length + calls;
};

/** Outside text in code: no mark inside of it, and no end before its end. */
export const escapeCode = (text: string): string => escapeEntities(cleanText(text).replaceAll('`', 'ˋ'));

/** One line of outside text as a code span; empty text gives nothing. */
export function codeSpan(text: string, limit = 300): string {
  const line = cleanLine(text.slice(0, 20 * limit));
  return line === '' ? '' : `\`${escapeCode(cutText(line, limit - 2, sizeOfEscaped))}\``;
}

/**
 * A link; the label alone when `url` is no http(s) address or longer than `longest`. The label is outside text; it is cut at
 * `limit` units. Without a label the address is shown.
 */
export function link(url: string | undefined, label: string, limit = LONGEST_LABEL, longest = LONGEST_ADDRESS): string {
  const shown = escapeLine(label, limit).replaceAll('|', '¦');
  const address = url === undefined ? undefined : findAddress(url, longest);
  if (address === undefined) return shown;
  return shown === '' ? `<${escapeEntities(address)}>` : `<${escapeEntities(address)}|${shown}>`;
}

/** `url` as Slack takes it, undefined when it is no http(s) address. `limit` is in units as sent. */
export function findAddress(url: string, limit: number): string | undefined {
  const encoded = cleanText(url.slice(0, limit + 1))
    .trim()
    .replace(/[|<>"`^{}\s]/g, (mark) => encodeURIComponent(mark));
  return ADDRESS.test(encoded) && escapeEntities(encoded).length <= limit ? encoded : undefined;
}

/** Text that is mrkdwn already, as Slack takes it: nothing in it becomes a link or a mention by itself. */
export const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });

/** Plain text is not parsed, so nothing is escaped; that nobody parses it later is seen to. */
export function plainText(text: string, limit: number): PlainText {
  const line = breakCalls(cleanLine(text.slice(0, 20 * limit)).replace(/<(?=[!@#])/g, '‹'));
  return { type: 'plain_text', text: cutText(line, limit, (part) => escapeEntities(part).length), emoji: false };
}
