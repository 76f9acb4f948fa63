import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { startSandbox, startWithPullRequest, stopSandboxes } from './sandbox.ts';

describe('sandbox Azure DevOps: strictness', () => {
  afterEach(stopSandboxes);

  it('wants a version that the route has', async () => {
    const sandbox = await startWithPullRequest();
    const get = (version: string | null, accept = 'application/json') =>
      sandbox.call('GET', `${sandbox.base}/threads`, { version, accept });
    for (const version of ['7.1', '7.1-preview.1', '7.2-preview', '7.2-preview.1'])
      assert.equal((await get(version)).status, 200, version);
    assert.equal((await get(null, 'application/json;api-version=7.1')).status, 200);
    const bad: readonly (readonly [string | null, string])[] = [
      [null, 'VssVersionNotSpecifiedException'],
      ['7.2', 'VssInvalidPreviewVersionException'],
      ['7.2-preview.2', 'VssVersionOutOfRangeException'],
      ['7.3-preview', 'VssVersionOutOfRangeException'],
      ['5.0', 'VssVersionNotSupportedException'],
      ['seven', 'VssInvalidApiResourceVersionException'],
    ];
    for (const [version, typeKey] of bad) {
      const answer = await get(version);
      assert.deepEqual([answer.status, answer.body.typeKey], [400, typeKey], String(version));
    }
  });

  it('tells who asks, under a preview version only', async () => {
    const sandbox = await startSandbox();
    const at = '/contoso/_apis/connectionData';
    const { body } = await sandbox.call('GET', at, { version: '7.1-preview.1' });
    assert.equal(body.authenticatedUser.providerDisplayName, 'Ada Doe');
    assert.equal((await sandbox.call('GET', at, { version: null })).status, 200);
    assert.equal((await sandbox.call('GET', at)).body.typeKey, 'VssInvalidPreviewVersionException');
  });

  it('wants a token of the organisation, as Bearer or as password', async () => {
    const sandbox = await startSandbox();
    const status = async (token: string) => (await sandbox.call('GET', 'git/repositories', { token })).status;
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    assert.equal(await status(basic(`anyone:${sandbox.token}`)), 200);
    for (const token of ['', 'wrong', basic(`${sandbox.token}:`), basic(sandbox.token), `Digest ${sandbox.token}`])
      assert.equal(await status(token), 401, token);
    const refused = await sandbox.call('GET', 'git/repositories', { token: '' });
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic realm=/);
    sandbox.azure.deleteToken(sandbox.token);
    assert.equal(await status(sandbox.token), 401);
  });

  it('needs PullRequestContribute for every write to a pull request', async () => {
    const sandbox = await startWithPullRequest();
    const token = sandbox.tokenWith(['readCode', 'contribute']);
    const thread = await sandbox.call('POST', `${sandbox.base}/threads`, { body: { comments: [{ content: 'x' }] } });
    const writes: readonly (readonly [string, string, unknown?])[] = [
      ['POST', 'threads', { comments: [{ content: 'x' }] }],
      ['PATCH', `threads/${thread.body.id}`, { status: 'fixed' }],
      ['POST', `threads/${thread.body.id}/comments`, { content: 'x' }],
      ['PATCH', `threads/${thread.body.id}/comments/1`, { content: 'x' }],
      ['DELETE', `threads/${thread.body.id}/comments/1`],
      ['POST', 'statuses', { state: 'pending', context: { name: 'x' } }],
      ['POST', 'iterations/1/statuses', { state: 'pending', context: { name: 'x' } }],
      ['PUT', 'reviewers/x', { vote: 5 }],
      ['POST', 'labels', { name: 'x' }],
      ['PATCH', 'properties', [{ op: 'add', path: '/x', value: 1 }]],
      ['PATCH', '', { title: 'x' }],
    ];
    for (const [method, path, body] of writes) {
      const answer = await sandbox.call(method, `${sandbox.base}/${path}`, { body, token });
      assert.equal(answer.status, 403, `${method} ${path}`);
      assert.match(
        answer.body.message,
        /^TF401027: You need the Git 'PullRequestContribute' permission to perform this action\. Details: identity 'Build\\[0-9a-f-]{36}', scope 'repository'\.$/,
      );
    }
  });

  it('hides everything from a token that may not read', async () => {
    const sandbox = await startWithPullRequest();
    const token = sandbox.tokenWith(['contributeToPullRequests'] satisfies Permission[]);
    for (const path of [
      'git/repositories/web',
      sandbox.base,
      `${sandbox.base}/threads`,
      `git/pullrequests/${sandbox.id}`,
    ])
      assert.equal((await sandbox.call('GET', path, { token })).status, 404, path);
  });

  it('finds projects and repositories by name in any case or by id, names within a project only', async () => {
    const sandbox = await startWithPullRequest();
    const { id, projectId } = sandbox.azure.createRepository({
      organisation: 'contoso',
      project: 'Shop Front',
      repository: 'web',
    });
    for (const path of [
      `/contoso/_apis/git/repositories/${id}`,
      `/Contoso/SHOP%20front/_apis/GIT/Repositories/WEB`,
      `/contoso/${projectId}/_apis/git/repositories/${id}`,
    ])
      assert.equal((await sandbox.call('GET', path)).status, 200, path);
    assert.equal((await sandbox.call('GET', '/contoso/_apis/git/repositories/web')).status, 400);
    assert.equal((await sandbox.call('GET', '/contoso/Other/_apis/git/repositories/web')).status, 404);
    assert.equal((await sandbox.call('GET', 'git/repositories/none')).status, 404);
    assert.equal((await sandbox.call('GET', `${sandbox.base}9`)).body.typeKey, 'GitPullRequestNotFoundException');
    assert.equal((await sandbox.call('GET', '/contoso/_apis/projects')).body.count, 1);
  });

  it('refuses unknown routes, methods, media types and broken JSON, in the shape of the service', async () => {
    const sandbox = await startWithPullRequest();
    assert.equal((await sandbox.call('GET', 'git/nothing')).status, 404);
    assert.equal((await sandbox.call('PUT', `${sandbox.base}/threads`, { body: {} })).status, 405);
    const post = (body: unknown, type?: string) =>
      sandbox.call('POST', `${sandbox.base}/labels`, { body, ...(type ? { type } : {}) });
    assert.equal((await post({ name: 'x' }, 'text/plain')).status, 415);
    assert.equal((await post('{')).status, 400);
    const answer = await sandbox.call('POST', `${sandbox.base}/labels`, { body: '' });
    assert.equal(answer.status, 400);
    assert.deepEqual(Object.keys(answer.body), [
      '$id',
      'innerException',
      'message',
      'typeName',
      'typeKey',
      'errorCode',
      'eventId',
    ]);
  });

  it('writes every write into the journal, and no read', async () => {
    const sandbox = await startWithPullRequest();
    const before = sandbox.azure.journal.length;
    await sandbox.call('GET', sandbox.base);
    await sandbox.clone.git('fetch', '--quiet', 'origin');
    assert.equal(sandbox.azure.journal.length, before);
    const token = sandbox.azure.issueToken({
      organisation: 'contoso',
      identity: { displayName: 'Ada Doe' },
      runId: '42',
    });
    await sandbox.call('POST', `${sandbox.base}/labels`, { body: { name: 'x' }, token });
    await sandbox.call('POST', `${sandbox.base}/labels`, { body: {} });
    await sandbox.clone.push('feature', {});
    assert.deepEqual(
      sandbox.azure.journal
        .slice(before)
        .map((one) => [one.method, one.path.split('/').pop(), one.status, one.runId, one.identity.displayName]),
      [
        ['POST', 'labels', 200, '42', 'Ada Doe'],
        ['POST', 'labels', 400, undefined, 'Ada Doe'],
        ['POST', 'git-receive-pack', 200, undefined, 'Ada Doe'],
      ],
    );
  });
});
