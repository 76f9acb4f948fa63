import { escapeHtml, html, trusted, type Html } from './html.ts';

/** No construct is looked for further than this, so that hostile text costs time in proportion to its length. */
const FAR = 1_000;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

interface Rule {
  readonly pattern: RegExp;
  readonly render: (groups: readonly string[], depth: number) => Html;
}

const inside = (tag: string) => (groups: readonly string[], depth: number) =>
  html`${trusted(`<${tag}>`)}${renderInline(groups[1] ?? '', depth + 1)}${trusted(`</${tag}>`)}`;

const link = (address: string, text: Html): Html =>
  html`<a href="${address}" rel="noopener noreferrer nofollow">${text}</a>`;

function namedLink([whole = '', text = '', address = '']: readonly string[], depth: number): Html {
  return isWebAddress(address) ? link(address, renderInline(text, depth + 1)) : html`${whole}`;
}

const codeSpan = ([, , code = '']: readonly string[]) => {
  const text = code.replaceAll('\n', ' ');
  const isPadded = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  return html`<code>${isPadded ? text.slice(1, -1) : text}</code>`;
};

/** What a character may start; each pattern is tried at that place only. */
const RULES: readonly (readonly [starts: string, rules: readonly Rule[]])[] = [
  ['\\', [{ pattern: /\\([!-/:-@[-`{-~])/y, render: ([, character]) => html`${character}` }]],
  [
    '`',
    [
      { pattern: new RegExp(`(\`+)([^\`](?:[\\s\\S]{0,${FAR}}?[^\`])??)\\1(?!\`)`, 'y'), render: codeSpan },
      { pattern: /`+/y, render: ([ticks]) => html`${ticks}` },
    ],
  ],
  [
    '!',
    [
      {
        pattern: /!\[([^\]\n]{0,300})\]\(([^)\s]{1,1000})[^)\n]{0,100}\)/y,
        // Nothing is loaded from elsewhere: an image is a link to it.
        render: ([, text = '', address = ''], depth) => namedLink([text, text || 'image', address], depth),
      },
    ],
  ],
  ['[', [{ pattern: /\[([^[\]\n]{1,500})\]\(([^)\s]{1,1000})\)/y, render: namedLink }]],
  [
    '<',
    [
      { pattern: /<(https?:\/\/[^\s<>]{1,1000})>/iy, render: ([, address = '']) => link(address, html`${address}`) },
      { pattern: /<br ?\/?>/iy, render: () => trusted('<br>') },
      { pattern: /<!--[\s\S]{0,1000}?-->/y, render: () => trusted('') },
    ],
  ],
  [
    'h',
    [
      {
        pattern: /https?:\/\/[^\s<>"'`*]{1,1000}(?<![.,;:!?)\]])/iy,
        render: ([address = '']) => (isWebAddress(address) ? link(address, html`${address}`) : html`${address}`),
      },
    ],
  ],
  [
    '*',
    [
      { pattern: new RegExp(`\\*\\*(?=\\S)([\\s\\S]{1,${FAR}}?)(?<=\\S)\\*\\*`, 'y'), render: inside('strong') },
      { pattern: new RegExp(`\\*(?=[^\\s*])([^*]{1,${FAR}}?)(?<=\\S)\\*(?!\\*)`, 'y'), render: inside('em') },
    ],
  ],
  [
    '_',
    [
      { pattern: new RegExp(`(?<!\\w)__(?=\\S)([^_]{1,${FAR}}?)(?<=\\S)__(?!\\w)`, 'y'), render: inside('strong') },
      { pattern: new RegExp(`(?<!\\w)_(?=[^\\s_])([^_]{1,${FAR}}?)(?<=\\S)_(?!\\w)`, 'y'), render: inside('em') },
    ],
  ],
  ['~', [{ pattern: new RegExp(`~~(?=\\S)([^~]{1,${FAR}}?)(?<=\\S)~~`, 'y'), render: inside('del') }]],
  ['&', [{ pattern: /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,5});/iy, render: entity }]],
  ['\n', [{ pattern: / *\n */y, render: () => trusted('<br>\n') }]],
];

const RULES_BY_START = new Map(RULES);
const DEEPEST = 6;

/** The text of one Markdown paragraph as HTML. Everything that is no Markdown is escaped. */
export function renderInline(text: string, depth = 0): Html {
  if (depth > DEEPEST) return html`${text}`;
  const pieces: string[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const found = match(text, at);
    if (!found) {
      at += 1;
      continue;
    }
    pieces.push(escapeHtml(text.slice(plainFrom, at)), found.rule.render(found.groups, depth).html);
    at += found.groups[0]?.length ?? 1;
    plainFrom = at;
  }
  return trusted(pieces.join('') + escapeHtml(text.slice(plainFrom)));
}

function match(text: string, at: number) {
  for (const rule of RULES_BY_START.get(text.charAt(at)) ?? []) {
    rule.pattern.lastIndex = at;
    const groups = rule.pattern.exec(text);
    if (groups) return { rule, groups: [...groups] };
  }
  return undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function entity([whole = '', name = '']: readonly string[]): Html {
  if (!name.startsWith('#')) return html`${NAMED[name.toLowerCase()] ?? whole}`;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return html`${code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole}`;
}
