import { marked, type Token } from 'marked';

/** Characters; what is longer is shown as it is written. */
const LONGEST = 200_000;

/** The parts of a text; undefined for what nobody writes on purpose: too long, or deeper than the lexer goes. */
export function lexMarkdown(text: string): readonly Token[] | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return marked.lexer(text, { gfm: true });
  } catch {
    return undefined;
  }
}
