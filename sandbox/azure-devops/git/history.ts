import { countLooseCommits, findLooseBases, isLooseAncestor } from './loose-history.ts';
import { readLoose } from './loose-objects.ts';
import { readLooseCommit, type ParsedCommit } from './parse-commit.ts';
import { readRefFiles } from './ref-files.ts';
import { readGit, runGit } from './run-git.ts';

/** Every ref of `pattern` (refs/heads, refs/heads/feature/...) with the object it names. */
export async function listRefs(gitDir: string, pattern: string): Promise<ReadonlyMap<string, string>> {
  const read = await readRefFiles(gitDir, pattern);
  if (read) return read;
  const text = await readGit(gitDir, ['for-each-ref', '--format=%(refname) %(objectname)', pattern]);
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
}

/** The commit that a revision names; undefined when there is none. */
export async function findCommit(gitDir: string, revision: string): Promise<string | undefined> {
  const refs = revision.startsWith('refs/') ? await readRefFiles(gitDir, revision) : undefined;
  const id = refs ? refs.get(revision) : revision;
  if (refs && id === undefined) return undefined;
  if (id !== undefined && (known.has(`${gitDir} ${id}`) || (await readLoose(gitDir, id))?.type === 'commit')) return id;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { code, stdout } = await runGit(gitDir, args, { codes: [0, 1, 128] });
  if (code !== 0) return undefined;
  const commit = stdout.toString('utf8').trim();
  if (known.size > MOST_KNOWN) known.clear();
  known.add(`${gitDir} ${commit}`);
  return commit;
}

/** Packed commits that git was asked for; they stay where they are, see create-bare.ts. */
const known = new Set<string>();
const MOST_KNOWN = 10_000;

/** The merge bases of two commits; empty for unrelated ones. */
export async function listMergeBases(gitDir: string, one: string, other: string): Promise<readonly string[]> {
  const loose = await findLooseBases(gitDir, one, other);
  if (loose) return loose;
  const text = await readGit(gitDir, ['merge-base', '--all', one, other], { codes: [0, 1] });
  return text.split('\n').filter(Boolean);
}

export async function isAncestor(gitDir: string, older: string, newer: string): Promise<boolean> {
  const loose = await isLooseAncestor(gitDir, older, newer);
  if (loose !== undefined) return loose;
  return (await runGit(gitDir, ['merge-base', '--is-ancestor', older, newer], { codes: [0, 1] })).code === 0;
}

export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

/** Commits of a range as `git log` takes it, the newest first. */
export async function listCommits(gitDir: string, range: readonly string[], limit: number): Promise<readonly Commit[]> {
  const [id = '', ...more] = range;
  const loose = limit === 1 && more.length === 0 ? await readLooseCommit(gitDir, id) : undefined;
  if (loose) return [presentCommit(id, loose)];
  const args = ['log', '-z', `--max-count=${limit}`, `--format=${FORMAT}`, '--end-of-options', ...range];
  const fields = (await runGit(gitDir, args)).stdout.toString('utf8').split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + 9 < fields.length; at += 10) commits.push(commitOf(fields.slice(at, at + 10)));
  return commits;
}

const MINUTES = 60;

function presentCommit(id: string, { tree, parents, author, committer, message }: ParsedCommit): Commit {
  const [by, from] = [signatureOf(author), signatureOf(committer)];
  return { id, tree, parents, author: by, committer: from, message: message.replace(/\n+$/, '') };
}

function signatureOf(line: string): Signature {
  const [, name = '', email = '', seconds = '0', sign = '+', hours = '00', minutes = '00'] =
    /^(.*?) ?<(.*)> (\d+) ([+-])(\d\d)(\d\d)$/.exec(line) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * MINUTES + Number(minutes));
  const local = new Date((Number(seconds) + offset * MINUTES) * 1000).toISOString().slice(0, 19);
  return { name, email, date: `${local}${sign}${hours}:${minutes}` };
}

function commitOf(fields: readonly string[]): Commit {
  const [id = '', tree = '', parents = '', ...rest] = fields;
  const [authorName = '', authorEmail = '', authorDate = '', name = '', email = '', date = '', message = ''] = rest;
  return {
    id,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: authorName, email: authorEmail, date: authorDate },
    committer: { name, email, date },
    message: message.replace(/\n+$/, ''),
  };
}

/** Commits of source that target has not. */
export async function countCommits(gitDir: string, target: string, source: string): Promise<number> {
  const loose = await countLooseCommits(gitDir, target, source);
  return loose ?? Number(await readGit(gitDir, ['rev-list', '--count', `${target}..${source}`]));
}
