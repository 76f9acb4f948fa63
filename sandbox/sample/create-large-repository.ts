import { commitStream, importRepository, runGit } from './fast-import.ts';
import { jonas, mara } from './people.ts';

export interface LargeRepository {
  /** A bare repository. */
  readonly directory: string;
  readonly defaultBranch: string;
  readonly branch: string;
  /** The commit of main; the branch stands on it. */
  readonly baseCommit: string;
  readonly headCommit: string;
}

interface LargeRepositoryOptions {
  readonly directory: string;
  readonly files: number;
  readonly linesPerFile: number;
  /** How many of the files the branch changes, spread evenly. */
  readonly changedFiles: number;
  /** Bytes that the branch adds, spread evenly over its files; one changed line a file when undefined. */
  readonly changedBytes?: number;
  readonly git?: string;
}

const BRANCH = 'feature/many-changes';

const pathOf = (file: number) =>
  `src/module-${String(Math.floor(file / 100)).padStart(4, '0')}/part-${String(file).padStart(6, '0')}.ts`;

const lineOf = (file: number, line: number) => `export const value${line} = ${file * 7919 + line * 104729};\n`;

/** Writes a repository of any size into `directory`, for benchmarks: two commits, the same bytes each time. */
export async function createLargeRepository(options: LargeRepositoryOptions): Promise<LargeRepository> {
  const { directory, files, changedFiles, git = 'git' } = options;
  if (changedFiles > files) throw new RangeError(`${changedFiles} of ${files} files cannot change`);
  await importRepository(git, directory, streamOf(options));
  const [baseCommit = '', headCommit = ''] = (
    await runGit(git, directory, ['rev-parse', 'refs/heads/main', `refs/heads/${BRANCH}`])
  ).split('\n');
  return { directory, defaultBranch: 'main', branch: BRANCH, baseCommit, headCommit };
}

function* streamOf(options: LargeRepositoryOptions): Generator<string> {
  const main = 'refs/heads/main';
  const message = 'Start large\n';
  const at = '2026-01-05T09:00:00+01:00';
  yield* commitStream({ ref: main, mark: 1, message, by: mara, at, files: filesOf(options) });
  yield* commitStream({
    ref: `refs/heads/${BRANCH}`,
    mark: 2,
    parent: 1,
    message: 'Change many files\n',
    by: jonas,
    at: '2026-01-06T09:00:00+01:00',
    files: changesOf(options),
  });
}

function linesOf(file: number, count: number): string[] {
  return Array.from({ length: count }, (_, line) => lineOf(file, line));
}

function* filesOf({ files, linesPerFile }: LargeRepositoryOptions): Generator<[string, string]> {
  for (let file = 0; file < files; file += 1) yield [pathOf(file), linesOf(file, linesPerFile).join('')];
}

function* changesOf(options: LargeRepositoryOptions): Generator<[string, string]> {
  const { files, linesPerFile, changedFiles, changedBytes } = options;
  const share = Math.ceil((changedBytes ?? 0) / Math.max(changedFiles, 1));
  for (let index = 0; index < changedFiles; index += 1) {
    const file = Math.floor((index * files) / changedFiles);
    const lines = linesOf(file, linesPerFile);
    const added = changedBytes === undefined ? `export const changed = ${file};\n` : addition(file, share);
    lines.splice(Math.floor(lines.length / 2), 0, added);
    yield [pathOf(file), lines.join('')];
  }
}

/** Lines of code of at least so many bytes. */
function addition(file: number, bytes: number): string {
  const lines: string[] = [];
  for (let length = 0; length < bytes;) {
    const line = `export const added${lines.length} = [${file}, 'text of line ${lines.length}'];\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}
