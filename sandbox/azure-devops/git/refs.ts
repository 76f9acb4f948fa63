import { readLoose } from './loose-objects.ts';
import { moveRefFile } from './move-ref-file.ts';
import { readRefFiles } from './ref-files.ts';
import { readGit, runGit } from './run-git.ts';

export const ZERO_ID = '0'.repeat(40);

/** What git refuses in a name of a ref: control characters, spaces, ~^:?*[\, "..", "@{", "//", and bad ends. */
const REFUSED = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/;

/** A whole name (refs/heads/...) that git and the service take. */
export function isValidRefName(name: string): boolean {
  const parts = name.split('/');
  return (
    parts.length > 2 &&
    parts[0] === 'refs' &&
    !REFUSED.test(name) &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** A ref that a new one cannot stand beside: above or below it, or the same but for upper and lower case. */
export function findConflictingRef(names: Iterable<string>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const other of names) {
    const known = other.toLowerCase();
    if (other !== name && (known === wanted || known.startsWith(`${wanted}/`) || wanted.startsWith(`${known}/`)))
      return other;
  }
  return undefined;
}

export interface RefMove {
  readonly name: string;
  /** Zeros when the ref must not exist. */
  readonly from: string;
  /** Zeros delete it. */
  readonly to: string;
}

/** Moves a ref if it is still where it was; false when it is not. */
export async function moveRef(gitDir: string, { name, from, to }: RefMove): Promise<boolean> {
  const moved = await moveRefFile(gitDir, name, { from, to });
  if (moved !== undefined) return moved;
  const args = to === ZERO_ID ? ['update-ref', '-d', name, from] : ['update-ref', name, to, from];
  return (await runGit(gitDir, args, { codes: [0, 1, 128] })).code === 0;
}

export interface Ref {
  readonly name: string;
  readonly objectId: string;
  /** What an annotated tag stands for. */
  readonly peeled: string | undefined;
}

/** All refs in the order of their names, annotated tags peeled. */
export async function listAllRefs(gitDir: string): Promise<readonly Ref[]> {
  const read = await listLooseRefs(gitDir);
  if (read) return read;
  const text = await readGit(gitDir, ['for-each-ref', '--format=%(refname) %(objectname) %(*objectname)', 'refs']);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', objectId = '', peeled = ''] = line.split(' ');
      return { name, objectId, peeled: peeled === '' ? undefined : peeled };
    });
}

/** Undefined when git has to be asked: for a tag of another tag, or what is packed. */
async function listLooseRefs(gitDir: string): Promise<readonly Ref[] | undefined> {
  const refs: Ref[] = [];
  for (const [name, objectId] of (await readRefFiles(gitDir, 'refs')) ?? []) {
    const tag = name.startsWith('refs/heads/') ? undefined : await readLoose(gitDir, objectId);
    if (tag === undefined && !name.startsWith('refs/heads/')) return undefined;
    const text = tag?.type === 'tag' ? tag.content.toString('latin1') : '';
    if (/^object \w+\ntype tag\n/.test(text)) return undefined;
    refs.push({ name, objectId, peeled: /^object ([0-9a-f]{40})\n/.exec(text)?.[1] });
  }
  return refs.length === 0 ? undefined : refs;
}
