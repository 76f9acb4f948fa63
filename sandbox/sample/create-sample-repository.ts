import { ALL_CARRIERS, carrierFiles, carrierRegistry } from './carriers.ts';
import { applyEdits, statesOf } from './commits.ts';
import { daysLater } from './days-later.ts';
import { commitStream, importRepository, runGit, tagStream } from './fast-import.ts';
import { history } from './history.ts';
import { lockFile } from './lock-file.ts';
import type { Person } from './people.ts';
import type { PullRequestPlan } from './pull-request-plan.ts';
import { pullRequestPlans } from './pull-requests.ts';
import { readTemplateFiles, type Files } from './template-files.ts';

/** Where a good reviewer must find something: a line of the source commit. */
export interface ExpectedFinding {
  readonly path: string;
  /** From 1, in the file as the source commit has it. */
  readonly line: number;
  readonly what: string;
}

export interface SamplePullRequest {
  readonly key: string;
  /** Short names, without refs/heads/. */
  readonly branch: string;
  readonly target: string;
  readonly title: string;
  readonly description: string;
  readonly author: Person;
  /** One sentence for people: what there is to see. */
  readonly what: string;
  readonly sourceCommit: string;
  /** Where the branch left main. */
  readonly commonCommit: string;
  readonly expected: readonly ExpectedFinding[];
}

export interface Sample {
  /** A bare repository. */
  readonly directory: string;
  readonly defaultBranch: string;
  /** The commit of main. */
  readonly commit: string;
  /** Names of tags, oldest first. */
  readonly tags: readonly string[];
  readonly pullRequests: readonly SamplePullRequest[];
}

/**
 * A key with the shape of a real one, which opens nothing. It is put together here, so that no scanner finds it in this
 * repository and every scanner finds it in the sample.
 */
const paymentsKey = ['sk', 'live', `51${'NotARealKey'.repeat(2)}08154711`].join('_');

/**
 * Writes the sample, a service called parcel-tracker with a history and six pull requests, into `directory` as a bare
 * repository. The same bytes each time, but for the dates of one that was written so many days later; `directory` is
 * created, and must be empty when it exists.
 */
export async function createSampleRepository({
  directory,
  git = 'git',
  days = 0,
}: {
  readonly directory: string;
  readonly git?: string;
  readonly days?: number;
}): Promise<Sample> {
  const main = filesOfMain();
  const plans = pullRequestPlans.map((plan) => ({ ...plan, commits: later(plan.commits, days) }));
  const branches = plans.map((plan, index) => branchOf(plan, main, 1_000 * (index + 1)));
  await importRepository(git, directory, streamOf(main, branches, later(history, days)));
  const commits = await commitsOf(git, directory);
  const commitOf = (branch: string) => commits.get(`refs/heads/${branch}`) ?? '';
  const pullRequests = branches.map(async ({ plan, files }): Promise<SamplePullRequest> => {
    const { key, branch, title, description, author, what } = plan;
    const commonCommit = await runGit(git, directory, ['merge-base', 'refs/heads/main', `refs/heads/${branch}`]);
    const expected = expectedOf(plan, files);
    const sourceCommit = commitOf(branch);
    return { key, branch, target: 'main', title, description, author, what, sourceCommit, commonCommit, expected };
  });
  const tags = history.flatMap(({ tag }) => tag ?? []);
  return {
    directory,
    defaultBranch: 'main',
    commit: commitOf('main'),
    tags,
    pullRequests: await Promise.all(pullRequests),
  };
}

const later = <Dated extends { readonly at: string }>(commits: readonly Dated[], days: number): readonly Dated[] =>
  commits.map((commit) => ({ ...commit, at: daysLater(commit.at, days) }));

/** The files of main after each commit of the history. */
function filesOfMain(): readonly Files[] {
  const today = new Map([
    ...readTemplateFiles('main'),
    ...carrierFiles(ALL_CARRIERS),
    ['src/carriers/registry.ts', carrierRegistry(ALL_CARRIERS)],
    ['package-lock.json', lockFile('before')],
  ]);
  return statesOf(history, today);
}

interface Branch {
  readonly plan: PullRequestPlan;
  /** As the source commit has them. */
  readonly files: Files;
  readonly stream: readonly string[];
}

/** The commits of a pull request; `mark` is the first of theirs. */
function branchOf(plan: PullRequestPlan, main: readonly Files[], mark: number): Branch {
  const start = plan.from === undefined ? history.length - 1 : history.findIndex(({ id }) => id === plan.from);
  const templates = plan.commits.some(({ brings }) => brings) ? readTemplateFiles(`pulls/${plan.key}`) : new Map();
  const stream: string[] = [];
  let files = main[start] ?? new Map<string, string>();
  for (const [index, { subject, at, moves = [], brings = [], edits = [] }] of plan.commits.entries()) {
    const before = moveFiles(files, moves);
    const brought = brings.map((path) => [path, withKey(String(templates.get(path)))] as const);
    files = applyEdits(new Map([...before, ...brought]), edits, subject);
    const parent = index === 0 ? start + 1 : mark + index - 1;
    const ref = `refs/heads/${plan.branch}`;
    const changed = changesOf(before, files);
    const commit = { ref, mark: mark + index, parent, message: `${subject}\n`, by: plan.author, at, moves };
    stream.push(...commitStream({ ...commit, files: changed }));
  }
  return { plan, files, stream };
}

const withKey = (text: string) => text.replaceAll('{{paymentsKey}}', paymentsKey);

function moveFiles(files: Files, moves: readonly { readonly from: string; readonly to: string }[]): Files {
  const after = new Map(files);
  for (const { from, to } of moves) {
    after.set(to, files.get(from) ?? '');
    after.delete(from);
  }
  return after;
}

function changesOf(before: Files, after: Files): (readonly [string, string | undefined])[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => [path, undefined] as const);
  return [...gone, ...[...after].filter(([path, text]) => before.get(path) !== text)];
}

function* streamOf(main: readonly Files[], branches: readonly Branch[], commits: typeof history): Generator<string> {
  for (const [index, { subject, body, by, at, tag }] of commits.entries()) {
    const mark = index + 1;
    const parent = index === 0 ? {} : { parent: index };
    const message = `${subject}\n${body === undefined ? '' : `\n${body}\n`}`;
    const files = changesOf(main[index - 1] ?? new Map(), main[index] ?? new Map());
    yield* commitStream({ ref: 'refs/heads/main', mark, ...parent, message, by, at, files });
    if (tag !== undefined) yield tagStream(tag, mark, by, at);
  }
  for (const { stream } of branches) yield* stream;
}

function expectedOf({ problems, branch }: PullRequestPlan, files: Files): ExpectedFinding[] {
  return problems.map(({ path, text, what }) => {
    const pieces = files.get(path)?.split(text);
    if (pieces?.length !== 2) throw new Error(`sample: ${branch} does not have once in ${path}: ${text}`);
    return { path, line: (pieces[0] ?? '').split('\n').length, what };
  });
}

async function commitsOf(git: string, directory: string): Promise<ReadonlyMap<string, string>> {
  const refs = await runGit(git, directory, ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads']);
  return new Map(refs.split('\n').map((line) => line.split(' ') as [string, string]));
}
