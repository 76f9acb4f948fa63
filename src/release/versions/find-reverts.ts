import { stripMergePrefixes } from './merge-prefix.ts';

/** What a message takes back. Commits, pull requests and subject are three names of the same thing. */
export interface Reverts {
  /** Full or shortened, in lower case. */
  readonly commits: readonly string[];
  readonly pullRequests: readonly number[];
  /** As quoted, without the prefix of a merge. */
  readonly subject: string | undefined;
  /** Only a part of it is taken back, so it still counts. */
  readonly partial: boolean;
}

const OPENING = '["\'“‘`]';
const CLOSING = '["\'”’`]';
const QUOTED = new RegExp(`^${OPENING}(.*)${CLOSING}[^"'”’\`]*$`);
const REVERT = /^revert(?:s|ed)?\b:?\s*/i;
const REAPPLY = /^reapply\s+/i;
const NUMBERED = /^(?:pr|pull request|merged pr|!)\s*[!#]?(\d{1,9})\b/i;
const TYPED = /^[a-z]{2,20}(?:\([^()]{1,80}\))?!?: \S/i;
const LINE =
  /^\s*(?:[-*]\s+)?(?:this\s+)?(?:commit\s+|change\s+|pr\s+)?(partial(?:ly)?\s+)?revert(?:s|ed)\s+(part(?:s)? of\s+)?(.*)$/i;

/** What a subject (without prefixes) says that it takes back; undefined when it is no revert. */
export function findRevertedBySubject(subject: string): Reverts | undefined {
  const again = REAPPLY.exec(subject);
  if (again !== null) {
    const quoted = QUOTED.exec(subject.slice(again[0].length))?.[1];
    return quoted === undefined ? undefined : named(`Revert "${quoted}"`);
  }
  const begins = REVERT.exec(subject);
  if (begins === null) return undefined;
  const rest = subject.slice(begins[0].length);
  const quoted = QUOTED.exec(rest)?.[1];
  if (quoted !== undefined) return named(quoted);
  const id = NUMBERED.exec(rest)?.[1];
  if (id !== undefined) return { ...named(rest), pullRequests: [Number(id)] };
  return TYPED.test(rest) ? named(rest) : undefined;
}

/** What the description of `revert: ...` takes back: `feat: x`, `"feat: x"`, or `Revert "feat: x"` once more. */
export const findRevertedByDescription = (description: string): Reverts =>
  findRevertedBySubject(/^(?:revert|reapply)\b(?!:)/i.test(description) ? description : `Revert ${description}`) ??
  named(description);

/**
 * What a line of a body takes back: "This reverts commit <sha>." of git, "Reverted commit <sha>", "Reverts !12" of Azure
 * Repos; undefined when it is no such line.
 */
export function findRevertedByLine(line: string): Reverts | undefined {
  const taken = LINE.exec(line);
  if (taken === null) return undefined;
  const [, partially, partOf, rest = ''] = taken;
  const partial = partially !== undefined || partOf !== undefined;
  const commits = commitsAtStart(rest);
  if (commits.length > 0) {
    return { commits, pullRequests: [], subject: undefined, partial: partial || /\bin part\b/i.test(rest) };
  }
  const id = NUMBERED.exec(rest)?.[1];
  return id === undefined ? undefined : { commits: [], pullRequests: [Number(id)], subject: undefined, partial };
}

/** Ids in a text such as `676104e, a215868`. */
export const commitsIn = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(isCommit);

/** All together; undefined for none. */
export function joinReverts(all: readonly (Reverts | undefined)[]): Reverts | undefined {
  const [first, ...more] = all.filter((one) => one !== undefined);
  if (first === undefined || more.length === 0) return first;
  const each = [first, ...more];
  return {
    commits: [...new Set(each.flatMap(({ commits }) => commits))],
    pullRequests: [...new Set(each.flatMap(({ pullRequests }) => pullRequests))],
    subject: each.find(({ subject }) => subject !== undefined)?.subject,
    partial: each.some(({ partial }) => partial),
  };
}

/** How subjects are compared: people, git and Azure Repos quote the same title differently. */
export const subjectKey = (subject: string): string =>
  subject
    .slice(0, 500)
    .replace(/merged pr \d{1,9}:\s*/gi, '')
    .replace(/\s*\(#\d{1,9}\)$/, '')
    .replace(/[“”‘’'`]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

function named(quoted: string): Reverts {
  const { subject, pullRequests } = stripMergePrefixes(quoted);
  return { commits: [], pullRequests: pullRequests.slice(0, 1), subject, partial: false };
}

const isCommit = (word: string): boolean => /^[0-9a-f]{7,64}$/.test(word);

/** `a1b2c3d, e4f5a6b and 1234567.`; what follows ("reversing changes made to ...") names other commits. */
function commitsAtStart(text: string): readonly string[] {
  const commits: string[] = [];
  for (const word of text.toLowerCase().split(/[\s,;.'"`()]+/)) {
    if (isCommit(word)) commits.push(word);
    else if (!/^(?:|and|&|the|merge|commits?)$/.test(word)) break;
  }
  return commits;
}
