import { invalidArgument, notFound } from '../errors.ts';
import { listCommits, listMergeBases, listRefs } from '../git/history.ts';
import { findObjectType, listTree, readBlob, type ObjectType } from '../git/objects.ts';
import { listRawChanges } from '../git/raw-diff.ts';
import { presentChange } from '../present/change.ts';
import { presentCommit } from '../present/commit.ts';
import { presentIdentityOf } from '../present/identity.ts';
import { repositoryUrl } from '../present/repository.ts';
import { bytes, json, list } from '../rest/answers.ts';
import { queryFlag, queryNumber, repositoryOf, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';
import { formatOf } from './items.ts';
import { resolveVersion } from './revision.ts';

async function objectOf(call: Call, { gitDir, repository }: RepositoryPlace, type: ObjectType): Promise<string> {
  const id = value(call, 'sha1').toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(id)) throw invalidArgument(`The object id '${id}' must have 40 hexadecimal digits.`);
  if ((await findObjectType(gitDir, id)) === type) return id;
  throw notFound(
    'GitObjectDoesNotExistException',
    `TF401178: The ${type} '${id}' does not exist in ${repository.name}.`,
  );
}

async function getBlob(call: Call) {
  const place = repositoryOf(call);
  const id = await objectOf(call, place, 'blob');
  const content = await readBlob(place.gitDir, id);
  const format = formatOf(call);
  if (format !== 'json') return bytes(content);
  const url = `${repositoryUrl(call.world, place)}/blobs/${id}`;
  return json({ objectId: id, size: content.length, url, _links: { self: { href: url } } });
}

async function getTree(call: Call) {
  const place = repositoryOf(call);
  const id = await objectOf(call, place, 'tree');
  const entries = await listTree(place.gitDir, id, { recursive: queryFlag(call, 'recursive') });
  const base = repositoryUrl(call.world, place);
  return json({
    objectId: id,
    url: `${base}/trees/${id}`,
    size: entries.reduce((sum, { size }) => sum + size, 0),
    treeEntries: entries.map((entry) => ({
      objectId: entry.id,
      relativePath: entry.path,
      mode: entry.mode.replace(/^0/, ''),
      gitObjectType: entry.type,
      size: entry.size,
      ...(entry.type === 'commit' ? {} : { url: `${base}/${entry.type}s/${entry.id}` }),
    })),
    _links: { self: { href: `${base}/trees/${id}` } },
  });
}

async function getCommit(call: Call) {
  const place = repositoryOf(call);
  const id = await objectOf(call, place, 'commit');
  const [commit] = await listCommits(place.gitDir, [id], 1);
  if (!commit) throw new Error(`git log does not know ${id}`);
  return json({ ...presentCommit(call.world, place, commit), treeId: commit.tree });
}

async function getRefs(call: Call) {
  const place = repositoryOf(call);
  const prefix = `refs/${call.query.get('filter') ?? ''}`;
  const contains = call.query.get('filtercontains')?.toLowerCase() ?? '';
  const all = [...(await listRefs(place.gitDir, 'refs'))];
  const wanted = all.filter(([name]) => name.startsWith(prefix) && name.toLowerCase().includes(contains));
  const [top, token] = [queryNumber(call, '$top', 1000), queryNumber(call, 'continuationToken', 0)];
  const creator = presentIdentityOf(call.world, call.organisation, call.caller.identity.id);
  const refs = wanted.slice(token, token + top).map(([name, objectId]) => ({
    name,
    objectId,
    creator,
    url: `${repositoryUrl(call.world, place)}/refs?filter=${encodeURIComponent(name.replace('refs/', ''))}`,
  }));
  const answer = list(refs);
  if (token + top >= wanted.length) return answer;
  return { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': String(token + top) } };
}

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
  const changes = await listRawChanges(place.gitDir, from, target);
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
  });
}

const REPOSITORY = 'git/repositories/{repository}';

export const objectRoutes: readonly Route[] = [
  route('GET', `${REPOSITORY}/blobs/{sha1}`, 1, getBlob),
  route('GET', `${REPOSITORY}/trees/{sha1}`, 1, getTree),
  route('GET', `${REPOSITORY}/commits/{sha1}`, 2, getCommit),
  route('GET', `${REPOSITORY}/refs`, 2, getRefs),
  route('GET', `${REPOSITORY}/diffs/commits`, 1, getDiff),
];
