import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startWithPullRequest, stopSandboxes } from './sandbox.ts';

describe('sandbox Azure DevOps: statuses, votes, labels, properties', () => {
  afterEach(stopSandboxes);

  it('keeps statuses of a pull request and of an iteration', async () => {
    const sandbox = await startWithPullRequest();
    const context = { genre: 'slipway', name: 'ai-review' };
    const post = (path: string, body: object) => sandbox.call('POST', `${sandbox.base}/${path}`, { body });
    assert.equal(
      (await post('statuses', { state: 'Pending', context, iterationId: 1, description: 'Wait' })).status,
      200,
    );
    assert.equal(
      (await post('statuses', { state: 2, context, targetUrl: 'https://example.com/1' })).body.state,
      'succeeded',
    );
    assert.equal((await post('iterations/1/statuses', { state: 'failed', context })).body.iterationId, 1);
    const list = (await sandbox.call('GET', `${sandbox.base}/statuses`)).body;
    assert.deepEqual(
      list.value.map(({ state, iterationId }) => [state, iterationId]),
      [
        ['pending', 1],
        ['succeeded', undefined],
        ['failed', 1],
      ],
    );
    assert.equal((await sandbox.call('GET', `${sandbox.base}/iterations/1/statuses`)).body.count, 2);
    const bad: readonly (readonly [string, object])[] = [
      ['statuses', { context }],
      ['statuses', { state: 'green', context }],
      ['statuses', { state: 'succeeded' }],
      ['statuses', { state: 'succeeded', context: { genre: 'slipway' } }],
      ['statuses', { state: 'succeeded', context, iterationId: 2 }],
      ['statuses', { state: 'succeeded', context, targetUrl: 'javascript:1' }],
      ['iterations/1/statuses', { state: 'succeeded', context, iterationId: 2 }],
      ['statuses', { state: 'succeeded', context, iteration: 1 }],
    ];
    for (const [path, body] of bad) assert.equal((await post(path, body)).status, 400, JSON.stringify(body));
    const first = list.value[0]?.id ?? 0;
    const patch = { body: [{ op: 'remove', path: `/${first}` }], type: 'application/json-patch+json' };
    assert.equal((await sandbox.call('PATCH', `${sandbox.base}/statuses`, patch)).status, 200);
    assert.equal((await sandbox.call('DELETE', `${sandbox.base}/statuses/${first}`)).status, 404);
    assert.equal((await sandbox.call('GET', `${sandbox.base}/statuses`)).body.count, 2);
  });

  it('takes votes for oneself on open, published pull requests', async () => {
    const sandbox = await startWithPullRequest();
    const { authenticatedUser: me } = (await sandbox.call('GET', '/contoso/_apis/connectionData', { version: null }))
      .body;
    const other = sandbox.azure.createIdentity('contoso', { displayName: 'Bob' });
    const put = (id: string | number, body: object) => sandbox.call('PUT', `${sandbox.base}/reviewers/${id}`, { body });
    assert.equal((await put(me.id, { vote: -5 })).body.vote, -5);
    assert.equal((await put(other.id, { vote: 0 })).status, 200);
    assert.equal((await put(other.id, { vote: 10 })).status, 403);
    assert.equal((await put('nobody', { vote: 10 })).status, 404);
    assert.equal((await put(me.id, { vote: 7 })).status, 400);
    const { body } = await sandbox.call('GET', `${sandbox.base}/reviewers`);
    assert.deepEqual(
      body.value.map(({ vote }) => vote),
      [-5, 0],
    );
    await sandbox.call('PATCH', sandbox.base, { body: { isDraft: true } });
    assert.equal((await put(me.id, { vote: 10 })).status, 400);
    await sandbox.call('PATCH', sandbox.base, { body: { isDraft: false, status: 'abandoned' } });
    assert.equal((await put(me.id, { vote: 10 })).status, 400);
  });

  it('keeps labels, one of each name', async () => {
    const sandbox = await startWithPullRequest();
    for (const name of ['urgent', 'Urgent', 'later'])
      await sandbox.call('POST', `${sandbox.base}/labels`, { body: { name } });
    const names = async () => (await sandbox.call('GET', `${sandbox.base}/labels`)).body.value.map(({ name }) => name);
    assert.deepEqual(await names(), ['urgent', 'later']);
    assert.equal((await sandbox.call('DELETE', `${sandbox.base}/labels/URGENT`)).status, 200);
    assert.deepEqual(await names(), ['later']);
  });

  it('patches properties and gives every value back as text', async () => {
    const sandbox = await startWithPullRequest();
    const at = `${sandbox.base}/properties`;
    const patch = (body: unknown, type = 'application/json-patch+json') => sandbox.call('PATCH', at, { body, type });
    await patch([
      { op: 'add', path: '', value: { a: 1, b: 'two' } },
      { op: 'add', path: '/x~1y', value: true },
      { op: 'replace', path: '/b', value: 'three' },
      { op: 'replace', path: '/new', value: 'added' },
      { op: 'remove', path: '/absent' },
    ]);
    const text = (value: string) => ({ $type: 'System.String', $value: value });
    const { body } = await sandbox.call('GET', at);
    assert.deepEqual(body.value, { a: text('1'), b: text('three'), 'x/y': text('true'), new: text('added') });
    assert.equal((await patch([{ op: 'remove', path: '/a' }])).body.count, 3);
    assert.equal((await patch([{ op: 'add', path: '/a', value: 1 }], 'application/json')).status, 415);
    for (const bad of [
      [],
      [{ op: 'move', path: '/a', value: 1 }],
      [{ op: 'add', path: 'a', value: 1 }],
      [{ op: 'replace', path: '', value: {} }],
      [{ op: 'add', path: '/a', value: {} }],
    ])
      assert.equal((await patch(bad)).status, 400, JSON.stringify(bad));
  });
});
