import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { ChangedFile, ChangeKind } from '../../review/change.ts';
import type { TreeEntry } from '../../review/source-tree.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';
import { withoutSlash } from './iterations.ts';

const PAGE = 1_000;
const MAX_PAGES = 500;

const WireChange = z.object({
  changeType: z.string(),
  originalPath: z.string().nullish(),
  sourceServerItem: z.string().nullish(),
  item: z.object({ path: z.string() }),
});
const WireDiffs = z.object({ allChangesIncluded: z.boolean().nullish(), changes: z.array(WireChange) });

/** A change as the service names it; folders are among them. */
export interface NamedChange {
  readonly path: string;
  readonly oldPath: string | undefined;
}

interface Range {
  readonly repository: readonly string[];
  readonly base: string;
  readonly head: string;
}

/** Requires "Read". Pages may be smaller than asked for: they end when all is there, or nothing more comes. */
export async function fetchChanges(client: AzureDevOpsClient, { repository, base, head }: Range) {
  const found: NamedChange[] = [];
  for (let skip = 0, page = 0; page < MAX_PAGES; page += 1) {
    const { changes, allChangesIncluded } = await client.call(
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
          $skip: skip,
        },
        permission: 'Read',
      },
      WireDiffs,
    );
    found.push(...changes.map(namedChangeOf));
    if (changes.length === 0 || allChangesIncluded) return found;
    skip += changes.length;
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the changed files.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: 'Run it again. If it stays, split the pull request or let the pipeline check its repository out.',
  });
}

/** Flags stand together, e.g. "edit, rename"; only a rename's other path is an old path. */
function namedChangeOf({ changeType, originalPath, sourceServerItem, item }: z.infer<typeof WireChange>): NamedChange {
  const renamed = changeType
    .toLowerCase()
    .split(/,\s*/)
    .some((flag) => flag === 'rename' || flag === 'branch');
  const oldPath = renamed ? (originalPath ?? sourceServerItem) : undefined;
  return { path: withoutSlash(item.path), oldPath: oldPath ? withoutSlash(oldPath) : undefined };
}

type Files = ReadonlyMap<string, TreeEntry | undefined>;

/**
 * Changes as git tells them, in path order. The service names paths; modes and ids are those of the two trees, so that
 * what it says twice (the deleted half of a rename), of folders, or not at all (a file that became a link) comes right.
 */
export function changedFilesOf(changes: readonly NamedChange[], before: Files, after: Files): ChangedFile[] {
  const movedFrom = new Set(changes.map(({ oldPath }) => oldPath));
  const files = new Map<string, ChangedFile>();
  for (const change of changes) {
    const isOtherHalf = change.oldPath === undefined && movedFrom.has(change.path) && !after.get(change.path);
    const file = isOtherHalf ? undefined : changedFileOf(change, before, after);
    if (file) files.set(file.path, file);
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Undefined for a folder. */
function changedFileOf({ path, oldPath = path }: NamedChange, before: Files, after: Files): ChangedFile | undefined {
  const [old, now] = [before.get(oldPath), after.get(path)];
  if (!old && !now) return undefined;
  const moved = oldPath !== path && old && now;
  return {
    path,
    ...(moved ? { oldPath } : {}),
    kind: kindOf(old, now, moved && (after.has(oldPath) ? 'copied' : 'renamed')),
    ...sidesOf(old, now),
  };
}

const sidesOf = (old: TreeEntry | undefined, now: TreeEntry | undefined) => ({
  oldMode: old?.mode ?? '000000',
  newMode: now?.mode ?? '000000',
  oldId: old?.id,
  newId: now?.id,
});

function kindOf(
  old: TreeEntry | undefined,
  now: TreeEntry | undefined,
  moved: ChangeKind | false | undefined,
): ChangeKind {
  if (!old) return 'added';
  if (!now) return 'deleted';
  if (moved) return moved;
  return old.mode.slice(0, 3) === now.mode.slice(0, 3) ? 'modified' : 'typeChanged';
}
