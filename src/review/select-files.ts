import { mapConcurrently } from '../concurrency.ts';
import type { ChangedFile, DiffLine, FileDiff, Hunk } from './change.ts';
import type { SelectionRules } from './classify-file.ts';
import { classifyByContent, classifyByPath, parseAttributes, saysGenerated } from './classify-file.ts';
import type { FileState } from './coverage.ts';
import { globsTest } from './glob.ts';
import { maskSecrets } from './mask-secrets.ts';
import type { ChangeSource } from './ports.ts';

export interface SelectedFile {
  readonly file: ChangedFile;
  /** Undefined: goes to the model. */
  readonly state: FileState | undefined;
  /** Secrets masked; present for files that go to the model. */
  readonly diff?: FileDiff;
}

interface Selection {
  readonly base: string;
  readonly head: string;
  /** The target branch's commit: only it may say what is generated or vendored. */
  readonly target: string;
  /** Globs; no include means every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Reads what changed and decides of every file whether the model sees it. */
export async function selectFiles(source: ChangeSource, selection: Selection): Promise<SelectedFile[]> {
  const { base, head } = selection;
  const files = await source.listChanges(base, head);
  const rules = await readRules(source, selection);
  const byPath = new Map(files.map((file) => [file, classifyByPath(file, rules)]));
  const marked = await findGenerated(
    source,
    selection,
    files.filter((file) => byPath.get(file) === undefined),
  );
  const wanted = files.filter((file) => byPath.get(file) === undefined && !marked.has(file));
  const diffs = await source.readDiffs(base, head, wanted);
  const diffOf = new Map(wanted.map((file, index) => [file, diffs[index]]));
  return files.map((file) => {
    const state: FileState | undefined =
      byPath.get(file) ?? (marked.has(file) ? { state: 'excluded', rule: 'generated' } : undefined);
    if (state) return { file, state };
    const diff = diffOf.get(file);
    if (!diff) return { file, state: { state: 'failed', reason: 'its diff could not be read' } };
    const byContent = classifyByContent(diff);
    return byContent ? { file, state: byContent } : { file, state: undefined, diff: maskDiff(diff) };
  });
}

async function readRules(source: ChangeSource, { target, include, exclude }: Selection): Promise<SelectionRules> {
  const attributes = await source.tree(target).read('.gitattributes');
  return {
    ...parseAttributes(attributes.kind === 'text' ? attributes.text : ''),
    // Only exceptions: everything else is meant.
    isIncluded: globsTest(include.every((pattern) => pattern.startsWith('!')) ? ['**', ...include] : include),
    isExcluded: globsTest(exclude),
  };
}

/**
 * Files that say, before and after the change, that they are generated: a marker added by the change hides nothing, and
 * neither does one that the change takes away.
 */
async function findGenerated(
  source: ChangeSource,
  { base, head }: Pick<Selection, 'base' | 'head'>,
  files: readonly ChangedFile[],
): Promise<Set<ChangedFile>> {
  const modified = files.filter(({ kind }) => kind === 'modified');
  const marked = await mapConcurrently(modified, 8, async ({ path }) => {
    const before = await source.tree(base).read(path);
    if (before.kind !== 'text' || !saysGenerated(before.text)) return false;
    const after = await source.tree(head).read(path);
    return after.kind === 'text' && saysGenerated(after.text);
  });
  return new Set(modified.filter((_, index) => marked[index]));
}

function maskSide({ lines }: Hunk, kind: 'removed' | 'added'): [DiffLine, string][] {
  const side = lines.filter((line) => line.kind === kind || line.kind === 'context');
  const masked = maskSecrets(side.map(({ text }) => text));
  return side.map((line, index) => [line, masked[index] ?? line.text]);
}

/** Each side is masked as a text of its own, so that a key of many lines is seen as one. */
function maskDiff(diff: FileDiff): FileDiff {
  const hunks = diff.hunks.map((hunk) => {
    const masked = new Map([...maskSide(hunk, 'removed'), ...maskSide(hunk, 'added')]);
    const lines = hunk.lines.map((line) => {
      const text = masked.get(line) ?? line.text;
      return text === line.text ? line : { ...line, text, fullLength: line.text.length };
    });
    return { ...hunk, section: maskSecrets([hunk.section])[0] ?? '', lines };
  });
  return { ...diff, hunks };
}
