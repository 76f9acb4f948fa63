import type { ChangedFile, DiffLine, FileDiff, Hunk } from '../../src/review/change.ts';

/** A changed file for tests; what is not given is a plain modification. */
export function changedFile(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    kind: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldId: 'a'.repeat(40),
    newId: 'b'.repeat(40),
    ...over,
  };
}

/** A hunk from lines as git prints them: marker and text. */
export function hunk(oldStart: number, newStart: number, lines: readonly string[], section = ''): Hunk {
  let [oldLine, newLine] = [oldStart, newStart];
  const parsed = lines.map((line): DiffLine => {
    const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context';
    const found = {
      kind,
      oldLine: kind === 'added' ? undefined : oldLine,
      newLine: kind === 'removed' ? undefined : newLine,
      text: line.slice(1),
      crlf: false,
      noNewline: false,
    } as const;
    if (kind !== 'added') oldLine += 1;
    if (kind !== 'removed') newLine += 1;
    return found;
  });
  return { oldStart, newStart, oldCount: oldLine - oldStart, newCount: newLine - newStart, section, lines: parsed };
}

export const fileDiff = (path: string, hunks: readonly Hunk[], over: Partial<ChangedFile> = {}): FileDiff => ({
  file: changedFile(path, over),
  binary: false,
  hunks,
});
