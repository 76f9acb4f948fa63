import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import type { ObjectType } from './objects.ts';

const pack = promisify(deflate);

/**
 * Writes an object as git does it, into a file of its own, and gives its id. Processes are what tests and people at
 * `npm start` wait for, and a write of a branch would take several.
 */
export async function writeObject(gitDir: string, type: ObjectType, content: Buffer): Promise<string> {
  const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = createHash('sha1').update(object).digest('hex');
  const folder = path.join(gitDir, 'objects', id.slice(0, 2));
  const file = path.join(folder, id.slice(2));
  if (existsSync(file)) return id;
  const packed = await pack(object, { level: constants.Z_BEST_SPEED });
  await mkdir(folder, { recursive: true });
  // Git reads it while it is written: it comes whole or not at all.
  const temporary = path.join(folder, `tmp_obj_${randomUUID()}`);
  await writeFile(temporary, packed, { mode: 0o444 });
  await rename(temporary, file);
  return id;
}

export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  /** `Name <email> seconds zone`. */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/** Writes a commit and gives its id. */
export function writeCommitObject(gitDir: string, commit: CommitContent): Promise<string> {
  const { tree, parents, author, committer, message } = commit;
  const head = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${author}`,
    `committer ${committer}`,
  ];
  return writeObject(gitDir, 'commit', Buffer.from(`${head.join('\n')}\n\n${withLineEnd(message)}`));
}

const withLineEnd = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
