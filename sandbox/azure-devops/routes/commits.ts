import { invalidArgument } from '../errors.ts';
import { countCommits, listCommits, listMergeBases } from '../git/history.ts';
import { listRawChanges } from '../git/raw-diff.ts';
import { presentChange } from '../present/change.ts';
import { presentCommit, presentListedCommit } from '../present/commit.ts';
import { json, list } from '../rest/answers.ts';
import { queryFlag, queryNumber, repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { objectOf } from './objects.ts';
import { resolveVersion } from './revision.ts';

async function getCommit(call: Call) {
  const place = repositoryOf(call);
  const id = await objectOf(call, place, 'commit');
  const [commit] = await listCommits(place.gitDir, [id], 1);
  if (!commit) throw new Error(`git log does not know ${id}`);
  return json({ ...presentCommit(call.world, place, commit), treeId: commit.tree });
}

/** What this service filters by; another criterion would be answered wrongly. */
const CRITERIA = ['itemversion', 'compareversion'].flatMap((name) =>
  ['version', 'versiontype', 'versionoptions'].map((field) => `searchcriteria.${name}.${field}`),
);
const PAGING = ['searchcriteria.$top', 'searchcriteria.$skip', '$top', '$skip'];

/** Commits that a version has; with compareVersion those which that one has and itemVersion has not. */
async function getCommits(call: Call) {
  const place = repositoryOf(call);
  for (const name of call.query.keys())
    if (name.startsWith('searchcriteria.') && ![...CRITERIA, ...PAGING].includes(name))
      throw invalidArgument(`The sandbox does not search commits by '${name}'.`);
  const version = (name: string) => {
    const [text, type] = ['version', 'versiontype'].map((field) => call.query.get(`searchcriteria.${name}.${field}`));
    return { given: text !== undefined, find: () => resolveVersion(place, { version: text, type }) };
  };
  const [item, compare] = [version('itemversion'), version('compareversion')];
  if (compare.given && !item.given) throw invalidArgument('compareVersion is only taken with an itemVersion.');
  const base = (await item.find()).commit;
  const range = compare.given ? [(await compare.find()).commit, `^${base}`] : [base];
  const [top, skip] = [pageNumber(call, '$top', 100), pageNumber(call, '$skip', 0)];
  const commits = await listCommits(place.gitDir, range, skip + top);
  return list(commits.slice(skip).map((commit) => presentListedCommit(call.world, place, commit)));
}

const pageNumber = (call: Call, name: string, byDefault: number) =>
  queryNumber(call, `searchCriteria.${name}`, queryNumber(call, name, byDefault));

async function getDiff(call: Call) {
  const place = repositoryOf(call);
  const version = async (name: 'base' | 'target') =>
    (
      await resolveVersion(place, {
        version: call.query.get(`${name}version`),
        type: call.query.get(`${name}versiontype`),
      })
    ).commit;
  const [base, target] = await Promise.all([version('base'), version('target')]);
  const [common = base] = await listMergeBases(place.gitDir, base, target);
  const from = queryFlag(call, 'diffCommonCommit') ? common : base;
  const [changes, behindCount, aheadCount] = await Promise.all([
    listRawChanges(place.gitDir, from, target),
    countCommits(place.gitDir, target, base),
    countCommits(place.gitDir, base, target),
  ]);
  const skip = queryNumber(call, '$skip', 0);
  const page = changes.slice(skip, skip + queryNumber(call, '$top', 100));
  const counts: Record<string, number> = {};
  const presented = changes.map(presentChange);
  for (const { changeType } of presented) counts[changeType] = (counts[changeType] ?? 0) + 1;
  return json({
    allChangesIncluded: skip + page.length >= changes.length,
    changeCounts: counts,
    changes: page.map((change) => ({
      ...presentChange(change),
      item: { ...presentChange(change).item, gitObjectType: 'blob', commitId: target },
    })),
    commonCommit: common,
    baseCommit: base,
    targetCommit: target,
    behindCount,
    aheadCount,
  });
}

const REPOSITORY = 'git/repositories/{repository}';

export const commitRoutes: readonly Route[] = [
  route('GET', `${REPOSITORY}/commits`, 2, getCommits),
  route('GET', `${REPOSITORY}/commits/{sha1}`, 2, getCommit),
  route('GET', `${REPOSITORY}/diffs/commits`, 1, getDiff),
];
