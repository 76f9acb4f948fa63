import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

export interface CommandResult {
  readonly status: number;
  readonly output: string;
  readonly seconds: number;
}

interface CommandOptions {
  /** Laid over our own environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Shows the output as it comes; it is kept in any case. */
  readonly live?: boolean;
}

/** Runs a Node script of node_modules or ours from the project's root, without a shell. */
export function runNode(
  args: readonly string[],
  { env = {}, live = false }: CommandOptions = {},
): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: Buffer[] = [];
  const keep = (piece: Buffer) => {
    pieces.push(piece);
    if (live) process.stdout.write(piece);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      resolve({
        status: status ?? 1,
        output: Buffer.concat(pieces).toString('utf8'),
        seconds: (performance.now() - started) / 1000,
      }),
    );
  });
}
