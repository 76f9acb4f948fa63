import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startWithPullRequest, stopSandboxes } from './sandbox.ts';

describe('sandbox Azure DevOps: content', () => {
  afterEach(stopSandboxes);

  it('gives files of branches and commits as bytes, text or JSON', async () => {
    const sandbox = await startWithPullRequest();
    const head = await sandbox.clone.git('rev-parse', 'feature');
    const items = (query: string, accept = 'application/json') =>
      sandbox.call('GET', `git/repositories/web/items?${query}`, { accept });
    const at = `path=/src/b.txt&versionDescriptor.version=${head}&versionDescriptor.versionType=commit`;
    assert.equal((await items(`${at}&$format=octetStream`)).text, 'one\r\ntwo\n');
    assert.equal((await items(at, 'application/octet-stream')).text, 'one\r\ntwo\n');
    const { body } = await items(`${at}&includeContent=true`);
    assert.deepEqual([body.path, body.content, body.commitId], ['/src/b.txt', 'one\r\ntwo\n', head]);
    assert.equal((await items(at)).body.content, undefined);
    const absent = await items('path=/src/b.txt');
    assert.deepEqual([absent.status, absent.body.typeKey], [404, 'GitItemNotFoundException']);
    const branch = await items('path=/a.txt&versionDescriptor.version=none&versionDescriptor.versionType=Branch');
    assert.deepEqual([branch.status, branch.body.typeKey], [404, 'GitUnresolvableToCommitException']);
    assert.equal(
      (await items('path=/a.txt&versionDescriptor.version=main&versionDescriptor.versionType=commit')).status,
      404,
    );
    assert.equal((await items('path=/../a.txt')).status, 404);
  });

  it('lists folders, their content below them when asked', async () => {
    const sandbox = await startWithPullRequest();
    const paths = async (query: string) =>
      (
        await sandbox.call('GET', `git/repositories/web/items?versionDescriptor.version=feature&${query}`)
      ).body.value.map((one) => one.path);
    assert.deepEqual(await paths('recursionLevel=Full'), ['/', '/a.txt', '/e.txt', '/src', '/src/b.txt']);
    assert.deepEqual(await paths('recursionLevel=oneLevel&scopePath=/src'), ['/src', '/src/b.txt']);
    assert.deepEqual(await paths('scopePath=/src'), ['/src']);
    assert.equal((await sandbox.call('GET', 'git/repositories/web/items?recursionLevel=deep')).status, 400);
  });

  it('gives blobs, trees, commits and refs', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    const git = (...args: readonly string[]) => clone.git(...args);
    const get = (path: string, accept?: string) =>
      sandbox.call('GET', `git/repositories/web/${path}`, accept ? { accept } : {});
    const blob = await git('rev-parse', 'feature:src/b.txt');
    assert.equal((await get(`blobs/${blob}?$format=octetStream`)).text, 'one\r\ntwo\n');
    assert.equal((await get(`blobs/${blob}`)).body.objectId, blob);
    assert.equal((await get(`trees/${blob}`)).status, 404);
    assert.equal((await get('blobs/abc')).status, 400);
    const commit = (await get(`commits/${await git('rev-parse', 'feature')}`)).body;
    assert.equal(commit.treeId, await git('rev-parse', 'feature^{tree}'));
    const tree = (await get(`trees/${commit.treeId}?recursive=true`)).body;
    assert.deepEqual(
      tree.treeEntries.map((one) => one.relativePath),
      ['a.txt', 'e.txt', 'src', 'src/b.txt'],
    );
    const refs = (await get('refs?filter=heads/f')).body;
    assert.deepEqual(
      refs.value.map(({ name }) => name),
      ['refs/heads/feature'],
    );
    const first = await get('refs?filter=heads/&$top=1');
    const token = first.headers.get('x-ms-continuationtoken') ?? '';
    assert.equal(
      (await get(`refs?filter=heads/&$top=1&continuationToken=${token}`)).body.value[0]?.name,
      'refs/heads/main',
    );
  });

  it('compares versions in pages, from the common commit when asked', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    await clone.switchTo('main');
    await clone.push('main', { 'other.txt': 'other\n' });
    const compare = async (query: string) =>
      (await sandbox.call('GET', `git/repositories/web/diffs/commits?baseVersion=main&targetVersion=feature&${query}`))
        .body;
    const paths = (body: Awaited<ReturnType<typeof compare>>) => body.changes.map((one) => one.item.path);
    const common = await compare('diffCommonCommit=true');
    assert.equal(common.commonCommit, await clone.git('merge-base', 'main', 'feature'));
    assert.deepEqual(paths(common), ['/a.txt', '/c.txt', '/e.txt', '/src/b.txt']);
    assert.deepEqual(paths(await compare('')).includes('/other.txt'), true);
    const page = await compare('diffCommonCommit=true&$top=1&$skip=1');
    assert.deepEqual([paths(page), page.allChangesIncluded], [['/c.txt'], false]);
  });
});
