import { readLoose } from './loose-objects.ts';

export interface ParsedCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** `Name <email> seconds zone`, as git wrote it. */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/** A commit that is loose; undefined when git has to be asked, as for one in another encoding. */
export async function readLooseCommit(gitDir: string, id: string): Promise<ParsedCommit | undefined> {
  const object = await readLoose(gitDir, id);
  return object?.type === 'commit' ? parseCommit(object.content.toString('utf8')) : undefined;
}

const HEAD =
  /^tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author ([^\n]+)\ncommitter ([^\n]+)\n\n([^\n][\s\S]*)?$/;

function parseCommit(text: string): ParsedCommit | undefined {
  const [, tree, parents = '', author, committer, message = ''] = HEAD.exec(text) ?? [];
  if (tree === undefined || author === undefined || committer === undefined) return undefined;
  return { tree, parents: [...parents.matchAll(/[0-9a-f]{40}/g)].map(([id]) => id), author, committer, message };
}
