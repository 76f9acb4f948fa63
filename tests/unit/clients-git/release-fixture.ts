import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openReleaseRepository, type ReleaseRepository } from '../../../src/clients/git/open-release-repository.ts';
import type { ReleaseStoreOptions } from '../../../src/clients/git/release-store.ts';
import { fingerprint, git, makeFolder, quietLog, SERVES_PARTS, urlOf } from './git-fixture.ts';

export interface ImportedCommit {
  readonly message: string | Buffer;
  readonly files?: Readonly<Record<string, string>>;
  /** Marks: the number of a commit before, from 1. None for a root; the commit before when undefined. */
  readonly parents?: readonly number[];
  readonly branch?: string;
}

/** What was imported and cloned in this process; tests begin with copies, as a process of git takes longer. */
const templates = makeFolder();
process.once('exit', () => templates.remove());
const imported = new Map<string, { readonly ids: readonly string[]; readonly repository: string }>();
/** The template of a repository. */
const copied = new Map<string, string>();
const cloned = new Map<string, string>();

/** A bare repository that serves partial clones; gives the ids of its commits. */
export function importCommits(repository: string, commits: readonly ImportedCommit[]): string[] {
  const stream = streamOf(commits);
  const key = createHash('sha1').update(stream).digest('hex');
  const found = imported.get(key) ?? importStream(templates.at(`${key}.git`), stream, commits.length);
  imported.set(key, found);
  cpSync(found.repository, repository, { recursive: true });
  copied.set(repository, found.repository);
  return [...found.ids];
}

function streamOf(commits: readonly ImportedCommit[]): Buffer {
  const parts: Buffer[] = [];
  const say = (text: string) => parts.push(Buffer.from(text));
  for (const [index, { message, files = {}, parents, branch = 'main' }] of commits.entries()) {
    const [first, ...merged] = parents ?? (index === 0 ? [] : [index]);
    const bytes = Buffer.from(message);
    if (first === undefined) say(`reset refs/heads/${branch}\n`);
    const who = `Ada Doe <ada@example.com> ${1_700_000_000 + index * 60}`;
    say(`commit refs/heads/${branch}\nmark :${index + 1}\nauthor ${who} +0200\ncommitter ${who} +0000\n`);
    say(`data ${bytes.length}\n`);
    parts.push(bytes);
    say('\n');
    if (first !== undefined) say(`from :${first}\n`);
    for (const one of merged) say(`merge :${one}\n`);
    for (const [name, text] of Object.entries(files)) {
      say(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    }
  }
  return Buffer.concat(parts);
}

function importStream(repository: string, input: Buffer, count: number) {
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--bare', '--initial-branch=main');
  appendFileSync(`${repository}/config`, SERVES_PARTS);
  const marks = `${repository}-marks`;
  execFileSync('git', ['fast-import', '--quiet', '--force', `--export-marks=${marks}`], { cwd: repository, input });
  const ids = new Map(
    readFileSync(marks, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  return { repository, ids: Array.from({ length: count }, (_, index) => ids.get(`:${index + 1}`)!) };
}

/** A clone as the agent leaves it: detached, with the options of its checkout step. */
export function checkOut(folder: ReturnType<typeof makeFolder>, repository: string, ...options: string[]): string {
  const checkout = folder.at(`checkout-${options.join('').replace(/\W/g, '')}`);
  const template = copied.get(repository);
  if (template === undefined || !isDeepStrictEqual(fingerprint(template), fingerprint(repository)))
    throw new Error('Only what was imported, and not changed since, is cloned.');
  const key = `${template} ${options.join(' ')}`;
  const clone = cloned.get(key) ?? templates.at(`clone-${cloned.size}`);
  if (!cloned.has(key)) git(templates.root, 'clone', '--quiet', '--no-checkout', ...options, urlOf(template), clone);
  cloned.set(key, clone);
  cpSync(clone, checkout, { recursive: true });
  return checkout;
}

/** What was opened; closed after each test. */
const opened: ReleaseRepository[] = [];

export async function openRelease(
  folder: ReturnType<typeof makeFolder>,
  options: Pick<ReleaseStoreOptions, 'url'> & Partial<ReleaseStoreOptions>,
): Promise<ReleaseRepository> {
  const repository = await openReleaseRepository({
    authorization: undefined,
    folder: folder.at('agent-temp'),
    signal: new AbortController().signal,
    log: quietLog,
    ...options,
  });
  opened.push(repository);
  return repository;
}

/** For afterEach, before the folder is removed. */
export async function closeReleases(): Promise<void> {
  for (const repository of opened.splice(0)) await repository.close();
}
