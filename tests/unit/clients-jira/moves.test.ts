import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WorkflowGraph } from '../../../sandbox/jira/workflow/workflow-graph.ts';
import { markdownToAdf } from '../../../src/clients/jira/adf/markdown-to-adf.ts';
import { authorizationOf } from '../../../src/clients/jira/jira-connection.ts';
import type { FieldValue, Transition } from '../../../src/tickets/ports.ts';
import { onBoth, withJira, type Harness } from './jira-harness.ts';

const WORKFLOW: WorkflowGraph = {
  statuses: [
    { name: 'Open', category: 'new' },
    { name: 'Review', category: 'indeterminate' },
    { name: 'Shipped', category: 'done' },
    { name: 'Closed', category: 'done' },
  ],
  transitions: [
    { id: '11', name: 'Ask', from: ['Open'], to: 'Review' },
    {
      id: '21',
      name: 'Ship',
      from: ['Review'],
      to: 'Shipped',
      screen: { fields: [{ field: 'resolution', required: true }, 'fixVersions'] },
    },
    { id: '31', name: 'Close', from: ['Open'], to: 'Shipped', postMoveTo: 'Closed' },
  ],
};

const NONE = new Map<string, FieldValue>();

function flow({ jira, tracker }: Pick<Harness, 'jira' | 'tracker'>) {
  jira.createProject({ key: 'FLOW', name: 'Flow', style: 'team', workflow: WORKFLOW });
  const key = jira.createIssue({ project: 'FLOW', summary: 's' });
  const named = async (name: string): Promise<Transition> => {
    const found = (await tracker.listTransitions(key)).find((one) => one.name === name);
    assert.ok(found, `${name} is not offered`);
    return found;
  };
  return { key, named, status: () => jira.readIssue(key)?.status };
}

describe('Moving a ticket of Jira', () => {
  it(
    'takes what the workflow offers now, with the fields of its screen',
    onBoth(async (harness) => {
      const { key, named, status } = flow(harness);
      const { tracker } = harness;
      assert.deepEqual(await tracker.move(key, await named('Ask'), NONE), { kind: 'moved' });
      const ship = await named('Ship');
      const resolution = ship.fields.find(({ id }) => id === 'resolution');
      assert.deepEqual([resolution?.kind, resolution?.required], ['option', true]);
      assert.equal(ship.fields.find(({ id }) => id === 'fixVersions')?.kind, 'versions');
      const done = resolution?.allowed?.find(({ name }) => name === 'Done');
      assert.deepEqual(await tracker.move(key, ship, new Map([['resolution', { kind: 'option', id: done!.id }]])), {
        kind: 'moved',
      });
      assert.equal(status(), 'Shipped');
      assert.equal(harness.jira.readIssue(key)?.resolution, 'Done');
    }),
  );

  it(
    'is refused in the words of Jira',
    onBoth(async (harness) => {
      const { key, named, status } = flow(harness);
      await harness.tracker.move(key, await named('Ask'), NONE);
      const refused = await harness.tracker.move(key, await named('Ship'), NONE);
      assert.equal(refused.kind, 'refused');
      assert.match(refused.reason, /resolution: \S+/i);
      assert.equal(status(), 'Review');
    }),
  );

  it(
    'is gone when somebody was faster',
    onBoth(async (harness) => {
      const { key, named } = flow(harness);
      const ask = await named('Ask');
      harness.jira.moveCard(key, 'Closed');
      assert.deepEqual(await harness.tracker.move(key, ask, NONE), { kind: 'gone' });
    }),
  );

  it('happens once when the answer is lost', async () => {
    await withJira(async (harness) => {
      const { key, named, status } = flow(harness);
      const ask = await named('Ask');
      harness.strike('POST', /transitions$/, { kind: 'lostAnswer' });
      assert.deepEqual(await harness.tracker.move(key, ask, NONE), { kind: 'moved' });
      assert.equal(status(), 'Review');
      assert.equal(harness.writes().length, 1);
    });
  });

  it('happens once when the answer is lost and Jira moves the ticket on', async () => {
    await withJira(async (harness) => {
      const { key, named, status } = flow(harness);
      const close = await named('Close');
      harness.strike('POST', /transitions$/, { kind: 'lostAnswer' });
      assert.deepEqual(await harness.tracker.move(key, close, NONE), { kind: 'gone' });
      assert.equal(status(), 'Closed');
    });
  });

  it('is done again when the request was lost', async () => {
    await withJira(async (harness) => {
      const { key, named, status } = flow(harness);
      const ask = await named('Ask');
      harness.strike('POST', /transitions$/, { kind: 'answer', status: 502 }, 2);
      assert.deepEqual(await harness.tracker.move(key, ask, NONE), { kind: 'moved' });
      assert.equal(status(), 'Review');
    });
  });
});

describe('A comment on a ticket of Jira', () => {
  it(
    'is written once, and edited when its text changes',
    onBoth(async ({ jira, tracker, writes }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      const comment = {
        id: 'run-1',
        markdown: '**Released** in [1.0](https://ci.example/1)\n\n- [x] a & <b> @bob [~bob]',
      };
      assert.equal(await tracker.putComment(key, comment), true);
      assert.equal(await tracker.putComment(key, comment), false);
      assert.equal(await tracker.putComment(key, { ...comment, markdown: 'Other.' }), true);
      assert.equal(await tracker.putComment(key, { id: 'run-2', markdown: 'Other.' }), true);
      assert.equal(jira.readIssue(key)?.comments.length, 2);
      assert.equal(writes().length, 3);
    }),
  );

  it(
    'is known by each of its ids',
    onBoth(async ({ jira, tracker }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      const markdown = 'Hello.';
      assert.equal(await tracker.putComment(key, { id: 'visit-1', otherIds: ['run-1'], markdown }), true);
      assert.equal(await tracker.putComment(key, { id: 'visit-1', otherIds: ['run-2'], markdown }), false);
      assert.equal(await tracker.putComment(key, { id: 'visit-2', otherIds: ['run-1'], markdown }), false);
      assert.equal(await tracker.putComment(key, { id: 'visit-2', otherIds: ['run-2'], markdown }), true);
    }),
  );

  it('is written once when the answer is lost', async () => {
    await withJira(async ({ jira, tracker, strike }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      strike('POST', /comment$/, { kind: 'lostAnswer' });
      assert.equal(await tracker.putComment(key, { id: 'run-1', markdown: 'Hello.' }), true);
      assert.equal(jira.readIssue(key)?.comments.length, 1);
    });
  });

  it('is found among many others', async () => {
    await withJira(async ({ jira, tracker, connection }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      await tracker.putComment(key, { id: 'run-1', markdown: 'Ours.' });
      const body = JSON.stringify({ body: markdownToAdf('Theirs.') });
      const headers = { authorization: authorizationOf(connection), 'content-type': 'application/json' };
      const address = `${connection.url}rest/api/3/issue/${key}/comment`;
      const others = Array.from({ length: 120 }, () => fetch(address, { method: 'POST', headers, body }));
      assert.ok((await Promise.all(others)).every(({ status }) => status === 201));
      assert.equal(await tracker.putComment(key, { id: 'run-1', markdown: 'Ours.' }), false);
    });
  });
});

describe('Fix versions of Jira', () => {
  it(
    'are created, reused, added to tickets and released',
    onBoth(async ({ jira, tracker }) => {
      const { versions } = tracker;
      assert.ok(versions);
      jira.createVersion('SHOP', { name: '0.9' });
      jira.createVersion('SHOP', { name: '0.8', archived: true });
      const key = jira.createIssue({ project: 'SHOP', summary: 's', fixVersions: ['0.9'] });
      assert.equal(await versions.findVersion('SHOP', '1.0'), undefined);
      const created = await versions.createVersion('SHOP', { name: '1.0', description: 'é'.repeat(20_000) });
      assert.deepEqual([created.name, created.released, created.archived], ['1.0', false, false]);
      assert.deepEqual(await versions.findVersion('SHOP', ' 1.0 '), created);
      assert.deepEqual(await versions.createVersion('SHOP', { name: '1.0', description: '' }), created);
      assert.equal((await versions.findVersion('SHOP', '0.8'))?.archived, true);
      await versions.addFixVersion(key, created);
      assert.deepEqual(jira.readIssue(key)?.fixVersions.toSorted(), ['0.9', '1.0']);
      await versions.releaseVersion(created, { date: '2026-11-20' });
      assert.equal((await versions.findVersion('SHOP', '1.0'))?.released, true);
    }),
  );

  it('are created once when the answer is lost', async () => {
    await withJira(async ({ jira, tracker, strike }) => {
      strike('POST', /version$/, { kind: 'lostAnswer' });
      await tracker.versions?.createVersion('SHOP', { name: '1.0', description: '' });
      assert.equal(jira.readVersions('SHOP').length, 1);
    });
  });
});
