import { ExpressionInvalid } from '../expressions/expression-invalid.ts';

/** Text as it is, or the text of a `${{ }}` in it. */
interface Piece {
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

/** The same; throws ExpressionInvalid when one is not closed. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces = embeddedIn(text);
  if (pieces !== undefined) return pieces;
  throw new ExpressionInvalid(
    'The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found.',
  );
}

function closing(text: string, from: number): number | undefined {
  let isQuoted = false;
  for (let i = from; i < text.length; i++) {
    if (text.charAt(i) === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith('}}', i)) return i;
  }
  return undefined;
}
