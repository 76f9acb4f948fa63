import { invalidArgument, notFound } from '../errors.ts';
import { findEntry, listTree, readBlob, type TreeEntry } from '../git/objects.ts';
import { readTreeOf } from '../git/read-object.ts';
import { runGit } from '../git/run-git.ts';
import { repositoryUrl } from '../present/repository.ts';
import { bytes, json, list } from '../rest/answers.ts';
import { queryFlag, repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';
import { resolveVersion } from './revision.ts';

type Entry = Omit<TreeEntry, 'size'>;

interface Revision {
  readonly place: RepositoryPlace;
  readonly commit: string;
  readonly described: string;
}

/** GitItem. */
function presentItem(call: Call, { place, commit }: Revision, entry: Entry) {
  const path = `/${entry.path}`;
  const query = `path=${encodeURIComponent(path)}&versionType=Commit&version=${commit}`;
  return {
    objectId: entry.id,
    gitObjectType: entry.type,
    commitId: commit,
    path,
    ...(entry.type === 'tree' ? { isFolder: true } : {}),
    ...(entry.mode === '120000' ? { isSymLink: true } : {}),
    ...(queryFlag(call, 'includeContentMetadata') ? { contentMetadata: { fileName: path.split('/').pop() } } : {}),
    url: `${repositoryUrl(call.world, place)}/items?${query}`,
  };
}

async function entryOf({ place, commit, described }: Revision, path: string): Promise<Entry> {
  const plain = path.replace(/^\//, '').replace(/\/$/, '');
  if (plain === '') {
    const id = await readTreeOf(place.gitDir, commit);
    return { mode: '040000', type: 'tree', id, path: '' };
  }
  const entry = await findEntry(place.gitDir, commit, plain);
  if (entry) return entry;
  throw notFound(
    'GitItemNotFoundException',
    `TF401174: The item '/${plain}' could not be found in the repository '${place.repository.name}' at the version specified by '${described}' (resolved to commit '${commit}')`,
  );
}

async function items(call: Call) {
  const place = repositoryOf(call);
  const { commit, described } = await resolveVersion(place, {
    version: call.query.get('versiondescriptor.version'),
    type: call.query.get('versiondescriptor.versiontype'),
  });
  const revision = { place, commit, described };
  const path = call.query.get('path');
  return path === undefined ? listItems(call, revision) : getItem(call, revision, path);
}

async function getItem(call: Call, revision: Revision, path: string) {
  const entry = await entryOf(revision, path);
  const format = formatOf(call);
  if (format === 'json') {
    const item = presentItem(call, revision, entry);
    if (entry.type !== 'blob' || !queryFlag(call, 'includeContent')) return json(item);
    const content = await readBlob(revision.place.gitDir, entry.id);
    return json({ ...item, content: content.toString('utf8') });
  }
  if (format === 'zip') return zipOf(revision, entry);
  if (entry.type !== 'blob')
    throw invalidArgument(`The item '/${entry.path}' is a folder, which has no content.`, 'GitItemNotAFileException');
  const type = format === 'text' ? 'text/plain' : 'application/octet-stream';
  return bytes(await readBlob(revision.place.gitDir, entry.id), type);
}

/** $format wins over Accept; without either, text. */
export function formatOf(call: Call): 'json' | 'octet' | 'text' | 'zip' {
  const wanted = (call.query.get('$format') ?? call.request.headers.accept ?? '').toLowerCase();
  if (wanted.includes('json')) return 'json';
  // Whoever takes either gets the first.
  const [first] = [...wanted.matchAll(/octet|zip/g)].map(([word]) => word);
  return first === 'octet' || first === 'zip' ? first : 'text';
}

/** A folder with all below it, or one file, as an archive whose names begin with its own. */
async function zipOf({ place, commit }: Revision, { path, type, id }: Entry) {
  const name = path.split('/').at(-1) ?? '';
  const prefix = type === 'tree' && name !== '' ? [`--prefix=${name}/`] : [];
  const what = type === 'tree' ? [id] : [commit, '--', path];
  const { stdout } = await runGit(place.gitDir, ['archive', '--format=zip', ...prefix, ...what]);
  return bytes(stdout, 'application/zip');
}

const DEPTHS = ['none', 'onelevel', 'onelevelplusnestedemptyfolders', 'full'];

async function listItems(call: Call, revision: Revision) {
  const { gitDir } = revision.place;
  const given = (call.query.get('recursionlevel') ?? 'none').toLowerCase();
  const level = { '0': 'none', '1': 'onelevel', '4': 'onelevelplusnestedemptyfolders', '120': 'full' }[given] ?? given;
  if (!DEPTHS.includes(level)) throw invalidArgument(`The value '${given}' is not valid for recursionLevel.`);
  const scope = await entryOf(revision, call.query.get('scopepath') ?? '/');
  if (formatOf(call) === 'zip') return zipOf(revision, scope);
  const below =
    level === 'none' || scope.type !== 'tree' ? [] : await listTree(gitDir, scope.id, { recursive: level === 'full' });
  const prefix = scope.path === '' ? '' : `${scope.path}/`;
  const entries = [scope, ...below.map((entry) => ({ ...entry, path: prefix + entry.path }))];
  return list(entries.map((entry) => presentItem(call, revision, entry)));
}

export const itemRoutes: readonly Route[] = [route('GET', 'git/repositories/{repository}/items', 1, items)];
