import type { PullRequest, Thread } from '../../src/pull-request.ts';
import type { ReleaseHost, ReleasePullRequest, ReleasePullRequestState, TicketFacts } from '../../src/release/ports.ts';
import type { ReleaseServices, ReleaseSettings } from '../../src/release/release-services.ts';
import { ReleaseDocument, StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { FakeLedger } from './fake-ledger.ts';
import { FakeRepository, type Gate } from './fake-repository.ts';
import { memoryLog } from './memory-log.ts';

/** What a killed process leaves: nothing runs after it. */
export class Killed extends Error {}

interface FakePullRequest {
  state: ReleasePullRequestState;
  readonly threads: Thread[];
  properties: Record<string, string>;
  vouched?: string;
}

export const settings = (over: Partial<ReleaseSettings> = {}): ReleaseSettings => ({
  component: 'shop',
  versioning: 'conventional',
  releaseAs: undefined,
  prerelease: undefined,
  sourceBranch: 'develop',
  targetBranch: 'main',
  paths: [],
  tagFormat: 'v{version}',
  notesFile: 'CHANGELOG.md',
  dryRun: false,
  ...over,
});

/** A repository with its host, its ledger and its tickets, in memory; every write is noted and can be the last. */
export class FakeRelease {
  readonly repository = new FakeRepository();
  readonly tags = new Map<string, string>();
  readonly pullRequests = new Map<number, FakePullRequest>();
  readonly tickets = new Map<string, TicketFacts>();
  readonly writes: string[] = [];
  readonly log = memoryLog();
  /** Kill after so many more writes. */
  killAfter = Number.POSITIVE_INFINITY;
  /** Between the calls of one run, others may come: how many turns they get. */
  turns: () => number = () => 0;
  #thread = 0;

  #gate: Gate = async (write) => {
    for (let turn = this.turns(); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
    if (write === undefined) return;
    this.writes.push(write);
    this.killAfter -= 1;
    if (this.killAfter < 0) throw new Killed(write);
  };
  readonly #ledger = new FakeLedger(this.#gate);
  /** Of the ledger's commits. */
  readonly messages: readonly string[] = this.#ledger.messages;

  services(run: Partial<ReleaseServices['run']> & { readonly branch?: string } = {}): ReleaseServices {
    const tip = this.repository.branches.get(run.branch ?? 'develop') ?? '';
    return {
      ledger: this.#ledger.branch,
      host: this.#host(),
      history: this.repository.history(this.#gate),
      writer: this.repository.writer(this.#gate),
      tickets: {
        listProjects: () => Promise.resolve(this.tickets.size === 0 ? undefined : ['ABC']),
        readTickets: (keys) =>
          Promise.resolve(
            new Map(keys.flatMap((key) => (this.tickets.has(key) ? [[key, this.tickets.get(key)!]] : []))),
          ),
      },
      log: this.log,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      random: () => 0.5,
      now: () => this.repository.now(),
      run: { id: run.id ?? 1, url: `https://x/run/${run.id ?? 1}`, commit: run.commit ?? tip },
      links: { pullRequest: (id) => `https://x/pr/${id}`, compare: (from, to) => `https://x/compare/${from}/${to}` },
    };
  }

  staging(component = 'shop'): StagingDocument | undefined {
    const text = this.file(`staging/${component}.json`);
    return text === undefined ? undefined : StagingDocument.parse(JSON.parse(text));
  }

  releases(component = 'shop'): readonly ReleaseDocument[] {
    return this.#ledger
      .filesBelow(`releases/${component}`)
      .map((text) => ReleaseDocument.parse(JSON.parse(text)))
      .toSorted((a, b) => (a.releasedAt < b.releasedAt ? -1 : 1));
  }

  file(path: string): string | undefined {
    return this.#ledger.file(path);
  }

  /** Sets a file of the ledger as a person would. */
  tamper(path: string, text: string): void {
    this.#ledger.commit('by hand', [{ path, content: text }]);
  }

  /** Completes a pull request as the service does, squashed by default. */
  complete(id: number, strategy: 'squash' | 'merge' = 'squash'): string {
    const pullRequest = this.pullRequests.get(id)!;
    const [source, target] = [pullRequest.state.sourceRef, pullRequest.state.targetRef].map((ref) =>
      ref.replace('refs/heads/', ''),
    );
    const { branches, commits } = this.repository;
    const sourceTip = branches.get(source!)!;
    const targetTip = branches.get(target!)!;
    const parents = strategy === 'squash' ? [targetTip] : [targetTip, sourceTip];
    const tree = { ...commits.get(targetTip)!.tree, ...commits.get(sourceTip)!.tree };
    const mergeCommit = this.repository.commit(target!, `Merged PR ${id}: ${pullRequest.state.title}`, tree, parents);
    this.repository.merged.set(mergeCommit, {
      id,
      title: pullRequest.state.title,
      description: pullRequest.state.description,
      sourceRef: pullRequest.state.sourceRef,
      author: 'Slipway',
      authorId: pullRequest.state.authorId,
      labels: pullRequest.state.labels,
      workItems: [],
      mergedOnto: targetTip,
      mergeCommit,
      completedAt: this.repository.now(),
      target: target!,
    });
    pullRequest.state = { ...pullRequest.state, status: 'completed', sourceCommit: sourceTip, mergeCommit };
    return mergeCommit;
  }

  change(id: number, over: Partial<ReleasePullRequestState>): void {
    const pullRequest = this.pullRequests.get(id)!;
    pullRequest.state = { ...pullRequest.state, ...over };
  }

  say(id: number, content: string, status: Thread['status'] = 'active'): void {
    this.#thread += 1;
    const comments = [{ id: 1, content, isDeleted: false }];
    this.pullRequests.get(id)!.threads.push({
      id: this.#thread,
      status,
      properties: {},
      path: undefined,
      isOwn: false,
      comments,
      isDeleted: false,
    });
  }

  #host(): ReleaseHost {
    const find = (source: string, target: string) =>
      [...this.pullRequests.values()]
        .map(({ state }) => state)
        .filter(
          ({ sourceRef, targetRef }) => sourceRef === `refs/heads/${source}` && targetRef === `refs/heads/${target}`,
        )
        .reverse();
    return {
      readOwnId: () => Promise.resolve('slipway'),
      readBranch: (name) => Promise.resolve(this.repository.branches.get(name)),
      listTags: async (prefix) => {
        await this.#gate();
        return [...this.tags].filter(([name]) => name.startsWith(prefix)).map(([name, commit]) => ({ name, commit }));
      },
      createTag: async ({ name, commit }) => {
        await this.#gate();
        const there = this.tags.get(name);
        if (there !== undefined) return { kind: 'exists', commit: there };
        this.tags.set(name, commit);
        await this.#gate(`tag ${name}`);
        return { kind: 'created' };
      },
      findMerged: async (branch, commits) => {
        await this.#gate();
        const { merged } = this.repository;
        return new Map(
          commits.flatMap((id) => (merged.get(id)?.target === branch ? [[id, merged.get(id)!] as const] : [])),
        );
      },
      findPullRequests: async (source, target) => {
        await this.#gate();
        return find(source, target);
      },
      createPullRequest: async ({ source, target, title, description, label }) => {
        await this.#gate();
        const active = find(source, target).find(({ status }) => status === 'active');
        if (active !== undefined) return active;
        const id = this.repository.nextPullRequest();
        const text: PullRequest = {
          id,
          repositoryId: 'r',
          repositoryName: 'shop',
          projectName: 'Shop',
          title,
          description,
          author: 'Slipway',
          authorId: 'slipway',
          status: 'active',
          isDraft: false,
          sourceRef: `refs/heads/${source}`,
          targetRef: `refs/heads/${target}`,
          labels: [label],
          webUrl: `https://x/pr/${id}`,
          cloneUrl: 'https://x',
        };
        const state = {
          ...text,
          mergeStatus: 'succeeded',
          sourceCommit: this.repository.branches.get(source),
          mergeCommit: undefined,
        } as const;
        this.pullRequests.set(id, { state, threads: [], properties: {} });
        await this.#gate(`create pull request ${id}`);
        return state;
      },
      openPullRequest: (id) => this.#pullRequest(id),
    };
  }

  #pullRequest(id: number): ReleasePullRequest {
    const found = this.pullRequests.get(id)!;
    const write = (what: string) => this.#gate(`pull request ${id}: ${what}`);
    const edit = (threadId: number, over: (thread: Thread) => Thread) => {
      const at = found.threads.findIndex((thread) => thread.id === threadId);
      found.threads[at] = over(found.threads[at]!);
    };
    return {
      readState: async () => {
        await this.#gate();
        return found.state;
      },
      listThreads: () => Promise.resolve([...found.threads]),
      createThread: async ({ content, status, properties }) => {
        this.#thread += 1;
        const comments = [{ id: 1, content, isDeleted: false }];
        const thread: Thread = {
          id: this.#thread,
          status,
          properties,
          path: undefined,
          isOwn: true,
          comments,
          isDeleted: false,
        };
        found.threads.push(thread);
        await write('create thread');
        return thread;
      },
      setThreadStatus: async (threadId, status) => {
        edit(threadId, (thread) => ({ ...thread, status }));
        await write('thread status');
      },
      editComment: async (threadId, commentId, content) => {
        edit(threadId, (thread) => ({ ...thread, comments: [{ id: commentId, content, isDeleted: false }] }));
        await write('edit comment');
      },
      deleteComment: async (threadId) => {
        // A thread without comments is gone.
        found.threads.splice(
          found.threads.findIndex(({ id }) => id === threadId),
          1,
        );
        await write('delete comment');
      },
      readProperties: () => Promise.resolve({ ...found.properties }),
      writeProperty: async (name, value) => {
        found.properties = { ...found.properties, [name]: value };
        await write(`property ${name}`);
      },
      writeText: async (text) => {
        found.state = { ...found.state, ...text };
        await write('text');
      },
      addLabel: async (label) => {
        found.state = { ...found.state, labels: [...found.state.labels, label] };
        await write('label');
      },
      abandon: async () => {
        if (found.state.status === 'completed') throw new Error(`Pull request ${id} is completed.`);
        found.state = { ...found.state, status: 'abandoned' };
        await write('abandon');
      },
      linkWorkItems: (ids) => (ids.length === 0 ? Promise.resolve() : write(`work items ${ids.join()}`)),
      vouch: async (description) => {
        if (found.vouched === description) return false;
        found.vouched = description;
        await write('vouch');
        return true;
      },
    };
  }
}
