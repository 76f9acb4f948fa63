import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TicketLookup } from '../../../src/tickets/ports.ts';
import { onBoth, withJira } from './jira-harness.ts';

const keyOf = (lookup: TicketLookup | undefined) => (lookup?.kind === 'found' ? lookup.ticket.key : lookup?.kind);

describe('Tickets of Jira', () => {
  it(
    'are read with what the domain knows of them',
    onBoth(async ({ jira, tracker, connection }) => {
      jira.createVersion('SHOP', { name: '1.0.0' });
      const key = jira.createIssue({ project: 'SHOP', summary: 'Refunds', type: 'Bug', labels: ['late'] });
      jira.moveCard(key, 'In Progress');
      const lookup = (await tracker.readTickets([key])).get(key);
      assert.equal(lookup?.kind, 'found');
      const { status, ...ticket } = lookup.ticket;
      assert.deepEqual(ticket, {
        key: 'SHOP-1',
        project: 'SHOP',
        title: 'Refunds',
        type: 'Bug',
        url: `${connection.url}browse/SHOP-1`,
        labels: ['late'],
        fixVersions: [],
      });
      assert.deepEqual([status.name, status.category], ['In Progress', 'inProgress']);
    }),
  );

  it(
    'are looked up in one search, and alone only those that it does not show',
    onBoth(async ({ jira, tracker, seen }) => {
      jira.createProject({ key: 'NEW', name: 'New' });
      const keys = ['one', 'two', 'three', 'four'].map((summary) => jira.createIssue({ project: 'SHOP', summary }));
      const moved = jira.moveIssue(keys[1]!, 'NEW');
      jira.deleteIssue(keys[2]!);
      const asked = [...keys, 'SHOP-999', 'NONE-1', 'no key', '../../x'];
      const found = await tracker.readTickets(asked);
      assert.deepEqual([...found.keys()], asked);
      assert.deepEqual(
        asked.map((key) => keyOf(found.get(key))),
        [keys[0], moved, 'unknown', keys[3], 'unknown', 'unknown', 'unknown', 'unknown'],
      );
      const searches = seen.filter(({ path }) => path.includes('/search'));
      assert.ok(searches.length <= 3, `${searches.length} searches`);
      assert.ok(!seen.some(({ url }) => url.href.includes('evil') || url.pathname.includes('no%20key')));
    }),
  );

  it('are looked up by the hundred', async () => {
    await withJira(async ({ jira, tracker, seen }) => {
      const keys = Array.from({ length: 250 }, (_, index) =>
        jira.createIssue({ project: 'SHOP', summary: `${index}` }),
      );
      const found = await tracker.readTickets(keys);
      assert.ok(keys.every((key) => keyOf(found.get(key)) === key));
      assert.equal(seen.length, 3);
    });
  });

  it('that may not be seen are unknown', async () => {
    await withJira(
      async ({ jira, tracker }) => {
        jira.createProject({ key: 'HIDE', name: 'Hidden' });
        const [open, hidden] = ['SHOP', 'HIDE'].map((project) => jira.createIssue({ project, summary: 's' }));
        const found = await tracker.readTickets([open!, hidden!]);
        assert.deepEqual([keyOf(found.get(open!)), keyOf(found.get(hidden!))], [open, 'unknown']);
        assert.deepEqual(await tracker.listProjects(), ['SHOP']);
      },
      { token: { projects: ['SHOP'] } },
    );
  });

  it(
    'have projects, over several pages',
    onBoth(async ({ jira, tracker }) => {
      for (let index = 0; index < 120; index += 1) jira.createProject({ key: `P${index}`, name: `Project ${index}` });
      assert.equal(new Set(await tracker.listProjects()).size, 121);
    }),
  );

  it(
    'show a workflow elsewhere by one ticket for each status',
    onBoth(async ({ jira, tracker }) => {
      const [a, b, c] = ['a', 'b', 'c'].map((summary) => jira.createIssue({ project: 'SHOP', summary, type: 'Story' }));
      jira.createIssue({ project: 'SHOP', summary: 'bug', type: 'Bug' });
      jira.moveCard(b!, 'Done');
      jira.moveCard(c!, 'Done');
      const found = await tracker.readTickets([a!, b!]);
      const ids = [...found.values()].flatMap((one) => (one.kind === 'found' ? [one.ticket.status.id] : []));
      const statuses = await tracker.listStatuses({ project: 'SHOP', type: 'Story' });
      assert.ok(ids.every((id) => statuses.some((status) => status.id === id)));
      assert.deepEqual(await tracker.listStatuses({ project: 'NONE', type: 'Story' }), []);
      const samples = await tracker.sampleTickets({ project: 'SHOP', type: 'Story' }, [...ids, '999999', 'x']);
      assert.deepEqual(samples.map(({ statusId }) => statusId).toSorted(), ids.toSorted());
      assert.ok(samples.some(({ key }) => key === a));
      assert.deepEqual(await tracker.sampleTickets({ project: 'SHOP', type: 'No "such' }, ids), []);
      assert.deepEqual(await tracker.sampleTickets({ project: 'shop; drop', type: 'Story' }, ids), []);
    }),
  );
});
