import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeStep, describeNeeded, labelOf, whyNot } from '../../../hub/pages/approvals/describe-approval.ts';
import { nameReleased } from '../../../hub/pages/approvals/name-released.ts';
import {
  type Choice,
  chooseRows,
  deadlineOf,
  describeLeftOut,
  neighbourOf,
  planRows,
} from '../../../hub/pages/approvals/plan-approvals.ts';
import type { Run } from '../../../hub/data/runs.ts';
import { ADA, MARA, RELEASERS, someApproval, someStep } from './some-approval.ts';

const run: Run = {
  id: 7,
  number: '20260301.1',
  pipeline: { id: 1, name: 'release' },
  repositoryId: 'r',
  tags: ['slipway', 'release-1.4.0'],
  status: 'inProgress',
  result: undefined,
  requestedFor: 'Ada',
  queuedAt: '',
  finishedAt: undefined,
  parameters: { component: 'shop' },
};
const place = { stage: 'Production', environments: [{ id: '5', name: 'Production' }], minutes: 60 };

const known = (over: Partial<Parameters<typeof planRows>[0]> = {}) => ({
  approvals: [someApproval()],
  runs: new Map([[7, run]]),
  places: new Map([['a1', place]]),
  released: new Map([[7, { version: '1.4.0', component: 'shop' }]]),
  environments: new Set(['5']),
  userId: 'mara-id',
  ...over,
});
const MINE = { show: 'mine', text: '', withJunk: false } as const;
const ALL = { ...MINE, show: 'all' } as const;
const planApprovals = (all: Parameters<typeof planRows>[0], choice: Choice) => chooseRows(planRows(all), choice);
const idsOf = ({ rows }: ReturnType<typeof chooseRows>) => rows.map(({ approval }) => approval.id);

describe('the approvals on the page', () => {
  it('are mine when Azure DevOps takes my decision', () => {
    const approvals = [someApproval(), someApproval({ id: 'a2', mayDecide: false })];
    const mine = planApprovals(known({ approvals }), MINE);
    assert.deepEqual([idsOf(mine), mine.mine, mine.all], [['a1'], 1, 2]);
    assert.deepEqual(idsOf(planApprovals(known({ approvals }), ALL)), ['a1', 'a2']);
  });

  it('do not wait for who deferred them', () => {
    const approvals = [someApproval({ steps: [someStep({ by: { ...MARA, id: 'MARA-ID' }, status: 'deferred' })] })];
    assert.deepEqual(idsOf(planApprovals(known({ approvals }), MINE)), []);
    assert.deepEqual(idsOf(planApprovals(known({ approvals }), ALL)), ['a1']);
  });

  it('leave out what nothing comes of, say how many, and show them when asked', () => {
    const approvals = [7, 8, 9, 10].map((id) => someApproval({ id: `a${id}`, run: { id, name: `${id}` } }));
    const runs = new Map<number, Run | 'gone'>([
      [7, run],
      [8, { ...run, status: 'completed' }],
      [9, 'gone'],
      [10, run],
    ]);
    const places = new Map([
      ['a7', place],
      ['a10', { ...place, environments: [{ id: '6', name: 'Old' }] }],
    ]);
    const planned = planApprovals(known({ approvals, runs, places }), MINE);
    assert.deepEqual([idsOf(planned), planned.mine, planned.all], [['a7'], 1, 1]);
    assert.equal(
      describeLeftOut(planned.leftOut),
      'Left out: 1 of runs that have ended, 1 of runs that were deleted or that you may not see, 1 of environments that were deleted or that you may not see.',
    );
    assert.equal(planApprovals(known({ approvals, runs, places }), { ...MINE, withJunk: true }).rows.length, 4);
  });

  it('are not left out for an environment when the environments are not known', () => {
    const places = new Map([['a1', { ...place, environments: [{ id: '6', name: 'Old' }] }]]);
    assert.deepEqual(idsOf(planApprovals(known({ places, environments: undefined }), MINE)), ['a1']);
    const two = new Map([['a1', { ...place, environments: [{ id: '6', name: 'Old' }, ...place.environments] }]]);
    assert.deepEqual(idsOf(planApprovals(known({ places: two }), MINE)), ['a1']);
  });

  it('are shown while nothing more is known of them', () => {
    assert.deepEqual(idsOf(planApprovals(known({ runs: new Map(), places: new Map() }), MINE)), ['a1']);
  });

  it('are found by all words: pipeline, run, version, component, stage, environment, approver', () => {
    const found = (text: string) => planApprovals(known(), { ...MINE, text }).rows.length;
    for (const text of ['release', '0301.1', '1.4.0', 'SHOP', 'production', 'mara', 'shop  mara'])
      assert.equal(found(text), 1, text);
    assert.equal(found('shop paul'), 0);
  });

  it('are filtered within a blink, 2,000 of them with 10 kB of instructions', () => {
    const approvals = Array.from({ length: 2_000 }, (_, index) =>
      someApproval({ id: `a${index}`, instructions: 'x'.repeat(10_000), run: { id: index, name: `${index}` } }),
    );
    const rows = planRows(known({ approvals }));
    const times = Array.from({ length: 5 }, (_, letters) => {
      const begun = performance.now();
      chooseRows(rows, { ...MINE, text: '19990'.slice(0, letters + 1) });
      return performance.now() - begun;
    });
    // The quickest of them: the machine may have other things to do.
    assert.equal(Math.min(...times) < 100, true, times.join());
    assert.deepEqual(idsOf(chooseRows(rows, { ...MINE, text: '1999' })), ['a1999']);
  });

  it('go on with the next one, else the one before', () => {
    const { rows } = planApprovals(known({ approvals: ['a', 'b', 'c'].map((id) => someApproval({ id })) }), MINE);
    assert.deepEqual(
      ['a', 'c', 'x'].map((id) => neighbourOf(rows, id)),
      ['b', 'b', undefined],
    );
  });
});

describe('an approval in words', () => {
  it('times out when its check says', () => {
    assert.equal(deadlineOf(someApproval(), place), '2026-03-01T11:00:00.000Z');
    assert.equal(deadlineOf(someApproval(), undefined), undefined);
    assert.equal(deadlineOf(someApproval(), { ...place, minutes: 1e18 }), undefined);
    assert.equal(deadlineOf(someApproval({ createdAt: 'soon' }), place), undefined);
  });

  it('is named by stage, pipeline and run', () => {
    assert.equal(labelOf({ approval: someApproval(), run, place }), 'Production of release 20260301.1');
    const unknown = { approval: someApproval({ pipeline: '', run: undefined }), run: undefined, place: undefined };
    assert.equal(labelOf(unknown), 'a stage of a pipeline');
    assert.ok(labelOf({ approval: someApproval(), run, place: { ...place, stage: 'x'.repeat(10_000) } }).length <= 200);
  });

  it('says why somebody may not decide', () => {
    const waiting = { mayDecide: false };
    assert.equal(whyNot(someApproval(), 'mara-id'), undefined);
    assert.match(whyNot(someApproval(waiting), 'paul-id') ?? '', /^No permission: neither you nor a group of yours/);
    assert.match(whyNot(someApproval({ ...waiting, blocked: ['MARA-id'] }), 'mara-id') ?? '', /You asked for this run/);
    const own = someStep({ by: MARA, status: 'approved' });
    assert.equal(
      whyNot(someApproval({ ...waiting, needed: 2, steps: [own, someStep({ approver: ADA })] }), 'mara-id'),
      'You have approved it; 1 more is needed.',
    );
    const inOrder = { ...waiting, inOrder: true, steps: [someStep({ approver: ADA }), someStep()] };
    assert.equal(whyNot(someApproval(inOrder), 'mara-id'), 'It is decided in order: Ada is asked first.');
    assert.equal(whyNot(someApproval({ status: 'rejected' }), 'mara-id'), 'It has ended.');
  });

  it('says how many are needed', () => {
    const steps = [someStep(), someStep(), someStep()];
    assert.equal(describeNeeded(someApproval()), 'One approver');
    assert.equal(describeNeeded(someApproval({ steps, needed: 3 })), 'All 3 must approve');
    assert.equal(describeNeeded(someApproval({ steps, needed: 2, inOrder: true })), '2 of 3 must approve, in order');
  });

  it('says who of a group decided, and until when somebody deferred', () => {
    const decided = describeStep(someStep({ approver: RELEASERS, by: MARA, status: 'approved', comment: 'Go' }));
    assert.deepEqual(
      [decided.name, decided.isGroup, decided.state, decided.by],
      ['Releasers', true, 'approved', 'Mara'],
    );
    const later = describeStep(someStep({ by: MARA, status: 'deferred', until: '2026-03-02T00:00:00Z' }));
    assert.deepEqual([later.state, later.by, later.until], ['approved for later', undefined, '2026-03-02T00:00:00Z']);
    assert.deepEqual([describeStep(someStep()).at, describeStep(someStep()).state], [undefined, 'asked']);
  });
});

describe('what a run of an approval releases', () => {
  const entry = (component: string, version: string) => ({
    component,
    staging: { version, state: 'opened' as const },
    releases: [],
  });
  const ledger = (id: string, components: readonly ReturnType<typeof entry>[]) => ({
    repository: { id, name: id, webUrl: '' },
    index: { schema: 1 as const, components },
  });
  const name = (ledgers: Parameters<typeof nameReleased>[1]) => nameReleased([run], ledgers).get(7);

  it('is named by the ledger of its repository, whatever it was queued with', () => {
    const own = ledger('r', [entry('tracker', '1.4.0'), entry('web', '2.0.0')]);
    assert.deepEqual(name([own]), { version: '1.4.0', component: 'tracker' });
  });

  it('is what its tag and parameters say where the ledger does not know it, or knows several', () => {
    assert.deepEqual(name([]), { version: '1.4.0', component: 'shop' });
    const several = ledger('r', [entry('tracker', '1.4.0'), entry('web', '1.4.0')]);
    assert.deepEqual(name([several]), { version: '1.4.0', component: 'shop' });
  });
});
