import { setTimeout as wait } from 'node:timers/promises';
import { SlipwayError } from '../../errors.ts';
import { gitEnvironment, withSecretConfig } from './git-environment.ts';
import type { ObjectStore } from './object-store.ts';
import { findMissing } from './object-store.ts';
import { isObjectId } from './object-id.ts';
import { streamGit } from './stream-git.ts';

/** How to get out to the network; nothing of it is taken from the environment. */
export interface GitNetwork {
  /** With its user and password, if it wants any. */
  readonly proxyUrl?: string;
  /** As in the variable no_proxy. */
  readonly noProxy?: string;
  /** A PEM file with the certificates to trust. */
  readonly caFile?: string;
}

/** Where missing objects come from. */
export interface Remote {
  /** http, https or file. */
  readonly url: string;
  /** Value of the Authorization header, e.g. `Bearer …`. */
  readonly authorization: string | undefined;
  readonly network?: GitNetwork;
}

const DEADLINE = 300_000;
/** Milliseconds before the second and the third attempt. */
const PAUSES = [500, 4_000];
/** Fetches of blobs that may fail before no more is tried: a model reads many files. */
const MAX_FAILURES = 2;
/** What a second attempt will not change. */
const FINAL =
  /not our ref|authentication failed|could not read username|access denied|not found|no such|not appear to be|\b40[0134]\b|usage:/i;

/** Fetches the commits that the store lacks. Throws GIT_COMMIT_MISSING when one is missing afterwards. */
export async function fetchCommits(store: ObjectStore, remote: Remote | undefined, commits: readonly string[]) {
  const unknown = commits.filter((commit) => !isObjectId(commit));
  const missing = unknown.length > 0 ? unknown : await findIncomplete(store, commits);
  if (missing.length === 0) return;
  if (remote === undefined || unknown.length > 0) throw commitMissing(missing, undefined);
  const depth = store.shallow || store.partial ? ['--depth=1'] : [];
  const failure = await fetchWithRetries(store, remote, [...depth, ...(await refetch(store, missing))], {
    ids: missing,
  });
  const stillMissing = await findIncomplete(store, commits);
  if (stillMissing.length > 0) throw commitMissing(stillMissing, failure);
}

/**
 * Fetches those of `blobs` that a partial clone left at the remote, in one go and at most `limit` of them. Gives what is
 * missing afterwards, and logs why.
 */
export async function fetchBlobs(
  store: ObjectStore,
  remote: Remote | undefined,
  { blobs, limit }: { blobs: readonly string[]; limit: number },
): Promise<readonly string[]> {
  if (!store.partial) return [];
  const missing = await findMissing(store, [...new Set(blobs)]);
  if (missing.length === 0 || remote === undefined || store.fetches.failed >= MAX_FAILURES) return missing;
  // As git itself fetches what a partial clone lacks.
  const failure = await fetchWithRetries(store, remote, ['--filter=blob:none', '--stdin'], {
    ids: missing.slice(0, limit),
    onInput: true,
  });
  if (failure !== undefined) {
    store.fetches.failed += 1;
    store.log.debug(`Not all files could be fetched: ${failure}`);
  }
  return findMissing(store, missing);
}

async function findIncomplete(store: ObjectStore, commits: readonly string[]): Promise<readonly string[]> {
  const trees = commits.map((commit) => `${commit}^{tree}`);
  const missing = new Set(await findMissing(store, trees));
  return commits.filter((_, index) => missing.has(trees[index] ?? ''));
}

/** A clone without trees has the commit, and git would take that for enough. */
async function refetch(store: ObjectStore, commits: readonly string[]): Promise<readonly string[]> {
  if (!store.partial) return [];
  const absent = await findMissing(store, commits);
  return absent.length < commits.length ? ['--refetch'] : [];
}

interface Wanted {
  readonly ids: readonly string[];
  /** More than an argument list takes. */
  readonly onInput?: boolean;
}

/** Fetches objects by id. Gives why it failed, or undefined. */
export async function fetchWithRetries(
  store: ObjectStore,
  remote: Remote,
  options: readonly string[],
  wanted: Wanted,
): Promise<string | undefined> {
  const env = remoteEnvironment(store, remote, wanted.onInput ?? false);
  if (env === undefined) return UNKNOWN_SCHEME;
  return withRetries(store, remote, 'git fetch', () => fetchOnce(store, env, options, wanted));
}

export const UNKNOWN_SCHEME = 'The address of the repository is neither http, https nor file.';

/**
 * Runs `once` until it gives no failure, three times at most, and not again after a failure that will stay. Gives the last
 * failure, without the credential.
 */
export async function withRetries(
  { log, signal }: Pick<ObjectStore, 'log' | 'signal'>,
  { authorization }: Remote,
  what: string,
  once: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const tryOnce = async () => {
    const failure = await once();
    return authorization ? failure?.replaceAll(authorization, '***') : failure;
  };
  let failure = await tryOnce();
  for (const pause of PAUSES) {
    if (failure === undefined || FINAL.test(failure)) break;
    log.debug(`${what} failed and is tried again: ${failure}`);
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    failure = await tryOnce();
  }
  return failure;
}

async function fetchOnce(
  store: ObjectStore,
  env: Readonly<Record<string, string>>,
  options: readonly string[],
  { ids, onInput = false }: Wanted,
): Promise<string | undefined> {
  const { gitDirectory, signal } = store;
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc'];
  const result = await streamGit(
    { gitDirectory, signal, env, deadline: DEADLINE, ...(onInput ? { input: `${ids.join('\n')}\n` } : {}) },
    ['fetch', ...quiet, ...options, 'origin', ...(onInput ? [] : ids)],
  );
  if (result.exitCode === 0) return undefined;
  if (result.stopped === 'deadline') return `It took more than ${DEADLINE / 60_000} minutes.`;
  return result.stderr.trim().slice(-500) || `git fetch ended with ${String(result.exitCode)}.`;
}

/**
 * The environment of a git that talks to the remote; undefined when its address has an unknown scheme. With `noop` nothing
 * is told of what we have.
 *
 * The address, the credential and the proxy live in the environment of this one process: not in its arguments, which
 * others can list, and not in the repository's configuration.
 */
export function remoteEnvironment(
  store: ObjectStore,
  remote: Remote,
  noop: boolean,
): Record<string, string> | undefined {
  const { noProxy, caFile } = remote.network ?? {};
  const scheme = /^(https?|file):\/\//i.exec(remote.url)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const environment = {
    ...gitEnvironment(store.gitDirectory),
    GIT_ALLOW_PROTOCOL: scheme,
    ...(noProxy === undefined ? {} : { no_proxy: noProxy }),
    ...(caFile === undefined ? {} : { GIT_SSL_CAINFO: caFile }),
  };
  const negotiation = noop ? [['fetch.negotiationAlgorithm', 'noop'] as const] : [];
  return withSecretConfig(environment, [...remoteConfig(store, remote), ...negotiation]);
}

/**
 * In a partial clone blobs stay at the remote. Naming it a promisor only here keeps every other call from fetching what is
 * missing one by one.
 */
function remoteConfig(store: ObjectStore, { url, authorization, network = {} }: Remote): (readonly [string, string])[] {
  const config: [string, string][] = [['remote.origin.url', url]];
  if (authorization !== undefined) config.push(['http.extraheader', `Authorization: ${authorization}`]);
  if (store.partial) config.push(['remote.origin.promisor', 'true'], ['remote.origin.partialclonefilter', 'blob:none']);
  if (network.proxyUrl !== undefined) config.push(['http.proxy', network.proxyUrl]);
  // Without the system's configuration Git for Windows knows no certificates of its own; Windows does.
  if (process.platform === 'win32') config.push(['http.sslBackend', network.caFile ? 'openssl' : 'schannel']);
  return config;
}

function commitMissing(commits: readonly string[], failure: string | undefined): SlipwayError {
  const which = commits.length === 1 ? `Commit ${commits[0] ?? ''} is` : `Commits ${commits.join(' and ')} are`;
  const why = failure === undefined ? '' : ` git fetch said: ${failure}`;
  return new SlipwayError(`${which} not in the clone and could not be fetched.${why}`, {
    kind: 'remote',
    code: 'GIT_COMMIT_MISSING',
    hint:
      'Check out with fetchDepth: 0, and let the build identity read the repository ' +
      "(project settings, 'Protect access to repositories in YAML pipelines').",
  });
}
