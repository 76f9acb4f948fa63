import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, it } from 'mocha';
import { commitStream, importStream } from '../../../sandbox/sample/fast-import.ts';
import { shop, startSandbox, startWithPullRequest, stopSandboxes } from './sandbox.ts';

describe('sandbox Azure DevOps: iterations', () => {
  afterEach(stopSandboxes);

  it('makes one per push of the source branch, with its merge base', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    const base = await clone.git('rev-parse', 'main');
    const second = await clone.push('feature', { 'new.txt': 'new\n' });
    await clone.git('commit', '--quiet', '--amend', '-m', 'Amended');
    const third = await clone.push('feature', {}, ['--force']);
    await clone.switchTo('main');
    const target = await clone.push('main', { 'other.txt': 'other\n' });
    await clone.switchTo('feature');
    await clone.git('merge', '--quiet', '--no-edit', 'main');
    await clone.push('feature', {});
    const { body } = await sandbox.call('GET', `${sandbox.base}/iterations`);
    assert.deepEqual(
      body.value.map((one) => [one.id, one.reason, one.commonRefCommit.commitId]),
      [
        [1, 'create', base],
        [2, 'push', base],
        [3, 'forcePush', base],
        [4, 'push', target],
      ],
    );
    assert.deepEqual(
      [body.value[1]?.sourceRefCommit.commitId, body.value[2]?.sourceRefCommit.commitId],
      [second, third],
    );
    assert.equal(body.value[3]?.targetRefCommit.commitId, target);
  });

  it('lists changes with their kinds, blobs and tracking ids', async () => {
    const sandbox = await startWithPullRequest();
    const { body } = await sandbox.call('GET', `${sandbox.base}/iterations/1/changes`);
    assert.deepEqual(
      body.changeEntries.map((one) => [one.changeTrackingId, one.changeType, one.item.path, one.originalPath]),
      [
        [1, 'edit', '/a.txt', undefined],
        [2, 'delete', '/c.txt', undefined],
        [3, 'edit, rename', '/e.txt', '/d.txt'],
        [4, 'add', '/src/b.txt', undefined],
      ],
    );
    const { item } = body.changeEntries[0]!;
    assert.equal(item.objectId, await sandbox.clone.git('rev-parse', 'feature:a.txt'));
    assert.equal(item.originalObjectId, await sandbox.clone.git('rev-parse', 'main:a.txt'));
    assert.deepEqual([body.nextSkip, body.nextTop], [0, 0]);
  });

  it('keeps the tracking id of a file, also through a rename', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    await clone.push('feature', { '0.txt': 'first in order\n' });
    await clone.git('mv', 'a.txt', 'z.txt');
    await clone.push('feature', {});
    const idsOf = async (path: string) =>
      Object.fromEntries(
        (await sandbox.call('GET', `${sandbox.base}/iterations/${path}`)).body.changeEntries.map((one) => [
          one.item.path,
          one.changeTrackingId,
        ]),
      );
    const third = await idsOf('3/changes');
    assert.deepEqual(third, { '/0.txt': 5, '/c.txt': 2, '/e.txt': 3, '/src/b.txt': 4, '/z.txt': 1 });
    assert.deepEqual(await idsOf('1/changes'), { '/a.txt': 1, '/c.txt': 2, '/e.txt': 3, '/src/b.txt': 4 });
    assert.deepEqual(await idsOf('2/changes?$compareTo=1'), { '/0.txt': 5 });
    assert.deepEqual(await idsOf('3/changes?$compareTo=2'), { '/z.txt': 1 });
    await sandbox.stop();
    // The ids are not stored: a new process must come to the same ones, in whatever order it is asked.
    const again = await startSandbox(sandbox.folder);
    const { body } = await again.call('GET', `${sandbox.base}/iterations/3/changes?$compareTo=1`);
    assert.deepEqual(
      body.changeEntries.map((one) => [one.item.path, one.changeTrackingId]),
      [
        ['/0.txt', 5],
        ['/z.txt', 1],
      ],
    );
  });

  it('refuses iterations that do not exist', async () => {
    const sandbox = await startWithPullRequest();
    for (const path of ['iterations/2', 'iterations/2/changes', 'iterations/1/changes?$compareTo=9'])
      assert.equal((await sandbox.call('GET', `${sandbox.base}/${path}`)).status, 404, path);
    for (const path of [
      'iterations/0',
      'iterations/x/changes',
      'iterations/1/changes?$top=x',
      'iterations/1/changes?$top=0',
    ])
      assert.equal((await sandbox.call('GET', `${sandbox.base}/${path}`)).status, 400, path);
  });

  for (const [count, first] of [
    [101, 100],
    [2001, 100],
    [5000, 100],
  ] as const)
    it(`pages ${count} changed files`, async () => {
      const sandbox = await startSandbox();
      const files = Array.from({ length: count }, (_, at) => [`src/f${at}.ts`, `text ${at}\n`] as const);
      const by = { name: 'Ada', email: 'ada@example.com' };
      const both = { by, at: '2026-03-01T10:00:00+00:00', message: 'Change' };
      await importStream('git', sandbox.azure.createRepository(shop).gitDir, [
        ...commitStream({ ...both, ref: 'refs/heads/main', mark: 1, files: [['a.txt', 'a\n']] }),
        ...commitStream({ ...both, ref: 'refs/heads/many', mark: 2, parent: 1, files }),
      ]);
      const { id } = await sandbox.azure.createPullRequest({
        ...shop,
        source: 'many',
        target: 'main',
        title: 'Many',
        author: { displayName: 'Ada Doe' },
      });
      const page = (query: string) =>
        sandbox.call('GET', `git/repositories/web/pullRequests/${id}/iterations/1/changes?${query}`);
      let processes = 0;
      const started = () => (processes += 1);
      subscribe('child_process', started);
      const { body } = await page('');
      assert.deepEqual([body.changeEntries.length, body.nextSkip, body.nextTop], [first, 100, 100]);
      const asked = processes;
      assert.ok(asked > 0);
      const seen = new Set<string>();
      for (let skip = 0, top = 5000; top > 0;) {
        const next = (await page(`$top=${top}&$skip=${skip}`)).body;
        assert.ok(next.changeEntries.length <= 2000);
        for (const { item } of next.changeEntries) seen.add(item.path);
        [skip, top] = [next.nextSkip, next.nextTop];
      }
      assert.equal(seen.size, count);
      unsubscribe('child_process', started);
      assert.equal(processes, asked, 'later pages come from memory');
    });
});
