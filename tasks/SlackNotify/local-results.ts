import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const MOST = 200;

/** The results that earlier steps of this job left; they are attached to the run, but a moment later. */
export async function readLocalResults(
  tempDirectory: string,
  wanted: (name: string) => boolean,
): Promise<readonly unknown[]> {
  const folder = path.join(tempDirectory, 'slipway');
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json') && wanted(path.basename(name, '.json'))).slice(0, MOST);
  const documents = await Promise.all(files.map((name) => readJson(path.join(folder, name))));
  return documents.filter((document) => document !== undefined);
}

/** Other steps may write into the folder: what is no JSON is not ours. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
