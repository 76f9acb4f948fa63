import * as z from 'zod';
import { invalidArgument } from '../errors.ts';
import { listRefs } from '../git/history.ts';
import { listAllRefs, ZERO_ID, type Ref } from '../git/refs.ts';
import { presentIdentity } from '../present/identity.ts';
import { repositoryUrl } from '../present/repository.ts';
import { refreshPullRequests } from '../pull-requests.ts';
import { list } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { queryFlag, queryNumber, repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { updateRef, type RefUpdate } from '../update-ref.ts';
import type { RepositoryPlace } from '../world.ts';

const LARGEST_PAGE = 1000;
const PAGE_OF_TOKEN = 100;

/** All refs that the query means: without $top and a token in one page, as the service does it. */
async function getRefs(call: Call) {
  const place = repositoryOf(call);
  const prefix = `refs/${call.query.get('filter') ?? ''}`;
  const contains = call.query.get('filtercontains')?.toLowerCase() ?? '';
  const token = call.query.get('continuationtoken');
  const top = queryNumber(call, '$top', token === undefined ? Number.POSITIVE_INFINITY : PAGE_OF_TOKEN);
  if (call.query.has('$top') && (top < 1 || top > LARGEST_PAGE))
    throw invalidArgument(`The query parameter $top must be between 1 and ${LARGEST_PAGE}, not ${top}.`);
  const after = token === undefined ? undefined : Buffer.from(token, 'base64url');
  const wanted = (await listBelow(place.gitDir, prefix)).filter(
    ({ name }) =>
      name.startsWith(prefix) &&
      name.toLowerCase().includes(contains) &&
      (after === undefined || Buffer.compare(Buffer.from(name), after) > 0),
  );
  const page = wanted.slice(0, top);
  const peeled = queryFlag(call, 'peelTags');
  const answer = list(page.map((ref) => presentRef(call, place, ref, peeled)));
  const last = page.at(-1);
  if (last === undefined || page.length === wanted.length) return answer;
  const next = Buffer.from(last.name).toString('base64url');
  return { ...answer, headers: { ...answer.headers, 'x-ms-continuationtoken': next } };
}

/** All whose name can begin like that. Branches have nothing to be peeled. */
async function listBelow(gitDir: string, prefix: string): Promise<readonly Ref[]> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/'));
  if (!`${folder}/`.startsWith('refs/heads/')) return listAllRefs(gitDir);
  return [...(await listRefs(gitDir, folder))].map(([name, objectId]) => ({ name, objectId, peeled: undefined }));
}

/** GitRef. */
function presentRef(call: Call, place: RepositoryPlace, { name, objectId, peeled }: Ref, peelTags: boolean) {
  return {
    name,
    objectId,
    ...(peelTags && peeled !== undefined ? { peeledObjectId: peeled } : {}),
    creator: presentIdentity(call.world, call.organisation, call.caller.identity),
    url: `${repositoryUrl(call.world, place)}/refs?filter=${encodeURIComponent(name.replace('refs/', ''))}`,
  };
}

const objectId = z
  .string()
  .regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits')
  .toLowerCase();

const updates = z
  .array(
    z
      .strictObject({ name: z.string().min(1), oldObjectId: objectId, newObjectId: objectId })
      .refine(
        (one) => one.oldObjectId !== ZERO_ID || one.newObjectId !== ZERO_ID,
        'creates nothing: both ids are zero',
      ),
  )
  .min(1);

/** Always 200: every update has its own result. */
async function postRefs(call: Call) {
  const place = repositoryOf(call);
  const wanted = readBody(call, updates);
  const results = await call.world.locks.run(place.repository.id, async () => {
    const done: object[] = [];
    for (const update of wanted) done.push(presentResult(place, update, await updateRef(place, call.caller, update)));
    return done;
  });
  await refreshPullRequests(call.world, place, call.caller.identity);
  return list(results);
}

/** GitRefUpdateResult. */
const presentResult = ({ repository }: RepositoryPlace, update: RefUpdate, updateStatus: string) => ({
  repositoryId: repository.id,
  name: update.name,
  oldObjectId: update.oldObjectId,
  newObjectId: update.newObjectId,
  isLocked: false,
  updateStatus,
  success: updateStatus === 'succeeded',
});

export const refRoutes: readonly Route[] = [
  route('GET', 'git/repositories/{repository}/refs', 2, getRefs),
  route('POST', 'git/repositories/{repository}/refs', 2, postRefs),
];
