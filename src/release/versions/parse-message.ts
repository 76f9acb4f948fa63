import type { Footer } from './find-footers.ts';
import { findFooters } from './find-footers.ts';
import type { Reverts } from './find-reverts.ts';
import {
  commitsIn,
  findRevertedByDescription,
  findRevertedByLine,
  findRevertedBySubject,
  joinReverts,
} from './find-reverts.ts';
import { findMergedId, stripMergePrefixes } from './merge-prefix.ts';
import { messageLines } from './message-lines.ts';

/** What one headline says: `feat(api)!: add search`. */
export interface Headline {
  /** Without the prefix of a merge. */
  readonly subject: string;
  /** In lower case; undefined for a headline without one. */
  readonly type: string | undefined;
  readonly scope: string | undefined;
  readonly breaking: boolean;
  /** The subject without its type. */
  readonly description: string;
  readonly reverts: Reverts | undefined;
}

/** A message by the rules of Conventional Commits 1.0.0, with what Azure Repos puts around it. */
export interface ParsedMessage extends Headline {
  readonly footers: readonly Footer[];
  /** Ids in the prefixes of merges, the outermost first. */
  readonly pullRequests: readonly number[];
  /** Commits that the body of a squash lists. */
  readonly inner: readonly Headline[];
}

/** Types that a line of a body must have to be taken for a commit: prose has colons, too. */
const KNOWN =
  /^(?:feat|feature|fix|perf|revert|docs|style|refactor|test|tests|build|ci|chore)(?:\([^()]{1,80}\))?!?: ?\S/i;
const HEADER = /^([A-Za-z][A-Za-z0-9_-]{0,30})(?:\(([^()]{1,80})\))?(!?):[ \t]+(\S.*)$/;
/** More commits than anybody squashes: a body of nothing else would fill the memory, times some hundred commits. */
const MAX_SAID = 1_000;
const BULLET = /^ {0,3}[-*+•] +/;

/** Reads a message. Never throws; linear in its length. */
export function parseMessage(subject: string, body: string): ParsedMessage {
  const { title, merged, rest } = readTitle(subject, body);
  const { subject: headline, pullRequests } = stripMergePrefixes(title);
  const footers = findFooters(rest);
  const own = readHeadline(headline);
  const { reverts, inner } = readBody(rest);
  return {
    ...own,
    breaking: own.breaking || footers.some(({ token, value }) => token === 'BREAKING CHANGE' && value !== ''),
    reverts: joinReverts([own.reverts, ...reverts, revertedByFooters(own, footers)]),
    footers,
    pullRequests: merged === undefined ? pullRequests : [merged, ...pullRequests],
    inner,
  };
}

/** What a message says at its head, without the prefix of a merge: the subject that `parseMessage` reads. */
export const findSubject = (subject: string, body: string): string =>
  stripMergePrefixes(readTitle(subject, body).title).subject;

interface Title {
  readonly title: string;
  /** The pull request that a merge by hand names in place of a title. */
  readonly merged: number | undefined;
  /** The lines below the title. */
  readonly rest: readonly string[];
}

function readTitle(subject: string, body: string): Title {
  const [first = '', ...more] = messageLines(subject);
  const below = body === '' ? [] : messageLines(body);
  const lines = more.length === 0 ? below : [...more, ...below];
  const merged = findMergedId(first);
  if (merged === undefined) return { title: first, merged, rest: lines };
  const titleAt = lines.findIndex((line) => line.trim() !== '');
  return { title: lines[titleAt] ?? '', merged, rest: lines.slice(titleAt + 1) };
}

/** Reads one line. */
export function readHeadline(subject: string): Headline {
  const [, word, scope, bang, text] = HEADER.exec(subject) ?? tight(subject) ?? [];
  if (word === undefined || text === undefined) {
    const reverts = findRevertedBySubject(subject);
    return { subject, type: undefined, scope: undefined, breaking: false, description: subject, reverts };
  }
  const type = word.toLowerCase();
  const isRevert = type === 'revert' || type === 'reverts';
  return {
    subject,
    type: isRevert ? 'revert' : type,
    scope: scope?.trim(),
    breaking: bang === '!',
    description: text,
    reverts: isRevert ? findRevertedByDescription(text) : findRevertedBySubject(text),
  };
}

/** True when taking something back is all that it says. */
export const isPureRevert = ({ type, breaking, reverts }: Headline): boolean =>
  reverts !== undefined && !breaking && (type === undefined || type === 'revert');

/** `fix:text`, which the specification refuses and people write, for types that nothing else begins with. */
const tight = (subject: string): readonly string[] | null =>
  KNOWN.test(subject) ? /^([a-z]+)(?:\(([^()]{1,80})\))?(!?):(\S.*)$/i.exec(subject) : null;

const revertedByFooters = ({ type }: Headline, footers: readonly Footer[]): Reverts | undefined => {
  if (type !== 'revert') return undefined;
  const commits = footers.filter(({ token }) => /^refs?$/i.test(token)).flatMap(({ value }) => commitsIn(value));
  return commits.length === 0 ? undefined : { commits, pullRequests: [], subject: undefined, partial: false };
};

/** "This reverts commit" belongs to the listed commit above it, or to the message itself when there is none. */
function readBody(lines: readonly string[]): { reverts: Reverts[]; inner: readonly Headline[] } {
  const reverts: Reverts[] = [];
  const inner: { readonly headline: Headline; readonly taken: Reverts[] }[] = [];
  let said = 0;
  for (const line of lines) {
    if (said === MAX_SAID) break;
    if (!/[:"'`’”]|revert/i.test(line)) continue;
    const taken = findRevertedByLine(line);
    const last = inner.at(-1);
    const listed = taken === undefined ? readListed(line) : undefined;
    if (listed !== undefined) inner.push({ headline: listed, taken: [] });
    else if (taken !== undefined) (last?.headline.reverts === undefined ? reverts : last.taken).push(taken);
    if (listed !== undefined || taken !== undefined) said += 1;
  }
  return { reverts, inner: inner.map(withTaken) };
}

const withTaken = ({
  headline,
  taken,
}: {
  readonly headline: Headline;
  readonly taken: readonly Reverts[];
}): Headline => (taken.length === 0 ? headline : { ...headline, reverts: joinReverts([headline.reverts, ...taken]) });

/** `* feat: a`, `- Merged PR 5: fix: b`, `feat: c`, `* Revert "feat: a"`. */
function readListed(line: string): Headline | undefined {
  const { subject } = stripMergePrefixes(line.replace(BULLET, ''));
  if (KNOWN.test(subject)) return readHeadline(subject);
  const isRevert = /^(?:revert|reapply)\s+["'“‘`]/i.test(subject);
  const headline = isRevert ? readHeadline(subject) : undefined;
  return headline?.reverts === undefined ? undefined : headline;
}
