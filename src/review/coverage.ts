import type { ChangedFile } from './change.ts';

/** Why a file is named and not sent. */
export type ExclusionRule =
  | 'lock file'
  | 'generated'
  | 'vendored'
  | 'minified'
  | 'format only'
  | 'submodule'
  | 'link'
  | 'LFS pointer'
  | 'exclude'
  | 'not in include';

/** Every changed file is in exactly one of these states. */
export type FileState =
  | { readonly state: 'reviewed' }
  /** All there is to say of it stands in the list of files: deleted, renamed without an edit, mode changed. */
  | { readonly state: 'listed'; readonly reason: string }
  | { readonly state: 'excluded'; readonly rule: ExclusionRule }
  | { readonly state: 'binary' }
  | { readonly state: 'overBudget'; readonly reason: string }
  | { readonly state: 'failed'; readonly reason: string };

export interface FileCoverage {
  readonly file: ChangedFile;
  readonly state: FileState;
  readonly hunks: number;
  readonly hunksReviewed: number;
}

export interface Coverage {
  readonly files: readonly FileCoverage[];
  /** Reviewed hunks of all that should have been reviewed, 0 to 100; 100 only when nothing is missing. */
  readonly percent: number;
  readonly complete: boolean;
}

const isMissing = ({ state }: FileCoverage): boolean => state.state === 'overBudget' || state.state === 'failed';

const isWanted = (file: FileCoverage): boolean => file.state.state === 'reviewed' || isMissing(file);

export function coverageOf(files: readonly FileCoverage[]): Coverage {
  const wanted = files.filter(isWanted);
  const complete = !files.some(isMissing);
  // A file whose content could not even be read counts as one hunk.
  const total = wanted.reduce((sum, { hunks }) => sum + Math.max(hunks, 1), 0);
  const reviewed = wanted.reduce(
    (sum, file) => sum + (isMissing(file) ? file.hunksReviewed : Math.max(file.hunks, 1)),
    0,
  );
  const percent = total === 0 ? 100 : Math.floor((100 * reviewed) / total);
  return { files, complete, percent: complete ? 100 : Math.min(percent, 99) };
}

/** Files by state, in the order in which people want to see them; empty states are left out. */
export function filesByState({ files }: Coverage): { state: FileState['state']; files: readonly FileCoverage[] }[] {
  const order: FileState['state'][] = ['failed', 'overBudget', 'reviewed', 'listed', 'excluded', 'binary'];
  return order
    .map((state) => ({ state, files: files.filter((file) => file.state.state === state) }))
    .filter((entry) => entry.files.length > 0);
}

/** Why a file is in its state, in a few words. */
export function reasonOf(state: FileState): string {
  switch (state.state) {
    case 'reviewed':
      return 'reviewed';
    case 'binary':
      return 'binary';
    case 'excluded':
      return state.rule;
    case 'listed':
    case 'overBudget':
    case 'failed':
      return state.reason;
  }
}
