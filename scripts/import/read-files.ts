import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ReadReleases } from '../../src/release/import/old-release.ts';
import { parseReleaseFile } from '../../src/release/import/parse-release-file.ts';
import { UsageError } from '../usage.ts';

const MAX_FILES = 20_000;
const MAX_BYTES = 16 * 1024 * 1024;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What every JSON file below a folder holds, in the order of their names. Hidden folders and links are left out. */
export async function readFiles(folder: string, signal: AbortSignal): Promise<readonly ReadReleases[]> {
  const files = await listFiles(folder);
  const read: ReadReleases[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    read.push(await readOne(folder, file));
  }
  return read;
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const place = path.join(folder, at);
    const entries = await readdir(place, { withFileTypes: true }).catch((error: unknown) => {
      throw new UsageError(`${place} is no folder that can be read (${codeOf(error)}).`);
    });
    for (const entry of entries) {
      const name = path.posix.join(at, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') pending.push(name);
      if (entry.isFile() && entry.name.toLowerCase().endsWith('.json')) found.push(name);
    }
    if (found.length > MAX_FILES)
      throw new UsageError(`${folder} has more than ${MAX_FILES} JSON files: name a smaller folder.`);
  }
  return found.sort();
}

async function readOne(folder: string, file: string): Promise<ReadReleases> {
  const place = path.join(folder, file);
  const problem = (text: string): ReadReleases => ({ releases: [], problems: [{ file, field: '', text }] });
  try {
    const { size } = await stat(place);
    if (size > MAX_BYTES) return problem('This is larger than 16 MB. Split it, or move it out of the folder.');
    return parseReleaseFile(file, UTF8.decode(await readFile(place)));
  } catch (error) {
    if (error instanceof TypeError) return problem('This is not UTF-8. Save it as UTF-8.');
    return problem(`This cannot be read (${codeOf(error)}). Make it readable, or move it out of the folder.`);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
