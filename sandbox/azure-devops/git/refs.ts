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
  const text = await readGit(gitDir, ['for-each-ref', '--format=%(refname) %(objectname) %(*objectname)', 'refs']);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', objectId = '', peeled = ''] = line.split(' ');
      return { name, objectId, peeled: peeled === '' ? undefined : peeled };
    });
}
