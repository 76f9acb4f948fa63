import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { RestError } from '../../../sandbox/azure-devops/errors.ts';
import { parseWiql } from '../../../sandbox/azure-devops/work-items/parse-wiql.ts';
import { add, create, patch, shop, startBoard, stopSandboxes } from './board.ts';

const query = (where: string, order = '') => `SELECT [System.Id], [System.Title] FROM WorkItems${where}${order}`;

describe('sandbox Azure DevOps: queries', () => {
  afterEach(stopSandboxes);

  it('finds items by their fields', async () => {
    const board = await startBoard();
    for (const [type, title] of [
      ['Bug', "It's late"],
      ['Task', 'Pay by card'],
      ['Task', 'Pay later'],
    ] as const)
      await create(board, type, [add('System.Title', title), add('System.Tags', 'shop; pay')]);
    await patch(board, 'wit/workitems/2', [add('System.State', 'Closed'), add('System.AssignedTo', 'Ada Doe')]);
    board.azure.createWorkItem({
      organisation: shop.organisation,
      project: 'Other',
      type: 'Bug',
      title: 'Elsewhere',
      author: { displayName: 'Ada Doe' },
    });
    const find = async (where: string, order?: string) => {
      const { body } = await board.call('POST', 'wit/wiql', { body: { query: query(where, order) } });
      return body.workItems.map(({ id }) => id);
    };
    assert.deepEqual(await find(''), [1, 2, 3, 4]);
    assert.deepEqual(await find(' WHERE [System.TeamProject] = @project'), [1, 2, 3]);
    assert.deepEqual(await find(" where [State] <> 'closed' and [System.WorkItemType] in ('Bug', 'Task')"), [1, 3, 4]);
    assert.deepEqual(await find(" WHERE [System.Title] CONTAINS 'PAY' AND [System.AssignedTo] = 'Ada Doe'"), [2]);
    assert.deepEqual(await find(" WHERE [System.Title] = 'It''s late'"), [1]);
    assert.deepEqual(
      await find(' WHERE [System.Id] >= 2 AND [System.Id] < 4', ' ORDER BY [System.Title] DESC, [System.Id]'),
      [3, 2],
    );
    const { body } = await board.call('POST', 'wit/wiql?$top=1', { body: { query: query('') } });
    assert.deepEqual(
      [body.workItems.length, body.columns.map(({ referenceName }) => referenceName)],
      [1, ['System.Id', 'System.Title']],
    );
  });

  it('refuses by name what it does not know', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [query(' WHERE [System.Id] = 1 OR [System.Id] = 2'), /'OR'/],
      [query(' WHERE ([System.Id] = 1)'), /'\('/],
      [query(" WHERE EVER [System.State] = 'New'"), /'EVER'/],
      [query(' WHERE [System.AssignedTo] = @me'), /'@me'/],
      [query(' WHERE [System.ChangedDate] > @today'), /'@today'/],
      [query(" WHERE [System.State] WAS EVER 'New'"), /'WAS'/],
      [query(" ASOF '2026-01-01'"), /'ASOF'/],
      ['SELECT [System.Id] FROM workItemLinks', /workItemLinks/],
      [query(' WHERE [Custom.X] = 1'), /TF51535: Cannot find field Custom\.X/],
      ['SELECT [System.Id]', /needs FROM/],
      [query(' WHERE [System.Id] ='), /ends too early/],
      [query(" WHERE [System.Title] = 'open"), /not understood/],
    ];
    for (const [text, message] of cases) assert.throws(() => parseWiql(text, 'Shop'), { message }, text);
    assert.throws(() => parseWiql(query(' WHERE [System.TeamProject] = @project'), undefined), /@project/);
  });

  it('reads or refuses any text, and ends', () => {
    const piece = fc.constantFrom(
      'SELECT ',
      '[System.Id]',
      ' FROM ',
      'WorkItems',
      ' WHERE ',
      ' = ',
      "'x'",
      '1',
      ' AND ',
      '(',
      ')',
      ',',
      ' ORDER BY ',
      ' DESC',
      '@project',
      "'",
      '[',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          try {
            assert.ok(parseWiql(text, 'Shop').columns.length > 0);
          } catch (error) {
            assert.ok(error instanceof RestError && error.status === 400, text);
          }
        },
      ),
    );
  });
});
