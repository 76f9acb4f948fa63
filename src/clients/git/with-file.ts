import { SlipwayError } from '../../errors.ts';
import { captureGit } from './capture-git.ts';
import { ensureTrees } from './fetch-history.ts';
import { objectId } from './object-id.ts';
import type { ReleaseStore } from './release-store.ts';

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  /** Its bytes as latin1: names need not be UTF-8. */
  readonly name: string;
}

const FOLDER = { mode: '040000', type: 'tree' } as const;
const EMPTY: readonly Entry[] = [];

/**
 * The tree with one file set to a text; its mode stays. Only the folders above the file are read and written. Throws
 * GIT_PATH_INVALID for a path that leads out, or where no regular file is.
 */
export async function withFile(
  repository: ReleaseStore,
  tree: string,
  { path, content }: { readonly path: string; readonly content: string },
): Promise<string> {
  const names = namesOf(path);
  await ensureTrees(repository, [objectId(tree)], [tree]);
  const blob = await write(repository, ['hash-object', '-w', '--no-filters', '--stdin'], Buffer.from(content, 'utf8'));
  const file = (old: Entry | undefined) => {
    if (old !== undefined && !old.mode.startsWith('100')) throw invalid(path, 'there is something else than a file');
    return { mode: old?.mode ?? '100644', type: 'blob', id: blob };
  };
  const set = async (entries: readonly Entry[], [name = '', ...rest]: readonly string[]): Promise<string> => {
    const old = entries.find((entry) => entry.name === name);
    const changed = rest.length === 0 ? file(old) : { ...FOLDER, id: await set(await below(old), rest) };
    return writeTree(repository, [...entries.filter((entry) => entry !== old), { ...changed, name }]);
  };
  const below = (old: Entry | undefined) => {
    if (old === undefined) return Promise.resolve(EMPTY);
    if (old.type !== 'tree') throw invalid(path, `${Buffer.from(old.name, 'latin1').toString('utf8')} is no folder`);
    return readTree(repository, old.id);
  };
  return set(await readTree(repository, tree), names);
}

function namesOf(path: string): readonly string[] {
  const names = path.split('/');
  const bad = (name: string) => ['', '.', '..'].includes(name) || name.toLowerCase() === '.git' || /[\0\\]/.test(name);
  if (names.some(bad)) throw invalid(path, 'it is no relative path of a file');
  return names.map((name) => Buffer.from(name, 'utf8').toString('latin1'));
}

async function readTree({ store }: ReleaseStore, tree: string): Promise<readonly Entry[]> {
  const { stdout } = await captureGit(store, ['ls-tree', '-z', '--full-tree', objectId(tree)]);
  return stdout
    .toString('latin1')
    .split('\0')
    .flatMap((record) => {
      const [, mode, type, id, name] = /^(\d{6}) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(record) ?? [];
      return mode && type && id && name ? [{ mode, type, id, name }] : [];
    });
}

/** Contents may be missing in a partial clone. */
function writeTree(repository: ReleaseStore, entries: readonly Entry[]): Promise<string> {
  const lines = entries.map(({ mode, type, id, name }) => `${mode} ${type} ${id}\t${name}\0`);
  return write(repository, ['mktree', '-z', '--missing'], Buffer.from(lines.join(''), 'latin1'));
}

async function write({ store }: ReleaseStore, args: readonly string[], input: Buffer): Promise<string> {
  return objectId((await captureGit(store, args, { input })).stdout.toString('latin1').trim());
}

function invalid(path: string, why: string): SlipwayError {
  return new SlipwayError(`"${path}" cannot be written in the repository: ${why}.`, {
    kind: 'input',
    code: 'GIT_PATH_INVALID',
    hint: 'Name a file by its path from the root of the repository, with forward slashes.',
  });
}
