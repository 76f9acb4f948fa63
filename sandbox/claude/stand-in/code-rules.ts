import { added, isAside, type Hunk, type Rule, type Verdict } from './reported.ts';
import type { SourceLine } from './source-line.ts';

const inScripts =
  (rule: Rule): Rule =>
  (hunk) =>
    hunk.language === 'script' ? rule(hunk) : [];

/** Breakpoints that were left in. */
export const debuggers = inScripts((hunk) =>
  added(hunk)
    .filter(({ code }) => /^\s*debugger\s*;?\s*$/.test(code))
    .map((line) => ({
      lines: [line],
      severity: 'minor',
      category: 'maintainability',
      title: 'A debugger statement was left in.',
      explanation: 'It stops every session that has developer tools open. Remove the line.',
    })),
);

/** Output that was written while looking for a mistake. */
export const consoleOutput = inScripts((hunk) =>
  isAside(hunk.path)
    ? []
    : added(hunk)
        .filter(({ code }) => /^\s*console\.(?:log|debug|dir)\(/.test(code))
        .map((line) => ({
          lines: [line],
          severity: 'minor',
          category: 'maintainability',
          title: 'Debugging output was left in.',
          explanation:
            'It clutters the log and may show data that does not belong there. Remove it, or use the logger at the ' +
            'right level.',
        })),
);

/** Errors that disappear. */
export const emptyCatches: Rule = ({ language, lines }) => {
  if (language !== 'script' && language !== 'braces') return [];
  return lines.flatMap((line, index): Verdict[] => {
    const caught = emptyCatch(lines, index);
    if (!line.added || !caught) return [];
    return [
      {
        lines: caught,
        severity: 'major',
        category: 'error-handling',
        title: 'The error is caught and dropped.',
        explanation:
          'A failure here leaves no trace, and what follows runs as if it had worked. Handle the error, log it or let ' +
          'it pass; if it may be ignored, say why.',
      },
    ];
  });
};

/** The lines of a catch block that begins on this line and holds nothing, not even a comment. */
function emptyCatch(lines: readonly SourceLine[], index: number): readonly SourceLine[] | undefined {
  const [line, ...rest] = lines.slice(index, index + 4);
  if (line?.comment.trim() !== '') return undefined;
  if (/\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/.test(line.code)) return [line];
  if (!/\bcatch\s*(?:\([^)]*\))?\s*\{\s*$/.test(line.code)) return undefined;
  const end = rest.findIndex(({ text }) => text.trim() !== '');
  const closing = rest[end];
  if (!closing?.code.trimStart().startsWith('}')) return undefined;
  const block = [line, ...rest.slice(0, end + 1)];
  return block.every((part, at) => part.added && part.number === line.number + at) ? block : [line];
}

const LOOSE = /(?<![=!<>])([=!]=)(?!=)/g;

/** Comparisons that convert. Against null it is an idiom, and typeof gives a text. */
export const looseEquality = inScripts((hunk) =>
  added(hunk).flatMap((line): Verdict[] => {
    const places = [...line.code.matchAll(LOOSE)].filter(
      ({ index }) =>
        !/^[=!]=\s*(?:null|undefined)\b/.test(line.code.slice(index)) &&
        !/\b(?:null|undefined|typeof\s+[\w$.]+)\s*$/.test(line.code.slice(0, index)),
    );
    const [first] = places;
    if (!first) return [];
    const replacement = places.reduceRight(
      (text, { index }) => `${text.slice(0, index + 2)}=${text.slice(index + 2)}`,
      line.text,
    );
    return [
      {
        lines: [line],
        severity: 'minor',
        category: 'bug',
        title: `${first[0]} converts its operands before it compares them.`,
        explanation: `'' and 0, or '1' and 1, count as equal. Use ${first[0]}= unless the conversion is wanted.`,
        replacement,
      },
    ];
  }),
);

/** Work put off that nobody will find again. */
export const looseEnds: Rule = (hunk) =>
  added(hunk).flatMap((line): Verdict[] => {
    const mark = /\b(?:TODO|FIXME)\b/.exec(line.comment)?.[0];
    if (mark === undefined || /\b[A-Z][A-Z0-9]+-\d+\b|#\d+/.test(line.comment)) return [];
    return [
      {
        lines: [line],
        severity: 'info',
        category: 'maintainability',
        title: `This ${mark} names no ticket.`,
        explanation: 'Without a ticket it is on nobody’s list. Name the ticket, or do it now.',
      },
    ];
  });

/** Promises nobody waits for. */
export const floatingPromises = inScripts((hunk) =>
  callStatements(hunk)
    .filter(({ name }) => hunk.asyncNames.has(name))
    .map(({ line, name }) => ({
      lines: [line],
      severity: 'major',
      category: 'bug',
      title: `The promise of ${name} is not awaited.`,
      explanation:
        `${name} is async: what follows runs before it is done, and its failure is an unhandled rejection. Await it, ` +
        'return it, or mark it with void and handle its errors.',
      replacement: isInAsyncFunction(hunk, line) ? line.text.replace(/\S/, 'await $&') : null,
    })),
);

/** Added lines that are a call and nothing else, with the name of what they call. */
export function callStatements(hunk: Hunk): { readonly line: SourceLine; readonly name: string }[] {
  return hunk.lines.flatMap((line, index) => {
    const name = /^\s*(?:this\.)?([A-Za-z_$][\w$]*)\(.*\);?\s*$/.exec(line.code)?.[1];
    const before = hunk.lines
      .slice(0, index)
      .findLast(({ code }) => code.trim() !== '')
      ?.code.trim();
    const begins = before === undefined || /[;{}]$/.test(before);
    if (!line.added || name === undefined || !begins || NOT_CALLS.has(name) || !isOneCall(line.code)) return [];
    return [{ line, name }];
  });
}

const NOT_CALLS = new Set('if for while switch catch return super function describe it test expect require'.split(' '));

/** True when the bracket that opens first closes last: no `.then()` behind it. */
function isOneCall(code: string): boolean {
  const call = code.trim().replace(/;$/, '');
  let depth = 0;
  for (let at = call.indexOf('('); at < call.length; at++) {
    if (call[at] === '(') depth++;
    if (call[at] === ')') depth--;
    if (depth === 0) return at === call.length - 1;
  }
  return false;
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

/** True when the nearest function around the line that can be seen is async. */
function isInAsyncFunction({ lines }: Hunk, line: SourceLine): boolean {
  let indent = indentOf(line.text);
  for (const { code, text } of lines.slice(0, lines.indexOf(line)).toReversed()) {
    if (code.trim() === '' || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    if (/^\s*\}?\s*(?:if|else|for|while|do|switch|try|catch|finally|case|default)\b/.test(code)) continue;
    return /\basync\b/.test(code) && /\{\s*$/.test(code);
  }
  return false;
}
