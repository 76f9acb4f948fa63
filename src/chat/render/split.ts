import { splitCharacters } from './cut.ts';
import { MAX_SECTION } from './limits.ts';
import type { Piece } from './piece.ts';

const OPEN = '```\n';
const CLOSE = '\n```';

/** What must not be parted: links and other references, entities. */
const WHOLE = /(<[^<>\n]*>|&(?:amp|lt|gt);)/;

/**
 * Texts of at most `limit` units, parted between lines; a line that is longer is parted between words, else between
 * characters, never inside of a link. Code blocks that are parted are closed and opened again.
 */
export function packSections(pieces: readonly Piece[], limit = MAX_SECTION): readonly string[] {
  const sections: Piece[][] = [];
  let size = Number.POSITIVE_INFINITY;
  let previous: Piece | undefined;
  for (const piece of pieces.flatMap((one) => shortPieces(one, limit - OPEN.length - CLOSE.length))) {
    size += piece.text.length + costOf(piece, previous);
    if (size > limit) {
      sections.push([]);
      size = piece.text.length + costOf(piece, undefined);
    }
    sections.at(-1)?.push(piece);
    previous = piece;
  }
  return sections.map(joinPieces).filter((text) => text.trim() !== '');
}

/** What joins a line to the one before it. */
function costOf({ isCode }: Piece, previous: Piece | undefined): number {
  const fence = isCode === true && previous?.isCode !== true ? OPEN.length + CLOSE.length : 0;
  return fence + (previous === undefined ? 0 : 1);
}

function joinPieces(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, isCode }, index) => {
      const opens = isCode === true && pieces[index - 1]?.isCode !== true;
      const closes = isCode === true && pieces[index + 1]?.isCode !== true;
      return `${opens ? OPEN : ''}${text}${closes ? CLOSE : ''}`;
    })
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

const shortPieces = (piece: Piece, limit: number): readonly Piece[] =>
  piece.text.length <= limit ? [piece] : splitLine(piece.text, limit).map((text) => ({ ...piece, text }));

function splitLine(line: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const token of tokensOf(line, limit)) {
    if (part.length + token.length > limit) {
      const space = part.lastIndexOf(' ');
      // A space inside of a link is no place to break: the rest must hold whole tokens only.
      const isWord = space > limit / 2 && !/[<>]/.test(part.slice(space));
      parts.push(isWord ? part.slice(0, space) : part);
      part = isWord ? part.slice(space + 1) : '';
    }
    part += token;
  }
  return [...parts, part].filter((text) => text.trim() !== '');
}

const tokensOf = (line: string, limit: number): readonly string[] =>
  line
    .split(WHOLE)
    .flatMap((token, index) => (index % 2 === 1 && token.length <= limit ? [token] : splitCharacters(token)));
