/** What a pull request changes: files, hunks, lines, as in `git diff base head`. */

export type Side = 'new' | 'old';

export type ChangeKind = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'typeChanged';

/** One changed file without its content; `oldPath` stands on renames and copies only. */
export interface ChangedFile {
  readonly path: string;
  readonly oldPath?: string;
  readonly kind: ChangeKind;
  /** Git file modes, e.g. 100644; 120000 is a link, 160000 a submodule, 000000 no file. */
  readonly oldMode: string;
  readonly newMode: string;
  /** Blob ids, undefined where there is no blob on that side. */
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
}

/** A line of a hunk. Text has neither LF nor the CR before it; `noNewline` marks a last line without a line end. */
export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Number in the old file (context, removed) and the new one (context, added), from 1. */
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
  readonly text: string;
  /** UTF-16 length of the line in the file, where `text` is not it because a secret was masked. */
  readonly fullLength?: number;
  /** The line ends in CRLF. */
  readonly crlf: boolean;
  readonly noNewline: boolean;
}

export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** What git prints after the second @@: the enclosing function. */
  readonly section: string;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly file: ChangedFile;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}
