import { SlipwayError } from '../../errors.ts';
import type { ChangedFile, ChangeKind } from '../../review/change.ts';

const KINDS: Readonly<Record<string, ChangeKind>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'typeChanged',
};

/**
 * The files that `git diff --raw -z --no-abbrev` lists, and the patch after them when `-p` was given too. Only this form
 * has the names as they are.
 */
export function parseRaw(text: string): { files: readonly ChangedFile[]; patch: string } {
  const files: ChangedFile[] = [];
  let at = 0;
  const field = () => {
    const end = text.indexOf('\0', at);
    if (end < 0) throw unreadable();
    const value = text.slice(at, end);
    at = end + 1;
    return value;
  };
  while (text.startsWith(':', at)) {
    const [, oldMode, newMode, oldId, newId, status] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(field()) ?? [];
    const kind = KINDS[status ?? ''];
    if (!oldMode || !newMode || !kind) throw unreadable();
    const first = field();
    const moved = kind === 'renamed' || kind === 'copied';
    files.push({
      path: moved ? field() : first,
      ...(moved ? { oldPath: first } : {}),
      kind,
      oldMode,
      newMode,
      oldId: idOf(oldId),
      newId: idOf(newId),
    });
  }
  // One NUL stands between the list and the patch.
  return { files, patch: text.slice(text.startsWith('\0', at) ? at + 1 : at) };
}

function idOf(id: string | undefined): string | undefined {
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}

function unreadable(): SlipwayError {
  return new SlipwayError('git listed the changes in an unknown form.', { kind: 'internal', code: 'DIFF_UNREADABLE' });
}
