import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildExtension } from './build-extension.ts';
import { runNode } from './run-command.ts';
import { findTfxWarnings } from './tfx-warnings.ts';
import { listZip } from './zip-list.ts';

const out = path.join(import.meta.dirname, '../out');

interface Packed {
  /** Path of the VSIX. */
  readonly file: string;
  readonly bytes: number;
  /** Names of everything in it. */
  readonly files: readonly string[];
}

/** Builds dist/ and packs it with tfx-cli. A warning of tfx is an error here: it would be one at publishing. */
export async function packExtension(): Promise<Packed> {
  await buildExtension();
  mkdirSync(out, { recursive: true });
  for (const old of readdirSync(out).filter((name) => name.endsWith('.vsix'))) rmSync(path.join(out, old));
  const tfx = [
    'node_modules/tfx-cli/_build/tfx-cli.js',
    'extension',
    'create',
    '--root',
    'dist',
    '--manifest-globs',
    'vss-extension.json',
  ];
  const { status, output } = await runNode([...tfx, '--output-path', 'out', '--no-prompt', '--no-color']);
  if (status !== 0 || findTfxWarnings(output).length > 0)
    throw new Error(`tfx could not pack the extension cleanly:\n${output}`);
  const [name] = readdirSync(out).filter((one) => one.endsWith('.vsix'));
  if (name === undefined) throw new Error(`tfx packed nothing:\n${output}`);
  const file = path.join(out, name);
  const content = readFileSync(file);
  return { file: path.join('out', name), bytes: content.length, files: listZip(content) };
}
