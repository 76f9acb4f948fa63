import { DraftTree } from './draft-tree.ts';
import { readTreeOf } from './read-object.ts';
import { moveRef } from './refs.ts';
import { writeCommitObject, writeObject } from './write-object.ts';

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
  | { readonly bytes: Buffer; readonly mode?: string }
  | { readonly blob: string; readonly mode: string };

export interface NewFilesCommit {
  readonly message: string;
  readonly author: NewSignature;
  readonly committer: NewSignature;
  readonly parents: readonly string[];
  readonly writes: readonly FileWrite[];
}

/**
 * Writes commits one upon the other and points the branch at the last. Gives their ids; undefined when the branch does not
 * stand at `from` any more (zeros: when it is there). The first commit begins with the files of its first parent.
 */
export async function writeCommits(
  gitDir: string,
  { name, from }: { readonly name: string; readonly from: string },
  commits: readonly NewFilesCommit[],
): Promise<readonly string[] | undefined> {
  const ids: string[] = [];
  for (const { message, author, committer, parents: named, writes } of commits) {
    const last = ids.at(-1);
    const parents = last === undefined ? named : [last];
    const [first] = parents;
    const draft = await DraftTree.open(gitDir, first === undefined ? undefined : await readTreeOf(gitDir, first));
    for (const { path, content } of writes) await draft.set(path, content && (await leafOf(gitDir, content)));
    const by = { author: signatureLine(author), committer: signatureLine(committer) };
    ids.push(await writeCommitObject(gitDir, { tree: await draft.write(), parents, ...by, message: message || '\n' }));
  }
  return (await moveRef(gitDir, { name, from, to: ids.at(-1) ?? from })) ? ids : undefined;
}

async function leafOf(gitDir: string, content: FileContent): Promise<{ readonly mode: string; readonly id: string }> {
  if ('blob' in content) return { mode: content.mode, id: content.blob };
  return { mode: content.mode ?? '100644', id: await writeObject(gitDir, 'blob', content.bytes) };
}

/** As git writes it in commits and tags; brackets and line ends would break the line. */
export function signatureLine({ name, email, date }: NewSignature): string {
  const clean = (text: string) => text.replaceAll(/[<>\u0000-\u001f]/g, '').trim();
  return `${clean(name) || 'unknown'} <${clean(email)}> ${Math.floor(date.getTime() / 1000)} +0000`;
}
