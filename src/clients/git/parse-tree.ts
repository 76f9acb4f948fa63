import { SlipwayError } from '../../errors.ts';
import type { TreeEntry } from '../../review/source-tree.ts';

/** The entries that `git ls-tree -r -z -l` prints. */
export function parseTree(text: string): readonly TreeEntry[] {
  const records = text.split('\0');
  records.pop();
  return records.map((record) => {
    const [, mode, id, size, path] = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-|BAD)\t(.+)$/s.exec(record) ?? [];
    if (!mode || !id || !size || !path) {
      throw new SlipwayError('git listed the files of a commit in an unknown form.', {
        kind: 'internal',
        code: 'TREE_UNREADABLE',
      });
    }
    // BAD: the file is not in a partial clone.
    return { path, mode, id, size: /^\d/.test(size) ? Number(size) : undefined };
  });
}
