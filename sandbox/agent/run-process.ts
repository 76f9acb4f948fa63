import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import { LineReader } from './line-reader.ts';

interface ProcessToRun {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Ends the process with SIGINT, SIGTERM and SIGKILL. */
  readonly signal: AbortSignal;
  readonly sigintMs: number;
  readonly sigtermMs: number;
  readonly orphanMs: number;
}

export interface RunningProcess {
  /** The exit code, once the process has ended and its pipes are read. Rejects when it cannot be started. */
  readonly ended: Promise<number>;
  kill(): void;
}

/** Starts a process as the agent does: stdin closed, both streams read by lines. */
export function runProcess(run: ProcessToRun): RunningProcess {
  const child = spawn(run.file, [...run.arguments], {
    cwd: run.cwd,
    env: { ...run.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end();
  const readers = [child.stdout, child.stderr].map((stream) => {
    const reader = new LineReader(run.onLine);
    stream.on('data', (chunk: Buffer) => reader.write(chunk));
    stream.on('end', () => reader.end());
    return stream;
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(exitCodeOf(code, signal)));
    child.once('exit', (code, signal) => {
      // A child of the process may keep the pipes open for ever.
      const timer = setTimeout(() => {
        for (const stream of readers) stream.destroy();
        resolve(exitCodeOf(code, signal));
      }, run.orphanMs);
      child.once('close', () => clearTimeout(timer));
    });
  });
  const finished = endOnAbort(child, ended, run);
  return { ended: finished, kill: () => child.kill('SIGKILL') };
}

async function endOnAbort(child: ChildProcess, ended: Promise<number>, run: ProcessToRun): Promise<number> {
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, act: () => void) => timers.push(setTimeout(act, ms));
  const cancel = () => {
    child.kill('SIGINT');
    later(run.sigintMs, () => {
      child.kill('SIGTERM');
      later(run.sigtermMs, () => child.kill('SIGKILL'));
    });
  };
  if (run.signal.aborted) cancel();
  else run.signal.addEventListener('abort', cancel, { once: true });
  try {
    return await ended;
  } finally {
    run.signal.removeEventListener('abort', cancel);
    for (const timer of timers) clearTimeout(timer);
  }
}

function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]);
}
