/** Text that is HTML already: only `html` and the renderers here make it. */
export interface Html {
  readonly html: string;
}

type Part = string | number | undefined | false | Html | readonly Html[];

/**
 * Characters that nobody sees or that turn the direction of what follows: controls, bidirectional marks, zero width but
 * for the joiners that scripts and emoji need. They are shown by their number, so that text looks like what it is.
 */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const visible = (character: string) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, for contents and for attributes in quotes; lone surrogates become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(UNSEEN, visible)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return 'html' in part ? part.html : part.map((piece) => piece.html).join('');
}

const withoutIndent = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The fixed texts of a template; its indentation is for readers of the code and would double a page. */
function textsOf(texts: TemplateStringsArray): readonly string[] {
  const known = withoutIndent.get(texts) ?? texts.map((text) => text.replace(/\n\s+/g, '\n'));
  withoutIndent.set(texts, known);
  return known;
}

/** A template of HTML: what is put in is escaped, unless it is HTML already. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: textsOf(texts).reduce((all, text, index) => all + render(parts[index - 1]) + text) };
}

export const nothing: Html = { html: '' };

/** Pieces of HTML one after the other. */
export function join(pieces: readonly Html[], between = ''): Html {
  return { html: pieces.map((piece) => piece.html).join(between) };
}

/** HTML from a place that escaped what it put in. */
export const trusted = (text: string): Html => ({ html: text });

/** `3 files`, `1 file`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
