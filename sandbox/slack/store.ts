import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { JournalEntry, Message, Token, Workspace } from './documents.ts';

const emptyWorkspace = (): Workspace => ({
  teamId: 'T0SANDBOX01',
  teamName: 'Sandbox',
  domain: 'sandbox',
  users: [],
  channels: [],
  apps: [],
  webhooks: [],
  nextId: 1,
});

/** The state below one folder, or in memory only: read whole at the start, written one document at a time. */
export class Store {
  readonly #folder: string | undefined;
  readonly #workspace: Workspace;
  readonly #tokens = new Map<string, Token>();
  /** By channel, in the order of their `ts`. */
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #journal: JournalEntry[] = [];
  #lastTs = 0;

  constructor(folder: string | undefined) {
    this.#folder = folder === undefined ? undefined : path.resolve(folder);
    this.#workspace = (this.#read('workspace.json') as Workspace | undefined) ?? emptyWorkspace();
    for (const token of (this.#read('tokens.json') ?? []) as readonly Token[]) this.#tokens.set(token.token, token);
    for (const { id } of this.#workspace.channels) {
      const messages = this.#readAll(`messages/${id}`) as readonly Message[];
      for (const message of [...messages].sort((one, other) => (one.ts < other.ts ? -1 : 1))) this.#keep(message);
    }
    const lines = this.#readText('journal.jsonl')?.split('\n').filter(Boolean) ?? [];
    this.#journal.push(...lines.map((line) => JSON.parse(line) as JournalEntry));
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  get tokens(): readonly Token[] {
    return [...this.#tokens.values()];
  }

  /** An id as Slack's look, with a letter that tells its kind: `C0S0000001`. */
  takeId(letter: string): string {
    const number = this.#workspace.nextId;
    this.#workspace.nextId += 1;
    return `${letter}0S${number.toString(36).toUpperCase().padStart(8, '0')}`;
  }

  /** A `ts` that no message has and that is after all others. */
  takeTs(now: Date): string {
    this.#lastTs = Math.max(this.#lastTs + 10, now.getTime() * 1000);
    return `${Math.floor(this.#lastTs / 1_000_000)}.${String(this.#lastTs % 1_000_000).padStart(6, '0')}`;
  }

  saveWorkspace(): void {
    this.#write('workspace.json', this.#workspace);
  }

  token(token: string): Token | undefined {
    return this.#tokens.get(token);
  }

  saveToken(token: Token): void {
    this.#tokens.set(token.token, token);
    this.#write('tokens.json', this.tokens);
  }

  deleteToken(token: string): void {
    this.#tokens.delete(token);
    this.#write('tokens.json', this.tokens);
  }

  /** From the oldest to the newest. */
  messages(channelId: string): readonly Message[] {
    return [...(this.#messages.get(channelId)?.values() ?? [])];
  }

  message(channelId: string, ts: string): Message | undefined {
    return this.#messages.get(channelId)?.get(ts);
  }

  saveMessage(message: Message): void {
    this.#keep(message);
    this.#write(`messages/${message.channelId}/${message.ts}.json`, message);
  }

  deleteMessage({ channelId, ts }: Message): void {
    this.#messages.get(channelId)?.delete(ts);
    if (this.#folder !== undefined)
      rmSync(path.join(this.#folder, 'messages', channelId, `${ts}.json`), { force: true });
  }

  addToJournal(entry: JournalEntry): void {
    this.#journal.push(entry);
    if (this.#folder === undefined) return;
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(path.join(this.#folder, 'journal.jsonl'), `${JSON.stringify(entry)}\n`);
  }

  #keep(message: Message): void {
    const channel = this.#messages.get(message.channelId) ?? new Map<string, Message>();
    this.#messages.set(message.channelId, channel.set(message.ts, message));
    const [seconds = '0', micro = '0'] = message.ts.split('.');
    this.#lastTs = Math.max(this.#lastTs, Number(seconds) * 1_000_000 + Number(micro));
  }

  #readText(name: string): string | undefined {
    const file = this.#folder === undefined ? undefined : path.join(this.#folder, name);
    return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #read(name: string): unknown {
    const text = this.#readText(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  #readAll(name: string): readonly unknown[] {
    const folder = this.#folder === undefined ? undefined : path.join(this.#folder, name);
    if (folder === undefined || !existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => this.#read(path.join(name, file)));
  }

  /** A reader sees the old document or the new one, never a part. */
  #write(name: string, value: unknown): void {
    if (this.#folder === undefined) return;
    const file = path.join(this.#folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(value));
    renameSync(`${file}.new`, file);
  }
}
