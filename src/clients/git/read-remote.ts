import { SlipwayError } from '../../errors.ts';
import { branchRef } from './branch-name.ts';
import { type Remote, remoteEnvironment, UNKNOWN_SCHEME, withRetries } from './fetch-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { streamGit } from './stream-git.ts';

const DEADLINE = 60_000;
/** Bytes; a server of the old protocol lists all its refs. */
const MAX_OUTPUT = 32 * 1024 * 1024;

/** The commit that a branch stands at; undefined when there is none. Throws GIT_REMOTE_UNREADABLE. */
export async function readRemoteBranch(store: ObjectStore, remote: Remote, name: string): Promise<string | undefined> {
  const ref = branchRef(name);
  const env = remoteEnvironment(store, remote, false);
  if (env === undefined) throw remoteUnreadable(UNKNOWN_SCHEME);
  let output = '';
  const failure = await withRetries(store, remote, 'git ls-remote', async () => {
    output = '';
    const result = await streamGit(
      {
        gitDirectory: store.gitDirectory,
        signal: store.signal,
        env,
        deadline: DEADLINE,
        onOutput: (chunk) => {
          output += chunk.toString('latin1');
          return output.length <= MAX_OUTPUT;
        },
      },
      ['ls-remote', '--quiet', '--refs', 'origin', ref],
    );
    if (result.exitCode === 0 && result.stopped === undefined) return undefined;
    if (result.stopped !== undefined) return `It was stopped by its limit (${result.stopped}).`;
    return result.stderr.trim().slice(-500) || `git ls-remote ended with ${String(result.exitCode)}.`;
  });
  if (failure !== undefined) throw remoteUnreadable(failure);
  // Other refs whose names end alike are listed too.
  const wanted = Buffer.from(ref, 'utf8').toString('latin1');
  const line = output.split('\n').find((one) => one.endsWith(`\t${wanted}`));
  return /^[0-9a-f]{40,64}(?=\t)/.exec(line ?? '')?.[0];
}

export function remoteUnreadable(failure: string): SlipwayError {
  return new SlipwayError(`The repository could not be read with git: ${failure}`, {
    kind: 'remote',
    code: 'GIT_REMOTE_UNREADABLE',
    hint:
      'Let the build identity read the repository ("Read" at Project settings > Repositories > the repository > Security; with ' +
      '"Protect access to repositories in YAML pipelines" the pipeline must also reference it).',
  });
}
