import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { shop, stopSandboxes } from './sandbox.ts';
import { startWithMain, ZERO, type RestRepository } from './rest-repository.ts';

const REFS = 'git/repositories/web/refs';
const TAGS = 'git/repositories/web/annotatedtags';

const update = (sandbox: RestRepository, body: readonly object[], token = sandbox.token) =>
  sandbox.call('POST', REFS, { body, token });

const ref = (name: string, oldObjectId: string, newObjectId: string) => ({ name, oldObjectId, newObjectId });

const tag = (sandbox: RestRepository, name: string, objectId: string, token = sandbox.token) =>
  sandbox.call('POST', TAGS, {
    body: { name, taggedObject: { objectId }, message: `Release ${name}\n\nNotes` },
    token,
  });

describe('sandbox Azure DevOps: refs and tags', () => {
  afterEach(stopSandboxes);

  it('creates, moves and deletes refs, each with a result of its own', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    const head = await sandbox.write('main', { 'a.txt': 'a\n' });
    const blob = sandbox.git('rev-parse', `${head}:a.txt`);
    const { status, body } = await update(sandbox, [
      ref('refs/heads/one', ZERO, old),
      ref('refs/heads/one', old, head),
      ref('refs/heads/one', old, head),
      ref('refs/heads/main', ZERO, head),
      ref('refs/heads/one/below', ZERO, head),
      ref('refs/heads/MAIN', ZERO, head),
      ref('refs/heads/bad..name', ZERO, head),
      ref('refs/pull/1/merge', ZERO, head),
      ref('refs/heads/two', ZERO, '1'.repeat(40)),
      ref('refs/heads/two', ZERO, blob),
      ref('refs/tags/light', ZERO, blob),
      ref('refs/heads/one', head, ZERO),
    ]);
    assert.equal(status, 200);
    assert.deepEqual(
      body.value.map(({ updateStatus }) => updateStatus),
      [
        'succeeded',
        'succeeded',
        'staleOldObjectId',
        'staleOldObjectId',
        'refNameConflict',
        'refNameConflict',
        'invalidRefName',
        'invalidRefName',
        'unresolvableToCommit',
        'unresolvableToCommit',
        'succeeded',
        'succeeded',
      ],
    );
    assert.ok(body.value.every((one) => one.success === (one.updateStatus === 'succeeded')));
    assert.deepEqual([sandbox.tip('refs/heads/one'), sandbox.tip('refs/tags/light')], [ZERO, blob]);
    assert.equal((await update(sandbox, [])).status, 400);
    assert.equal((await update(sandbox, [ref('refs/heads/x', ZERO, ZERO)])).status, 400);
  });

  it('says which permission or policy a ref lacks', async () => {
    const sandbox = await startWithMain();
    const old = sandbox.tip('refs/heads/main');
    const head = await sandbox.write('main', { 'a.txt': 'a\n' });
    await update(sandbox, [ref('refs/heads/side', ZERO, old), ref('refs/tags/t', ZERO, old)]);
    const as = async (permissions: Parameters<typeof sandbox.tokenWith>[0], wanted: readonly object[]) =>
      (await update(sandbox, wanted, sandbox.tokenWith(permissions))).body.value.map((one) => one.updateStatus);
    assert.deepEqual(
      await as(
        ['readCode'],
        [ref('refs/heads/n', ZERO, head), ref('refs/tags/n', ZERO, head), ref('refs/heads/side', old, head)],
      ),
      ['createBranchPermissionRequired', 'createTagPermissionRequired', 'writePermissionRequired'],
    );
    assert.deepEqual(
      await as(
        ['readCode', 'contribute'],
        [
          ref('refs/heads/side', old, head),
          ref('refs/heads/side', head, old),
          ref('refs/heads/side', head, ZERO),
          ref('refs/tags/t', old, head),
        ],
      ),
      ['succeeded', 'forcePushRequired', 'forcePushRequired', 'forcePushRequired'],
    );
    sandbox.azure.setPolicy(shop, { type: 'comments', branch: 'si', matchKind: 'prefix' });
    sandbox.azure.setPolicy(shop, { type: 'comments', branch: 'side' });
    const moved = await update(sandbox, [ref('refs/heads/side', head, ZERO), ref('refs/heads/side2', ZERO, head)]);
    assert.deepEqual(
      moved.body.value.map((one) => one.updateStatus),
      ['rejectedByPolicy', 'succeeded'],
    );
  });

  it('lists refs by filter, with peeled tags and in pages', async () => {
    const sandbox = await startWithMain();
    const head = sandbox.tip('refs/heads/main');
    await update(
      sandbox,
      ['b1', 'b2', 'b3', 'Böses'].map((name) => ref(`refs/heads/x/${name}`, ZERO, head)),
    );
    const tagged = await tag(sandbox, 'v1', head);
    assert.equal((await sandbox.call('GET', REFS)).body.count, 6);
    const names = async (query: string) =>
      (await sandbox.call('GET', `${REFS}?${query}`)).body.value.map(({ name }) => name);
    assert.deepEqual(await names('filterContains=B2'), ['refs/heads/x/b2']);
    assert.deepEqual(await names('filter=heads/main&includeStatuses=true&latestStatusesOnly=true'), [
      'refs/heads/main',
    ]);
    const { body } = await sandbox.call('GET', `${REFS}?filter=tags/&peelTags=true`);
    assert.deepEqual(
      body.value.map((one) => [one.name, one.objectId, one.peeledObjectId]),
      [['refs/tags/v1', tagged.body.objectId, head]],
    );
    const seen: string[] = [];
    let token: string | null = null;
    for (let page = 0; page < 5; page += 1) {
      const more: string = token === null ? '' : `&continuationToken=${token}`;
      const answer = await sandbox.call('GET', `${REFS}?filter=heads/&$top=2${more}`);
      seen.push(...answer.body.value.map(({ name }) => name));
      token = answer.headers.get('x-ms-continuationtoken');
      if (token === null) break;
    }
    assert.deepEqual(seen, [
      'refs/heads/main',
      'refs/heads/x/Böses',
      'refs/heads/x/b1',
      'refs/heads/x/b2',
      'refs/heads/x/b3',
    ]);
    assert.equal((await sandbox.call('GET', `${REFS}?$top=1001`)).status, 400);
  });

  it('makes annotated tags of the caller, which can be read again', async () => {
    const sandbox = await startWithMain();
    const head = sandbox.tip('refs/heads/main');
    const { status, body } = await tag(sandbox, 'api/v1.0.0', head);
    assert.equal(status, 201);
    assert.equal(sandbox.git('cat-file', '-t', 'refs/tags/api/v1.0.0'), 'tag');
    assert.equal(sandbox.git('rev-parse', 'refs/tags/api/v1.0.0^{commit}'), head);
    assert.deepEqual(
      [body.name, body.taggedObject, body.taggedBy.name],
      ['api/v1.0.0', { objectId: head, objectType: 'commit' }, 'Ada Doe'],
    );
    const read = await sandbox.call('GET', `${TAGS}/${body.objectId}`);
    assert.deepEqual(read.body, body);
    assert.equal(read.body.message, 'Release api/v1.0.0\n\nNotes');
    assert.equal((await sandbox.call('GET', `${TAGS}/${head}`)).status, 404);
  });

  it('lets one of two tags of a name win, and refuses bad ones', async () => {
    const sandbox = await startWithMain();
    const head = sandbox.tip('refs/heads/main');
    const answers = await Promise.all([1, 2, 3].map(() => tag(sandbox, 'v1.0.1', head)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
    const lost = answers.find(({ status }) => status === 409);
    assert.equal(lost?.body.typeKey, 'GitRefNameAlreadyExistsException');
    assert.match(lost.body.message, /'refs\/tags\/v1\.0\.1' already exists/);
    assert.equal((await tag(sandbox, 'v1..0', head)).status, 400);
    assert.equal((await tag(sandbox, 'v2', '1'.repeat(40))).status, 404);
    const reader = await tag(sandbox, 'v2', head, sandbox.tokenWith(['readCode', 'contribute']));
    assert.equal(reader.status, 403);
    assert.match(reader.body.message, /'CreateTag'/);
    const body = { name: 'v3', taggedObject: { objectId: head }, message: ' ' };
    assert.equal((await sandbox.call('POST', TAGS, { body })).status, 400);
    assert.equal((await sandbox.call('POST', TAGS, { body: { ...body, message: 'm', type: 1 } })).status, 400);
  });
});
