import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WorkflowGraph } from '../../../sandbox/jira/workflow/workflow-graph.ts';
import { document, startJira, type Started } from './service.ts';

/** A company's workflow with what workflows surprise with. */
const workflow: WorkflowGraph = {
  statuses: [
    { id: '1', name: 'Open', category: 'new' },
    { id: '2', name: 'In Progress', category: 'indeterminate' },
    { id: '3', name: 'Waiting', category: 'indeterminate' },
    { id: '4', name: 'Resolved', category: 'done' },
    { id: '5', name: 'Closed', category: 'done' },
  ],
  transitions: [
    { id: '11', name: 'Start', from: ['Open'], to: 'In Progress' },
    { id: '12', name: 'Start', from: ['Open'], to: 'Waiting' },
    { id: '21', name: 'Again', from: ['2'], to: '2' },
    {
      id: '31',
      name: 'Resolve Issue',
      from: ['2'],
      to: '4',
      screen: { fields: [{ field: 'resolution', required: true }, 'labels'] },
    },
    { id: '32', name: 'Approve', from: ['2'], to: '5', condition: { kind: 'fieldSet', field: 'assignee' } },
    { id: '33', name: 'Check', from: ['2'], to: '3', validators: [{ kind: 'fieldRequired', field: 'duedate' }] },
    { id: '34', name: 'Break', from: ['2'], to: '3', validators: [{ kind: 'fails', message: 'The build is red.' }] },
    { id: '41', name: 'Reopen', from: 'any', to: '1', setResolution: null, postMoveTo: 'Waiting' },
  ],
};

function start(): Started & { readonly key: string } {
  const started = startJira();
  started.jira.createProject({ key: 'SHOP', name: 'Shop', workflow });
  return { ...started, key: started.jira.createIssue({ project: 'SHOP', summary: 'One' }) };
}

interface Offered {
  readonly id: unknown;
  readonly name: string;
  readonly to: { readonly name: string; readonly statusCategory: { readonly key: string } };
  readonly fields?: Readonly<
    Record<string, { readonly required: boolean; readonly allowedValues: readonly unknown[] }>
  >;
  readonly hasScreen?: boolean;
  readonly isLooped?: boolean;
  readonly isGlobal?: boolean;
  readonly isConditional?: boolean;
  readonly isAvailable?: boolean;
}

async function offers({ call, key }: { call: Started['call']; key: string }, query = '') {
  const { body } = await call('GET', `issue/${key}/transitions${query}`);
  return body.transitions as readonly Offered[];
}

describe('sandbox Jira: transitions', () => {
  it('offers what starts in the status and whose condition holds', async () => {
    const world = start();
    assert.deepEqual(
      (await offers(world)).map(({ id, name, to }) => [id, name, to.name]),
      [
        ['11', 'Start', 'In Progress'],
        ['12', 'Start', 'Waiting'],
        ['41', 'Reopen', 'Open'],
      ],
    );
    world.jira.moveCard(world.key, 'In Progress');
    const listed = await offers(world, '?expand=transitions.fields');
    assert.deepEqual(
      listed.map(({ id }) => id),
      ['21', '31', '33', '34', '41'],
    );
    assert.deepEqual(
      listed.map(({ isLooped, hasScreen, isGlobal }) => [isLooped, hasScreen, isGlobal]),
      [
        [true, false, false],
        [false, true, false],
        [false, false, false],
        [false, false, false],
        [false, false, true],
      ],
    );
    const { resolution, labels } = listed[1]!.fields!;
    assert.deepEqual([resolution?.required, labels?.required], [true, false]);
    assert.equal(resolution?.allowedValues.length, 4);
    const all = await offers(world, '?includeUnavailableTransitions=true');
    const approve = all.find(({ id }) => id === '32');
    assert.deepEqual([approve?.isAvailable, approve?.isConditional], [false, true]);
  });

  it('moves along one, and no further than it leads', async () => {
    const world = start();
    const moved = await world.call('POST', `issue/${world.key}/transitions`, { body: { transition: { id: '11' } } });
    assert.equal(moved.status, 204);
    const { status, history } = world.jira.readIssue(world.key)!;
    assert.deepEqual(
      [status, history.map(({ by, from, to }) => [by, from, to])],
      ['In Progress', [['Slipway', 'Open', 'In Progress']]],
    );
    const again = await world.call('POST', `issue/${world.key}/transitions`, { body: { transition: { id: '11' } } });
    assert.equal(again.status, 400);
    assert.match(again.text, /workflow operation \(Start\) that is not valid for the current state of this issue/);
    const hidden = await world.call('POST', `issue/${world.key}/transitions`, { body: { transition: { id: '32' } } });
    assert.match(hidden.text, /Approve/);
  });

  it('takes fields only from the screen, and requires what the screen requires', async () => {
    const world = start();
    world.jira.moveCard(world.key, 'In Progress');
    const post = (body: object) => world.call('POST', `issue/${world.key}/transitions`, { body });
    const transition = { id: '31' };
    assert.deepEqual((await post({ transition })).body.errors, { resolution: 'Resolution is required.' });
    const wrong = await post({ transition, fields: { resolution: { name: 'Fixed' } } });
    assert.match(wrong.text, /'Fixed' is not valid/);
    const summary = await post({ transition, fields: { resolution: { name: 'Done' }, summary: 'Other' } });
    assert.match(summary.text, /not on the appropriate screen/);
    const noScreen = await post({ transition: { id: '21' }, fields: { resolution: { name: 'Done' } } });
    assert.match(noScreen.text, /not on the appropriate screen/);
    const noComment = await post({ transition: { id: '21' }, update: { comment: [{ add: { body: document('x') } }] } });
    assert.equal(noComment.status, 400);
    assert.equal(world.jira.readIssue(world.key)?.status, 'In Progress');
    const done = await post({
      transition,
      fields: { resolution: { name: 'Done' } },
      update: { labels: [{ add: 'x' }], comment: [{ add: { body: document('Shipped') } }] },
    });
    assert.equal(done.status, 204, done.text);
    const { status, resolution, labels, comments } = world.jira.readIssue(world.key)!;
    assert.deepEqual([status, resolution, labels, comments[0]?.text], ['Resolved', 'Done', ['x'], 'Shipped']);
  });

  it('refuses what a validator refuses, and runs post-functions', async () => {
    const world = start();
    world.jira.moveCard(world.key, 'In Progress');
    const post = (id: unknown) =>
      world.call('POST', `issue/${world.key}/transitions`, { body: { transition: { id } } });
    assert.deepEqual((await post('33')).body.errors, { duedate: 'Due date is required.' });
    assert.deepEqual((await post('34')).body.errorMessages, ['The build is red.']);
    assert.equal((await post('41')).status, 204);
    const { status, history } = world.jira.readIssue(world.key)!;
    assert.deepEqual([status, history.map(({ to }) => to)], ['Waiting', ['In Progress', 'Open', 'Waiting']]);
    assert.match((await post('x')).text, /must be an integer/);
    assert.match((await post(undefined)).text, /Missing 'transition' identifier/);
    assert.match((await post('99')).text, /Action 99/);
  });

  it('offers nothing to who may not move issues', async () => {
    const world = start();
    const authorization = world.tokenFor({ user: 'Reader', permissions: ['BROWSE_PROJECTS'] });
    const { body } = await world.call('GET', `issue/${world.key}/transitions`, { authorization });
    assert.deepEqual(body.transitions, []);
    const post = { body: { transition: { id: '11' } }, authorization };
    assert.equal((await world.call('POST', `issue/${world.key}/transitions`, post)).status, 400);
    assert.equal(world.jira.readIssue(world.key)?.status, 'Open');
  });

  it('keeps statuses of team-managed projects to themselves and resolves what is done', async () => {
    const { jira, call } = startJira();
    jira.createProject({ key: 'AAA', name: 'A' });
    jira.createProject({ key: 'BBB', name: 'B' });
    jira.createProject({ key: 'TTT', name: 'T', style: 'team' });
    const ids = new Map<string, string>();
    for (const key of ['AAA', 'BBB', 'TTT']) {
      const [type] = (await call('GET', `project/${key}/statuses`)).list;
      const statuses = type?.statuses as { id: string; name: string }[];
      ids.set(key, statuses.find(({ name }) => name === 'Done')?.id ?? '');
    }
    assert.equal(ids.get('AAA'), ids.get('BBB'));
    assert.notEqual(ids.get('AAA'), ids.get('TTT'));
    const key = jira.createIssue({ project: 'TTT', summary: 'One' });
    jira.moveCard(key, 'Done');
    assert.equal(jira.readIssue(key)?.resolution, 'Done');
    jira.moveCard(key, 'To Do');
    assert.equal(jira.readIssue(key)?.resolution, undefined);
  });

  it('refuses graphs that refer to what they have not', () => {
    const { jira } = startJira();
    const project = (graph: WorkflowGraph) => () => jira.createProject({ key: 'XXX', name: 'X', workflow: graph });
    assert.throws(project({ ...workflow, initial: 'Nowhere' }), /no status Nowhere/);
    assert.throws(project({ ...workflow, transitions: [...workflow.transitions, ...workflow.transitions] }), /same id/);
  });
});
