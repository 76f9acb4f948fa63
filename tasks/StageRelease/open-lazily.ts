import type { TaskContext } from '../../src/agent/run-task.ts';
import { gitNetwork } from '../../src/clients/git/git-network.ts';
import { openReleaseRepository, type ReleaseRepository } from '../../src/clients/git/open-release-repository.ts';
import type { History, ReleaseBranchWriter } from '../../src/release/ports.ts';

interface Options extends Pick<TaskContext<unknown>, 'job' | 'network' | 'signal' | 'log'> {
  /** The agent's temporary folder, ours in it. */
  readonly folder: string;
  /** Where git fetches from. */
  readonly url: string;
}

/** The repository, opened when it is first asked: showing and rolling back need none. */
export function openLazily(options: Options): ReleaseRepository {
  let opened: Promise<ReleaseRepository> | undefined;
  const open = () => (opened ??= openNow(options));
  const history: History = {
    fetchBranch: async (name) => (await open()).history.fetchBranch(name),
    fetchHistory: async (commits) => (await open()).history.fetchHistory(commits),
    isAncestor: async (ancestor, descendant) => (await open()).history.isAncestor(ancestor, descendant),
    mergeBase: async (a, b) => (await open()).history.mergeBase(a, b),
    readCommit: async (id) => (await open()).history.readCommit(id),
    listCommits: async (from, to) => (await open()).history.listCommits(from, to),
    listTouching: async (from, to, paths) => (await open()).history.listTouching(from, to, paths),
    treeOf: async (commit) => (await open()).history.treeOf(commit),
    readFile: async (commit, path) => (await open()).history.readFile(commit, path),
    patchId: async (commit) => (await open()).history.patchId(commit),
  };
  const branches: ReleaseBranchWriter = {
    mergeTrees: async (base, ours, theirs) => (await open()).branches.mergeTrees(base, ours, theirs),
    withFile: async (tree, path, content) => (await open()).branches.withFile(tree, path, content),
    commit: async (commit) => (await open()).branches.commit(commit),
    pushBranch: async (name, commit, expected) => (await open()).branches.pushBranch(name, commit, expected),
  };
  return { history, branches, close: async () => (await opened?.catch(() => undefined))?.close() };
}

async function openNow({ job, network, signal, log, folder, url }: Options): Promise<ReleaseRepository> {
  return openReleaseRepository({
    checkout: job.sourcesDirectory,
    url,
    authorization: `Bearer ${job.token}`,
    network: await gitNetwork(network, url, folder),
    folder,
    signal,
    log,
  });
}
