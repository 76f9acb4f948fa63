/** Complete ANSI sequences: CSI, then OSC up to its terminator, then the two-character ones. */
const ANSI = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]/g;

const LINE_BREAK = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** Controls but tab and line feed, format characters (bidi, zero-width, tags) and all that renders as nothing. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Most text, which has nothing to take out: commit messages are read in ten thousands. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** `i` with `u` also folds the long s. */
const MARKER = /##(?=vso|\[)/giu;

/**
 * Takes out of text what a reader cannot see: ANSI sequences, controls, zero-width, bidirectional and tag characters.
 * Every kind of line break becomes `\n`; tabs stay. To be done before masking and before `neutraliseCommands`, because
 * what is hidden inside a secret or a marker keeps both from being recognised.
 */
export function stripInvisible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(ANSI, '').replace(LINE_BREAK, '\n').replace(INVISIBLE, '');
}

/**
 * Breaks the agent's logging commands: `##vso[` (which the agent obeys anywhere in a line) and `##[` get an underscore.
 * Expects text without invisible characters.
 */
export function neutraliseCommands(text: string): string {
  return text.replace(MARKER, '##_');
}
