import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import { pathOf, type RepositoryPlace } from './repository-place.ts';

/** The largest page that the service gives. */
const PAGE = 1_000;
const MAX_PAGES = 200;

const WireRef = z.object({
  name: z.string(),
  objectId: z.string().regex(/^[0-9a-f]{40}$/),
  peeledObjectId: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullish(),
});
const WireRefs = z.object({ value: z.array(WireRef) });

export interface Ref {
  /** refs/... */
  readonly name: string;
  readonly objectId: string;
  /** What an annotated tag points at in the end; the object itself for everything else. */
  readonly peeled: string;
}

/** Requires "Read". Refs whose name begins so, `prefix` without refs/ (`heads/`, `tags/v1`), over all pages. */
export async function listRefs(place: RepositoryPlace, prefix: string): Promise<readonly Ref[]> {
  const refs: Ref[] = [];
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { value, next } = await place.client.page(
      {
        operation: `list branches or tags of repository ${place.repository}`,
        path: pathOf(place, 'refs'),
        query: { filter: prefix, peelTags: 'true', $top: PAGE, continuationToken: token },
        permission: 'Read',
      },
      WireRefs,
    );
    for (const { name, objectId, peeledObjectId } of value.value) {
      refs.push({ name, objectId, peeled: peeledObjectId ?? objectId });
    }
    if (next === undefined) return refs;
    if (next === token) break;
    token = next;
  }
  throw new SlipwayError(`Azure DevOps does not come to an end of the refs of repository ${place.repository}.`, {
    kind: 'remote',
    code: 'AZURE_DEVOPS_TOO_MANY_PAGES',
    hint: `Run it again. If it stays, delete old tags: ${MAX_PAGES * PAGE} are read.`,
  });
}

/** Requires "Read". The ref of exactly this name, `name` without refs/. */
export async function readRef(place: RepositoryPlace, name: string): Promise<Ref | undefined> {
  return (await listRefs(place, name)).find((ref) => ref.name === `refs/${name}`);
}
