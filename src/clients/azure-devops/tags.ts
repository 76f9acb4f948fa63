import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { ReleaseHost, Tag } from '../../release/ports.ts';
import { reconciled } from '../http/reconciled.ts';
import { listRefs, readRef } from './refs.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

const WireTag = z.object({ message: z.string().nullish() });

type NewTag = Parameters<ReleaseHost['createTag']>[0];
type Created = Awaited<ReturnType<ReleaseHost['createTag']>>;

/** Requires "Read". */
export async function listTags(place: RepositoryPlace, prefix: string): Promise<readonly Tag[]> {
  const refs = await listRefs(place, `tags/${prefix}`);
  return refs.map(({ name, peeled }) => ({ name: name.replace('refs/tags/', ''), commit: peeled }));
}

/**
 * Requires "Create tag". An annotated tag; of several who create it the service lets one win. After a lost answer a tag
 * with our commit and our message is the one that was asked for.
 */
export async function createTag(place: RepositoryPlace, tag: NewTag): Promise<Created> {
  const { client } = place;
  const { name, commit, message } = tag;
  const call = {
    operation: `create tag ${name}`,
    method: 'POST',
    path: pathOf(place, 'annotatedtags'),
    body: { name, taggedObject: { objectId: commit }, message },
    permission: 'Create tag',
  } as const;
  try {
    return await reconciled<Created>({
      write: async () => {
        await client.call(call, WireTag);
        return { kind: 'created' };
      },
      find: () => findTag(place, tag),
      pause: (ms) => client.pause(ms),
    });
  } catch (error) {
    if (!isClash(error)) throw error;
    const ref = await readRef(place, `tags/${name}`);
    if (ref === undefined) throw error;
    return { kind: 'exists', commit: ref.peeled };
  }
}

async function findTag(place: RepositoryPlace, { name, commit, message }: NewTag): Promise<Created | undefined> {
  const ref = await readRef(place, `tags/${name}`);
  if (ref === undefined) return undefined;
  // A lightweight tag is nobody's answer to our request.
  if (ref.peeled !== commit || ref.objectId === commit) return { kind: 'exists', commit: ref.peeled };
  const made = await place.client.call(
    { operation: `show tag ${name}`, path: pathOf(place, 'annotatedtags', ref.objectId), permission: 'Read' },
    WireTag,
  );
  const isOurs = made.message?.replaceAll('\r\n', '\n').trim() === message.replaceAll('\r\n', '\n').trim();
  return isOurs ? { kind: 'created' } : { kind: 'exists', commit };
}

/** Whatever the service says when the name is taken: the look that follows tells. */
const isClash = (error: unknown): boolean =>
  error instanceof SlipwayError && ['AZURE_DEVOPS_CONFLICT', 'AZURE_DEVOPS_REFUSED'].includes(error.code);
