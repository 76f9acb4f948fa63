import { embeddedIn } from './embedded.ts';

/** What `${{ }}` as a key may say. The words are in lower case only. */
export interface Directive {
  readonly word: 'if' | 'elseif' | 'else' | 'each' | 'insert';
  /** What follows the word. */
  readonly rest: string;
}

const DIRECTIVE = /^(if|elseif|else|each|insert)(?:\s+([^]*))?$/;

/** The directive that the text between the braces is; undefined for an ordinary expression. */
export function parseDirective(text: string): Directive | undefined {
  const match = DIRECTIVE.exec(text.trim());
  if (match === null) return undefined;
  return { word: match[1] as Directive['word'], rest: (match[2] ?? '').trim() };
}

/** The directive that a key is. */
export function directiveOf(key: { text: string; isFinal: boolean }): Directive | undefined {
  if (key.isFinal || !key.text.startsWith('${{')) return undefined;
  const [piece, ...others] = embeddedIn(key.text) ?? [];
  return piece?.kind === 'expression' && others.length === 0 ? parseDirective(piece.text) : undefined;
}
