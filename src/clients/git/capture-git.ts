import { SlipwayError } from '../../errors.ts';
import { gitEnvironment } from './git-environment.ts';
import type { ObjectStore } from './object-store.ts';
import { streamGit } from './stream-git.ts';

export interface Capture {
  readonly input?: string | Buffer;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers; 0 when undefined. */
  readonly answers?: readonly number[];
  /** Of the output; 64 MB when undefined. */
  readonly maxBytes?: number;
}

const DEADLINE = 120_000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Runs one git command where its bytes, its exit code or its environment matter. Throws GIT_FAILED when it ends otherwise
 * than foreseen or prints too much.
 */
export async function captureGit(
  { gitDirectory, signal }: Pick<ObjectStore, 'gitDirectory' | 'signal'>,
  args: readonly string[],
  { input, env = {}, answers = [0], maxBytes = MAX_BYTES }: Capture = {},
): Promise<{ readonly exitCode: number; readonly stdout: Buffer }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const result = await streamGit(
    {
      gitDirectory,
      signal,
      env: { ...gitEnvironment(gitDirectory), ...env },
      deadline: DEADLINE,
      ...(input === undefined ? {} : { input }),
      onOutput: (chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        return size <= maxBytes;
      },
    },
    args,
  );
  const { exitCode, stopped, stderr } = result;
  if (stopped === undefined && exitCode !== null && answers.includes(exitCode)) {
    return { exitCode, stdout: Buffer.concat(chunks) };
  }
  throw gitFailed(
    args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? '',
    stopped === 'output' ? 'it printed too much' : stderr.trim(),
  );
}

export function gitFailed(command: string, why: string): SlipwayError {
  const words = why === '' ? 'It did not end properly.' : why.slice(-500);
  return new SlipwayError(`git ${command} failed: ${words}`, { kind: 'remote', code: 'GIT_FAILED' });
}
