import { existsSync } from 'node:fs';
import path from 'node:path';

const modules = path.resolve(import.meta.dirname, '..', 'node_modules');

/** The path of a Node of this major version. Throws when there is none on this machine. */
export function nodeBinary(major: 20 | 24): string {
  const folder = `node${major}-${process.platform}-${process.arch}`;
  const candidates = ['bin/node', 'bin/node.exe'].map((file) => path.join(modules, folder, ...file.split('/')));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  throw new Error(
    `No Node ${major} for ${process.platform}-${process.arch}: the optional package ${folder} is not installed. ` +
      `Run "npm ci" without --omit=optional, or run this with Node ${major}.`,
  );
}
