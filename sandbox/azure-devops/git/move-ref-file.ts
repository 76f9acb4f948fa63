import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readRefFiles } from './ref-files.ts';

const ZERO_ID = '0'.repeat(40);

/**
 * Points a ref at a commit in git's own way, by the lock file beside it; `from` is where it must stand, zeros that there is
 * none, undefined whatever it is. False when it stands elsewhere, undefined when git has to do it: refs that are packed
 * or in the way.
 */
export async function moveRefFile(
  gitDir: string,
  name: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<boolean | undefined> {
  const file = path.join(gitDir, name);
  const lock = `${file}.lock`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(lock, 'wx');
    await handle.close();
  } catch {
    return undefined;
  }
  let isHeld = true;
  try {
    const found = await readRefFiles(gitDir, name);
    if (found === undefined || [...found.keys()].some((one) => one !== name)) return undefined;
    const current = found.get(name) ?? ZERO_ID;
    if (from !== undefined && current !== from) return false;
    if (to === ZERO_ID) return await removeLoose(gitDir, name);
    const handle = await open(lock, 'w');
    await handle.writeFile(`${to}\n`);
    await handle.close();
    await rename(lock, file);
    isHeld = false;
    return true;
  } catch {
    return undefined;
  } finally {
    if (isHeld) await rm(lock, { force: true });
  }
}

async function removeLoose(gitDir: string, name: string): Promise<boolean | undefined> {
  const packed = await readFile(path.join(gitDir, 'packed-refs'), 'utf8').catch(() => '');
  if (packed.includes(` ${name}\n`)) return undefined;
  await rm(path.join(gitDir, name), { force: true });
  return true;
}
