import * as z from 'zod';
import type { FileContent, GrepMatch, GrepQuery, GrepResult, SourceTree, TreeEntry } from '../../review/source-tree.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import type { BlobReader } from './blob-reader.ts';
import { withoutSlash } from './iterations.ts';

const MAX_MATCHES = 200;
const MAX_TEXT = 300;
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

/** The files of a commit over REST. Requires "Read". */
export class RestTree implements SourceTree {
  readonly commit: string;
  readonly #services: Services;
  #entries: Promise<readonly TreeEntry[]> | undefined;

  constructor(commit: string, services: Services) {
    this.commit = commit;
    this.#services = services;
  }

  list(): Promise<readonly TreeEntry[]> {
    return (this.#entries ??= this.#fetchEntries());
  }

  async read(path: string): Promise<FileContent> {
    const entries = await this.list();
    const entry = entries.find((one) => one.path === path);
    if (!entry) return { kind: entries.some((one) => one.path.startsWith(`${path}/`)) ? 'folder' : 'missing' };
    if (entry.mode === '160000') return { kind: 'submodule' };
    if (entry.mode === '120000') return { kind: 'link' };
    return this.#services.blobs.read(entry.id);
  }

  /** Plain text only, in what was fetched already and a bounded number of files more: the service has no search. */
  async grep({ pattern, fixed, ignoreCase, paths }: GrepQuery): Promise<GrepResult> {
    if (!fixed && /[\\^$.|?*+()[\]{}]/.test(pattern)) {
      return {
        kind: 'refused',
        reason: 'Regular expressions need a checkout, and this run has none. Search for plain text with fixed.',
      };
    }
    const wanted = paths === undefined ? undefined : new Set(paths);
    const files = (await this.list()).filter(({ path, mode }) => mode.startsWith('100') && (wanted?.has(path) ?? true));
    const here = await this.#services.blobs.kept();
    const missing = files.filter(({ id }) => !here.has(id));
    const searched = new Set([...files.filter(({ id }) => here.has(id)), ...missing.slice(0, MAX_FETCHED)]);
    const matches: GrepMatch[] = [];
    for (const { path, id } of files.filter((file) => searched.has(file))) {
      const content = await this.#services.blobs.read(id);
      if (content.kind === 'text') matches.push(...findText(path, content.text, { pattern, ignoreCase }));
      if (matches.length >= MAX_MATCHES) break;
    }
    const skipped = Math.max(0, missing.length - MAX_FETCHED);
    const notes = [
      matches.length >= MAX_MATCHES ? `only the first ${MAX_MATCHES} matches` : undefined,
      skipped > 0 ? `${skipped} files were not searched: there is no checkout` : undefined,
    ].filter((note) => note !== undefined);
    const shown = matches.slice(0, MAX_MATCHES);
    return { kind: 'matches', matches: shown, ...(notes.length === 0 ? {} : { truncated: `${notes.join('; ')}.` }) };
  }

  async #fetchEntries(): Promise<readonly TreeEntry[]> {
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
    return value
      .filter(({ isFolder, gitObjectType }) => !isFolder && gitObjectType !== 'tree')
      .map(({ path, objectId, gitObjectType, isSymLink, size }) => ({
        path: withoutSlash(path),
        id: objectId,
        mode: gitObjectType === 'commit' ? '160000' : isSymLink ? '120000' : '100644',
        size: size ?? undefined,
      }));
  }
}

function findText(
  path: string,
  text: string,
  { pattern, ignoreCase }: { pattern: string; ignoreCase: boolean },
): GrepMatch[] {
  const fold = (one: string) => (ignoreCase ? one.toLowerCase() : one);
  const wanted = fold(pattern);
  return text
    .split('\n')
    .flatMap((line, index) =>
      fold(line).includes(wanted) ? [{ path, line: index + 1, text: line.slice(0, MAX_TEXT) }] : [],
    );
}
