import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

/** Of one document, in bytes. */
const MAX_DOCUMENT = 16 * 1024 * 1024;

const WireItem = z.object({ gitObjectType: z.string().nullish(), isFolder: z.boolean().nullish() });
const WireItems = z.object({ value: z.array(WireItem.extend({ path: z.string() })) });

const at = (commit: string) => ({
  'versionDescriptor.version': commit,
  'versionDescriptor.versionType': 'commit',
});

/** Requires "Read". A file as UTF-8 as of a commit; undefined when it is not there. */
export function readText(place: RepositoryPlace, commit: string, path: string): Promise<string | undefined> {
  return unlessMissing(async () => {
    const call = {
      operation: `read ${path} of the ledger in repository ${place.repository}`,
      path: pathOf(place, 'items'),
      query: { path: `/${path}`, $format: 'octetStream', ...at(commit) },
      permission: 'Read',
    };
    return (await place.client.bytes(call, MAX_DOCUMENT)).toString('utf8');
  });
}

/** Requires "Read". Whether there is a file of that path as of a commit. */
export async function hasFile(place: RepositoryPlace, commit: string, path: string): Promise<boolean> {
  const found = await unlessMissing(() =>
    place.client.call(
      {
        operation: `look for ${path} of the ledger in repository ${place.repository}`,
        path: pathOf(place, 'items'),
        query: { path: `/${path}`, $format: 'json', ...at(commit) },
        permission: 'Read',
      },
      WireItem,
    ),
  );
  return found !== undefined && !isFolder(found);
}

/** Requires "Read". Paths of the files below a folder as of a commit. The service gives them in one answer. */
export async function listPaths(place: RepositoryPlace, commit: string, folder: string): Promise<readonly string[]> {
  const found = await unlessMissing(() =>
    place.client.call(
      {
        operation: `list ${folder} of the ledger in repository ${place.repository}`,
        path: pathOf(place, 'items'),
        query: { scopePath: `/${folder}`, recursionLevel: 'full', ...at(commit) },
        permission: 'Read',
      },
      WireItems,
    ),
  );
  return (found?.value ?? []).filter((item) => !isFolder(item)).map(({ path }) => path.replace(/^\//, ''));
}

const isFolder = (item: z.infer<typeof WireItem>): boolean => item.isFolder === true || item.gitObjectType === 'tree';

/**
 * The repository could be read when its branch was, so what is not there now is the file; unless the commit is gone
 * (TF401175), which must not be taken for an empty ledger.
 */
async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'AZURE_DEVOPS_NOT_FOUND') throw error;
    if (error.cause instanceof Error && error.cause.message.includes('TF401175')) throw error;
    return undefined;
  }
}
