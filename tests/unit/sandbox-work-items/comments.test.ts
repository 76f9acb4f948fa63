import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { add, create, patch, startBoard, stopSandboxes } from './board.ts';

const version = '7.1-preview.4';
const at = 'wit/workItems/1/comments';

describe('sandbox Azure DevOps: comments of work items', () => {
  afterEach(stopSandboxes);

  it('keeps comments, the newest first, and counts them as revisions', async () => {
    const board = await startBoard();
    await create(board, 'Bug');
    const one = await board.call('POST', at, { body: { text: 'One' }, version });
    assert.deepEqual([one.status, one.body.id, one.body.text, one.body.version], [200, 1, 'One', 1]);
    await patch(board, 'wit/workitems/1', [add('System.History', 'Two')]);
    const edited = await board.call('PATCH', `${at}/1`, { body: { text: 'One, mended' }, version });
    assert.deepEqual([edited.body.text, edited.body.version], ['One, mended', 2]);
    const { body } = await board.call('GET', at, { version });
    assert.deepEqual([body.totalCount, body.comments.map(({ text }) => text)], [2, ['Two', 'One, mended']]);
    assert.deepEqual((await board.call('GET', `${at}/1`, { version })).body.text, 'One, mended');
    const item = await board.call('GET', 'wit/workitems/1');
    assert.deepEqual(
      [item.body.rev, item.body.fields['System.CommentCount'], item.body.fields['System.History']],
      [4, 2, undefined],
    );
  });

  it('pages through comments', async () => {
    const board = await startBoard();
    await create(board, 'Bug');
    for (const text of ['One', 'Two', 'Three']) await board.call('POST', at, { body: { text }, version });
    const first = await board.call('GET', `${at}?$top=2&order=asc`, { version });
    const next = await board.call(
      'GET',
      `${at}?$top=2&order=asc&continuationToken=${first.body.continuationToken ?? ''}`,
      { version },
    );
    assert.deepEqual(
      [first, next].flatMap(({ body }) => body.comments.map(({ text }) => text)),
      ['One', 'Two', 'Three'],
    );
    assert.equal(next.body.continuationToken, undefined);
    assert.deepEqual(
      (await board.call('GET', `${at}?ids=2`, { version })).body.comments.map(({ id }) => id),
      [2],
    );
    assert.equal((await board.call('GET', `${at}?order=up`, { version })).status, 400);
  });

  it('is a preview in every version, and refuses empty text and fields that it does not know', async () => {
    const board = await startBoard();
    await create(board, 'Bug');
    assert.equal((await board.call('GET', at)).body.typeKey, 'VssInvalidPreviewVersionException');
    for (const body of [{}, { text: ' ' }, { text: 'x', format: 'markdown' }])
      assert.equal((await board.call('POST', at, { body, version })).status, 400, JSON.stringify(body));
    assert.equal((await board.call('PATCH', `${at}/9`, { body: { text: 'x' }, version })).status, 404);
    assert.equal((await board.call('GET', 'wit/workItems/9/comments', { version })).status, 404);
  });
});
