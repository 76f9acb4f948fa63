import * as z from 'zod';
import { invalidArgument, RestError } from '../errors.ts';
import type { NewSignature } from '../git/write-commits.ts';
import { presentIdentity } from '../present/identity.ts';
import { presentRepository, repositoryUrl } from '../present/repository.ts';
import { push, type PushResult, type PushedCommit } from '../push.ts';
import type { FileChange } from '../push-changes.ts';
import { json } from '../rest/answers.ts';
import { enumValue, readBody } from '../rest/body.ts';
import { repositoryOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import type { RepositoryPlace } from '../world.ts';

const LARGEST_BODY = 25 * 1024 * 1024;

const objectId = z
  .string()
  .regex(/^[0-9a-f]{40}$/i, 'must have 40 hexadecimal digits')
  .toLowerCase();

const change = z.strictObject({
  changeType: enumValue({ add: 1, edit: 2, rename: 8, delete: 16 }),
  item: z.strictObject({ path: z.string().min(1) }),
  sourceServerItem: z.string().min(1).optional(),
  newContent: z
    .strictObject({
      content: z.string(),
      contentType: enumValue({ rawText: 0, base64Encoded: 1 }).optional(),
    })
    .optional(),
});

const signature = z.strictObject({
  name: z.string().trim().min(1),
  email: z.string().trim().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});

const newPush = z.strictObject({
  refUpdates: z
    .array(z.strictObject({ name: z.string(), oldObjectId: objectId, newObjectId: objectId.optional() }))
    .length(1, 'must have exactly one entry'),
  commits: z
    .array(
      z.strictObject({
        comment: z.string().trim().min(1),
        changes: z.array(change).min(1, 'must have at least one change'),
        parents: z.array(objectId).optional(),
        author: signature.optional(),
        committer: signature.optional(),
      }),
    )
    .min(1, 'must have at least one commit'),
});

type Change = z.infer<typeof change>;

async function createPush(call: Call) {
  const place = repositoryOf(call);
  if (call.request.body.length > LARGEST_BODY)
    throw new RestError(413, 'RequestEntityTooLargeException', 'The body of a push must not be larger than 25 MB.', {
      assembly: 'System.Net.Http',
    });
  const { refUpdates, commits } = readBody(call, newPush);
  const [update] = refUpdates;
  if (!update) throw invalidArgument('refUpdates must have exactly one entry.');
  const pushed = commits.map((commit): PushedCommit => ({
    message: commit.comment,
    author: signatureOf(call, commit.author),
    committer: signatureOf(call, commit.committer ?? commit.author),
    parents: commit.parents,
    changes: commit.changes.map(changeOf),
  }));
  const request = { name: update.name, oldObjectId: update.oldObjectId, commits: pushed };
  const result = await push(call.world, place, call.caller, request);
  return json(presentPush(call, place, { request, result }), 201);
}

function signatureOf({ caller, world }: Call, given: z.infer<typeof signature> | undefined): NewSignature {
  const { displayName, uniqueName } = caller.identity;
  return {
    name: given?.name ?? displayName,
    email: given?.email ?? uniqueName,
    date: given?.date === undefined ? world.clock.now() : new Date(given.date),
  };
}

function changeOf({ changeType: kind, item, sourceServerItem, newContent }: Change): FileChange {
  if (kind === 'delete' && newContent) throw invalidArgument(`The delete of '${item.path}' takes no newContent.`);
  if ((kind === 'rename') !== (sourceServerItem !== undefined))
    throw invalidArgument(`sourceServerItem is for a rename, and only for one: '${item.path}'.`);
  return { kind, path: item.path, oldPath: sourceServerItem, content: newContent && contentOf(newContent) };
}

function contentOf({ content, contentType }: NonNullable<Change['newContent']>): Buffer {
  if (contentType !== 'base64Encoded') return Buffer.from(content, 'utf8');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(content))
    throw invalidArgument('newContent.content is not valid base64.');
  return Buffer.from(content, 'base64');
}

interface DonePush {
  readonly request: { readonly name: string; readonly oldObjectId: string; readonly commits: readonly PushedCommit[] };
  readonly result: PushResult;
}

/** GitPush. */
function presentPush(call: Call, place: RepositoryPlace, { request, result }: DonePush) {
  const base = repositoryUrl(call.world, place);
  const person = ({ name, email, date }: NewSignature) => ({ name, email, date: date.toISOString() });
  const url = `${base}/pushes/${result.id}`;
  return {
    commits: request.commits.map(({ message, author, committer, parents }, index) => ({
      commitId: result.commits[index],
      author: person(author),
      committer: person(committer),
      comment: message,
      parents: index === 0 ? (parents ?? existing(request.oldObjectId)) : [result.commits[index - 1]],
      url: `${base}/commits/${result.commits[index] ?? ''}`,
    })),
    refUpdates: [
      {
        repositoryId: place.repository.id,
        name: request.name,
        oldObjectId: request.oldObjectId,
        newObjectId: result.commits.at(-1),
      },
    ],
    repository: presentRepository(call.world, place),
    pushedBy: presentIdentity(call.world, call.organisation, call.caller.identity),
    pushId: result.id,
    date: call.world.clock.now().toISOString(),
    url,
    _links: { self: { href: url }, repository: { href: base } },
  };
}

const existing = (id: string) => (/^0+$/.test(id) ? [] : [id]);

export const pushRoutes: readonly Route[] = [route('POST', 'git/repositories/{repository}/pushes', 3, createPush)];
