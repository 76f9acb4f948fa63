import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startWithPullRequest, stopSandboxes } from './sandbox.ts';

const comments = [{ parentCommentId: 0, content: 'Look here', commentType: 1 }];

/** A thread on a side of a file in iteration 1; the second point is where it ends. */
const threadOn = (
  file: string,
  changeTrackingId: number,
  side: 'left' | 'right',
  [start, end]: readonly (readonly [number, number])[],
) => ({
  comments,
  status: 'active',
  threadContext: {
    filePath: file,
    [`${side}FileStart`]: start && { line: start[0], offset: start[1] },
    [`${side}FileEnd`]: end && { line: end[0], offset: end[1] },
  },
  pullRequestThreadContext: {
    changeTrackingId,
    iterationContext: { firstComparingIteration: 1, secondComparingIteration: 1 },
  },
  properties: { 'slipway.finding': 'abc' },
});

describe('sandbox Azure DevOps: threads', () => {
  afterEach(stopSandboxes);

  it('takes threads on lines near a change, on files, and on the pull request', async () => {
    const sandbox = await startWithPullRequest();
    const good = [
      threadOn('/a.txt', 1, 'right', [
        [50, 1],
        [50, 11],
      ]),
      threadOn('/a.txt', 1, 'right', [
        [40, 1],
        [60, 8],
      ]),
      threadOn('/a.txt', 1, 'left', [
        [50, 1],
        [50, 8],
      ]),
      threadOn('/c.txt', 2, 'left', [
        [1, 1],
        [5, 7],
      ]),
      threadOn('/e.txt', 3, 'left', [
        [3, 1],
        [3, 8],
      ]),
      threadOn('/src/b.txt', 4, 'right', [
        [1, 1],
        [1, 4],
      ]),
      { ...threadOn('/a.txt', 1, 'right', []), status: 4 },
      { comments },
    ];
    for (const body of good) {
      const answer = await sandbox.call('POST', `${sandbox.base}/threads`, { body });
      assert.equal(answer.status, 200, `${JSON.stringify(body)} ${answer.text}`);
    }
    const { body } = await sandbox.call('GET', `${sandbox.base}/threads?$iteration=1`);
    assert.deepEqual(
      body.value.map(({ status }) => status),
      [...Array<string>(6).fill('active'), 'closed', 'unknown'],
    );
    assert.deepEqual(body.value[0]?.properties, { 'slipway.finding': { $type: 'System.String', $value: 'abc' } });
  });

  it('refuses threads that do not fit', async () => {
    const sandbox = await startWithPullRequest();
    const good = threadOn('/a.txt', 1, 'right', [
      [50, 1],
      [50, 2],
    ]);
    const bad: Readonly<Record<string, object>> = {
      'no slash': threadOn('a.txt', 1, 'right', [
        [50, 1],
        [50, 2],
      ]),
      'no end': threadOn('/a.txt', 1, 'right', [[50, 1]]),
      'line 0': threadOn('/a.txt', 1, 'right', [
        [0, 1],
        [50, 2],
      ]),
      'offset 0': threadOn('/a.txt', 1, 'right', [
        [50, 0],
        [50, 2],
      ]),
      backwards: threadOn('/a.txt', 1, 'right', [
        [50, 3],
        [50, 2],
      ]),
      'behind the line': threadOn('/a.txt', 1, 'right', [
        [50, 1],
        [50, 12],
      ]),
      'behind the line on the left': threadOn('/a.txt', 1, 'left', [
        [50, 1],
        [50, 9],
      ]),
      'counts the CR': threadOn('/src/b.txt', 4, 'right', [
        [1, 1],
        [1, 5],
      ]),
      'no such line': threadOn('/src/b.txt', 4, 'right', [
        [3, 1],
        [3, 1],
      ]),
      'too far from the change': threadOn('/a.txt', 1, 'right', [
        [39, 1],
        [50, 2],
      ]),
      'deleted file on the right': threadOn('/c.txt', 2, 'right', [
        [1, 1],
        [1, 2],
      ]),
      'added file on the left': threadOn('/src/b.txt', 4, 'left', [
        [1, 1],
        [1, 2],
      ]),
      'old name': threadOn('/d.txt', 3, 'left', [
        [3, 1],
        [3, 2],
      ]),
      'unchanged file': threadOn('/none.txt', 1, 'right', [
        [1, 1],
        [1, 2],
      ]),
      'id of another file': threadOn('/a.txt', 4, 'right', [
        [50, 1],
        [50, 2],
      ]),
      'no pull request context': { ...good, pullRequestThreadContext: null },
      'no such iteration': {
        ...good,
        pullRequestThreadContext: {
          changeTrackingId: 1,
          iterationContext: { firstComparingIteration: 1, secondComparingIteration: 2 },
        },
      },
      'both sides': {
        ...good,
        threadContext: {
          ...good.threadContext,
          leftFileStart: { line: 50, offset: 1 },
          leftFileEnd: { line: 50, offset: 2 },
        },
      },
      'no comment': { ...good, comments: [] },
      'empty comment': { comments: [{ content: ' ' }] },
      'long comment': { comments: [{ content: 'x'.repeat(150_001) }] },
      'unknown status': { comments, status: 'open' },
      'unknown field': { comments, state: 'active' },
    };
    for (const [name, body] of Object.entries(bad)) {
      const answer = await sandbox.call('POST', `${sandbox.base}/threads`, { body });
      assert.equal(answer.status, 400, `${name}: ${answer.text}`);
    }
    assert.equal((await sandbox.call('POST', `${sandbox.base}/threads`, { body: good })).status, 200);
    assert.equal((await sandbox.call('GET', `${sandbox.base}/threads`)).body.count, 1);
  });

  it('measures the left side against the first iteration when two are compared', async () => {
    const sandbox = await startWithPullRequest();
    await sandbox.clone.push('feature', { 'src/b.txt': 'one\r\ntwo and more\nthree\n' });
    const pullRequestThreadContext = {
      changeTrackingId: 4,
      iterationContext: { firstComparingIteration: 1, secondComparingIteration: 2 },
    };
    const post = (end: number) =>
      sandbox.call('POST', `${sandbox.base}/threads`, {
        body: {
          ...threadOn('/src/b.txt', 4, 'left', [
            [2, 1],
            [2, end],
          ]),
          pullRequestThreadContext,
        },
      });
    assert.equal((await post(4)).status, 200);
    assert.equal((await post(5)).status, 400);
  });

  it('changes statuses and comments, and empties deleted comments', async () => {
    const sandbox = await startWithPullRequest();
    const thread = (await sandbox.call('POST', `${sandbox.base}/threads`, { body: { comments } })).body;
    const at = `${sandbox.base}/threads/${thread.id}`;
    assert.equal((await sandbox.call('PATCH', at, { body: { status: 'FIXED' } })).body.status, 'fixed');
    assert.equal((await sandbox.call('PATCH', at, { body: { status: 9 } })).status, 400);
    const reply = await sandbox.call('POST', `${at}/comments`, { body: { content: 'Yes', parentCommentId: 1 } });
    assert.equal(reply.body.id, 2);
    assert.equal(
      (await sandbox.call('POST', `${at}/comments`, { body: { content: 'x', parentCommentId: 7 } })).status,
      400,
    );
    const edited = await sandbox.call('PATCH', `${at}/comments/2`, { body: { content: 'No' } });
    assert.equal(edited.body.content, 'No');
    const other = sandbox.tokenWith(['readCode', 'contributeToPullRequests']);
    assert.equal(
      (await sandbox.call('PATCH', `${at}/comments/2`, { body: { content: 'Mine' }, token: other })).status,
      403,
    );
    for (const id of [1, 2]) assert.equal((await sandbox.call('DELETE', `${at}/comments/${id}`)).status, 200);
    const { body } = await sandbox.call('GET', at);
    assert.equal(body.isDeleted, true);
    assert.deepEqual(
      body.comments.map((one) => [one.isDeleted, one.content]),
      [
        [true, undefined],
        [true, undefined],
      ],
    );
  });

  it('takes at most 500 comments a thread', async () => {
    const sandbox = await startWithPullRequest();
    const many = Array.from({ length: 500 }, () => ({ content: 'x' }));
    const thread = await sandbox.call('POST', `${sandbox.base}/threads`, { body: { comments: many } });
    assert.equal(thread.status, 200);
    const one = await sandbox.call('POST', `${sandbox.base}/threads/${thread.body.id}/comments`, {
      body: { content: 'x' },
    });
    assert.equal(one.status, 400);
  });

  it('notes pushes and votes in threads of its own', async () => {
    const sandbox = await startWithPullRequest();
    await sandbox.clone.push('feature', { 'new.txt': 'new\n' });
    const { body } = await sandbox.call('GET', `${sandbox.base}/threads`);
    assert.deepEqual(
      body.value.map((one) => [one.status, one.comments[0]?.commentType]),
      [[undefined, 'system']],
    );
  });
});
