import { availableParallelism } from 'node:os';
import { SlipwayError } from '../../errors.ts';
import type { GrepQuery, GrepResult } from '../../review/source-tree.ts';
import { gitEnvironment } from './git-environment.ts';
import { GrepOutput, MATCHES_PER_FILE } from './grep-output.ts';
import type { ObjectStore } from './object-store.ts';
import { streamGit, type StreamedResult } from './stream-git.ts';

const MAX_PATTERN = 512;
/** Milliseconds. */
const DEADLINE = 10_000;
/** Bytes that git may print; beyond it the search is stopped. */
const MAX_PRINTED = 16 * 1024 * 1024;
/** Of a list of arguments, in UTF-16 units; Windows takes 32,767. What more is searched for them is filtered out. */
const MAX_ARGUMENTS = 20_000;
/** Folders that are told apart when there are too many files to name. */
const MAX_DEPTH = 12;
/** Threads wait for each other when they read objects: with twice as many as processors, none of these idles. */
const THREADS = Math.max(availableParallelism(), Math.min(8, 2 * availableParallelism()));

/**
 * Searches the files of a commit with `git grep`: fixed text, or Perl's expressions, whose engine gives up on a pattern
 * that would run for ever. POSIX expressions and JavaScript's would run, so there is no falling back to them. `unread` is
 * the number of files that are known not to be here.
 */
export async function grepCommit(
  store: ObjectStore,
  commit: string,
  query: GrepQuery,
  unread: number,
): Promise<GrepResult> {
  const refusal = findRefusal(query.pattern);
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const paths = namedPaths(query.paths);
  const search = async (limitPerFile: boolean) => {
    const output = new GrepOutput(commit, query.paths && new Set(query.paths));
    const args = grepArguments(query, limitPerFile);
    return { output, result: await stream(store, [...args, commit, '--', ...paths], output) };
  };
  let { output, result } = await search(true);
  // git before 2.38 has no -m.
  if (result.exitCode === 129) ({ output, result } = await search(false));
  return conclude(output, result, unread);
}

function findRefusal(pattern: string): string | undefined {
  if (pattern === '') return 'The pattern is empty.';
  if (pattern.length > MAX_PATTERN) return `A pattern may have ${MAX_PATTERN} characters at most.`;
  if (/[\n\0]/.test(pattern)) return 'Lines are searched one by one: a pattern cannot hold a line break or NUL.';
  return undefined;
}

function grepArguments({ pattern, fixed, ignoreCase }: GrepQuery, limitPerFile: boolean): readonly string[] {
  return [
    'grep',
    '-nI',
    '--full-name',
    '-z',
    '--column',
    '--no-color',
    '--threads',
    String(THREADS),
    ...(limitPerFile ? ['-m', String(MATCHES_PER_FILE + 1)] : []),
    fixed ? '-F' : '-P',
    ...(ignoreCase ? ['-i'] : []),
    '-e',
    pattern,
  ];
}

/**
 * What git is told to search: the files when their names fit, else the innermost folders of theirs that do. A name that is
 * not UTF-8 cannot be given.
 */
function namedPaths(paths: readonly string[] = []): readonly string[] {
  if (paths.some((path) => path.includes('\uFFFD'))) return [];
  if (fits(paths)) return paths;
  const split = paths.map((path) => path.split('/', MAX_DEPTH));
  for (let depth = MAX_DEPTH; depth > 0; depth -= 1) {
    const folders = [...new Set(split.map((names) => names.slice(0, depth).join('/')))];
    if (fits(folders)) return folders;
  }
  return [];
}

const fits = (names: readonly string[]): boolean =>
  names.reduce((sum, name) => sum + name.length + 1, 0) <= MAX_ARGUMENTS;

function stream(store: ObjectStore, args: readonly string[], output: GrepOutput): Promise<StreamedResult> {
  let printed = 0;
  return streamGit(
    {
      gitDirectory: store.gitDirectory,
      env: gitEnvironment(store.gitDirectory),
      signal: store.signal,
      deadline: DEADLINE,
      onOutput: (chunk) => {
        output.push(chunk);
        printed += chunk.length;
        return printed <= MAX_PRINTED;
      },
    },
    args,
  );
}

function conclude(output: GrepOutput, result: StreamedResult, unread: number): GrepResult {
  const refusal = result.stopped === undefined ? explainFailure(result) : undefined;
  if (refusal !== undefined) return { kind: 'refused', reason: refusal };
  const full = output.fullFiles.size;
  const notes = [
    output.hidden > 0 ? `${output.hidden} more matches were found and are not shown.` : '',
    full > 0 ? `${full} ${full === 1 ? 'file has' : 'files have'} more than ${MATCHES_PER_FILE} matches.` : '',
    result.stopped === 'deadline' ? `The search was stopped after ${DEADLINE / 1000} seconds.` : '',
    result.stopped === 'output' ? 'The search was stopped because it found too much.' : '',
    unread > 0 ? `${unread} ${unread === 1 ? 'file is' : 'files are'} not in this partial clone, so not searched.` : '',
  ].filter((note) => note !== '');
  return { kind: 'matches', matches: output.matches, ...(notes.length > 0 ? { truncated: notes.join(' ') } : {}) };
}

/** Why the pattern cannot be used; undefined when the search went well. Throws when it is not the pattern's fault. */
function explainFailure({ exitCode, stderr }: StreamedResult): string | undefined {
  if (exitCode === 0 || exitCode === 1) return undefined;
  const fatal = /^fatal: (.*)$/m.exec(stderr)?.[1] ?? '';
  if (/pcre2?_\w*match failed|match limit|recursion limit|stack limit/i.test(fatal)) {
    return 'The pattern takes too many steps on some line: use a simpler one, without nested repetition, or fixed text.';
  }
  if (/Perl-compatible|USE_LIBPCRE/i.test(fatal)) return 'This git has no regular expressions of this kind: use fixed.';
  const invalid = /^(?:command line|-e option), '.*': (.*)$/s.exec(fatal)?.[1];
  if (invalid !== undefined) return `The pattern is no valid Perl-compatible regular expression: ${invalid}.`;
  throw new SlipwayError(`git grep failed: ${stderr.trim().slice(-500)}`, { kind: 'remote', code: 'GIT_FAILED' });
}
