/** The files of one commit, as the model's tools see them: git objects or REST, never the work tree. */

export interface TreeEntry {
  readonly path: string;
  /** Git file mode. */
  readonly mode: string;
  readonly id: string;
  /** Bytes; undefined for submodules and where it is not known. */
  readonly size: number | undefined;
}

export type FileContent =
  | { readonly kind: 'text'; readonly text: string; readonly id: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'binary'; readonly size: number }
  | { readonly kind: 'tooLarge'; readonly size: number }
  | { readonly kind: 'link' | 'submodule' | 'folder' };

export interface GrepQuery {
  /** A Perl-compatible regular expression, or plain text with `fixed`. */
  readonly pattern: string;
  readonly fixed: boolean;
  readonly ignoreCase: boolean;
  /** Files to search; all when undefined. Exact paths of this commit. */
  readonly paths?: readonly string[];
}

export interface GrepMatch {
  readonly path: string;
  readonly line: number;
  /** At most 300 characters. */
  readonly text: string;
}

export type GrepResult =
  | {
      readonly kind: 'matches';
      readonly matches: readonly GrepMatch[];
      /** Why not everything is here, as a sentence; undefined when it is. */
      readonly truncated?: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SourceTree {
  readonly commit: string;
  list(): Promise<readonly TreeEntry[]>;
  /** At most 1 MB of a regular file. */
  read(path: string): Promise<FileContent>;
  /** Bounded in time and output; says so when it left something out. */
  grep(query: GrepQuery): Promise<GrepResult>;
}
