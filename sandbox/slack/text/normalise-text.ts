import { readPieces } from './entities.ts';

const escapeStray = (text: string): string =>
  text
    .replaceAll(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const BARE_ADDRESS = /(?<![\w/])https?:\/\/[^\s<>|]+/g;

/** A text as Slack keeps it: stray `<`, `>` and `&` escaped, bare addresses turned into links. */
export function normaliseText(text: string, { links = true }: { readonly links?: boolean } = {}): string {
  return readPieces(text)
    .map((piece) => {
      if (piece.kind === 'entity') return piece.source;
      const escaped = escapeStray(piece.text);
      return links ? escaped.replaceAll(BARE_ADDRESS, (address) => `<${address}>`) : escaped;
    })
    .join('');
}
