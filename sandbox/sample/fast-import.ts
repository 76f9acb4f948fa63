import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Person } from './people.ts';

const run = promisify(execFile);

/** One commit of a `git fast-import` stream. */
export interface ImportCommit {
  readonly ref: string;
  readonly mark: number;
  /** The commit it stands on, by its mark in the stream or by its id; none for the first. */
  readonly parent?: number | string;
  readonly message: string;
  readonly by: Person;
  /** ISO 8601 with an offset. */
  readonly at: string;
  readonly moves?: readonly { readonly from: string; readonly to: string }[];
  /** The text of each changed file; undefined where it goes away. */
  readonly files: Iterable<readonly [path: string, text: string | undefined]>;
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

function* filesOf(files: ImportCommit['files']): Generator<string> {
  for (const [path, text] of files) {
    yield text === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`;
  }
}

/** A person at a moment, as git writes it into commits. */
function stamp(by: Person, at: string): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `${by.name} <${by.email}> ${seconds} ${at.slice(-6).replace(':', '')}`;
}

/** A commit as text of a fast-import stream. */
export function* commitStream({ ref, mark, parent, message, by, at, moves = [], files }: ImportCommit) {
  yield `commit ${ref}\nmark :${mark}\nauthor ${stamp(by, at)}\ncommitter ${stamp(by, at)}\n${data(message)}`;
  if (parent !== undefined) yield `from ${typeof parent === 'number' ? ':' : ''}${parent}\n`;
  for (const { from, to } of moves) yield `R ${from} ${to}\n`;
  yield* filesOf(files);
}

/** An annotated tag as text of a fast-import stream. */
export function tagStream(name: string, mark: number, by: Person, at: string): string {
  return `tag ${name}\nfrom :${mark}\ntagger ${stamp(by, at)}\n${data(`Release ${name}\n`)}`;
}

/** Nobody's own git settings change what the sample looks like. */
const environment = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull };

/** Runs git in a directory and gives what it prints. */
export async function runGit(git: string, directory: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(git, ['-C', directory, ...args], { env: environment, maxBuffer: 1 << 26 });
  return stdout.trimEnd();
}

/** Makes `directory` a bare repository with the branch main as its default, and reads `stream` into it. */
export async function importRepository(git: string, directory: string, stream: Iterable<string>): Promise<void> {
  await run(git, ['init', '--quiet', '--bare', '--initial-branch=main', directory], { env: environment });
  await importStream(git, directory, stream);
}

/** Reads `stream` into a repository. */
export async function importStream(git: string, directory: string, stream: Iterable<string>): Promise<void> {
  const child = spawn(git, ['-C', directory, '-c', 'core.compression=1', 'fast-import', '--quiet', '--force'], {
    env: environment,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const written = pipeline(Readable.from(inPieces(stream)), child.stdin).catch((error: unknown) => error);
  const [code] = await ended;
  const failure = await written;
  if (code !== 0 || failure) throw new Error(`git fast-import ended with ${code}: ${complaints.join('')}`);
}

/** Joins small texts, so that large repositories are few writes. */
function* inPieces(stream: Iterable<string>): Generator<Buffer> {
  let texts: string[] = [];
  let length = 0;
  for (const text of stream) {
    texts.push(text);
    length += text.length;
    if (length < 1 << 20) continue;
    yield Buffer.from(texts.join(''));
    texts = [];
    length = 0;
  }
  yield Buffer.from(texts.join(''));
}
