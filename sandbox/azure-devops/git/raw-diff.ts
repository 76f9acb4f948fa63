import { runGit } from './run-git.ts';

const ZERO = '0'.repeat(40);

export interface RawChange {
  readonly path: string;
  readonly oldPath: string | undefined;
  /** A, D, M, T, R or C, as git names them. */
  readonly status: string;
  /** Percent, of renames and copies. */
  readonly similarity: number;
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
}

/** Changed files of two commits with renames, in path order. */
export async function listRawChanges(gitDir: string, base: string, head: string): Promise<readonly RawChange[]> {
  const args = ['diff-tree', '-r', '-M', '-l1000', '--raw', '-z', '--no-commit-id', base, head];
  return parseRawChanges((await runGit(gitDir, args)).stdout.toString('utf8'));
}

/** Parses `git diff-tree --raw -z`: a field of modes, ids and status, then one path, or two of a rename. */
export function parseRawChanges(text: string): readonly RawChange[] {
  const fields = text.split('\0');
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const [head = '', first = '', second = ''] = fields.slice(at, at + 3);
    const renamed = /[RC]\d*$/.test(head);
    changes.push(changeOf(head, renamed ? { oldPath: first, path: second } : { oldPath: undefined, path: first }));
    at += renamed ? 3 : 2;
  }
  return changes;
}

function changeOf(head: string, paths: Pick<RawChange, 'path' | 'oldPath'>): RawChange {
  const [, , oldId = ZERO, newId = ZERO, code = 'M'] = head.split(' ');
  return {
    ...paths,
    status: code.slice(0, 1),
    similarity: Number(code.slice(1)) || 0,
    oldId: oldId === ZERO ? undefined : oldId,
    newId: newId === ZERO ? undefined : newId,
  };
}
