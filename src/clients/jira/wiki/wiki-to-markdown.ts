import { stripInvisible } from '../../../neutralise.ts';
import { wrapCode } from '../adf/loose-node.ts';
import { safeHref } from '../markdown-tokens.ts';

/** More than a field of Jira holds. */
const MAX_CHARACTERS = 40_000;

/** Macros whose content is no wiki text. */
const VERBATIM = /\{(code|noformat)(?::([^}\n]{0,100}))?\}\n?([^]*?)\n?\{\1\}/g;

/** Wiki text of Jira as Markdown, the common marks only; what it does not know stays as text. */
export function wikiToMarkdown(wiki: string): string {
  const text = stripInvisible(wiki.slice(0, MAX_CHARACTERS));
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(VERBATIM)) {
    const [all, , options = '', code = ''] = match;
    const language = /^[\w+#.-]{1,40}$/.exec(options.split('|')[0] ?? '')?.[0] ?? '';
    parts.push(
      lines(text.slice(end, match.index)),
      wrapCode(code, (fence) => `${fence}${language}\n${code}\n${fence}`, 3),
    );
    end = match.index + all.length;
  }
  return [...parts, lines(text.slice(end))].filter((part) => part !== '').join('\n\n');
}

function lines(text: string): string {
  let inQuote = false;
  const found: string[] = [];
  for (const line of text.trim().split('\n')) {
    if (line.trim() === '{quote}') inQuote = !inQuote;
    else found.push(inQuote ? `> ${oneLine(line)}`.trimEnd() : oneLine(line));
  }
  return found.join('\n').trim();
}

function oneLine(line: string): string {
  const heading = /^\s*h([1-6])\.\s+(.*)$/.exec(line);
  if (heading) return `${'#'.repeat(Number(heading[1]))} ${inline(heading[2] ?? '')}`;
  const item = /^\s*([*#]+)\s+(.*)$/.exec(line);
  if (item) {
    const [, marks = '', rest = ''] = item;
    return `${'  '.repeat(marks.length - 1)}${marks.endsWith('#') ? '1.' : '-'} ${inline(rest)}`;
  }
  const quote = /^\s*bq\.\s+(.*)$/.exec(line);
  if (quote) return `> ${inline(quote[1] ?? '')}`;
  return /^\s*-{4,}\s*$/.test(line) ? '---' : inline(line);
}

const inline = (text: string): string =>
  text
    .split(/(\{\{[^}\n]+\}\})/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part.slice(2, -2)) : marks(part)))
    .join('');

const codeSpan = (code: string): string => wrapCode(unescape(code), (fence) => `${fence}${unescape(code)}${fence}`, 1);

/** `i` of a pair: a mark beside a letter is none, unless it stands in braces. */
const marks = (text: string): string =>
  unescape(
    text
      .replace(/</g, '&lt;')
      .replace(/(?<![\\\w])\[([^[\]|\n]+)\|([^[\]|\s]+)\]/g, (all, label: string, address: string) =>
        safeHref(address) === undefined ? all : `[${label}](<${address}>)`,
      )
      .replace(/\{\*\}|(?<![\\\w*])\*(?=[^\s*][^*\n]*\*(?!\w))|(?<=[^\s*\\])\*(?![\w*])/g, '**')
      .replace(/\{_\}/g, '_')
      .replace(/\{-\}/g, '~~'),
  );

const unescape = (text: string): string =>
  text
    .replace(/\\([{}[\]*_+^~|!?-])/g, '$1')
    .replace(/&#(92|46|35);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&amp;/g, '&');
