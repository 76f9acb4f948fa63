import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { NewThread } from '../../../src/pull-request.ts';
import { startWithPullRequest, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { hostOf } from './azure-harness.ts';

const thread = (finding: string): NewThread => ({
  content: 'Look 👀 漢字 שלום\n```suggestion\nx\n```',
  status: 'active',
  properties: { 'slipway.finding': finding },
});

describe('Azure DevOps: a pull request', () => {
  afterEach(stopSandboxes);

  it('is read with what the review needs', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const description = `Long ${'é👀'.repeat(400)}`;
    await sandbox.call('PATCH', sandbox.base, { body: { description } });
    const { repositoryId, authorId, ...found } = await host.readPullRequest();
    assert.match(authorId, /^[0-9a-f-]{36}$/);
    assert.match(repositoryId, /^[0-9a-f-]{36}$/);
    const home = `${sandbox.service.url}/contoso/Shop%20Front/_git/web`;
    assert.deepEqual(found, {
      id: sandbox.id,
      repositoryName: 'web',
      projectName: 'Shop Front',
      title: 'Change things',
      description,
      author: 'Ada Doe',
      status: 'active',
      isDraft: false,
      sourceRef: 'refs/heads/feature',
      targetRef: 'refs/heads/main',
      labels: [],
      webUrl: `${home}/pullrequest/${sandbox.id}`,
      cloneUrl: home,
    });
  });

  it('is read anew each time', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    await host.readPullRequest();
    await sandbox.call('PATCH', sandbox.base, { body: { status: 'abandoned' } });
    assert.equal((await host.readPullRequest()).status, 'abandoned');
  });

  it('has iterations, of which the newest counts, and their changes', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const sourceCommit = await sandbox.clone.push('feature', { 'src/c d é.txt': 'new\n' });
    const targetCommit = await sandbox.clone.git('rev-parse', 'main');
    assert.deepEqual(await host.readNewestIteration(), {
      id: 2,
      commonCommit: targetCommit,
      sourceCommit,
      targetCommit,
    });
    const changes = await host.listIterationChanges(2);
    const paths = changes.map(({ path, oldPath }) => (oldPath === undefined ? path : `${oldPath} > ${path}`));
    assert.deepEqual(paths.sort(), ['a.txt', 'c.txt', 'd.txt > e.txt', 'src/b.txt', 'src/c d é.txt']);
    assert.equal(new Set(changes.map(({ changeTrackingId }) => changeTrackingId)).size, 5);
  });

  it('takes threads on either side, on a file and on the whole, and gives them back', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const changes = await host.listIterationChanges(1);
    const idOf = (path: string) => changes.find((change) => change.path === path)!.changeTrackingId;
    const at = (path: string, side: 'new' | 'old', line: number) => ({
      path,
      side,
      start: { line, offset: 1 },
      end: { line, offset: 3 },
      changeTrackingId: idOf(path),
      iteration: 1,
    });
    await host.createThread({ ...thread('right'), placement: at('a.txt', 'new', 50) });
    await host.createThread({ ...thread('left'), placement: at('c.txt', 'old', 2) });
    await host.createThread({ ...thread('whole'), status: 'closed' });
    const threads = (await host.listThreads()).filter(({ properties }) => properties['slipway.finding']);
    assert.deepEqual(
      threads.map(({ id: _id, ...rest }) => rest),
      [
        ['right', 'a.txt', 'active'],
        ['left', 'c.txt', 'active'],
        ['whole', undefined, 'closed'],
      ].map(([finding, path, status]) => ({
        status,
        path,
        isOwn: true,
        isDeleted: false,
        properties: { 'slipway.finding': finding },
        comments: [{ id: 1, content: thread('').content, isDeleted: false }],
      })),
    );
  });

  it('lets threads be closed, comments edited and deleted, as often as one likes', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const { id } = await host.createThread(thread('one'));
    for (let times = 0; times < 2; times += 1) {
      await host.setThreadStatus(id, 'fixed');
      await host.editComment(id, 1, 'Other 👍');
    }
    const read = async () => (await host.listThreads()).find((one) => one.id === id)!;
    assert.deepEqual([(await read()).status, (await read()).comments[0]!.content], ['fixed', 'Other 👍']);
    await host.deleteComment(id, 1);
    await host.deleteComment(id, 1);
    assert.deepEqual([(await read()).isDeleted, (await read()).comments[0]!.isDeleted], [true, true]);
    await host.deleteComment(id, 99);
  });

  it('keeps properties, whatever their names', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    assert.deepEqual(await host.readProperties(), {});
    for (const value of ['1', '{"a":"é👀"}']) await host.writeProperty('slipway.review', value);
    await host.writeProperty('a/b~c', 'x');
    assert.deepEqual(await host.readProperties(), { 'slipway.review': '{"a":"é👀"}', 'a/b~c': 'x' });
  });

  it('takes statuses, the last of which counts', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    await host.postStatus({ name: 'ai-review', iteration: 1, state: 'pending', description: 'Reviewing' });
    const targetUrl = 'https://dev.azure.com/contoso/_build/results?buildId=1';
    await host.postStatus({ name: 'ai-review', iteration: 1, state: 'succeeded', description: 'Clean', targetUrl });
    const common = { iteration: 1, genre: 'slipway', name: 'ai-review', by: await host.readOwnId() };
    assert.deepEqual(await host.listStatuses(), [
      { ...common, state: 'pending', description: 'Reviewing' },
      { ...common, state: 'succeeded', description: 'Clean' },
    ]);
  });

  it('takes our vote and nobody else’s', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const other = hostOf(sandbox, sandbox.id, sandbox.tokenWith(['readCode', 'contributeToPullRequests'], 'Build'));
    assert.equal(await host.readOwnVote(), 0);
    await host.vote(-5);
    await other.vote(10);
    assert.deepEqual([await host.readOwnVote(), await other.readOwnVote()], [-5, 10]);
    await host.vote(0);
    assert.equal(await host.readOwnVote(), 0);
  });
});

describe('Azure DevOps: lost answers', () => {
  afterEach(stopSandboxes);

  for (const [name, faults] of [
    ['the write is lost', ['reset']],
    ['its answer is lost', ['lostAnswer']],
    ['both, again and again', ['reset', 'lostAnswer']],
    ['the service fails', ['answer', 'lostAnswer']],
    ['the service fails three times', ['answer', 'reset', 'answer']],
  ] as const) {
    it(`make no second thread or status: ${name}`, async () => {
      const sandbox = await startWithPullRequest();
      const host = hostOf(sandbox, sandbox.id);
      // An older thread on the same finding must not be taken for the new one.
      await host.createThread({ ...thread('same'), status: 'closed' });
      for (const part of ['threads', 'statuses']) {
        for (const kind of faults) {
          const fault = kind === 'answer' ? ({ kind, status: 503 } as const) : { kind };
          const match = ({ method, path }: { method: string; path: string }) =>
            method === 'POST' && path.endsWith(part);
          sandbox.service.faults.add({ match, fault, times: 1 });
        }
      }
      const created = await host.createThread(thread('same'));
      await host.postStatus({ name: 'ai-review', iteration: 1, state: 'succeeded', description: 'Clean' });
      const threads = (await host.listThreads()).filter(({ properties }) => properties['slipway.finding'] === 'same');
      assert.deepEqual(
        threads.map(({ id, status }) => [id === created.id, status]),
        [
          [false, 'closed'],
          [true, 'active'],
        ],
      );
      assert.equal((await host.listStatuses()).length, 1);
    });
  }

  it('give up when the service never takes the write', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    sandbox.service.faults.add({ match: ({ method }) => method === 'POST', fault: { kind: 'reset' } });
    await assert.rejects(host.createThread(thread('never')), /was sent, but the answer was lost/);
    sandbox.service.faults.clear();
    assert.equal((await host.listThreads()).filter(({ properties }) => properties['slipway.finding']).length, 0);
  });

  it('of changes that can be repeated are repeated', async () => {
    const sandbox = await startWithPullRequest();
    const host = hostOf(sandbox, sandbox.id);
    const { id } = await host.createThread(thread('one'));
    const strike = () =>
      sandbox.service.faults.add({
        match: ({ method }) => method !== 'GET',
        fault: { kind: 'lostAnswer' },
        times: 1,
      });
    for (const write of [
      () => host.editComment(id, 1, 'two'),
      () => host.setThreadStatus(id, 'closed'),
      () => host.writeProperty('a', 'b'),
      () => host.vote(5),
      () => host.deleteComment(id, 1),
    ]) {
      strike();
      await write();
    }
    assert.equal(await host.readOwnVote(), 5);
    assert.deepEqual(await host.readProperties(), { a: 'b' });
  });
});
