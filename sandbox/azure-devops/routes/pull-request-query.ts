import * as z from 'zod';
import type { PullRequestDocument } from '../documents.ts';
import { readGit } from '../git/run-git.ts';
import { presentPullRequest } from '../present/pull-request.ts';
import { json } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';

const LARGEST_QUERY = 100;

const query = z.strictObject({
  type: enumValue({ lastMergeCommit: 1, commit: 2 }),
  items: z
    .array(
      z
        .string()
        .regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits')
        .toLowerCase(),
    )
    .min(1)
    .max(LARGEST_QUERY, `must not be more than ${LARGEST_QUERY} commits`),
});

const body = z.strictObject({ queries: z.array(query).min(1) });

/** Which pull requests made a merge commit, or merged a commit. */
async function postQuery(call: Call) {
  const place = repositoryOf(call);
  const { queries } = readBody(call, body);
  const all = [...call.organisation.pullRequests.values()].filter(
    ({ repositoryId }) => repositoryId === place.repository.id,
  );
  const results: object[] = [];
  for (const { type, items } of queries) {
    const found = new Map<string, PullRequestDocument[]>();
    for (const pullRequest of all)
      for (const commit of await commitsOf(place, pullRequest, type))
        if (items.includes(commit)) found.set(commit, [...(found.get(commit) ?? []), pullRequest]);
    results.push(
      Object.fromEntries(
        [...found].map(([commit, pullRequests]) => [
          commit,
          pullRequests.map((pullRequest) =>
            presentPullRequest(call.world, { ...place, pullRequest }, { listed: true }),
          ),
        ]),
      ),
    );
  }
  return json({ queries, results });
}

/** The commits of a pull request never change once it has the iteration. */
const known = new WeakMap<PullRequestDocument['iterations'][number], Promise<readonly string[]>>();

function commitsOf(
  { gitDir }: RepositoryPlace,
  { iterations, merge }: PullRequestDocument,
  type: z.infer<typeof query>['type'],
) {
  if (type === 'lastMergeCommit') return merge.commit === undefined ? [] : [merge.commit];
  const newest = iterations.at(-1);
  if (!newest) return [];
  const listed = known.get(newest) ?? listRange(gitDir, newest);
  known.set(newest, listed);
  return listed;
}

const listRange = async (gitDir: string, { common, source }: { readonly common: string; readonly source: string }) =>
  (await readGit(gitDir, ['rev-list', `${common}..${source}`])).split('\n').filter(Boolean);

export const pullRequestQueryRoutes: readonly Route[] = [
  route('POST', 'git/repositories/{repository}/pullrequestquery', 1, postQuery),
];
