import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DocumentFolder } from './document-folder.ts';
import type { JournalEntry, OrganisationDocument, PullRequestDocument, Repository, Token } from './documents.ts';
import type {
  CheckDocument,
  CheckpointDocument,
  ConnectionDocument,
  DeploymentDocument,
  EnvironmentDocument,
} from './environments/documents.ts';
import type { BuildDocument, PipelineDocument } from './pipelines/documents.ts';
import type { WorkItemDocument } from './work-items/documents.ts';

/** An organisation in memory; its pull requests by number. */
export interface Organisation {
  readonly document: OrganisationDocument;
  readonly pullRequests: Map<number, PullRequestDocument>;
  readonly pipelines: DocumentFolder<PipelineDocument>;
  readonly builds: DocumentFolder<BuildDocument>;
  readonly workItems: DocumentFolder<WorkItemDocument>;
  readonly environments: DocumentFolder<EnvironmentDocument>;
  readonly checks: DocumentFolder<CheckDocument>;
  readonly checkpoints: DocumentFolder<CheckpointDocument>;
  readonly deployments: DocumentFolder<DeploymentDocument>;
  readonly connections: DocumentFolder<ConnectionDocument>;
}

const key = (name: string) => name.toLowerCase();

/** The state below one folder: read whole at the start, written one document at a time. */
export class Store {
  readonly #folder: string;
  readonly #organisations = new Map<string, Organisation>();
  readonly #tokens = new Map<string, Token>();
  readonly #journal: JournalEntry[] = [];

  constructor(folder: string) {
    this.#folder = path.resolve(folder);
    mkdirSync(this.#folder, { recursive: true });
    this.#readTokens();
    for (const name of listFolder(this.#organisationsFolder)) this.#load(name);
    if (existsSync(this.#journalFile))
      for (const line of readFileSync(this.#journalFile, 'utf8').split('\n').filter(Boolean))
        this.#journal.push(JSON.parse(line) as JournalEntry);
  }

  get organisations(): readonly Organisation[] {
    return [...this.#organisations.values()];
  }

  organisation(name: string): Organisation | undefined {
    return this.#organisations.get(key(name));
  }

  addOrganisation(document: OrganisationDocument): Organisation {
    const organisation = this.#organisationOf(document);
    mkdirSync(this.#pullRequestsFolder(organisation), { recursive: true });
    this.#organisations.set(key(document.name), organisation);
    this.saveOrganisation(organisation);
    return organisation;
  }

  saveOrganisation(organisation: Organisation): void {
    writeJson(path.join(this.#organisationFolder(organisation), 'organisation.json'), organisation.document);
  }

  savePullRequest(organisation: Organisation, pullRequest: PullRequestDocument): void {
    organisation.pullRequests.set(pullRequest.id, pullRequest);
    writeJson(path.join(this.#pullRequestsFolder(organisation), `${pullRequest.id}.json`), pullRequest);
  }

  /** The next free number of its kind, taken. */
  takeNumber(organisation: Organisation, kind: keyof OrganisationDocument['next']): number {
    const number = organisation.document.next[kind] ?? 1;
    organisation.document.next[kind] = number + 1;
    this.saveOrganisation(organisation);
    return number;
  }

  gitDir(organisation: Organisation, repository: Repository): string {
    return path.join(this.#organisationFolder(organisation), 'repositories', `${repository.id}.git`);
  }

  token(token: string): Token | undefined {
    return this.#tokens.get(token);
  }

  saveToken(token: Token): void {
    this.#tokens.set(token.token, token);
    this.#writeTokens();
  }

  deleteToken(token: string): void {
    this.#tokens.delete(token);
    this.#writeTokens();
  }

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  addToJournal(entry: JournalEntry): void {
    this.#journal.push(entry);
    appendFileSync(this.#journalFile, `${JSON.stringify(entry)}\n`);
  }

  get #tokensFile(): string {
    return path.join(this.#folder, 'tokens.json');
  }

  get #journalFile(): string {
    return path.join(this.#folder, 'journal.jsonl');
  }

  get #organisationsFolder(): string {
    return path.join(this.#folder, 'organisations');
  }

  #organisationFolder({ document }: Pick<Organisation, 'document'>): string {
    return path.join(this.#organisationsFolder, key(document.name));
  }

  #organisationOf(document: OrganisationDocument): Organisation {
    const folder = this.#organisationFolder({ document });
    return {
      document,
      pullRequests: new Map(),
      pipelines: new DocumentFolder(path.join(folder, 'pipelines')),
      builds: new DocumentFolder(path.join(folder, 'builds')),
      workItems: new DocumentFolder(path.join(folder, 'work-items')),
      environments: new DocumentFolder(path.join(folder, 'environments')),
      checks: new DocumentFolder(path.join(folder, 'checks')),
      checkpoints: new DocumentFolder(path.join(folder, 'checkpoints')),
      deployments: new DocumentFolder(path.join(folder, 'deployments')),
      connections: new DocumentFolder(path.join(folder, 'connections')),
    };
  }

  #pullRequestsFolder(organisation: Organisation): string {
    return path.join(this.#organisationFolder(organisation), 'pull-requests');
  }

  /** Jobs end with the sandbox, and their tokens with them: one that was killed could not give them back. */
  #readTokens(): void {
    const known = (readJson(this.#tokensFile) ?? []) as readonly Token[];
    for (const token of known) if (token.runId === undefined) this.#tokens.set(token.token, token);
    if (this.#tokens.size < known.length) this.#writeTokens();
  }

  #writeTokens(): void {
    writeJson(this.#tokensFile, [...this.#tokens.values()]);
  }

  #load(name: string): void {
    const document = readJson(path.join(this.#organisationsFolder, name, 'organisation.json')) as
      | OrganisationDocument
      | undefined;
    if (!document) return;
    const organisation = this.#organisationOf(document);
    this.#organisations.set(key(document.name), organisation);
    const folder = this.#pullRequestsFolder(organisation);
    for (const file of listFolder(folder).filter((entry) => entry.endsWith('.json'))) {
      const pullRequest = readJson(path.join(folder, file)) as PullRequestDocument | undefined;
      if (pullRequest) organisation.pullRequests.set(pullRequest.id, pullRequest);
    }
  }
}

const listFolder = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** A reader sees the old document or the new one, never a part. */
function writeJson(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  writeFileSync(temporary, JSON.stringify(value));
  renameSync(temporary, file);
}
