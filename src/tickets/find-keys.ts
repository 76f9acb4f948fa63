import { keyLines, trailerLines } from './key-text.ts';
import { isLookAlike } from './look-alikes.ts';

/**
 * Where a key was found. The text of `workItem` is the number of a linked work item of Azure Boards, that of `property`
 * what an earlier run remembered on the pull request.
 */
export type KeySource = 'branch' | 'title' | 'description' | 'commit' | 'trailer' | 'workItem' | 'property';

export interface KeyText {
  /** For `commit` the whole message: its trailers are told apart here. */
  readonly source: KeySource;
  readonly text: string;
}

export interface FoundKey {
  /** `ABC-12` in upper case, or `AB#12` for a work item of Azure Boards. */
  readonly key: string;
  /** Every different place, in the order of the texts; never empty. `text` is the line around the key, cut. */
  readonly evidence: readonly KeyText[];
}

export interface KeyOptions {
  /**
   * Keys of the projects that exist, in upper case. They decide alone when given, in any case of letters; without them
   * only keys in upper case count, and look-alikes (`UTF-8`) do not.
   */
  readonly known?: ReadonlySet<string> | undefined;
}

/** No person names more tickets in one text; a megabyte of keys is not sent to a tracker. */
const MAX_KEYS_PER_TEXT = 200;
const MAX_HITS_PER_TEXT = 5000;
const MAX_EVIDENCE = 20;
/** A longer line is no prose; what it repeats is known by then. */
const MAX_PLACES_PER_LINE = 1000;

/** The number with its hyphen; what stands before it is looked at in at most `MAX_PROJECT` characters. */
const NUMBER = /-([1-9][0-9]{0,9})(?![0-9])/g;
const MAX_PROJECT = 40;
const WORK_ITEM = /(?<![\p{L}\p{N}_])AB#([1-9][0-9]{0,9})(?![\p{L}\p{N}_])/giu;

/**
 * The tickets that texts name, each once, in the order in which they are first named. Pure, and linear in the length of
 * the texts. Not a ticket: a number that goes on (`CVE-2024-1234`, `ABC-1-2`, `TLS-1.3`), with a leading zero, in a code
 * block, or in the address of something else. `ALLPOST-4028_login-page` and `ABC-12-2nd-try` name one.
 */
export function findTicketKeys(texts: readonly KeyText[], { known }: KeyOptions = {}): readonly FoundKey[] {
  const found = new Map<string, KeyText[]>();
  for (const { key, source, text } of texts.flatMap((one) => findInText(one, known))) {
    const evidence = found.get(key) ?? [];
    found.set(key, evidence);
    const isNew = !evidence.some((other) => other.source === source && other.text === text);
    if (isNew && evidence.length < MAX_EVIDENCE) evidence.push({ source, text });
  }
  return [...found].map(([key, evidence]) => ({ key, evidence }));
}

/** True for a work item of Azure Boards (`AB#12`), false for an issue of Jira. */
export const isWorkItemKey = (key: string): boolean => /^AB#[1-9][0-9]{0,9}$/.test(key);

/** True for what may be sent to Jira as the key of an issue. */
export const isIssueKey = (key: string): boolean => /^[A-Z][A-Z0-9_]{1,39}-[1-9][0-9]{0,9}$/.test(key);

/** `ABC` of `ABC-12`; the key itself when it is none of an issue. */
export const projectOf = (key: string): string => key.replace(/-[0-9]+$/, '');

interface Hit extends KeyText {
  readonly key: string;
}

function findInText({ source, text }: KeyText, known: KeyOptions['known']): readonly Hit[] {
  if (source === 'workItem' && /^[1-9][0-9]{0,9}$/.test(text.trim())) {
    return [{ key: `AB#${text.trim()}`, source, text: text.trim() }];
  }
  const lines = keyLines(text);
  const trailers = source === 'commit' ? trailerLines(lines) : undefined;
  const hits: Hit[] = [];
  const keys = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (!/[-#]/.test(line)) continue;
    for (const { key, at } of findInLine(line, known)) {
      keys.add(key);
      if (keys.size > MAX_KEYS_PER_TEXT || hits.length === MAX_HITS_PER_TEXT) return hits;
      hits.push({ key, source: trailers?.has(index) ? 'trailer' : source, text: excerpt(line, at, key.length) });
    }
  }
  return hits;
}

interface Place {
  readonly key: string;
  readonly at: number;
}

function findInLine(line: string, known: KeyOptions['known']): readonly Place[] {
  const places: Place[] = [];
  for (const match of line.matchAll(NUMBER)) {
    const [whole, number = ''] = match;
    if (places.length === MAX_PLACES_PER_LINE) break;
    if (goesOn(line, match.index + whole.length)) continue;
    const start = startOfWord(line, match.index);
    const word = line.slice(start, match.index);
    if (word.length === MAX_PROJECT || /[\p{L}\p{N}]$/u.test(line.slice(Math.max(0, start - 2), start))) continue;
    const project = word.length < 2 ? undefined : findProject(word, known);
    if (project !== undefined) places.push({ key: `${project}-${number}`, at: match.index - project.length });
  }
  for (const match of line.matchAll(WORK_ITEM)) places.push({ key: `AB#${match[1] ?? ''}`, at: match.index });
  return places.sort((one, other) => one.at - other.at);
}

/** Where the letters, digits and underscores before `end` begin; no further back than a project's key is long. */
function startOfWord(line: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < MAX_PROJECT && /\w/.test(line.charAt(start - 1))) start -= 1;
  return start;
}

/** True when what follows makes the number a part of something longer: letters, or one more number. */
function goesOn(line: string, end: number): boolean {
  const rest = line.slice(end, end + 12);
  return /^[\p{L}\p{N}]/u.test(rest) || /^[-.:][0-9]+(?![A-Za-z0-9_])/.test(rest);
}

/** The longest end of a word, begun at an underscore, that is a project: `fix_ABC` names ABC, `MY_APP` itself. */
function findProject(word: string, known: KeyOptions['known']): string | undefined {
  const starts = [0, ...[...word.matchAll(/_/g)].map(({ index }) => index + 1)];
  return starts
    .map((start) => word.slice(start))
    .map((part) => (known ? part.toUpperCase() : part))
    .find((part) => (known ? known.has(part) : /^[A-Z][A-Z0-9_]+$/.test(part) && !isLookAlike(part)));
}

/** The part of the line around the key. */
function excerpt(line: string, at: number, length: number): string {
  const [start, end] = [Math.max(0, at - 60), Math.min(line.length, at + length + 60)];
  return `${start > 0 ? '…' : ''}${line.slice(start, end).trim()}${end < line.length ? '…' : ''}`;
}
