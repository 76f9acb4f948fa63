import type { RawChange } from '../git/raw-diff.ts';

const KINDS: Readonly<Record<string, string>> = { A: 'add', D: 'delete', M: 'edit', T: 'edit', C: 'add' };

/** changeType: a rename may be an edit as well. */
export function changeType({ status, similarity }: RawChange): string {
  if (status !== 'R') return KINDS[status] ?? 'edit';
  return similarity === 100 ? 'rename' : 'edit, rename';
}

/** What GitChange and GitPullRequestChange share. */
export function presentChange(change: RawChange) {
  const oldPath = change.oldPath === undefined ? undefined : `/${change.oldPath}`;
  return {
    item: {
      ...(change.newId === undefined ? {} : { objectId: change.newId }),
      ...(change.oldId === undefined ? {} : { originalObjectId: change.oldId }),
      path: `/${change.path}`,
    },
    changeType: changeType(change),
    ...(oldPath === undefined ? {} : { originalPath: oldPath, sourceServerItem: oldPath }),
  };
}
