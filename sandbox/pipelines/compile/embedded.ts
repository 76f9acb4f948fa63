/** Text as it is, or the text of a `${{ }}` in it. */
export interface Piece {
  readonly kind: 'text' | 'expression';
  readonly text: string;
}

/** Parts text at its `${{ }}`; quotes hide `}}`. Undefined when one is not closed. */
export function embeddedIn(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  for (let open = text.indexOf('${{'); open >= 0; open = text.indexOf('${{', at)) {
    const close = closing(text, open + 3);
    if (close === undefined) return undefined;
    if (open > at) pieces.push({ kind: 'text', text: text.slice(at, open) });
    pieces.push({ kind: 'expression', text: text.slice(open + 3, close).trim() });
    at = close + 2;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

function closing(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let i = from; i < text.length; i++) {
    if (text.charAt(i) === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith('}}', i)) return i;
  }
  return undefined;
}
