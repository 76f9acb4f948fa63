import { spawn } from 'node:child_process';
import { hardenedArguments } from './git-environment.ts';

/** How long a git may clean up after it was asked to end, in milliseconds. */
const GRACE = 2_000;
const STDERR_TAIL = 8_192;

export interface StreamedCall {
  readonly gitDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly deadline: number;
  readonly input?: string | Buffer;
  /** Takes output as it comes; false ends the process. */
  readonly onOutput?: (chunk: Buffer) => boolean;
}

export interface StreamedResult {
  /** Null when the process was killed. */
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly stopped: 'deadline' | 'output' | undefined;
}

/**
 * Runs git where simple-git will not do: output that must be bounded while it streams (grep), and an environment that
 * holds a credential (fetch), which simple-git prints when somebody sets DEBUG. Rejects with the signal's reason when
 * cancelled and with the system's error when there is no git; a failing git is a result.
 */
export async function streamGit(call: StreamedCall, args: readonly string[]): Promise<StreamedResult> {
  call.signal.throwIfAborted();
  const child = spawn('git', [...hardenedArguments, ...args], {
    cwd: call.gitDirectory,
    env: call.env,
    windowsHide: true,
  });
  let stopped: StreamedResult['stopped'];
  let stderr = '';
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    child.kill('SIGTERM');
    killer ??= setTimeout(() => child.kill('SIGKILL'), GRACE);
  };
  const stop = (why: StreamedResult['stopped']) => {
    stopped ??= why;
    end();
  };
  const timer = setTimeout(() => stop('deadline'), call.deadline);
  call.signal.addEventListener('abort', end, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    if (stopped === undefined && call.onOutput?.(chunk) === false) stop('output');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL)));
  // A git that ends early closes the pipe; its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input ?? '');
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    call.signal.throwIfAborted();
    return { exitCode, stderr, stopped };
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    call.signal.removeEventListener('abort', end);
  }
}
