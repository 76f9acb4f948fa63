import { StringDecoder } from 'node:string_decoder';
import { neutraliseCommands, stripInvisible } from '../neutralise.ts';
import { createRedactor } from '../redact.ts';
import { createLineGuard, type LineGuard } from './line-guard.ts';

// Loading this module puts a guard before stdout and stderr, because the agent obeys commands on both wherever they come
// from. It must be loaded before task-lib: that prints variables in clear while loading and then hides the environment.

type Printed = (error?: Error | null) => void;

/** Everything that must not be shown. Starts with the job's secret variables and the parameters of its connections. */
export const redactor = createRedactor();
for (const [name, value] of Object.entries(process.env)) {
  if (
    /^(SECRET_|ENDPOINT_AUTH_PARAMETER_|SECUREFILE_TICKET_)/.test(name) &&
    !/_(USERNAME|ROLE|SCOPE|TENANTID)$/.test(name)
  ) {
    redactor.add(value);
  }
}

/** Outside text made fit for the log: nothing invisible, no secret, no logging command; line breaks are kept. */
export function clean(text: string): string {
  return neutraliseCommands(redactor.redact(stripInvisible(text)));
}

const taskLibDebug = '##vso[task.debug]';
let loadingTaskLib = true;

/** From here on task-lib prints through `writeLine` only. */
export function endTaskLibLoading(): void {
  loadingTaskLib = false;
}

const stdout = guard(process.stdout);
const stderr = guard(process.stderr);

/** Prints a line of our own as it is: what it holds from outside must be clean already. */
export function writeLine(line: string): void {
  stdout.print(`${stdout.lines.flush()}${line}\n`);
}

/** Waits until everything written has left the process; pipes are asynchronous on Windows. */
export async function flushOutput(): Promise<void> {
  for (const { lines, print } of [stdout, stderr]) {
    await new Promise<void>((resolve) => print(lines.flush(), () => resolve()));
  }
}

interface GuardedStream {
  readonly lines: LineGuard;
  readonly print: (text: string, printed?: Printed) => void;
}

function guard(stream: NodeJS.WriteStream): GuardedStream {
  const write = stream.write.bind(stream);
  const decoder = new StringDecoder('utf8');
  const lines = createLineGuard(clean);
  const guarded = (chunk: string | Uint8Array, encoding?: BufferEncoding | Printed, printed?: Printed): boolean => {
    const named = typeof encoding === 'string' ? encoding : 'utf8';
    const text = decoder.write(typeof chunk === 'string' ? Buffer.from(chunk, named) : Buffer.from(chunk));
    const done = typeof encoding === 'function' ? encoding : printed;
    if (loadingTaskLib && text.startsWith(taskLibDebug)) {
      done?.();
      return true;
    }
    return write(lines.push(text), done);
  };
  stream.write = guarded;
  process.once('exit', () => write(lines.flush()));
  return { lines, print: (text, printed) => write(text, printed) };
}
