import * as z from 'zod';
import {
  IndexDocument,
  ReleaseDocument,
  StagingDocument,
  type IndexedComponent,
} from '../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from '../src/release/ledger/ledger-paths.ts';
import type { SandboxRepository } from './azure-devops/azure-devops.ts';
import { List, type PageReader } from './page-reader.ts';
import type { LedgerStep, LedgerSummary, ReleasesView, RunView, TagView } from './page/page-data.ts';

const LEDGER = 'slipway/ledger';
/** Newest releases of a component, tags, runs and steps of the ledger; a page of thousands would help nobody. */
const MOST = { releases: 10, tags: 30, runs: 20, steps: 100 };

const Item = z.object({ content: z.string() });
const Commit = z.object({
  commitId: z.string(),
  comment: z.string(),
  author: z.object({ name: z.string(), date: z.string() }),
});
const Ref = z.object({ name: z.string(), objectId: z.string(), peeledObjectId: z.string().optional() });
const Tag = z.object({ message: z.string(), taggedBy: z.object({ date: z.string() }).optional() });
const Build = z.object({
  id: z.number(),
  buildNumber: z.string(),
  status: z.string(),
  result: z.string().optional(),
  queueTime: z.string(),
  definition: z.object({ name: z.string() }),
  sourceBranch: z.string(),
  sourceVersion: z.string(),
  templateParameters: z.record(z.string(), z.string()).default({}),
});

/** Undefined for a repository without a ledger, or with an index that is none. */
export async function readLedgerSummary(
  reader: PageReader,
  repository: SandboxRepository,
): Promise<LedgerSummary | undefined> {
  const index = await new Ledger(reader, repository).read(INDEX_PATH, IndexDocument);
  return index && { address: addressOf(repository), components: index.components };
}

/** Everything that the page of a repository's releases shows. */
export async function readReleases(reader: PageReader, repository: SandboxRepository): Promise<ReleasesView> {
  const ledger = new Ledger(reader, repository);
  const components = (await ledger.read(INDEX_PATH, IndexDocument))?.components ?? [];
  const [staging, releases, steps, tags, runs] = await Promise.all([
    Promise.all(components.filter(hasStaging).map((one) => ledger.read(stagingPath(one.component), StagingDocument))),
    Promise.all(
      components
        .flatMap(({ component, releases: all }) =>
          all.slice(0, MOST.releases).map(({ version }) => releasePath(component, version)),
        )
        .map((path) => ledger.read(path, ReleaseDocument)),
    ),
    readSteps(reader, repository),
    readTags(reader, repository),
    readRuns(reader, repository),
  ]);
  return {
    address: addressOf(repository),
    components,
    staging: staging.filter((document) => document !== undefined),
    releases: releases.filter((document) => document !== undefined),
    unreadable: ledger.unreadable,
    steps,
    tags,
    runs,
  };
}

const hasStaging = ({ staging }: IndexedComponent): boolean => staging !== undefined;

/** The documents of a ledger, and which of them could not be read. */
class Ledger {
  readonly unreadable: string[] = [];
  readonly #reader: PageReader;
  readonly #repository: SandboxRepository;

  constructor(reader: PageReader, repository: SandboxRepository) {
    this.#reader = reader;
    this.#repository = repository;
  }

  async read<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.infer<Shape> | undefined> {
    const version = `versionDescriptor.version=${encodeURIComponent(LEDGER)}&versionDescriptor.versionType=branch`;
    const query = `path=${encodeURIComponent(`/${path}`)}&${version}&includeContent=true&$format=json`;
    const item = await this.#reader.find(this.#repository, `items?${query}`, Item);
    if (item === undefined) return undefined;
    const parsed = shape.safeParse(parseJson(item.content));
    if (!parsed.success) this.unreadable.push(path);
    return parsed.data;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readSteps(reader: PageReader, repository: SandboxRepository): Promise<readonly LedgerStep[]> {
  const version = `searchCriteria.itemVersion.version=${encodeURIComponent(LEDGER)}`;
  const path = `commits?${version}&searchCriteria.itemVersion.versionType=branch&searchCriteria.$top=${MOST.steps}`;
  const commits = await reader.find(repository, path, List(Commit));
  return (commits?.value ?? []).map(({ commitId, comment, author }) => ({
    commit: commitId,
    message: comment,
    author: author.name,
    at: new Date(author.date),
  }));
}

/** By their names as people count: v1.10.0 is newer than v1.9.0. */
async function readTags(reader: PageReader, repository: SandboxRepository): Promise<readonly TagView[]> {
  const { value } = await reader.get(repository, 'refs?filter=tags/&peelTags=true', List(Ref));
  const newest = value
    .toSorted((one, other) => other.name.localeCompare(one.name, 'en', { numeric: true }))
    .slice(0, MOST.tags);
  return Promise.all(
    newest.map(async ({ name, objectId, peeledObjectId }) => {
      const tag =
        peeledObjectId === undefined ? undefined : await reader.get(repository, `annotatedtags/${objectId}`, Tag);
      return {
        name: name.replace('refs/tags/', ''),
        commit: peeledObjectId ?? objectId,
        annotation: tag && {
          message: tag.message.split('\n', 1)[0] ?? '',
          at: tag.taggedBy && new Date(tag.taggedBy.date),
        },
      };
    }),
  );
}

async function readRuns(reader: PageReader, repository: SandboxRepository): Promise<readonly RunView[]> {
  const path = `build/builds?repositoryId=${repository.id}&repositoryType=TfsGit&$top=${MOST.runs}`;
  const { value } = await reader.getOfProject(repository, path, List(Build));
  return value.map(({ id, buildNumber, status, result, queueTime, definition, ...build }) => ({
    id,
    number: buildNumber,
    pipeline: definition.name,
    state: result ?? status,
    branch: build.sourceBranch.replace('refs/heads/', ''),
    commit: build.sourceVersion,
    at: new Date(queueTime),
    parameters: build.templateParameters,
  }));
}

const addressOf = ({ organisation, project, repository }: SandboxRepository) => ({
  organization: organisation,
  project,
  repository,
});
