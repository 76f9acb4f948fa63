import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { add, create, patch, shop, startBoard, stopSandboxes, type Operation } from './board.ts';

describe('sandbox Azure DevOps: work items', () => {
  afterEach(stopSandboxes);

  it('creates an item in the first state of its type and shows what it is', async () => {
    const board = await startBoard();
    const { status, body } = await create(board, 'User Story', [
      add('System.Title', 'Pay by card'),
      add('System.AssignedTo', 'Ada Doe'),
      add('Microsoft.VSTS.Common.Priority', '2'),
      add('System.Tags', 'shop; card'),
    ]);
    assert.equal(status, 200);
    const { fields } = body;
    assert.deepEqual(
      [body.id, body.rev, fields['System.State'], fields['System.WorkItemType']],
      [1, 1, 'New', 'User Story'],
    );
    assert.deepEqual(
      [fields['System.AreaPath'], fields['System.TeamProject'], fields['Microsoft.VSTS.Common.Priority']],
      ['Shop', 'Shop', 2],
    );
    assert.equal((fields['System.AssignedTo'] as { displayName: string }).displayName, 'Ada Doe');
    assert.equal(fields['System.CreatedDate'], '2026-11-02T08:00:00.000Z');
  });

  it('changes an item as a new revision, and keeps the revision when nothing changes', async () => {
    const board = await startBoard();
    await create(board, 'Bug');
    board.pass(60);
    const moved = await patch(board, 'wit/workitems/1', [
      { op: 'test', path: '/rev', value: 1 },
      add('System.State', 'Active'),
    ]);
    assert.deepEqual([moved.body.rev, moved.body.fields['System.State']], [2, 'Active']);
    assert.equal(moved.body.fields['System.Reason'], 'Moved to state Active');
    assert.equal(moved.body.fields['System.ChangedDate'], '2026-11-02T08:01:00.000Z');
    assert.equal((await patch(board, 'wit/workitems/1', [add('System.State', 'Active')])).body.rev, 2);
    assert.equal((await patch(board, 'wit/workitems/1', [{ op: 'remove', path: '/fields/System.Tags' }])).body.rev, 2);
  });

  it('refuses a patch that was made for another revision, and applies none of it', async () => {
    const board = await startBoard();
    await create(board, 'Bug');
    await patch(board, 'wit/workitems/1', [add('System.Title', 'Second')]);
    const stale = [add('System.State', 'Active'), { op: 'test', path: '/rev', value: 1 }];
    const answer = await patch(board, 'wit/workitems/1', stale);
    assert.deepEqual([answer.status, answer.body.typeKey], [412, 'TestPatchOperationFailedException']);
    assert.match(answer.body.message, /^VS403351: Test Operation for path \/rev failed/);
    assert.equal((await board.call('GET', 'wit/workitems/1')).body.fields['System.State'], 'New');
    const field = { op: 'test', path: '/fields/System.State', value: 'Closed' };
    assert.equal((await patch(board, 'wit/workitems/1', [field])).status, 412);
    assert.equal((await patch(board, 'wit/workitems/1', [{ ...field, value: 'New' }])).status, 200);
  });

  it('refuses what an item cannot be', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    const cases: readonly (readonly [Operation, RegExp])[] = [
      [add('Custom.Colour', 'red'), /^TF51535: Cannot find field Custom\.Colour\.$/],
      [
        add('System.State', 'Resolved'),
        /^The field 'State' contains the value 'Resolved' that is not in the list of supported values$/,
      ],
      [add('System.Title', ''), /^TF401320: Rule Error for field Title\. Error code: Required, InvalidEmpty\.$/],
      [add('System.Title', 'x'.repeat(256)), /field Title/],
      [
        add('System.AssignedTo', 'Nobody'),
        /^The identity value 'Nobody' for field 'Assigned To' is an unknown identity\.$/,
      ],
      [add('System.AreaPath', 'Elsewhere'), /^TF401347/],
      [add('Microsoft.VSTS.Common.Priority', 'high'), /InvalidType/],
      [add('System.Id', 7), /ReadOnly for field ID/],
      [{ op: 'replace', path: '/rev', value: 7 }, /ReadOnly for field Rev/],
      [{ op: 'move', path: '/fields/System.Title', value: 'x' }, /patch operation 'move'/],
      [{ op: 'add', path: '/title', value: 'x' }, /path '\/title'/],
      [{ op: 'add', path: '/fields/System.Title' }, /needs a value/],
    ];
    for (const [operation, message] of cases) {
      const answer = await patch(board, 'wit/workitems/1', [operation]);
      assert.equal(answer.status, 400, JSON.stringify(operation));
      assert.match(answer.body.message, message);
    }
    assert.equal((await board.call('GET', 'wit/workitems/1')).body.rev, 1);
    assert.equal((await patch(board, 'wit/workitems/1', [])).status, 400);
    assert.equal(
      (await patch(board, 'wit/workitems/1', [add('System.Title', 'x')], { type: 'application/json' })).status,
      415,
    );
    assert.match((await create(board, 'Story')).body.message, /^VS402323: Work item type Story does not exist/);
    assert.match((await create(board, 'Task', [add('System.Tags', 'x')])).body.message, /field Title/);
  });

  it('needs "Edit work items in this node" for every write', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    const token = board.tokenOf('Shop Build Service (contoso)', ['readCode', 'contribute', 'queueBuilds']);
    const version = '7.1-preview.4';
    const answers = [
      await create(board, 'Task', undefined, { token }),
      await patch(board, 'wit/workitems/1', [add('System.Title', 'x')], { token }),
      await board.call('POST', 'wit/workItems/1/comments', { body: { text: 'x' }, token, version }),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 403);
      assert.match(answer.body.message, /^TF237111: /);
    }
    assert.equal((await board.call('GET', 'wit/workitems/1', { token })).status, 200);
    const blind = board.tokenOf('Blind', ['editWorkItems']);
    assert.equal((await board.call('GET', '/contoso/_apis/wit/workitems/1', { token: blind })).status, 404);
  });

  it('gives fields and relations as they are asked for', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    await patch(board, 'wit/workitems/1', [
      { op: 'add', path: '/relations/-', value: { rel: 'Hyperlink', url: 'https://example.com/run/1' } },
    ]);
    const see = async (query: string) => (await board.call('GET', `wit/workitems/1?${query}`)).body;
    assert.equal((await see('')).relations, undefined);
    assert.equal((await see('$expand=relations')).relations?.length, 1);
    assert.deepEqual((await see('fields=System.Title,system.rev')).fields, {
      'System.Title': 'Pay by card',
      'System.Rev': 2,
    });
    assert.equal((await see('fields=Custom.X')).typeKey, 'WorkItemTrackingFieldDefinitionNotFoundException');
    assert.equal((await see('fields=System.Title&$expand=all')).typeKey, 'ConflictingParametersException');
    assert.equal((await see('$expand=everything')).typeKey, 'InvalidArgumentValueException');
  });

  it('gives up to 200 items at once, and names those that are missing', async () => {
    const board = await startBoard();
    for (const type of ['Task', 'Bug']) await create(board, type);
    const { body } = await board.call('GET', 'wit/workitems?ids=2,1&fields=System.WorkItemType');
    assert.deepEqual(
      body.value.map(({ fields }) => fields['System.WorkItemType']),
      ['Bug', 'Task'],
    );
    const missing = await board.call('GET', 'wit/workitems?ids=1,99');
    assert.deepEqual(
      [missing.status, missing.body.message],
      [404, 'TF401232: Work item 99 does not exist, or you do not have permissions to read it.'],
    );
    const omitted = await board.call('GET', 'wit/workitems?ids=99,1&errorPolicy=omit');
    assert.deepEqual(
      omitted.body.value.map((one) => (one as { id: number } | null)?.id),
      [undefined, 1],
    );
    const many = await board.call('GET', `wit/workitems?ids=${Array.from({ length: 201 }, () => 1).join(',')}`);
    assert.match(many.body.message, /^VS403474: You requested 201 work items/);
    for (const query of ['ids=x', 'ids=', 'ids=1&errorPolicy=x'])
      assert.equal((await board.call('GET', `wit/workitems?${query}`)).status, 400, query);
  });

  it('keeps a project apart from the others, but is one list for the organisation', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    board.azure.createProject(shop.organisation, 'Other');
    assert.equal((await board.call('GET', '/contoso/Other/_apis/wit/workitems/1')).status, 404);
    assert.equal((await board.call('GET', '/contoso/_apis/wit/workitems/1')).status, 200);
  });

  it('checks only, when it is told to, and never bypasses rules', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    const checked = await patch(board, 'wit/workitems/1?validateOnly=true', [add('System.State', 'Closed')]);
    assert.equal(checked.body.fields['System.State'], 'Closed');
    assert.equal((await board.call('GET', 'wit/workitems/1')).body.rev, 1);
    assert.equal((await patch(board, 'wit/workitems/1?bypassRules=true', [add('System.State', 'Closed')])).status, 400);
  });

  it('goes on with the same items on the same folder', async () => {
    const board = await startBoard();
    await create(board, 'Task');
    const again = await startBoard(board.folder);
    assert.equal((await again.call('GET', 'wit/workitems/1')).body.fields['System.Title'], 'Pay by card');
    assert.equal((await create(again, 'Task')).body.id, 2);
  });
});
