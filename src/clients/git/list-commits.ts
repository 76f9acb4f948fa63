import { SlipwayError } from '../../errors.ts';
import type { Commit } from '../../release/changes/change.ts';
import { gitFailed } from './capture-git.ts';
import { COMMIT_FORMAT, CommitOutput } from './commit-output.ts';
import { gitEnvironment } from './git-environment.ts';
import { objectId } from './object-id.ts';
import type { ObjectStore } from './object-store.ts';
import { streamGit } from './stream-git.ts';

const DEADLINE = 120_000;
const MAX_COMMITS = 200_000;

export const rangeOf = (from: string | undefined, to: string): string =>
  from === undefined ? objectId(to) : `${objectId(from)}..${objectId(to)}`;

/**
 * Every commit of `from..to`, parents before children, read as git prints them. Of a message 64 KB are kept, and less when
 * all messages together have more than 32 MB. Throws GIT_HISTORY_TOO_LONG beyond 200,000 commits.
 */
export const listCommits = (store: ObjectStore, from: string | undefined, to: string): Promise<readonly Commit[]> =>
  log(store, ['--topo-order', '--reverse', rangeOf(from, to)]);

/** One commit. Throws GIT_FAILED when the store has not got it. */
export async function readCommit(store: ObjectStore, id: string): Promise<Commit> {
  const [commit] = await log(store, ['--no-walk', id]);
  if (commit === undefined) throw gitFailed('log', `it shows no commit ${id}`);
  return commit;
}

async function log(store: ObjectStore, args: readonly string[]): Promise<readonly Commit[]> {
  const output = new CommitOutput();
  const { gitDirectory, signal } = store;
  const { exitCode, stopped, stderr } = await streamGit(
    {
      gitDirectory,
      signal,
      env: gitEnvironment(gitDirectory),
      deadline: DEADLINE,
      onOutput: (chunk) => {
        output.push(chunk);
        return output.commits.length <= MAX_COMMITS;
      },
    },
    ['log', '--no-show-signature', '--encoding=UTF-8', '-z', COMMIT_FORMAT, ...args, '--'],
  );
  if (stopped === 'output') throw tooLong();
  if (exitCode !== 0) throw gitFailed('log', stderr.trim());
  return output.commits;
}

function tooLong(): SlipwayError {
  return new SlipwayError(`There are more than ${MAX_COMMITS.toLocaleString('en')} commits since the last release.`, {
    kind: 'input',
    code: 'GIT_HISTORY_TOO_LONG',
    hint: 'Set a tag at the last release, so that the range begins there.',
  });
}
