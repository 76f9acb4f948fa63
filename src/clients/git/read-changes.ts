import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mapConcurrently } from '../../concurrency.ts';
import { SlipwayError } from '../../errors.ts';
import type { ChangedFile, FileDiff, Hunk } from '../../review/change.ts';
import { fetchBlobs, type Remote } from './fetch-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { parseRaw } from './parse-raw.ts';
import { runGit } from './run-git.ts';

/** One section of a patch, as `src/review/parse-diff.ts` reads it. */
export interface PatchSection {
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}

export interface DiffOptions {
  readonly contextLines: number;
  readonly parsePatch: (text: string) => readonly PatchSection[];
}

/**
 * Similarity is computed for at most this many deleted times this many added files; exact renames are found beyond it.
 * git's own limit is 1,000.
 */
const RENAME_LIMIT = 3_000;
/** Of a list of arguments, in UTF-16 units; Windows takes 32,767. */
const MAX_ARGUMENTS = 20_000;
const MAX_BLOBS = 50_000;
const LINK_OR_FILE = 0o170000;
const SUBMODULE = '160000';

const plain = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--no-abbrev', '-z'];
const renames = ['-M', `-l${RENAME_LIMIT}`];

/** Every changed file of `base..head`, renames detected, in the order of their paths. */
export async function listChanges(
  store: ObjectStore,
  remote: Remote | undefined,
  { base, head }: { base: string; head: string },
): Promise<readonly ChangedFile[]> {
  if (store.partial) await fetchChanged(store, remote, { base, head });
  const { files } = parseRaw(await runGit(store, [...plain, '--raw', ...renames, base, head, '--']));
  const added = files.filter(({ kind }) => kind === 'added').length;
  const deleted = files.filter(({ kind }) => kind === 'deleted').length;
  if (added * deleted > RENAME_LIMIT ** 2) {
    store.log.info(`${added} added and ${deleted} deleted files: only renames without a change were looked for.`);
  }
  return files;
}

/** Comparing contents needs them here; without renames git lists the changes from the trees alone. */
async function fetchChanged(store: ObjectStore, remote: Remote | undefined, { base, head }: Range): Promise<void> {
  const { files } = parseRaw(await runGit(store, [...plain, '--raw', '--no-renames', base, head, '--']));
  const blobs = files.flatMap(({ oldId, newId, oldMode, newMode }) => [
    ...(oldId && oldMode !== SUBMODULE ? [oldId] : []),
    ...(newId && newMode !== SUBMODULE ? [newId] : []),
  ]);
  const missing = await fetchBlobs(store, remote, { blobs, limit: MAX_BLOBS });
  if (missing.length === 0) return;
  throw new SlipwayError(`${missing.length} of the changed files are not in this partial clone.`, {
    kind: 'remote',
    code: 'GIT_BLOBS_MISSING',
    hint: 'Check out without fetchFilter, or let the build identity read the repository.',
  });
}

interface Range {
  readonly base: string;
  readonly head: string;
}

/** The diffs of `files`, in their order. */
export async function readDiffs(
  store: ObjectStore,
  options: DiffOptions,
  range: Range,
  files: readonly ChangedFile[],
): Promise<readonly FileDiff[]> {
  const found = new Map<string, FileDiff>();
  await mapConcurrently(batches(files), 2, async (batch) => {
    for (const diff of await readBatch(store, options, range, batch)) found.set(keyOf(diff.file), diff);
  });
  return mapConcurrently(files, 4, async (file) => {
    const diff = found.get(keyOf(file));
    return diff ? { ...diff, file } : readPair(store, options, file);
  });
}

async function readBatch(
  store: ObjectStore,
  { contextLines, parsePatch }: DiffOptions,
  { base, head }: Range,
  batch: readonly ChangedFile[],
): Promise<readonly FileDiff[]> {
  const args = [...plain, '--raw', '-p', '--full-index', `-U${contextLines}`, ...renames, base, head, '--'];
  const { files, patch } = parseRaw(await runGit(store, [...args, ...batch.flatMap(pathsOf)]));
  const sections = parsePatch(patch);
  let next = 0;
  const diffs = files.map((file): FileDiff => {
    const own = sections.slice(next, (next += isSplit(file) ? 2 : 1));
    if (!own.every((section) => isOf(section, file))) throw mismatch();
    return { file, ...combine(own) };
  });
  if (next !== sections.length) throw mismatch();
  return diffs;
}

/**
 * For a file that git cannot be given by name (arguments are UTF-8, names need not be), and for a rename that is another one when fewer files
 * are compared: the two contents, whatever they are called.
 */
async function readPair(store: ObjectStore, options: DiffOptions, file: ChangedFile): Promise<FileDiff> {
  const isBlob = file.oldMode !== SUBMODULE && file.newMode !== SUBMODULE;
  if (file.oldId === file.newId || !isBlob) return { file, binary: false, hunks: [] };
  const old = file.oldId ?? (await writeEmptyBlob(store));
  const changed = file.newId ?? (await writeEmptyBlob(store));
  const args = ['-p', '--full-index', `-U${options.contextLines}`, old, changed, '--'];
  return { file, ...combine(options.parsePatch(await runGit(store, [...plain, ...args]))) };
}

/** The id of the empty file; git compares only what is stored. */
async function writeEmptyBlob({ gitDirectory, signal }: ObjectStore): Promise<string> {
  const file = path.join(gitDirectory, 'empty');
  await writeFile(file, '');
  return (await runGit({ gitDirectory, signal }, ['hash-object', '-w', '--no-filters', '--', file])).trim();
}

function combine(sections: readonly PatchSection[]): Omit<FileDiff, 'file'> {
  return { binary: sections.some(({ binary }) => binary), hunks: sections.flatMap(({ hunks }) => hunks) };
}

/** A file that becomes a link or submodule, or the reverse, is printed as a deletion and an addition. */
function isSplit({ oldMode, newMode, oldId, newId }: ChangedFile): boolean {
  const type = (mode: string) => Number.parseInt(mode, 8) & LINK_OR_FILE;
  return oldId !== undefined && newId !== undefined && type(oldMode) !== type(newMode);
}

function isOf(section: PatchSection, file: ChangedFile): boolean {
  const fits = (id: string | undefined, own: string | undefined) => id === undefined || /^0+$/.test(id) || id === own;
  return fits(section.oldId, file.oldId) && fits(section.newId, file.newId);
}

function keyOf(file: ChangedFile): string {
  return [file.path, file.oldPath, file.oldId, file.newId].join('\0');
}

function pathsOf(file: ChangedFile): readonly string[] {
  return file.oldPath === undefined ? [file.path] : [file.oldPath, file.path];
}

function batches(files: readonly ChangedFile[]): readonly (readonly ChangedFile[])[] {
  const all: ChangedFile[][] = [];
  let length = Infinity;
  for (const file of files) {
    const own = pathsOf(file).join(' ').length + 1;
    if (length + own > MAX_ARGUMENTS) {
      all.push([]);
      length = 0;
    }
    all.at(-1)?.push(file);
    length += own;
  }
  return all;
}

function mismatch(): SlipwayError {
  return new SlipwayError('git printed other diffs than it listed.', { kind: 'internal', code: 'DIFF_UNREADABLE' });
}
