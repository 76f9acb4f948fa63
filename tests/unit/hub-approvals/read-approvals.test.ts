import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findGate, readPlaces } from '../../../hub/data/approval-places.ts';
import { readKnownRuns, releaseOf } from '../../../hub/data/approval-runs.ts';
import { findApproval, listWaitingApprovals } from '../../../hub/host/approvals.ts';
import { HubProblem } from '../../../hub/host/hub-problem.ts';
import { createRest, type Rest } from '../../../hub/host/rest.ts';
import { decide } from '../../../hub/pages/approvals/decide.ts';
import { tellUnknownDeadline } from '../../../hub/pages/approvals/plan-approvals.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A REST API that answers as told; what it has no answer for is 404. */
function fakeRest(answers: (asked: Asked) => unknown): { readonly rest: Rest; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const rest = createRest({
    baseUrl: 'https://example.com/fabrikam/',
    getToken: () => Promise.resolve('t'),
    fetch: (url, init) => {
      const { pathname, searchParams } = new URL(url);
      const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
      const one = {
        method: init?.method ?? 'GET',
        path: pathname.replace('/fabrikam/Shop/_apis/', ''),
        query: searchParams,
        body,
      };
      asked.push(one);
      const answer = answers(one);
      if (answer instanceof Error) return Promise.reject(answer);
      if (answer instanceof Response) return Promise.resolve(answer);
      return Promise.resolve(answer === undefined ? new Response('{}', { status: 404 }) : Response.json(answer));
    },
  });
  return { rest, asked };
}

const wire = (id: string, over: object = {}) => ({
  id,
  status: 'pending',
  createdOn: '2026-03-01T10:00:00.1234567Z',
  minRequiredApprovers: 1,
  permissions: 'update',
  steps: [{ assignedApprover: { id: 'mara-id', displayName: 'Mara' }, status: 'pending' }],
  pipeline: { name: 'release', owner: { id: 7, name: '20260301.1' } },
  ...over,
});

describe('reading approvals', () => {
  it('takes two requests for a list, with steps and permissions, the longest waiting first', async () => {
    const { rest, asked } = fakeRest(({ query }) => ({
      value:
        query.get('state') === 'pending'
          ? [wire('B', { createdOn: '2026-03-02T10:00:00Z' }), wire('A')]
          : [wire('C', { status: 'deferred', createdOn: '2026-03-01T11:00:00Z' })],
    }));
    const { approvals, isCut } = await listWaitingApprovals(rest, { project: 'Shop' });
    assert.deepEqual(
      approvals.map(({ id, status }) => `${id} ${status}`),
      ['a pending', 'c deferred', 'b pending'],
    );
    assert.equal(isCut, false);
    assert.equal(asked.length, 2);
    assert.deepEqual(asked[0]?.query.get('$expand'), 'steps,permissions');
    assert.deepEqual(approvals[0]?.run, { id: 7, name: '20260301.1' });
  });

  it('bears with what is left out, and with flags for names', async () => {
    const { rest } = fakeRest(() => ({
      id: 'A',
      status: 'uninitiated',
      permissions: 3,
      pipeline: { owner: 'x' },
      steps: null,
    }));
    const approval = await findApproval(rest, { project: 'Shop' }, 'A');
    assert.deepEqual(
      [approval?.status, approval?.mayDecide, approval?.run, approval?.needed],
      ['pending', true, undefined, 0],
    );
    const view = fakeRest(() => ({ id: 'A', status: 'pending', permissions: 1 }));
    assert.equal((await findApproval(view.rest, { project: 'Shop' }, 'A'))?.mayDecide, false);
  });

  it('takes no number of approvers, and 0, for all of them', async () => {
    const steps = ['mara-id', 'ada-id'].map((id) => ({ assignedApprover: { id }, status: 'pending' }));
    for (const minRequiredApprovers of [0, null]) {
      const { rest } = fakeRest(() => wire('A', { steps, minRequiredApprovers }));
      assert.equal((await findApproval(rest, { project: 'Shop' }, 'A'))?.needed, 2);
    }
  });

  it('finds stage and checks of an approval in the timeline', () => {
    const records = [
      { id: 'S', type: 'Stage', name: 'Production' },
      { id: 'C', parentId: 'S', type: 'Checkpoint', name: 'Checkpoint' },
      { id: 'A', parentId: 'C', type: 'Checkpoint.Approval', name: 'x' },
      { id: 'loop', parentId: 'loop', type: 'Job', name: 'x' },
    ];
    assert.deepEqual(findGate(records, 'a'), { stage: 'Production', suite: 'C' });
    assert.deepEqual(findGate(records, 'loop'), { stage: undefined, suite: undefined });
    assert.deepEqual(findGate(records, 'x'), { stage: undefined, suite: undefined });
  });

  it('asks once for what several approvals of a run share', async () => {
    const { rest, asked } = fakeRest(({ path }) => {
      if (path.endsWith('/timeline'))
        return {
          records: [
            { id: 's', type: 'Stage', name: 'Production' },
            { id: 'c', parentId: 's', type: 'Checkpoint' },
            ...['a1', 'a2'].map((id) => ({ id, parentId: 'c', type: 'Checkpoint.Approval' })),
          ],
        };
      if (path.includes('/checks/runs/'))
        return {
          checkRuns: ['a1', 'a2'].map((id, index) => ({
            id: id.toUpperCase(),
            checkConfigurationRef: { id: 4, resource: { type: 'environment', id: `${index + 5}`, name: `E${index}` } },
          })),
        };
      return { timeout: 60 };
    });
    const wanted = { project: 'Shop', runId: 7, approvalIds: ['a1', 'a2'], timeouts: new Map() };
    const places = await readPlaces(rest, wanted);
    assert.deepEqual(places.get('a2'), { stage: 'Production', environments: [{ id: '6', name: 'E1' }], minutes: 60 });
    assert.equal(asked.length, 3);
    await readPlaces(rest, wanted);
    assert.equal(asked.length, 5);
  });

  it('does without the environment where the checks may not be seen', async () => {
    const { rest } = fakeRest(({ path }) => {
      if (!path.endsWith('/timeline')) return new Response('{"message":"No."}', { status: 403 });
      return {
        records: [
          { id: 's', type: 'Stage', name: 'Production' },
          { id: 'c', parentId: 's', type: 'Checkpoint' },
          { id: 'a1', parentId: 'c' },
        ],
      };
    });
    const places = await readPlaces(rest, { project: 'Shop', runId: 7, approvalIds: ['a1'], timeouts: new Map() });
    assert.deepEqual(places.get('a1'), { stage: 'Production', environments: [], minutes: undefined });
  });

  it('knows what could not be read for now from what may not be seen', async () => {
    const records = [
      { id: 's', type: 'Stage', name: 'Production' },
      { id: 'c', parentId: 's', type: 'Checkpoint' },
      { id: 'a1', parentId: 'c' },
    ];
    const checkRuns = [{ id: 'a1', checkConfigurationRef: { id: 9, resource: { type: 'environment', id: '6' } } }];
    for (const [broken, status, unread] of [
      ['checks/runs', 429, true],
      ['checks/configurations', 500, true],
      ['checks/configurations', 403, undefined],
    ] as const) {
      const { rest } = fakeRest(({ path }) => {
        if (path.includes(broken)) return new Response('{"message":"No."}', { status });
        return path.endsWith('/timeline') ? { records } : { checkRuns };
      });
      const places = await readPlaces(rest, { project: 'Shop', runId: 7, approvalIds: ['a1'], timeouts: new Map() });
      assert.equal(places.get('a1')?.unread, unread, `${broken} ${status}`);
      assert.equal(tellUnknownDeadline(places.get('a1')), unread ? 'deadline…' : 'deadline not known');
    }
  });

  it('tells runs that are gone, and what the others release', async () => {
    const { rest } = fakeRest(() => ({ value: [{ id: 1, definition: { id: 2 }, tags: ['release-1.4.0'] }] }));
    const runs = await readKnownRuns(rest, { project: 'Shop' }, [1, 2]);
    const [run] = runs.values();
    assert.equal(runs.get(2), 'gone');
    assert.ok(typeof run === 'object');
    assert.deepEqual(releaseOf(run), { version: '1.4.0', component: undefined });
  });
});

describe('deciding an approval', () => {
  const deciding = {
    project: 'Shop',
    id: 'a1',
    userId: 'mara-id',
    decision: { status: 'approved', comment: 'Go' },
  } as const;

  it('sends it once and reads what came of it', async () => {
    const step = {
      assignedApprover: { id: 'mara-id' },
      actualApprover: { id: 'mara-id' },
      status: 'approved',
      comment: 'Go',
    };
    const { rest, asked } = fakeRest(({ method }) =>
      method === 'PATCH' ? { value: [] } : wire('a1', { status: 'approved', steps: [step] }),
    );
    const { outcome, approval } = await decide(rest, deciding);
    assert.deepEqual([outcome.kind, approval?.status], ['counted', 'approved']);
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      ['PATCH pipelines/approvals', 'GET pipelines/approvals/a1'],
    );
    assert.deepEqual(asked[0]?.body, [{ approvalId: 'a1', status: 'approved', comment: 'Go' }]);
  });

  it('never sends it again by itself, whatever is answered', async () => {
    const answers = [new TypeError('Failed to fetch'), 429, 500, 503, 400, 401, 403, 404];
    for (const answer of answers) {
      const { rest, asked } = fakeRest(({ method }) => {
        if (method !== 'PATCH') return wire('a1');
        return typeof answer === 'number' ? new Response('{"message":"No."}', { status: answer }) : answer;
      });
      const { outcome } = await decide(rest, deciding);
      assert.equal(outcome.kind, answer === 403 ? 'forbidden' : 'notDone', String(answer));
      assert.equal(asked.filter(({ method }) => method === 'PATCH').length, 1);
    }
  });

  it('says what it does not know', async () => {
    const { rest } = fakeRest(() => new TypeError('Failed to fetch'));
    const { outcome } = await decide(rest, deciding);
    assert.ok(outcome.kind === 'unknown' && outcome.problem instanceof HubProblem);
  });
});
