/** What stands between < and > in Slack's text. */
export type Entity =
  | { readonly kind: 'user'; readonly id: string; readonly label: string | undefined }
  | { readonly kind: 'channel'; readonly id: string; readonly label: string | undefined }
  | { readonly kind: 'group'; readonly id: string; readonly label: string | undefined }
  | { readonly kind: 'broadcast'; readonly range: 'here' | 'channel' | 'everyone' }
  | { readonly kind: 'date'; readonly fallback: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string | undefined };

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'entity'; readonly source: string; readonly entity: Entity };

const BETWEEN = /<([^<>]+)>/g;

function readEntity(inside: string): Entity | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  const id = target.slice(1);
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id, label };
  if (/^#[CG][A-Z0-9]+$/.test(target)) return { kind: 'channel', id, label };
  if (/^!subteam\^[A-Z0-9]+$/.test(target)) return { kind: 'group', id: target.slice('!subteam^'.length), label };
  const range = /^!(here|channel|everyone|group)$/.exec(target)?.[1];
  if (range !== undefined) return { kind: 'broadcast', range: range === 'group' ? 'channel' : (range as 'here') };
  if (/^!date\^\d+\^/.test(target)) return { kind: 'date', fallback: label ?? '' };
  if (/^(https?|mailto|tel|slack):/i.test(target)) return { kind: 'link', url: target, label };
  return undefined;
}

/** Text cut at its entities; what looks like one and is none stays text. */
export function readPieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(BETWEEN)) {
    const entity = readEntity(found[1] ?? '');
    if (!entity) continue;
    if (found.index > done) pieces.push({ kind: 'text', text: text.slice(done, found.index) });
    pieces.push({ kind: 'entity', source: found[0], entity });
    done = found.index + found[0].length;
  }
  return done < text.length ? [...pieces, { kind: 'text', text: text.slice(done) }] : pieces;
}

/** `&amp;` and its two siblings as what they stand for. */
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
