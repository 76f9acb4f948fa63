import { html, join, trusted, type Html } from '../../page/html.ts';
import { readPieces, unescape, type Entity } from '../text/entities.ts';
import { findChannel, findUser, type World } from '../world.ts';

const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  no_entry: '⛔',
  rocket: '🚀',
  tada: '🎉',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  eyes: '👀',
  package: '📦',
  ticket: '🎫',
  lock: '🔒',
  rotating_light: '🚨',
  information_source: 'ℹ️',
};

/** `:tada:` as the sign, where it is one that is known here. */
export const withEmoji = (text: string): string =>
  text.replaceAll(/:([a-z0-9_+-]+):/g, (whole, name: string) => EMOJI[name] ?? whole);

const INLINE =
  /```([\s\S]+?)```|`([^`\n]+)`|(<[^<>]+>)|(?<!\w)\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)|(?<!\w)~([^~\n]+)~(?!\w)|(\n)/g;

const plain = (text: string): Html => html`${withEmoji(unescape(text))}`;

function renderEntity(world: World, entity: Entity): Html {
  switch (entity.kind) {
    case 'user':
      return html`<span class="mention">@${findUser(world, entity.id)?.realName ?? entity.id}</span>`;
    case 'channel':
      return html`<span class="mention">#${findChannel(world, entity.id)?.name ?? entity.id}</span>`;
    case 'group':
      return html`<span class="mention">@${entity.label ?? entity.id}</span>`;
    case 'broadcast':
      return html`<span class="mention loud">@${entity.range}</span>`;
    case 'date':
      return plain(entity.fallback);
    case 'link':
      return renderLink(entity.url, entity.label);
  }
}

/** A link leads somewhere only when it is of the web. */
function renderLink(url: string, label: string | undefined): Html {
  const target = unescape(url);
  const text = plain(label ?? url);
  return /^https?:\/\//i.test(target) ? html`<a href="${target}" rel="noreferrer">${text}</a>` : text;
}

function renderMatch(world: World, found: RegExpMatchArray): Html {
  const [whole, fence, code, entity, bold, italic, strike] = found;
  if (fence !== undefined) return html`<pre>${unescape(fence)}</pre>`;
  if (code !== undefined) return html`<code>${unescape(code)}</code>`;
  if (entity !== undefined) {
    const piece = readPieces(entity)[0];
    return piece?.kind === 'entity' ? renderEntity(world, piece.entity) : plain(entity);
  }
  if (bold !== undefined) return html`<strong>${renderInline(world, bold)}</strong>`;
  if (italic !== undefined) return html`<em>${renderInline(world, italic)}</em>`;
  if (strike !== undefined) return html`<del>${renderInline(world, strike)}</del>`;
  return whole === '\n' ? trusted('<br />') : plain(whole);
}

function renderInline(world: World, text: string): Html {
  const parts: Html[] = [];
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    parts.push(plain(text.slice(done, found.index)), renderMatch(world, found));
    done = found.index + found[0].length;
  }
  return join([...parts, plain(text.slice(done))]);
}

const QUOTE = /^(?:&gt;|>) ?/;

/** Slack's markup as HTML: styles, code, quotes, links, mentions. */
export function renderMrkdwn(world: World, text: string): Html {
  const parts: Html[] = [];
  let plainLines: string[] = [];
  let quoted: string[] = [];
  const flush = () => {
    if (plainLines.length > 0) parts.push(renderInline(world, plainLines.join('\n')));
    if (quoted.length > 0) parts.push(html`<blockquote>${renderInline(world, quoted.join('\n'))}</blockquote>`);
    [plainLines, quoted] = [[], []];
  };
  for (const line of text.split('\n')) {
    const isQuote = QUOTE.test(line);
    if (isQuote ? plainLines.length > 0 : quoted.length > 0) flush();
    if (isQuote) quoted.push(line.replace(QUOTE, ''));
    else plainLines.push(line);
  }
  flush();
  return join(parts);
}
