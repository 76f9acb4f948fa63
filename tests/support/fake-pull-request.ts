import type {
  ChangeSource,
  Iteration,
  IterationChange,
  PullRequestHost,
  PullRequestStatus,
  Vote,
} from '../../src/review/ports.ts';
import type { NewThread, PullRequest, Thread } from '../../src/pull-request.ts';
import type { FileDiff } from '../../src/review/change.ts';
import type { FileContent, SourceTree } from '../../src/review/source-tree.ts';

/** A pull request in memory: the port as the service behaves, with a journal of writes. */
export class FakePullRequest implements PullRequestHost {
  readonly writes: string[] = [];
  readonly threads: Thread[] = [];
  readonly statuses: PullRequestStatus[] = [];
  properties: Record<string, string> = {};
  ownVote: Vote = 0;
  pullRequest: PullRequest = {
    id: 7,
    repositoryId: 'r1',
    repositoryName: 'repo',
    projectName: 'project',
    title: 'Add tracking',
    description: 'Why.',
    author: 'Ada',
    authorId: 'ada',
    status: 'active',
    isDraft: false,
    sourceRef: 'refs/heads/feature',
    targetRef: 'refs/heads/main',
    labels: [],
    webUrl: 'http://x/7',
    cloneUrl: 'http://x/_git/repo',
  };
  iteration: Iteration = {
    id: 1,
    commonCommit: 'c'.repeat(40),
    sourceCommit: 's'.repeat(40),
    targetCommit: 't'.repeat(40),
  };
  changes: IterationChange[] = [];

  readPullRequest = () => Promise.resolve(this.pullRequest);
  readOwnId = () => Promise.resolve('slipway');
  readNewestIteration = () => Promise.resolve(this.iteration);
  listIterationChanges = () => Promise.resolve(this.changes);
  listThreads = () => Promise.resolve([...this.threads]);
  listStatuses = () => Promise.resolve([...this.statuses]);
  readProperties = () => Promise.resolve({ ...this.properties });
  readOwnVote = () => Promise.resolve(this.ownVote);

  createThread({ content, status, properties, placement }: NewThread): Promise<Thread> {
    const id = this.threads.length + 1;
    const thread: Thread = {
      id,
      status,
      properties,
      path: placement?.path,
      isOwn: true,
      isDeleted: false,
      comments: [{ id: 1, content, isDeleted: false }],
    };
    this.threads.push(thread);
    return this.#wrote(
      `thread ${placement ? `${placement.path}:${placement.start.line}-${placement.end.line} ${placement.side} ${status}` : 'summary'}`,
      thread,
    );
  }

  setThreadStatus(threadId: number, status: Thread['status']): Promise<void> {
    this.#replace(threadId, (thread) => ({ ...thread, status }));
    return this.#wrote(`status of thread ${threadId}: ${status}`, undefined);
  }

  editComment(threadId: number, commentId: number, content: string): Promise<void> {
    this.#replace(threadId, (thread) => ({ ...thread, comments: [{ id: commentId, content, isDeleted: false }] }));
    return this.#wrote(`edit ${threadId}/${commentId}`, undefined);
  }

  deleteComment(threadId: number, commentId: number): Promise<void> {
    this.#replace(threadId, (thread) => ({ ...thread, isDeleted: true }));
    return this.#wrote(`delete ${threadId}/${commentId}`, undefined);
  }

  writeProperty(name: string, value: string): Promise<void> {
    this.properties[name] = value;
    return this.#wrote(`property ${name}`, undefined);
  }

  postStatus({ name, iteration, state, description }: Parameters<PullRequestHost['postStatus']>[0]): Promise<void> {
    this.statuses.push({ name, iteration, state, description, genre: 'slipway' });
    return this.#wrote(`status ${state}`, undefined);
  }

  vote(vote: Vote): Promise<void> {
    this.ownVote = vote;
    return this.#wrote(`vote ${vote}`, undefined);
  }

  #replace(id: number, change: (thread: Thread) => Thread): void {
    const index = this.threads.findIndex((thread) => thread.id === id);
    const thread = this.threads[index];
    if (thread) this.threads[index] = change(thread);
  }

  #wrote<Value>(what: string, value: Value): Promise<Value> {
    this.writes.push(what);
    return Promise.resolve(value);
  }
}

/** A change source in memory. `files` are the contents at every commit. */
export function fakeSource(diffs: readonly FileDiff[], files: Readonly<Record<string, string>> = {}): ChangeSource {
  const tree = (commit: string): SourceTree => ({
    commit,
    list: () =>
      Promise.resolve(
        Object.keys(files).map((path) => ({ path, mode: '100644', id: 'f'.repeat(40), size: files[path]?.length })),
      ),
    read: (path) =>
      Promise.resolve<FileContent>(
        path in files ? { kind: 'text', text: files[path] ?? '', id: 'f'.repeat(40) } : { kind: 'missing' },
      ),
    grep: () => Promise.resolve({ kind: 'matches', matches: [] }),
  });
  return {
    kind: 'git',
    close: () => Promise.resolve(),
    listChanges: () => Promise.resolve(diffs.map(({ file }) => file)),
    readDiffs: (_base, _head, wanted) =>
      Promise.resolve(
        wanted.map((file) => diffs.find((diff) => diff.file.path === file.path) ?? { file, binary: false, hunks: [] }),
      ),
    tree,
  };
}
