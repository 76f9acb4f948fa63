import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WorkflowGraph } from '../../../sandbox/jira/workflow/workflow-graph.ts';
import { onBoth, withJira, type Deployment, type Harness } from './jira-harness.ts';

const WORKFLOW: WorkflowGraph = {
  statuses: [
    { id: '1', name: 'Open', category: 'new' },
    { id: '2', name: 'In Progress', category: 'indeterminate' },
    { id: '3', name: 'Review', category: 'indeterminate' },
    { id: '4', name: 'Closed', category: 'done' },
  ],
  transitions: [{ id: '11', name: 'Start', from: ['Open'], to: 'In Progress' }],
};

function card({ jira }: Pick<Harness, 'jira'>, ...to: readonly string[]): string {
  jira.createProject({ key: 'FLOW', name: 'Flow', workflow: WORKFLOW });
  const key = jira.createIssue({ project: 'FLOW', summary: 's' });
  for (const status of to) jira.moveCard(key, status);
  return key;
}

const change = (id: string, created: string, ...items: readonly unknown[]) => ({ id, created, items });
const status = (from: string | null, to: string | null, over: Readonly<Record<string, unknown>> = {}) => {
  return { field: 'status', fieldtype: 'jira', from, fromString: 'a', to, toString: 'b', ...over };
};

/** What a tracker makes of a history that Jira could tell. */
async function told(deployment: Deployment, changes: readonly unknown[]): Promise<readonly string[] | undefined> {
  let history: readonly string[] | undefined;
  const page = { startAt: 0, maxResults: 100, total: changes.length };
  const body =
    deployment === 'cloud'
      ? { ...page, isLast: true, values: changes }
      : { key: 'FLOW-1', changelog: { ...page, histories: changes } };
  await withJira(async ({ tracker }) => void (history = await tracker.readStatusHistory('FLOW-1')), {
    deployment,
    handler: () => Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(body) }),
  });
  return history;
}

describe("A ticket's history in Jira", () => {
  it(
    'tells the statuses in the order of their first visits, with the one it was born in',
    onBoth(async (harness) => {
      const key = card(harness, 'In Progress', 'Review', 'In Progress', 'Closed', 'Open');
      assert.deepEqual(await harness.tracker.readStatusHistory(key), ['1', '2', '3', '4']);
      assert.equal(harness.seen.length, 1);
      assert.ok(!harness.lines.some((line) => line.includes('differs')), harness.lines.join('\n'));
    }),
  );

  it(
    'is empty for a ticket that never moved, or that may not be seen',
    onBoth(async (harness) => {
      assert.deepEqual(await harness.tracker.readStatusHistory(card(harness)), []);
      assert.deepEqual(await harness.tracker.readStatusHistory('FLOW-99'), []);
      const { token, email } = harness.jira.issueToken({ user: 'Other', projects: [] });
      const other = harness.trackerOf({ token, ...(harness.connection.user === undefined ? {} : { user: email }) });
      assert.deepEqual(await other.readStatusHistory('FLOW-1'), []);
    }),
  );

  it(
    'tells each stay in a status from the others',
    onBoth(async (harness) => {
      const { jira, tracker } = harness;
      const key = card(harness);
      const visits = [await tracker.readVisit(key)];
      for (const status of ['In Progress', 'Open', 'In Progress']) {
        jira.moveCard(key, status);
        visits.push(await tracker.readVisit(key));
        assert.equal(await tracker.readVisit(key), visits.at(-1));
      }
      assert.deepEqual([visits[0], new Set(visits).size, visits.includes(undefined)], ['', 4, false]);
      assert.equal(await tracker.readVisit('FLOW-99'), undefined);
    }),
  );

  it(
    'is told of no key that is none',
    onBoth(async ({ tracker, seen }) => {
      await assert.rejects(tracker.readStatusHistory('FLOW-1/../..'), { code: 'JIRA_BAD_KEY' });
      assert.equal(seen.length, 0);
    }),
  );

  it('is read over pages on Cloud, and not without end', () =>
    withJira(async (harness) => {
      const others = Array.from({ length: 119 }, (_, index) => (index % 2 === 0 ? 'In Progress' : 'Review'));
      const key = card(harness, ...others, 'Closed');
      assert.deepEqual(await harness.tracker.readStatusHistory(key), ['1', '2', '3', '4']);
      assert.deepEqual(
        harness.seen.map(({ url }) => url.search),
        ['?startAt=0&maxResults=100', '?startAt=100&maxResults=100'],
      );
      const long = Array.from({ length: 2200 }, (_, index) => (index % 2 === 0 ? 'In Progress' : 'Review'));
      const busy = card(harness, ...long, 'Closed');
      assert.deepEqual(await harness.tracker.readStatusHistory(busy), ['1', '2', '3']);
      assert.equal(harness.seen.length, 22);
      assert.equal(await harness.tracker.readVisit(busy), undefined, 'the last change was not seen');
    }));

  for (const deployment of ['cloud', 'datacenter'] as const) {
    it(`counts time, then ids, and only the status of Jira itself: ${deployment}`, async () => {
      const isCloud = deployment === 'cloud';
      const ofStatus = isCloud ? { fieldId: 'status' } : {};
      const custom = { fieldtype: 'custom', ...(isCloud ? { fieldId: 'customfield_1' } : {}) };
      const history = await told(deployment, [
        change('9', '2026-03-04T10:00:00.000+0000', status('20', '30', ofStatus)),
        change('10', '2026-03-04T10:00:00.000+0000', status('30', '40', ofStatus)),
        change('50', '2026-03-04T11:30:00.000+0200', status('99', '98', custom), status('10', '20', ofStatus)),
        change('11', '2026-03-05T10:00:00.000+0000', { field: 'labels', fieldtype: 'jira', from: null, to: null }),
        change('12', '2026-03-06T10:00:00.000+0000'),
        change('13', '2026-03-07T10:00:00.000+0000', status(null, null, ofStatus)),
      ]);
      assert.deepEqual(history, ['10', '20', '30', '40']);
    });
  }

  it('is no history when the answer is none', () =>
    assert.rejects(told('cloud', [{ id: '1', items: 'all' }]), { code: 'JIRA_UNEXPECTED_ANSWER' }));
});
