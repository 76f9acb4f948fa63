import type { DiffLine, FileDiff } from '../../../src/review/change.ts';
import type { PullRequestView, ThreadPlace, ThreadView } from '../../../sandbox/page/page-data.ts';

const at = new Date('2026-03-10T09:30:00Z');

/** A file of which each line is one of `+text`, `-text` or ` text`, starting at line 1. */
export function fileOf(path: string, ...lines: readonly string[]): FileDiff {
  let oldLine = 0;
  let newLine = 0;
  const diffLines = lines.map((line): DiffLine => {
    const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context';
    return {
      kind,
      oldLine: kind === 'added' ? undefined : (oldLine += 1),
      newLine: kind === 'removed' ? undefined : (newLine += 1),
      text: line.slice(1),
      crlf: false,
      noNewline: false,
    };
  });
  const hunk = { oldStart: 1, oldCount: oldLine, newStart: 1, newCount: newLine, section: '', lines: diffLines };
  const file = { path, kind: 'modified', oldMode: '100644', newMode: '100644', oldId: 'a', newId: 'b' } as const;
  return { file, binary: false, hunks: [hunk] };
}

/** A range from line:offset to line:offset. */
export const rangeOf = (
  path: string,
  [startLine, start]: readonly [number, number],
  [endLine, end]: readonly [number, number],
  side: 'new' | 'old' = 'new',
): ThreadPlace => ({
  path,
  range: { side, start: { line: startLine, offset: start }, end: { line: endLine, offset: end } },
});

export const threadOf = (
  id: number,
  place: ThreadPlace | undefined,
  content = `comment ${id}`,
  status: ThreadView['status'] = 'active',
): ThreadView => ({ id, status, place, comments: [{ author: 'Slipway', at, content, isDeleted: false }] });

export function viewOf(rest: Partial<PullRequestView> = {}): PullRequestView {
  return {
    address: { organization: 'contoso', project: 'Parcel Tracker', repository: 'parcel-tracker', id: 7 },
    title: 'A title',
    author: 'Mara Lindqvist',
    status: 'active',
    isDraft: false,
    sourceBranch: 'feature/x',
    targetBranch: 'main',
    statuses: [{ iteration: 1, state: 'failed', genre: 'slipway', name: 'ai-review', description: 'Changes needed' }],
    threadCount: 0,
    activeThreadCount: 0,
    description: 'A description',
    mergeStatus: 'succeeded',
    iterations: [{ id: 1, at, reason: 'create', commonCommit: 'a'.repeat(40), sourceCommit: 'b'.repeat(40) }],
    votes: [{ name: 'Slipway', vote: -5 }],
    files: [],
    threads: [],
    ...rest,
  };
}
