import { spawn } from 'node:child_process';
import os from 'node:os';

/** The machine's environment without its git settings: every sandbox behaves the same. */
export const gitEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  ...(process.env['GIT_EXEC_PATH'] ? { GIT_EXEC_PATH: process.env['GIT_EXEC_PATH'] } : {}),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_LITERAL_PATHSPECS: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
});

interface GitOptions {
  readonly input?: string | Buffer;
  /** Exit codes that are answers, not failures; 0 when left out. */
  readonly codes?: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
}

/** Runs git in a bare repository; throws with its own words when it fails. */
export async function runGit(gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<GitOutput> {
  const { input = '', codes = [0], env = {} } = options;
  const output = await runProcess('git', [`--git-dir=${gitDir}`, ...args], { input, env });
  if (codes.includes(output.code)) return output;
  throw new Error(`git ${args.join(' ')} in ${gitDir} ended with ${output.code}: ${output.stderr.trim()}`);
}

/** What git prints, without the last line end. */
export async function readGit(gitDir: string, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await runGit(gitDir, args, options)).stdout.toString('utf8').replace(/\n$/, '');
}

/** Runs a program of git with an input, and gathers all that it prints. */
export function runProcess(
  program: string,
  args: readonly string[],
  { input, env }: { input: string | Buffer; env: NodeJS.ProcessEnv },
): Promise<GitOutput & { readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...gitEnvironment(), ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    );
    // A program that does not read all of its input is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
