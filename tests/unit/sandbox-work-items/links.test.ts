import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { create, patch, shop, startBoard, stopSandboxes, type Board } from './board.ts';

/** A board with two items and a pull request. */
async function withPullRequest() {
  const board = await startBoard();
  for (const type of ['Task', 'Bug']) await create(board, type);
  const author = { displayName: 'Ada Doe' };
  const refs = { source: 'feature', target: 'main' };
  const { id } = await board.azure.createPullRequest({ ...shop, ...refs, title: 'Pay by card', author });
  const repository = board.azure.createRepository(shop);
  return { board, id, url: `vstfs:///Git/PullRequestId/${repository.projectId}%2F${repository.id}%2F${id}` };
}

const relation = (rel: string, url: string, attributes?: object) => [
  { op: 'add', path: '/relations/-', value: { rel, url, ...(attributes ? { attributes } : {}) } },
];

const linked = async (board: Board, id: number) =>
  (await board.call('GET', `git/repositories/web/pullRequests/${id}/workitems`)).body.value.map((one) => one.id);

describe('sandbox Azure DevOps: links of work items', () => {
  afterEach(stopSandboxes);

  it('links an item to a pull request from either side, once', async () => {
    const { board, id, url } = await withPullRequest();
    const name = { name: 'Pull Request' };
    assert.deepEqual(await linked(board, id), []);
    assert.equal((await patch(board, 'wit/workitems/2', relation('ArtifactLink', url, name))).status, 200);
    board.azure.linkWorkItem({ organisation: shop.organisation, pullRequestId: id, workItemId: 1 });
    board.azure.linkWorkItem({ organisation: shop.organisation, pullRequestId: id, workItemId: 1 });
    assert.deepEqual(await linked(board, id), ['1', '2']);
    const twice = await patch(
      board,
      'wit/workitems/2',
      relation(
        'ArtifactLink',
        url.toLowerCase().replace('vstfs:///git/pullrequestid', 'vstfs:///Git/PullRequestId'),
        name,
      ),
    );
    assert.deepEqual([twice.status, twice.body.message], [400, 'Relation already exists.']);
    const { body } = await board.call('GET', 'wit/workitems/1?$expand=relations');
    assert.deepEqual([body.rev, body.relations?.map((one) => [one.rel, one.url])], [2, [['ArtifactLink', url]]]);
  });

  it('unlinks it with its relation, also after a restart', async () => {
    const { board, id } = await withPullRequest();
    board.azure.linkWorkItem({ organisation: shop.organisation, pullRequestId: id, workItemId: 1 });
    const again = await startBoard(board.folder);
    assert.deepEqual(await linked(again, id), ['1']);
    assert.equal((await patch(again, 'wit/workitems/1', [{ op: 'remove', path: '/relations/0' }])).status, 200);
    assert.deepEqual(await linked(again, id), []);
    assert.equal((await patch(again, 'wit/workitems/1', [{ op: 'remove', path: '/relations/0' }])).status, 400);
  });

  it('refuses links to what is not there, and link types that it does not know', async () => {
    const { board, url } = await withPullRequest();
    const name = { name: 'Pull Request' };
    const other = await board.call('GET', 'wit/workitems/2');
    const cases: readonly (readonly [string, string, object?])[] = [
      ['ArtifactLink', url],
      ['ArtifactLink', url, { name: 'Pull request of mine' }],
      ['ArtifactLink', `${url}9`, name],
      ['ArtifactLink', 'https://example.com', name],
      ['ArtifactLink', 'vstfs:///Git/Commit/x', { name: 'Fixed in Commit' }],
      ['Hyperlink', 'javascript:alert(1)'],
      ['System.LinkTypes.Related', `${other.body.url}9`],
      ['Nonsense', 'https://example.com'],
    ];
    for (const [rel, address, attributes] of cases)
      assert.equal(
        (await patch(board, 'wit/workitems/1', relation(rel, address, attributes))).status,
        400,
        `${rel} ${address}`,
      );
    assert.equal(
      (await patch(board, 'wit/workitems/1', relation('System.LinkTypes.Related', other.body.url))).status,
      200,
    );
  });
});
