import { invalidArgument, notFound } from '../errors.ts';
import { countCommits, listCommits } from '../git/history.ts';
import { presentChange } from '../present/change.ts';
import { presentCommit } from '../present/commit.ts';
import { presentIteration } from '../present/pull-request.ts';
import { json, list } from '../rest/answers.ts';
import { numberOf, pullRequestOf, queryFlag, queryNumber, type Call, type PullRequestPlace } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

const PAGE = 100;
const LARGEST_PAGE = 2000;
const COMMITS_OF_ITERATION = 500;

/** Throws 404 when the pull request has no such iteration. */
export function iterationOf({ pullRequest }: PullRequestPlace, id: number) {
  const iteration = pullRequest.iterations[id - 1];
  if (iteration) return iteration;
  throw notFound('GitPullRequestIterationNotFoundException', `The pull request has no iteration ${id}.`);
}

async function listIterations(call: Call) {
  const place = pullRequestOf(call);
  const withCommits = queryFlag(call, 'includeCommits');
  const iterations = place.pullRequest.iterations.map(async (iteration) => ({
    ...presentIteration(call.world, place, iteration),
    ...(withCommits ? { commits: await commitsOf(call, place, iteration.id) } : {}),
  }));
  return list(await Promise.all(iterations));
}

function getIteration(call: Call) {
  const place = pullRequestOf(call);
  return json(presentIteration(call.world, place, iterationOf(place, numberOf(call, 'iteration'))));
}

async function listChanges(call: Call) {
  const place = pullRequestOf(call);
  const second = iterationOf(place, numberOf(call, 'iteration')).id;
  const first = queryNumber(call, '$compareTo', 0);
  if (first !== 0) iterationOf(place, first);
  const top = queryNumber(call, '$top', PAGE);
  if (top === 0) throw invalidArgument('The query parameter $top must be at least 1.');
  const skip = queryNumber(call, '$skip', 0);
  // Against itself an iteration has no changes; only thread contexts mean the merge base by that.
  const changes =
    first === second ? [] : await call.world.changes.list(place.gitDir, place.pullRequest, { first, second });
  const page = changes.slice(skip, skip + Math.min(top, LARGEST_PAGE));
  const more = skip + page.length < changes.length;
  return json({
    changeEntries: page.map((change, index) => ({
      changeTrackingId: change.changeTrackingId,
      changeId: skip + index + 1,
      ...presentChange(change),
    })),
    nextSkip: more ? skip + page.length : 0,
    nextTop: more ? Math.min(top, LARGEST_PAGE) : 0,
  });
}

async function commitsOf(call: Call, place: PullRequestPlace, id: number, limit = COMMITS_OF_ITERATION) {
  const { source, common } = iterationOf(place, id);
  const commits = await listCommits(place.gitDir, [`${common}..${source}`], limit);
  return commits.map((commit) => presentCommit(call.world, place, commit));
}

async function listIterationCommits(call: Call) {
  const place = pullRequestOf(call);
  return list(
    await commitsOf(call, place, numberOf(call, 'iteration'), queryNumber(call, 'top', COMMITS_OF_ITERATION)),
  );
}

async function listPullRequestCommits(call: Call) {
  const place = pullRequestOf(call);
  const { source, target } = place.pullRequest.merge;
  const all = await countCommits(place.gitDir, target, source);
  const commits = await listCommits(
    place.gitDir,
    [`${target}..${source}`],
    Math.min(queryNumber(call, '$top', 100), all),
  );
  return list(commits.map((commit) => presentCommit(call.world, place, commit)));
}

const PULL_REQUEST = 'git/repositories/{repository}/pullRequests/{pullRequest}';

export const iterationRoutes: readonly Route[] = [
  route('GET', `${PULL_REQUEST}/iterations`, 2, listIterations),
  route('GET', `${PULL_REQUEST}/iterations/{iteration}`, 2, getIteration),
  route('GET', `${PULL_REQUEST}/iterations/{iteration}/changes`, 1, listChanges),
  route('GET', `${PULL_REQUEST}/iterations/{iteration}/commits`, 1, listIterationCommits),
  route('GET', `${PULL_REQUEST}/commits`, 1, listPullRequestCommits),
];
