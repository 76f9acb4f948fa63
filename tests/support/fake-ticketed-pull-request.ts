import type { NewThread, PullRequest, Thread } from '../../src/pull-request.ts';
import type { TicketedPullRequest } from '../../src/tickets/ports.ts';

/** A pull request in memory that wants a ticket, with a journal of writes. Descriptions are limited as in the service. */
export class FakeTicketedPullRequest implements TicketedPullRequest {
  readonly writes: string[] = [];
  threads: Thread[] = [];
  properties: Record<string, string> = {};
  commits: readonly string[] = ['feat: track parcels'];
  workItems: readonly number[] = [];
  diff: string | undefined = '+const parcel = 1;';
  /** Asked after each write was done; throws to die there. */
  onWrite: (what: string) => void = () => undefined;
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
    sourceRef: 'refs/heads/feature/tracking',
    targetRef: 'refs/heads/main',
    labels: [],
    webUrl: 'https://dev.azure.com/org/project/_git/repo/pullrequest/7',
    cloneUrl: 'https://dev.azure.com/org/project/_git/repo',
  };

  readPullRequest = () => Promise.resolve(this.pullRequest);
  readOwnId = () => Promise.resolve('slipway');
  listCommitMessages = () => Promise.resolve(this.commits);
  listWorkItems = () => Promise.resolve(this.workItems);
  listThreads = () => Promise.resolve([...this.threads]);
  readProperties = () => Promise.resolve({ ...this.properties });
  readDiff = (max: number) => Promise.resolve(this.diff?.slice(0, max));
  setThreadStatus = () => Promise.reject(new Error('Nobody asked for that.'));

  writeDescription(description: string): Promise<void> {
    if (description.length > 4000) return Promise.reject(new Error('A description has at most 4000 characters.'));
    this.pullRequest = { ...this.pullRequest, description };
    return this.#wrote('description');
  }

  async createThread({ content, status, properties }: NewThread): Promise<Thread> {
    const comments = [{ id: 1, content, isDeleted: false }];
    const id = this.threads.length + 1;
    const thread: Thread = { id, status, properties, path: undefined, isOwn: true, isDeleted: false, comments };
    this.threads.push(thread);
    await this.#wrote(`thread ${id}`);
    return thread;
  }

  editComment(threadId: number, _commentId: number, content: string): Promise<void> {
    this.#change(threadId, { comments: [{ id: 1, content, isDeleted: false }] });
    return this.#wrote(`edit ${threadId}`);
  }

  deleteComment(threadId: number): Promise<void> {
    this.#change(threadId, { isDeleted: true });
    return this.#wrote(`delete ${threadId}`);
  }

  writeProperty(name: string, value: string): Promise<void> {
    this.properties[name] = value;
    return this.#wrote(`property ${name}`);
  }

  #change(id: number, over: Partial<Thread>): void {
    this.threads = this.threads.map((thread) => (thread.id === id ? { ...thread, ...over } : thread));
  }

  #wrote(what: string): Promise<void> {
    this.writes.push(what);
    return Promise.resolve().then(() => this.onWrite(what));
  }
}
