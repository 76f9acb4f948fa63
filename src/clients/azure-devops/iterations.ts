import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Iteration, IterationChange } from '../../review/ports.ts';
import type { PullRequestPlace } from './pull-request-place.ts';

const Commit = z.object({ commitId: z.string().regex(/^[0-9a-f]{40}$/) });
const WireIteration = z.object({
  id: z.number(),
  commonRefCommit: Commit,
  sourceRefCommit: Commit,
  targetRefCommit: Commit,
});
const WireIterations = z.object({ value: z.array(WireIteration) });

/** Requires "Read". All iterations come in one answer, without pages. */
export async function readNewestIteration({ client, path }: PullRequestPlace): Promise<Iteration> {
  const { value } = await client.call(
    { operation: "list the pull request's updates", path: [...path, 'iterations'], permission: 'Read' },
    WireIterations,
  );
  const newest = value.toSorted((a, b) => a.id - b.id).at(-1);
  if (!newest) {
    throw new SlipwayError('The pull request has no update with commits yet.', {
      kind: 'remote',
      code: 'AZURE_DEVOPS_NO_ITERATION',
      hint: 'Azure DevOps is still working on it: run it again in a minute.',
    });
  }
  return {
    id: newest.id,
    commonCommit: newest.commonRefCommit.commitId,
    sourceCommit: newest.sourceRefCommit.commitId,
    targetCommit: newest.targetRefCommit.commitId,
  };
}

/** The largest page that the service gives. */
const PAGE = 2_000;
const MAX_PAGES = 500;

const WireChange = z.object({
  changeTrackingId: z.number(),
  item: z.object({ path: z.string().nullish() }).nullish(),
  originalPath: z.string().nullish(),
});
const WireChanges = z.object({
  changeEntries: z.array(WireChange).nullish(),
  nextSkip: z.number().nullish(),
});

/** Requires "Read". Pages go on while `nextSkip` is not zero; there is no continuation token. */
export async function listIterationChanges(
  { client, path }: PullRequestPlace,
  iteration: number,
): Promise<IterationChange[]> {
  const changes: IterationChange[] = [];
  let skip = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.call(
      {
        operation: "list the update's changes",
        path: [...path, 'iterations', iteration, 'changes'],
        query: { $top: PAGE, $skip: skip },
        permission: 'Read',
      },
      WireChanges,
    );
    for (const { changeTrackingId, item, originalPath } of answer.changeEntries ?? []) {
      // A deletion may carry its path as the original one only.
      const name = item?.path ?? originalPath;
      if (name)
        changes.push({
          changeTrackingId,
          path: withoutSlash(name),
          oldPath: originalPath ? withoutSlash(originalPath) : undefined,
        });
    }
    if (!answer.nextSkip) return changes;
    if (answer.nextSkip <= skip) break;
    skip = answer.nextSkip;
  }
  throw new SlipwayError('Azure DevOps does not come to an end of the changes of the update.', {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, split the pull request: ${MAX_PAGES} pages of ${PAGE} files are read.`,
  });
}

export const withoutSlash = (path: string): string => path.replace(/^\//, '');
