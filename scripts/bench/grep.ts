import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createLargeRepository } from '../../sandbox/sample/create-large-repository.ts';
import { type LocalRepository, openLocalRepository } from '../../src/clients/git/open-local-repository.ts';
import { globTest } from '../../src/review/glob.ts';
import { parsePatch } from '../../src/review/parse-diff.ts';
import { CONTEXT_LINES } from '../../src/review/ports.ts';
import type { GrepResult } from '../../src/review/source-tree.ts';
import { alternate, median, timed } from './alternate.ts';
import type { BenchOptions } from './bench-options.ts';
import type { Figure } from './figure.ts';
import { BENCH_PATTERNS, type BenchPattern } from './grep-patterns.ts';

const run = promisify(execFile);

const quietly = () => undefined;
const SILENT = { debug: quietly, info: quietly, warn: quietly, error: quietly };

/**
 * The model's Grep, which reads git's objects, next to git grep in a checkout of the same commit. Git's own attributes and
 * configuration of this machine play no part in either.
 */
export async function measureGrep(options: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const files of options.quick ? [500, 2_000] : [10_000, 80_000]) {
    options.say(`Writing and checking out ${files} files to search ...`);
    figures.push(...(await measureSize(files, options)));
  }
  return figures;
}

async function measureSize(files: number, { folder, quick, say }: BenchOptions): Promise<Figure[]> {
  const directory = path.join(folder, `grep-${files}`);
  const bare = path.join(directory, 'bare.git');
  const clone = path.join(directory, 'clone');
  mkdirSync(directory, { recursive: true });
  const large = await createLargeRepository({ directory: bare, files, linesPerFile: 100, changedFiles: 10 });
  // Packed as a server packs it: what was imported in one go takes twice as long to read.
  await run('git', ['-C', bare, 'repack', '-adfq']);
  await run('git', ['clone', '--quiet', '--branch', large.branch, bare, clone]);
  const signal = new AbortController().signal;
  const log = { ...SILENT, group: <T>(_name: string, work: () => Promise<T>) => work() };
  const local = await openLocalRepository({ path: clone, signal, log, parsePatch, contextLines: CONTEXT_LINES });
  const ours: number[] = [];
  const peers: number[] = [];
  const recalls: Recall[] = [];
  try {
    for (const pattern of BENCH_PATTERNS) {
      const search = await prepare(local, large.headCommit, clone, pattern);
      recalls.push(await compare(search));
      const times = await alternate(
        quick ? 3 : 5,
        () => timed(() => search.ours()),
        () => timed(() => search.git()),
      );
      ours.push(median(times.a));
      peers.push(median(times.b));
      say(`  ${pattern.name}: ${median(times.a).toFixed(0)} ms, git grep ${median(times.b).toFixed(0)} ms`);
    }
  } finally {
    await local.close();
  }
  const complete = recalls.filter((recall) => recall === 'complete').length;
  const cut = recalls.filter((recall) => recall === 'cut, and says so').length;
  const patterns = `${BENCH_PATTERNS.length} patterns`;
  return [
    {
      measure: `Grep p50, ${files} files`,
      unit: 'ms',
      ours: median(ours),
      peer: median(peers),
      limit: { atMost: 2 },
      note: `next to "git grep" in a checkout (-P, plain text -F); ${patterns}, the slowest ${Math.round(Math.max(...ours))} and ${Math.round(Math.max(...peers))} ms`,
    },
    {
      measure: `Grep recall, ${files} files`,
      unit: '%',
      ours: (100 * (complete + cut)) / recalls.length,
      limit: { atLeast: 100 },
      note: `of ${patterns}, ${complete} gave all that git grep gives, ${cut} a part and said so`,
    },
  ];
}

interface Search {
  readonly ours: () => Promise<GrepResult>;
  readonly git: (onLine?: (line: string) => void) => Promise<void>;
}

async function prepare(local: LocalRepository, commit: string, clone: string, bench: BenchPattern): Promise<Search> {
  const { pattern, fixed, ignoreCase, glob } = bench;
  const tree = local.tree(commit);
  const args = [
    '-C',
    clone,
    'grep',
    '-nI',
    '--null',
    fixed ? '-F' : '-P',
    ...(ignoreCase ? ['-i'] : []),
    '-e',
    pattern,
  ];
  const pathspec = glob === undefined ? [] : ['--', `:(glob)${glob}`];
  // The list of the commit's files is read once for a whole review.
  await tree.list();
  return {
    async ours(): Promise<GrepResult> {
      const query = { pattern, fixed, ignoreCase };
      if (glob === undefined) return tree.grep(query);
      const test = globTest(glob);
      const paths = (await tree.list()).map((entry) => entry.path).filter((one) => test(one));
      return tree.grep({ ...query, paths });
    },
    /** Reads all that git finds, as `path NUL line NUL text`. */
    git: (onLine?: (line: string) => void) => stream([...args, ...pathspec], onLine),
  };
}

/** Runs git to its end; it ends with 1 when nothing matches. Millions of lines pass one by one. */
async function stream(args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  const child = spawn('git', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close') as Promise<[number]>;
  if (onLine === undefined) child.stdout.resume();
  else createInterface({ input: child.stdout }).on('line', onLine);
  const [code] = await ended;
  if (code > 1) throw new Error(`git grep ended with ${code}.`);
}

type Recall = 'complete' | 'cut, and says so' | 'wrong';

/** What we found is what git found, or a part of it that admits to be one. */
async function compare({ ours, git }: Search): Promise<Recall> {
  const result = await ours();
  if (result.kind === 'refused') return 'wrong';
  const missing = new Set(result.matches.map(({ path: file, line }) => `${file}\0${line}`));
  const { size } = missing;
  let count = 0;
  await git((line) => {
    count += 1;
    missing.delete(line.slice(0, line.indexOf('\0', line.indexOf('\0') + 1)));
  });
  if (missing.size > 0 || size !== result.matches.length) return 'wrong';
  if (size === count) return 'complete';
  return result.truncated === undefined ? 'wrong' : 'cut, and says so';
}
