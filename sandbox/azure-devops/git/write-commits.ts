import { runGit } from './run-git.ts';

/** Who wrote a commit or tag, and when, in whole seconds. */
export interface NewSignature {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface FileWrite {
  readonly path: string;
  /** Undefined deletes. */
  readonly content: FileContent | undefined;
}

export type FileContent =
  { readonly bytes: Buffer; readonly mode?: string } | { readonly blob: string; readonly mode: string };

export interface NewFilesCommit {
  readonly message: string;
  readonly author: NewSignature;
  readonly committer: NewSignature;
  readonly parents: readonly string[];
  readonly writes: readonly FileWrite[];
}

/**
 * Writes commits one upon the other and points the branch at the last, all in one process. Gives their ids; undefined
 * when the branch is not behind the new commits any more. The first commit begins with the files of its first parent.
 */
export async function writeCommits(
  gitDir: string,
  branch: string,
  commits: readonly NewFilesCommit[],
): Promise<readonly string[] | undefined> {
  const pieces: (string | Buffer)[] = [];
  for (const [index, commit] of commits.entries()) {
    pieces.push(`commit ${branch}\nmark :${index + 1}\n`);
    pieces.push(`author ${signatureLine(commit.author)}\ncommitter ${signatureLine(commit.committer)}\n`);
    pieces.push(...dataOf(Buffer.from(commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`)));
    const [first, ...others] = index === 0 ? commit.parents : [`:${index}`];
    if (first !== undefined) pieces.push(`from ${first}\n`);
    for (const parent of others) pieces.push(`merge ${parent}\n`);
    for (const write of commit.writes) pieces.push(...writeLines(write));
    pieces.push('\n');
  }
  for (const index of commits.keys()) pieces.push(`get-mark :${index + 1}\n`);
  const input = Buffer.concat([...pieces, 'done\n'].map((piece) => Buffer.from(piece)));
  const { code, stdout } = await runGit(gitDir, ['fast-import', '--quiet', '--done'], { input, codes: [0, 1] });
  return code === 0 ? stdout.toString('utf8').trim().split('\n') : undefined;
}

/** As git writes it in commits and tags; brackets and line ends would break the line. */
export function signatureLine({ name, email, date }: NewSignature): string {
  const clean = (text: string) => text.replaceAll(/[<>\u0000-\u001f]/g, '').trim();
  return `${clean(name) || 'unknown'} <${clean(email)}> ${Math.floor(date.getTime() / 1000)} +0000`;
}

const dataOf = (bytes: Buffer) => [`data ${bytes.length}\n`, bytes, '\n'];

function writeLines({ path, content }: FileWrite): readonly (string | Buffer)[] {
  const quoted = `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (content === undefined) return [`D ${quoted}\n`];
  if ('blob' in content) return [`M ${content.mode} ${content.blob} ${quoted}\n`];
  return [`M ${content.mode ?? '100644'} inline ${quoted}\n`, ...dataOf(content.bytes)];
}
