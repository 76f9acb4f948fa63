import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createBoardsTracker } from '../../../src/clients/azure-devops/boards-tracker.ts';
import type { FieldValue, Transition } from '../../../src/tickets/ports.ts';
import { add, create, patch, startBoard, stopSandboxes } from '../sandbox-work-items/board.ts';
import { clientOf, failing } from './azure-harness.ts';

const NONE = new Map<string, FieldValue>();

async function start() {
  const board = await startBoard();
  const created = await create(board, 'Bug', [
    add('System.Title', 'Refunds arrive late'),
    add('System.Tags', 'late; money'),
  ]);
  const { origin } = new URL(created.body.url);
  const client = clientOf(`${origin}/contoso/`, board.tokenOf('Build Service'), 'Shop');
  const tracker = createBoardsTracker({ client, project: 'Shop' });
  const stateOf = async () => (await board.call('GET', 'wit/workitems/1')).body.fields['System.State'];
  const to = async (state: string): Promise<Transition> => {
    const found = (await tracker.listTransitions('AB#1')).find(({ name }) => name === state);
    assert.ok(found, `${state} is not offered`);
    return found;
  };
  return { board, client, tracker, stateOf, to };
}

describe('Work items of Azure Boards as tickets', () => {
  afterEach(stopSandboxes);

  it('are read under the keys that were asked for', async () => {
    const { tracker } = await start();
    const keys = ['AB#1', 'AB#99', 'AB#0', 'ABC-1', ''];
    const found = await tracker.readTickets(keys);
    assert.deepEqual([...found.keys()], keys);
    assert.deepEqual(
      keys.map((key) => found.get(key)?.kind),
      ['found', 'unknown', 'unknown', 'unknown', 'unknown'],
    );
    const lookup = found.get('AB#1');
    assert.ok(lookup?.kind === 'found');
    const { url, status, ...ticket } = lookup.ticket;
    assert.deepEqual(ticket, {
      key: 'AB#1',
      project: 'Shop',
      title: 'Refunds arrive late',
      type: 'Bug',
      labels: ['late', 'money'],
      fixVersions: [],
    });
    assert.equal(status.category, 'toDo');
    assert.match(url, /\/contoso\/Shop\/_workitems\/edit\/1$/);
  });

  it('move to every state but Removed and the one that they are in', async () => {
    const { tracker, stateOf, to } = await start();
    const offered = await tracker.listTransitions('AB#1');
    assert.ok(offered.length > 0 && !offered.some(({ name }) => name === 'Removed' || name === 'New'));
    const done = offered.find((one) => one.to.category === 'done');
    assert.ok(done);
    assert.deepEqual(await tracker.move('AB#1', done, NONE), { kind: 'moved' });
    assert.equal(await stateOf(), done.name);
    assert.deepEqual(await tracker.move('AB#1', done, NONE), { kind: 'moved' });
    const back = await to('New');
    assert.equal(back.to.category, 'toDo');
  });

  it('are refused in the words of the service', async () => {
    const { tracker, stateOf, to } = await start();
    const target = await to('Active').catch(() => to('Committed'));
    const before = await stateOf();
    const refused = await tracker.move('AB#1', target, new Map([['No.Such.Field', { kind: 'text', text: 'x' }]]));
    assert.ok(refused.kind === 'refused' && refused.reason.includes('No.Such.Field'), JSON.stringify(refused));
    assert.equal(await stateOf(), before);
  });

  it('have one comment for each id, edited when its text changes', async () => {
    const { board, tracker } = await start();
    const comment = { id: 'run-7', markdown: 'Released **1.0** & <b> @bob\n\nsee below' };
    assert.equal(await tracker.putComment('AB#1', comment), true);
    assert.equal(await tracker.putComment('AB#1', comment), false);
    assert.equal(await tracker.putComment('AB#1', { ...comment, markdown: 'Released 1.1' }), true);
    assert.equal(await tracker.putComment('AB#1', { ...comment, id: 'run-70', otherIds: ['a', 'b'] }), true);
    assert.equal(await tracker.putComment('AB#1', { ...comment, id: 'run-71', otherIds: ['b'] }), false);
    assert.equal(await tracker.readVisit('AB#1'), undefined);
    const { body } = await board.call('GET', 'wit/workItems/1/comments', { version: '7.1-preview.4' });
    assert.equal(body.totalCount, 2);
    assert.doesNotMatch(JSON.stringify(body.comments), /<b>|@bob/);
  });

  it('move although somebody else changes them meanwhile', async () => {
    const { board, tracker, client, to } = await start();
    const done = await to('Done').catch(() => to('Closed'));
    let struck = false;
    const racing = createBoardsTracker({
      project: 'Shop',
      client: {
        ...client,
        call: async (call, shape) => {
          if (call.method === 'PATCH' && !struck) {
            struck = true;
            await patch(board, 'wit/workitems/1', [add('System.Title', 'Changed meanwhile')]);
          }
          return client.call(call, shape);
        },
      },
    });
    assert.deepEqual(await racing.move('AB#1', done, NONE), { kind: 'moved' });
    const { ticket } = ((await tracker.readTickets(['AB#1'])).get('AB#1') ?? {}) as { ticket: { title: string } };
    assert.equal(ticket.title, 'Changed meanwhile');
  });

  it('that do not exist are told', async () => {
    const { tracker } = await start();
    const missing = failing('AZURE_DEVOPS_NOT_FOUND', /AB#99/);
    await assert.rejects(tracker.listTransitions('AB#99'), missing);
    await assert.rejects(tracker.putComment('ABC-1', { id: 'x', markdown: 'x' }), failing('AZURE_DEVOPS_NOT_FOUND'));
  });
});
