import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { SlipwayError } from '../../errors.ts';
import { gitEnvironment, hardenedArguments } from './git-environment.ts';

/** How long git may be silent while an answer is due, in milliseconds. */
const SILENCE = 30_000;
const LF = 10;

export interface ObjectContent {
  /** Bytes. */
  readonly size: number;
  /** Undefined when there are more than the reader keeps. */
  readonly bytes: Buffer | undefined;
}

interface Request {
  resolve(content: ObjectContent | undefined): void;
  reject(error: Error): void;
}

/** An object whose content is arriving. */
interface Arriving {
  readonly size: number;
  readonly kept: Buffer[] | undefined;
  /** Bytes to come, with the LF after the content. */
  left: number;
}

/**
 * Reads objects by id through one `git cat-file --batch`, which is spawned because it lives on and its output is binary.
 * Answers come in the order of the questions. When the process ends, for whatever reason, all that waits and all that is
 * asked later fails: it is never started twice.
 */
export class ObjectReader {
  readonly #gitDirectory: string;
  readonly #signal: AbortSignal;
  readonly #maxBytes: number;
  readonly #queue: Request[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #ended: Promise<void> | undefined;
  #failure: Error | undefined;
  #unread: Buffer = Buffer.alloc(0);
  #arriving: Arriving | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(gitDirectory: string, signal: AbortSignal, maxBytes: number) {
    this.#gitDirectory = gitDirectory;
    this.#signal = signal;
    this.#maxBytes = maxBytes;
  }

  /** The object with this id; undefined when the repository has not got it. */
  read(id: string): Promise<ObjectContent | undefined> {
    if (!/^[0-9a-f]{40,64}$/.test(id)) throw new TypeError('Not an object id.');
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#queue.push({ resolve, reject });
      this.#child ??= this.#start();
      this.#child.stdin.write(`${id}\n`);
      this.#watch();
    });
  }

  /** Ends the process and waits until it is gone; what waits is rejected. */
  async close(): Promise<void> {
    this.#fail(failed('it was closed'));
    await this.#ended;
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', [...hardenedArguments, 'cat-file', '--batch'], {
      cwd: this.#gitDirectory,
      env: gitEnvironment(this.#gitDirectory),
      windowsHide: true,
    });
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    child.stderr.resume();
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => this.#fail(failed(error.message)));
    this.#ended = new Promise((resolve) => {
      child.once('close', (code) => {
        this.#fail(failed(`it ended with ${String(code)}`));
        resolve();
      });
    });
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal.aborted) queueMicrotask(this.#onAbort);
    return child;
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#signal.reason;
    this.#fail(reason instanceof Error ? reason : failed('it was cancelled'));
  };

  #fail(error: Error): void {
    this.#failure ??= error;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#child?.kill('SIGKILL');
    for (const request of this.#queue.splice(0)) request.reject(this.#failure);
  }

  /** Restarts the clock while an answer is due. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#queue.length === 0) return;
    this.#timer = setTimeout(() => this.#fail(failed(`it was silent for ${SILENCE / 1000} s`)), SILENCE);
  }

  #take(chunk: Buffer): void {
    this.#unread = this.#unread.length > 0 ? Buffer.concat([this.#unread, chunk]) : chunk;
    while (this.#unread.length > 0 && this.#failure === undefined) {
      if (this.#arriving) this.#takeContent(this.#arriving);
      else if (!this.#takeHeader()) break;
    }
    this.#watch();
  }

  #takeHeader(): boolean {
    const end = this.#unread.indexOf(LF);
    if (end < 0) return false;
    const header = this.#unread.toString('utf8', 0, end);
    this.#unread = this.#unread.subarray(end + 1);
    const size = / \w+ (\d+)$/.exec(header)?.[1];
    if (size !== undefined) {
      const keep = Number(size) <= this.#maxBytes;
      this.#arriving = { size: Number(size), kept: keep ? [] : undefined, left: Number(size) + 1 };
    } else if (header.endsWith(' missing')) {
      this.#queue.shift()?.resolve(undefined);
    } else {
      this.#fail(failed('it answered something unknown'));
    }
    return true;
  }

  #takeContent(arriving: Arriving): void {
    const part = this.#unread.subarray(0, arriving.left);
    this.#unread = this.#unread.subarray(part.length);
    arriving.left -= part.length;
    arriving.kept?.push(part);
    if (arriving.left > 0) return;
    this.#arriving = undefined;
    const bytes = arriving.kept && Buffer.concat(arriving.kept).subarray(0, arriving.size);
    this.#queue.shift()?.resolve({ size: arriving.size, bytes });
  }
}

function failed(why: string): SlipwayError {
  return new SlipwayError(`git cat-file cannot answer: ${why}.`, { kind: 'remote', code: 'GIT_FAILED' });
}
