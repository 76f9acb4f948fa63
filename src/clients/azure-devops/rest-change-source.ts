import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import { mapConcurrently } from '../../concurrency.ts';
import type { ChangedFile, ChangeKind, FileDiff } from '../../review/change.ts';
import type { ChangeSource } from '../../review/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { BlobReader } from './blob-reader.ts';
import { diffTexts } from './diff-texts.ts';
import { withoutSlash } from './iterations.ts';
import { RestTree } from './rest-tree.ts';

interface RestSourceOptions {
  readonly client: AzureDevOpsClient;
  readonly repositoryId: string;
  readonly contextLines: number;
}

const PAGE = 1_000;
const MAX_PAGES = 1_000;
const CONCURRENCY = 6;

const WireDiffs = z.object({
  allChangesIncluded: z.boolean().nullish(),
  changes: z.array(
    z.object({
      changeType: z.string(),
      originalPath: z.string().nullish(),
      sourceServerItem: z.string().nullish(),
      item: z.object({
        path: z.string(),
        objectId: z.string().nullish(),
        originalObjectId: z.string().nullish(),
        gitObjectType: z.string().nullish(),
        isFolder: z.boolean().nullish(),
      }),
    }),
  ),
});

/** A repository's history over REST, for agents without git or a clone. Slower, and no regular expressions. */
export function createRestChangeSource({ client, repositoryId, contextLines }: RestSourceOptions): ChangeSource {
  const repository = ['git', 'repositories', repositoryId];
  const blobs = new BlobReader(client, repository);
  const trees = new Map<string, RestTree>();

  async function readDiff(file: ChangedFile): Promise<FileDiff> {
    const [before, after] = await Promise.all([blobs.read(file.oldId), blobs.read(file.newId)]);
    if (before.kind === 'text' && after.kind === 'text') {
      return { file, binary: false, hunks: diffTexts(before.text, after.text, contextLines) };
    }
    return { file, binary: true, hunks: [] };
  }

  return {
    kind: 'rest',
    async listChanges(base, head) {
      const files: ChangedFile[] = [];
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const { changes } = await client.call(
          {
            operation: 'compare two commits',
            path: [...repository, 'diffs', 'commits'],
            query: {
              baseVersion: base,
              baseVersionType: 'commit',
              targetVersion: head,
              targetVersionType: 'commit',
              diffCommonCommit: 'false',
              $top: PAGE,
              $skip: page * PAGE,
            },
            permission: 'Read',
          },
          WireDiffs,
        );
        files.push(...changes.filter(({ item }) => !item.isFolder && item.gitObjectType !== 'tree').map(changedFileOf));
        if (changes.length < PAGE) return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      }
      throw new SlipwayError(`The change has more than ${PAGE * MAX_PAGES} files.`, {
        kind: 'remote',
        code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
        hint: 'Split the pull request.',
      });
    },
    close: () => Promise.resolve(),
    readDiffs: (_base, _head, files) => mapConcurrently(files, CONCURRENCY, readDiff),
    tree(commit) {
      const tree = trees.get(commit) ?? new RestTree(commit, { client, repository, blobs });
      trees.set(commit, tree);
      return tree;
    },
  };
}

function changedFileOf({
  changeType,
  originalPath,
  sourceServerItem,
  item,
}: z.infer<typeof WireDiffs>['changes'][number]): ChangedFile {
  const kind = kindOf(changeType);
  const oldPath = originalPath ?? sourceServerItem;
  const mode = item.gitObjectType === 'commit' ? '160000' : '100644';
  const [oldId, newId] = [item.originalObjectId ?? undefined, item.objectId ?? undefined];
  return {
    path: withoutSlash(item.path),
    ...(kind === 'renamed' && oldPath ? { oldPath: withoutSlash(oldPath) } : {}),
    kind,
    // The service does not tell modes.
    oldMode: kind === 'added' ? '000000' : mode,
    newMode: kind === 'deleted' ? '000000' : mode,
    oldId: kind === 'added' ? undefined : (oldId ?? (kind === 'deleted' ? newId : undefined)),
    newId: kind === 'deleted' ? undefined : newId,
  };
}

/** Flags can stand together: "edit, rename". */
function kindOf(changeType: string): ChangeKind {
  const flags = changeType.toLowerCase().split(/,\s*/);
  if (flags.includes('delete')) return 'deleted';
  if (flags.includes('add') || flags.includes('undelete')) return 'added';
  return flags.includes('rename') ? 'renamed' : 'modified';
}
