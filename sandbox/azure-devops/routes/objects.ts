import { invalidArgument, notFound, RestError } from '../errors.ts';
import { findObjectType, listTree, readBlob, type ObjectType } from '../git/objects.ts';
import { repositoryUrl } from '../present/repository.ts';
import { bytes, json } from '../rest/answers.ts';
import { queryFlag, repositoryOf, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';
import { formatOf } from './items.ts';

/** The object id of the path; throws 404 when there is none of that type. */
export async function objectOf(call: Call, { gitDir, repository }: RepositoryPlace, type: ObjectType): Promise<string> {
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
  if (format === 'zip')
    throw new RestError(406, 'NotAcceptableException', 'The sandbox makes zip files of items alone.', {
      assembly: 'System.Net.Http',
    });
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

const REPOSITORY = 'git/repositories/{repository}';

export const objectRoutes: readonly Route[] = [
  route('GET', `${REPOSITORY}/blobs/{sha1}`, 1, getBlob),
  route('GET', `${REPOSITORY}/trees/{sha1}`, 1, getTree),
];
