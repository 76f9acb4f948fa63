import {
  callStatements,
  consoleOutput,
  debuggers,
  emptyCatches,
  floatingPromises,
  looseEnds,
  looseEquality,
} from './code-rules.ts';
import type { PromptFile } from './prompt-diff.ts';
import type { Hunk, Reported, Verdict } from './reported.ts';
import { evaluatedText, secrets, sqlFromValues, tlsNotVerified } from './security-rules.ts';
import { languageOf } from './language.ts';
import { sourceOf } from './source-line.ts';

const RULES = [
  secrets,
  tlsNotVerified,
  sqlFromValues,
  evaluatedText,
  floatingPromises,
  emptyCatches,
  looseEquality,
  debuggers,
  consoleOutput,
  looseEnds,
];

const MOST_FINDINGS = 8;
const SEVERITIES = ['critical', 'major', 'minor', 'info'];

/** What is wrong with the added lines, the worst first, at most eight. `foundAsync` adds to the names the diff declares. */
export function findProblems(files: readonly PromptFile[], foundAsync: Iterable<string>): Reported[] {
  const asyncNames = new Set([...declaredNames(files, ASYNC), ...foundAsync]);
  const found = hunksOf(files, asyncNames).flatMap((hunk) =>
    RULES.flatMap((rule) => rule(hunk)).map((verdict) => report(hunk.path, verdict)),
  );
  const byPlace = new Map(found.toReversed().map((finding) => [`${finding.path}:${finding.startLine}`, finding]));
  return [...byPlace.values()]
    .reverse()
    .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    .slice(0, MOST_FINDINGS);
}

/** Names that are called for nothing but effect and that the diff does not declare: worth looking up. */
export function findUnknownCalls(files: readonly PromptFile[]): string[] {
  const known = declaredNames(files, DECLARED);
  const names = hunksOf(files, new Set())
    .filter(({ language }) => language === 'script')
    .flatMap((hunk) => callStatements(hunk).map(({ name }) => name));
  return [...new Set(names)].filter((name) => !known.has(name));
}

const ASYNC = [
  /\basync\s+function\s*\*?\s*([A-Za-z_$][\w$]*)\s*[(<]/g,
  /\b(?:const|let)\s+([A-Za-z_$][\w$]*)\s*=\s*async\b/g,
  /^\s*(?:(?:public|private|protected|static|override)\s+)*async\s+([A-Za-z_$][\w$]*)\s*[(<]/g,
];
const DECLARED = [...ASYNC, /\bfunction\s*\*?\s*([A-Za-z_$][\w$]*)/g, /\b(?:const|let)\s+([A-Za-z_$][\w$]*)\s*=/g];

function hunksOf(files: readonly PromptFile[], asyncNames: ReadonlySet<string>): Hunk[] {
  return files.flatMap((file) =>
    sourceOf(file).map((lines) => ({
      path: file.path,
      language: languageOf(file.path),
      lines,
      asyncNames,
    })),
  );
}

/** Names that the new version declares in a way one of the patterns has. */
function declaredNames(files: readonly PromptFile[], patterns: readonly RegExp[]): Set<string> {
  const codes = hunksOf(files, new Set())
    .filter(({ language }) => language === 'script')
    .flatMap(({ lines }) => lines.map(({ code }) => code));
  return new Set(
    codes.flatMap((code) =>
      patterns.flatMap((pattern) => [...code.matchAll(pattern)].flatMap(([, name]) => (name ? [name] : []))),
    ),
  );
}

function report(path: string, { lines, replacement = null, ...said }: Verdict): Reported {
  return {
    path,
    side: 'new',
    startLine: lines[0]?.number ?? 0,
    endLine: lines.at(-1)?.number ?? 0,
    quote: lines.map(({ text }) => text).join('\n'),
    ...said,
    replacement,
  };
}
