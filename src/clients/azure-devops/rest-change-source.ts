import { mapConcurrently } from '../../concurrency.ts';
import type { ChangedFile, FileDiff } from '../../review/change.ts';
import type { ChangeSource } from '../../review/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { BlobReader } from './blob-reader.ts';
import { diffTexts } from './diff-texts.ts';
import { changedFilesOf, fetchChanges } from './rest-changes.ts';
import { RestTree } from './rest-tree.ts';

interface RestSourceOptions {
  readonly client: AzureDevOpsClient;
  readonly repositoryId: string;
  readonly contextLines: number;
}

const CONCURRENCY = 6;
/** Of a file whose changes are shown; beyond it a file is binary, as it is to our git. */
const MAX_DIFFED = 16 * 1024 * 1024;

/** A repository's history over REST, for agents without git or a clone. Slower, and no regular expressions. */
export function createRestChangeSource({ client, repositoryId, contextLines }: RestSourceOptions): ChangeSource {
  const repository = ['git', 'repositories', repositoryId];
  const blobs = new BlobReader(client, repository);
  const trees = new Map<string, RestTree>();

  function treeOf(commit: string): RestTree {
    const tree = trees.get(commit) ?? new RestTree(commit, { client, repository, blobs });
    trees.set(commit, tree);
    return tree;
  }

  /** The text of one side; undefined when it is binary. A side that is not there is empty, a submodule is what git prints. */
  async function textOf(id: string | undefined, mode: string): Promise<string | undefined> {
    if (id === undefined) return '';
    if (mode === '160000') return `Subproject commit ${id}\n`;
    const content = await blobs.read(id, MAX_DIFFED);
    return content.kind === 'text' ? content.text : undefined;
  }

  async function readDiff(file: ChangedFile): Promise<FileDiff> {
    if (file.oldId === file.newId) return { file, binary: false, hunks: [] };
    const [before, after] = await Promise.all([textOf(file.oldId, file.oldMode), textOf(file.newId, file.newMode)]);
    if (before === undefined || after === undefined) return { file, binary: true, hunks: [] };
    return { file, binary: false, hunks: diffTexts(before, after, contextLines) };
  }

  return {
    kind: 'rest',
    async listChanges(base, head) {
      const [changes, before, after] = await Promise.all([
        fetchChanges(client, { repository, base, head }),
        treeOf(base).index(),
        treeOf(head).index(),
      ]);
      return changedFilesOf(changes, before, after);
    },
    readDiffs: (_base, _head, files) => mapConcurrently(files, CONCURRENCY, readDiff),
    tree: treeOf,
    close: () => Promise.resolve(),
  };
}
