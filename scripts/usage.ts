/** A mistake of the person at the terminal: its message is all that is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Command {
  /** `npm start` */
  readonly name: string;
  /** Gives the exit status; the signal is aborted by Ctrl+C and by SIGTERM. */
  readonly run: (signal: AbortSignal) => Promise<number>;
}

/** Runs a command of the terminal: mistakes are one line and status 2, a cancelled run is status 130, no stack traces. */
export async function runCommand({ name, run }: Command): Promise<void> {
  const cancelled = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => cancelled.abort());
  try {
    process.exitCode = await run(cancelled.signal);
  } catch (error) {
    if (cancelled.signal.aborted) {
      console.error('Cancelled.');
      process.exitCode = 130;
    } else if (error instanceof UsageError || isParseError(error)) {
      console.error(`${error.message}\n${name} -- --help tells more.`);
      process.exitCode = 2;
    } else throw error;
  }
}

/** What parseArgs says of unknown options and missing values. */
const isParseError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
