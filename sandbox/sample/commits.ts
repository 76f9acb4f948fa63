import type { Person } from './people.ts';
import type { Files } from './template-files.ts';

/** One place of one file: `from` becomes `to`. Both stand there exactly once, before and after. */
export interface Edit {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** A commit as data. */
export interface Commit {
  /** By which pull requests say where they branch off. */
  readonly id?: string;
  readonly subject: string;
  readonly body?: string;
  readonly by: Person;
  /** ISO 8601 with the author's offset from UTC. */
  readonly at: string;
  /** Files that this commit brings, by path. */
  readonly adds?: readonly string[];
  readonly edits?: readonly Edit[];
  readonly tag?: string;
}

/** Replaces the only occurrence of `from`; an error tells that a text of the sample no longer fits. */
function replaceOnce(files: Map<string, string>, { path, from, to }: Edit, subject: string): void {
  const text = files.get(path);
  const pieces = text?.split(from);
  if (text === undefined || pieces?.length !== 2) {
    throw new Error(`sample: "${subject}" finds ${(pieces?.length ?? 1) - 1} times in ${path}: ${from.slice(0, 80)}`);
  }
  files.set(path, pieces.join(to));
}

/** The files after `edits`. */
export function applyEdits(files: Files, edits: readonly Edit[], subject: string): Files {
  const after = new Map(files);
  for (const edit of edits) replaceOnce(after, edit, subject);
  return after;
}

/**
 * The files after each commit, told backwards from the files after the last one: what a commit edited is undone, what
 * it added is taken away. So the templates are the sample as it is today, readable, and history is a list of small edits.
 */
export function statesOf(history: readonly Commit[], today: Files): readonly Files[] {
  const states: Files[] = [];
  let files = new Map(today);
  for (const { subject, adds = [], edits = [] } of [...history].reverse()) {
    states.unshift(files);
    files = new Map(files);
    for (const { path, from, to } of [...edits].reverse()) replaceOnce(files, { path, from: to, to: from }, subject);
    for (const path of adds) {
      if (!files.delete(path)) throw new Error(`sample: "${subject}" adds ${path}, which is not there`);
    }
  }
  if (files.size > 0) throw new Error(`sample: no commit adds ${[...files.keys()].join(', ')}`);
  return states;
}
