import { type SimpleGitOptions, simpleGit } from 'simple-git';
import { SlipwayError } from '../../errors.ts';
import { gitEnvironment, hardenedConfig } from './git-environment.ts';

export interface GitCall {
  /** GIT_DIR, and where the process runs. */
  readonly gitDirectory: string;
  readonly signal: AbortSignal;
  /** Written to standard input. */
  readonly input?: string;
  /** Milliseconds; two minutes when undefined. */
  readonly deadline?: number;
}

/** What simple-git guards against: we set these ourselves, to harmless values, and take none from outside. */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeTemplateDir: true,
};

/**
 * Runs one plain git command and gives what it printed, decoded as UTF-8 with replacement. Throws GIT_FAILED when it does
 * not end with 0, and the signal's reason when cancelled. Its environment never holds a secret: simple-git prints it when
 * somebody sets DEBUG.
 */
export async function runGit(call: GitCall, args: readonly string[]): Promise<string> {
  const { gitDirectory, signal, input, deadline = 120_000 } = call;
  signal.throwIfAborted();
  const env = gitEnvironment(gitDirectory);
  const git = simpleGit({
    baseDir: gitDirectory,
    config: [...hardenedConfig],
    unsafe,
    allowEnvironment: Object.keys(env),
    abort: signal,
    // Output does not extend it.
    timeout: { block: deadline, stdOut: false, stdErr: false },
    // Otherwise the output is cut 50 ms after the process has ended, read or not.
    completion: { onClose: true, onExit: false },
    // Otherwise a killed git, whose exit code is null, counts as success with half of its output.
    errors: (error, { exitCode }) => error ?? (exitCode === 0 ? undefined : new Error('It did not end properly.')),
    input: () => input,
  }).env(env);
  try {
    return await git.raw([...args]);
  } catch (error) {
    signal.throwIfAborted();
    throw new SlipwayError(`git ${args[0] ?? ''} failed: ${describe(error)}`, {
      kind: 'remote',
      code: 'GIT_FAILED',
      cause: error,
    });
  }
}

function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().slice(-500);
}
