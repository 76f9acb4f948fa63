import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { cloneOf, lines, shop, startWithPullRequest, stopSandboxes } from './sandbox.ts';

const pushed = async (push: Promise<unknown>) =>
  push.then(
    () => 'ok',
    (error: unknown) => String(error),
  );

describe('sandbox Azure DevOps: git over HTTP', () => {
  afterEach(stopSandboxes);

  it('serves shallow and partial clones, and any commit by its id', async () => {
    const sandbox = await startWithPullRequest();
    const shallow = cloneOf(sandbox);
    await shallow.git('fetch', '--quiet', '--depth=1', 'origin', 'feature');
    assert.equal(await shallow.git('rev-list', '--count', 'FETCH_HEAD'), '1');
    const partial = cloneOf(sandbox);
    await partial.git('fetch', '--quiet', '--filter=blob:none', 'origin', 'feature');
    assert.match(await partial.git('rev-list', '--objects', '--missing=print', 'FETCH_HEAD'), /^\?/m);
    const old = await sandbox.clone.git('rev-parse', 'feature');
    await sandbox.clone.git('commit', '--quiet', '--amend', '-m', 'Amended');
    await sandbox.clone.push('feature', {}, ['--force']);
    await partial.git('fetch', '--quiet', '--depth=1', 'origin', old);
    assert.equal(await partial.git('rev-parse', 'FETCH_HEAD'), old);
  });

  it('speaks protocol 2 and takes Bearer tokens and large, chunked pushes', async () => {
    const sandbox = await startWithPullRequest();
    const clone = cloneOf(sandbox, shop, 'none');
    const auth = ['-c', `http.extraHeader=Authorization: Bearer ${sandbox.token}`];
    const at = sandbox.azure.createRepository(shop).cloneUrl();
    await clone.git(...auth, '-c', 'protocol.version=2', 'fetch', '--quiet', at, 'main');
    await clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const large = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('\n');
    await assert.rejects(clone.push('large', { 'large.txt': large, 'small.txt': lines(3) }));
    await clone.git(...auth, 'push', '--quiet', at, 'large');
    const { traffic } = sandbox;
    const post = traffic.entries.findLast(({ request }) => request.url.endsWith('/git-receive-pack'));
    assert.ok((post?.request.bodySize ?? 0) > 300_000);
    assert.equal(post?.response.content.text, '');
  });

  it('refuses what is no request of the protocol, and speaks its older versions', async () => {
    const sandbox = await startWithPullRequest();
    const at = sandbox.azure.createRepository(shop).cloneUrl();
    const authorization = `Bearer ${sandbox.token}`;
    const post = async (headers: Record<string, string>, body: string) =>
      (await fetch(`${at}/git-upload-pack`, { method: 'POST', headers: { authorization, ...headers }, body })).status;
    const type = { 'content-type': 'application/x-git-upload-pack-request' };
    assert.deepEqual([await post({}, '0000'), await post({ ...type, 'content-encoding': 'gzip' }, 'x')], [415, 400]);
    const offers = await fetch(`${at}/info/refs?service=git-upload-pack`, { headers: { authorization } });
    assert.match(await offers.text(), /^001e# service=git-upload-pack\n0000[0-9a-f]{4}[0-9a-f]{40} HEAD\0/);
    for (const version of [0, 1, 2]) {
      const auth = ['-c', `http.extraHeader=Authorization: ${authorization}`, '-c', `protocol.version=${version}`];
      assert.match(await sandbox.clone.git(...auth, 'ls-remote', at, 'refs/heads/feature'), /^[0-9a-f]{40}\t/);
    }
  });

  it('refuses what a token may not push, each ref with its reason', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    await clone.git('commit', '--quiet', '--allow-empty', '-m', 'More');
    const urlFor = (permissions: readonly Permission[]) =>
      sandbox.azure
        .createRepository(shop)
        .cloneUrl()
        .replace('//', `//ada:${sandbox.tokenWith(permissions)}@`);
    const as = (permissions: readonly Permission[]) => {
      const url = urlFor(permissions);
      return (...args: readonly string[]) => pushed(clone.git('push', url, ...args));
    };
    assert.match(await clone.git('ls-remote', urlFor(['readCode']), 'refs/heads/feature'), /^[0-9a-f]{40}\t/);
    assert.match(await as(['readCode'])('feature'), /'GenericContribute'.*returned error: 403|returned error: 403/s);
    const contributor = as(['readCode', 'contribute']);
    assert.match(await contributor('feature:refs/heads/new'), /remote rejected.*TF401027: .*'CreateBranch'/s);
    assert.match(await contributor('feature:refs/tags/v1'), /'CreateTag'/);
    assert.match(await contributor(':refs/heads/feature'), /'ForcePush'/);
    assert.match(await contributor('--force', 'origin/main:feature'), /non-fast-forward/);
    assert.equal(await contributor('feature'), 'ok');
    const creator = as(['readCode', 'contribute', 'createBranch']);
    assert.match(await creator('feature:refs/pull/1/merge'), /hidden ref/);
  });

  it('asks for a token, and hides repositories that are not there', async () => {
    const sandbox = await startWithPullRequest();
    const at = '/contoso/Shop%20Front/_git';
    const ask = (path: string, token: string) =>
      sandbox.call('GET', `${path}/info/refs?service=git-upload-pack`, { token, version: null });
    const anonymous = await ask(`${at}/web`, '');
    assert.deepEqual([anonymous.status, anonymous.headers.has('www-authenticate')], [401, true]);
    assert.equal((await ask(`${at}/none`, sandbox.token)).status, 404);
    assert.equal((await ask(`${at}/web`, sandbox.tokenWith([]))).status, 404);
    assert.equal((await ask(`${at}/web`, sandbox.token)).status, 200);
    // The page of a pull request is for people, not for git.
    assert.equal((await sandbox.call('GET', `${at}/web/pullrequest/1`, { version: null })).status, 404);
  });
});
