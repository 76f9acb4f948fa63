import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The refs at and below a name as git's files have them, in the order of their names; undefined when git has to be asked.
 * Loose ones are read first, as git does it: one that is being packed is seen here or there.
 */
export async function readRefFiles(gitDir: string, name: string): Promise<ReadonlyMap<string, string> | undefined> {
  if (name.split('/').some((part) => ['', '.', '..'].includes(part))) return undefined;
  try {
    const loose = await readLooseRefs(gitDir, name);
    const refs = new Map([...(await readPackedRefs(gitDir, name)), ...loose]);
    if ([...refs.values()].some((id) => !/^[0-9a-f]{40}$/.test(id))) return undefined;
    return new Map([...refs].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other))));
  } catch {
    // A folder that went while it was read.
    return undefined;
  }
}

async function readLooseRefs(gitDir: string, name: string): Promise<readonly (readonly [string, string])[]> {
  const inside = await unlessMissing(readdir(path.join(gitDir, name), { recursive: true }), ['ENOENT', 'ENOTDIR']);
  const names = inside === undefined ? [name] : inside.map((one) => `${name}/${one}`);
  const found = await Promise.all(
    names
      .filter((one) => !one.endsWith('.lock'))
      .map(async (one) => [one, await unlessMissing(readFile(path.join(gitDir, one), 'utf8'))] as const),
  );
  return found.flatMap(([one, text]) => (text === undefined ? [] : [[one, text.trim()] as const]));
}

async function readPackedRefs(gitDir: string, name: string): Promise<readonly (readonly [string, string])[]> {
  const text = (await unlessMissing(readFile(path.join(gitDir, 'packed-refs'), 'utf8'))) ?? '';
  return text
    .split('\n')
    .filter((line) => /^[0-9a-f]{40} /.test(line))
    .map((line) => [line.slice(41), line.slice(0, 40)] as const)
    .filter(([one]) => one === name || one.startsWith(`${name}/`));
}

async function unlessMissing<Value>(
  reading: Promise<Value>,
  codes: readonly string[] = ['ENOENT', 'EISDIR'],
): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
