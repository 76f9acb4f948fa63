import { readLoose } from './loose-objects.ts';
import type { ObjectType } from './objects.ts';
import { runGit } from './run-git.ts';

interface StoredObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** An object, loose or packed; throws when there is none. */
export async function readObject(gitDir: string, id: string): Promise<StoredObject> {
  const loose = await readLoose(gitDir, id);
  if (loose) return { ...loose, type: loose.type as ObjectType };
  const { stdout } = await runGit(gitDir, ['cat-file', '--batch'], { input: `${id}\n` });
  const end = stdout.indexOf('\n');
  const [, type = '', size = ''] = stdout.toString('latin1', 0, end).split(' ');
  if (type === 'missing') throw new Error(`There is no object ${id} in ${gitDir}.`);
  return { type: type as ObjectType, content: stdout.subarray(end + 1, end + 1 + Number(size)) };
}

/** The tree of a commit. */
export async function readTreeOf(gitDir: string, commit: string): Promise<string> {
  const { content } = await readObject(gitDir, commit);
  return /^tree ([0-9a-f]{40})\n/.exec(content.toString('latin1', 0, 46))?.[1] ?? '';
}
