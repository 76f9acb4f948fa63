import * as z from 'zod';
import { nameConflict, notFound, RestError } from '../errors.ts';
import { findObjectType } from '../git/objects.ts';
import { findConflictingRef, isValidRefName, listAllRefs, moveRef, ZERO_ID } from '../git/refs.ts';
import { readTag, writeTag, type Tag } from '../git/tags.ts';
import { repositoryUrl } from '../present/repository.ts';
import { json } from '../rest/answers.ts';
import { requirePermission } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';
import { objectOf } from './objects.ts';

const newTag = z.strictObject({
  name: z.string().trim().min(1),
  taggedObject: z.strictObject({
    objectId: z
      .string()
      .regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits')
      .toLowerCase(),
    objectType: z.string().optional(),
  }),
  message: z.string().refine((text) => text.trim() !== '', 'must not be empty'),
});

async function createTag(call: Call) {
  const place = repositoryOf(call);
  requirePermission(call.caller, 'createTag');
  const body = readBody(call, newTag);
  const tag = await call.world.locks.run(place.repository.id, () => write(call, place, body));
  return json(presentTag(call, place, tag), 201);
}

async function write(call: Call, { gitDir, repository }: RepositoryPlace, body: z.infer<typeof newTag>): Promise<Tag> {
  const ref = `refs/tags/${body.name}`;
  if (!isValidRefName(ref))
    throw new RestError(400, 'InvalidGitRefNameException', `The ref name '${ref}' is not valid.`);
  const names = (await listAllRefs(gitDir)).map(({ name }) => name);
  if (names.includes(ref)) throw exists(ref);
  const conflict = findConflictingRef(names, ref);
  if (conflict !== undefined) throw nameConflict(ref, conflict);
  const { objectId } = body.taggedObject;
  const objectType = await findObjectType(gitDir, objectId);
  if (objectType === undefined)
    throw notFound(
      'GitObjectDoesNotExistException',
      `TF401178: The object '${objectId}' does not exist in ${repository.name}.`,
    );
  const { displayName: name, uniqueName: email } = call.caller.identity;
  const tagger = { name, email, date: call.world.clock.now() };
  const id = await writeTag(gitDir, { name: body.name, objectId, objectType, tagger, message: body.message });
  if (!(await moveRef(gitDir, { name: ref, from: ZERO_ID, to: id }))) throw exists(ref);
  return readTag(gitDir, id);
}

const exists = (ref: string) =>
  new RestError(409, 'GitRefNameAlreadyExistsException', `TF401250: The Git reference '${ref}' already exists.`);

async function getTag(call: Call) {
  const place = repositoryOf(call);
  return json(presentTag(call, place, await readTag(place.gitDir, await objectOf(call, place, 'tag'))));
}

/** GitAnnotatedTag. */
const presentTag = (call: Call, place: RepositoryPlace, { id, name, tagger, message, objectId, objectType }: Tag) => ({
  name,
  objectId: id,
  taggedObject: { objectId, objectType },
  ...(tagger === undefined ? {} : { taggedBy: tagger }),
  message,
  url: `${repositoryUrl(call.world, place)}/annotatedTags/${id}`,
});

export const tagRoutes: readonly Route[] = [
  route('POST', 'git/repositories/{repository}/annotatedtags', 1, createTag),
  route('GET', 'git/repositories/{repository}/annotatedtags/{sha1}', 1, getTag),
];
