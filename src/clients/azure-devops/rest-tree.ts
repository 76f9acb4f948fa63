import * as z from 'zod';
import type { FileContent, GrepQuery, GrepResult, SourceTree, TreeEntry } from '../../review/source-tree.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { BlobReader } from './blob-reader.ts';
import { findRefusal, TextSearch } from './text-search.ts';
import { withoutSlash } from './iterations.ts';

const MAX_BYTES = 1024 * 1024;
/** Files that a search fetches beyond those that are here already. */
const MAX_FETCHED = 60;

const WireItems = z.object({
  value: z.array(
    z.object({
      path: z.string(),
      objectId: z.string(),
      gitObjectType: z.string().nullish(),
      isFolder: z.boolean().nullish(),
      isSymLink: z.boolean().nullish(),
      size: z.number().nullish(),
    }),
  ),
});

interface Services {
  readonly client: AzureDevOpsClient;
  readonly repository: readonly string[];
  readonly blobs: BlobReader;
}

/** Files of a commit; a folder stands with `undefined`. */
type Index = ReadonlyMap<string, TreeEntry | undefined>;

/** The files of a commit over REST. Requires "Read". */
export class RestTree implements SourceTree {
  readonly commit: string;
  readonly #services: Services;
  #index: Promise<Index> | undefined;

  constructor(commit: string, services: Services) {
    this.commit = commit;
    this.#services = services;
  }

  async list(): Promise<readonly TreeEntry[]> {
    return [...(await this.index()).values()].filter((entry) => entry !== undefined);
  }

  /** Files and folders by their path. */
  index(): Promise<Index> {
    return (this.#index ??= this.#fetchIndex().catch((error: unknown) => {
      this.#index = undefined;
      throw error;
    }));
  }

  async read(path: string): Promise<FileContent> {
    const index = await this.index();
    const entry = index.get(path);
    if (!entry) return { kind: index.has(path) ? 'folder' : 'missing' };
    if (entry.mode === '160000') return { kind: 'submodule' };
    if (entry.mode === '120000') return { kind: 'link' };
    return this.#services.blobs.read(entry.id, MAX_BYTES);
  }

  /** Plain text only, in what was fetched already and a bounded number of files more: the service has no search. */
  async grep(query: GrepQuery): Promise<GrepResult> {
    const reason = findRefusal(query);
    if (reason !== undefined) return { kind: 'refused', reason };
    const { blobs } = this.#services;
    const wanted = query.paths === undefined ? undefined : new Set(query.paths);
    const files = (await this.list()).filter(({ path, mode }) => mode.startsWith('100') && (wanted?.has(path) ?? true));
    const missing = files.filter(({ id }) => !blobs.has(id));
    const skipped = new Set(missing.slice(MAX_FETCHED));
    const search = new TextSearch(query);
    let tooLarge = 0;
    for (const file of files) {
      if (search.isFull) break;
      if (skipped.has(file)) continue;
      const content = await blobs.read(file.id, MAX_BYTES);
      if (content.kind === 'text') search.add(file.path, content.text);
      if (content.kind === 'tooLarge') tooLarge += 1;
    }
    return search.result([
      ...(skipped.size > 0 ? [`${skipped.size} files were not searched, because there is no checkout`] : []),
      ...(tooLarge > 0 ? [`${tooLarge} files are too large to be searched`] : []),
    ]);
  }

  /** The service tells links and submodules, but not whether a file is executable. */
  async #fetchIndex(): Promise<Index> {
    const { client, repository } = this.#services;
    const { value } = await client.call(
      {
        operation: 'list the files of a commit',
        path: [...repository, 'items'],
        query: {
          scopePath: '/',
          recursionLevel: 'full',
          'versionDescriptor.version': this.commit,
          'versionDescriptor.versionType': 'commit',
        },
        permission: 'Read',
      },
      WireItems,
    );
    return new Map(
      value.map(({ path, objectId, gitObjectType, isFolder, isSymLink, size }): [string, TreeEntry | undefined] => {
        const name = withoutSlash(path);
        if (isFolder || gitObjectType === 'tree') return [name, undefined];
        const mode = gitObjectType === 'commit' ? '160000' : isSymLink ? '120000' : '100644';
        return [name, { path: name, id: objectId, mode, size: size ?? undefined }];
      }),
    );
  }
}
