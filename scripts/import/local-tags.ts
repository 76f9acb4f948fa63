import { findGitDirectory } from '../../src/clients/git/find-checkout.ts';
import { runGit } from '../../src/clients/git/run-git.ts';
import type { KnownTag } from '../../src/release/import/plan-documents.ts';
import { UsageError } from '../usage.ts';

/** Ours are neither in names of refs nor in ids. */
const FORMAT = '%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)';

/**
 * The tags of a clone that lead to commits, by name, and whether the history of the branch that is checked out, which
 * ought to be the one that changes are merged into, has them. Nothing is fetched.
 */
export async function readLocalTags(clone: string, signal: AbortSignal): Promise<ReadonlyMap<string, KnownTag>> {
  const gitDirectory = await findGitDirectory(clone, true);
  if (gitDirectory === undefined) throw new UsageError(`--repository ${clone}: there is no git clone.`);
  const call = { gitDirectory, signal };
  const list = ['for-each-ref', `--format=${FORMAT}`];
  const all = await runGit(call, [...list, 'refs/tags']);
  const head = await runGit(call, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => undefined);
  signal.throwIfAborted();
  const merged = head === undefined ? '' : await runGit(call, [...list, `--merged=${head.trim()}`, 'refs/tags']);
  const inSource = new Set(merged.split('\n').map((line) => line.split('\0')[0]));
  return new Map(
    all.split('\n').flatMap((line): readonly (readonly [string, KnownTag])[] => {
      const [name, type, id, peeledType, peeled] = line.split('\0');
      const commit = type === 'commit' ? id : peeledType === 'commit' ? peeled : undefined;
      if (name === undefined || commit === undefined) return [];
      return [[name, { commit, isInSource: inSource.has(name) }]];
    }),
  );
}
