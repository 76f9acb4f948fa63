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
import type { Instance, Issue, JournalEntry, Project, Token } from './documents.ts';

/** The state below one folder, or in memory only: read whole at the start, written one document at a time. */
export class Store {
  readonly #folder: string | undefined;
  readonly #instance: Instance;
  readonly #projects = new Map<string, Project>();
  readonly #issues = new Map<string, Issue>();
  /** Of every key that an issue has or had. */
  readonly #ids = new Map<string, string>();
  readonly #tokens = new Map<string, Token>();
  readonly #journal: JournalEntry[] = [];

  constructor(folder: string | undefined) {
    this.#folder = folder === undefined ? undefined : path.resolve(folder);
    this.#instance = (this.#read('instance.json') as Instance | undefined) ?? { users: [], nextId: 10_000 };
    for (const token of (this.#read('tokens.json') ?? []) as readonly Token[]) this.#tokens.set(token.token, token);
    for (const project of this.#readAll('projects') as readonly Project[]) this.#projects.set(project.id, project);
    const issues = this.#readAll('issues') as readonly Issue[];
    for (const issue of [...issues].sort((one, other) => Number(one.id) - Number(other.id))) this.#keep(issue);
    const lines = this.#readText('journal.jsonl')?.split('\n').filter(Boolean) ?? [];
    this.#journal.push(...lines.map((line) => JSON.parse(line) as JournalEntry));
  }

  get instance(): Instance {
    return this.#instance;
  }

  get projects(): readonly Project[] {
    return [...this.#projects.values()];
  }

  /** In the order of their ids. */
  get issues(): readonly Issue[] {
    return [...this.#issues.values()];
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  takeId(): string {
    const id = String(this.#instance.nextId);
    this.#instance.nextId += 1;
    this.saveInstance();
    return id;
  }

  saveInstance(): void {
    this.#write('instance.json', this.#instance);
  }

  project(id: string): Project | undefined {
    return this.#projects.get(id);
  }

  saveProject(project: Project): void {
    this.#projects.set(project.id, project);
    this.#write(`projects/${project.id}.json`, project);
  }

  issueById(id: string): Issue | undefined {
    return this.#issues.get(id);
  }

  /** By a key that it has or had, in any case. */
  issueByKey(key: string): Issue | undefined {
    return this.#issues.get(this.#ids.get(key.toUpperCase()) ?? '');
  }

  saveIssue(issue: Issue): void {
    this.#keep(issue);
    this.#write(`issues/${issue.id}.json`, issue);
  }

  deleteIssue(issue: Issue): void {
    this.#issues.delete(issue.id);
    if (this.#folder !== undefined) rmSync(path.join(this.#folder, 'issues', `${issue.id}.json`), { force: true });
  }

  token(token: string): Token | undefined {
    return this.#tokens.get(token);
  }

  saveToken(token: Token): void {
    this.#tokens.set(token.token, token);
    this.#write('tokens.json', [...this.#tokens.values()]);
  }

  deleteToken(token: string): void {
    this.#tokens.delete(token);
    this.#write('tokens.json', [...this.#tokens.values()]);
  }

  addToJournal(entry: JournalEntry): void {
    this.#journal.push(entry);
    if (this.#folder === undefined) return;
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(path.join(this.#folder, 'journal.jsonl'), `${JSON.stringify(entry)}\n`);
  }

  #keep(issue: Issue): void {
    this.#issues.set(issue.id, issue);
    for (const key of [...issue.oldKeys, issue.key]) this.#ids.set(key, issue.id);
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
