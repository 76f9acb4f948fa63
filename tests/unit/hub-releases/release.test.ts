import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TimelineRecord } from '../../../hub/data/runs.ts';
import type { Approval } from '../../../hub/host/approvals.ts';
import { chooseRuns } from '../../../hub/pages/release/choose-runs.ts';
import { planGate } from '../../../hub/pages/release/gates.ts';
import { loadGates, noGates } from '../../../hub/pages/release/load-gates.ts';
import { listApprovalIds, listStages, sayDuration } from '../../../hub/pages/release/stages.ts';
import { listTickets } from '../../../hub/pages/release/tickets.ts';
import { lexMarkdown } from '../../../hub/parts/lex-markdown.ts';
import { readableText } from '../../../hub/parts/markdown-text.ts';
import { fakeProject } from './fake-project.ts';
import { change, run, ticket } from './some-release.ts';

const record = (id: string, over: Partial<TimelineRecord>): TimelineRecord => ({
  id,
  type: 'Stage',
  name: id,
  ...over,
});

describe('The stages of a run', () => {
  const waiting = [
    record('b', { order: 2, state: 'pending' }),
    record('a', {
      order: 1,
      state: 'completed',
      result: 'failed',
      startTime: '2026-11-02T08:00:00Z',
      finishTime: '2026-11-02T08:01:05Z',
    }),
    record('job', { type: 'Job', parentId: 'a' }),
    record('step', {
      type: 'Task',
      parentId: 'job',
      issues: [
        { type: 'error', message: 'No such tag.' },
        { type: 'error', message: 'No such tag.' },
        { type: 'warning', message: 'Slow' },
      ],
    }),
    record('point', { type: 'Checkpoint', parentId: 'b', state: 'inProgress' }),
    record('ASK', { type: 'Checkpoint.Approval', parentId: 'point', state: 'inProgress' }),
  ];

  it('stand in their order, with what they took and failed with', () => {
    const [a] = listStages(waiting);
    assert.deepEqual([a?.name, a?.state.words, a?.duration, a?.errors], ['a', 'Failed', 65_000, ['No such tag.']]);
  });

  it('tell whether they wait for people or for checks', () => {
    const stateOf = (records: readonly TimelineRecord[]) => listStages(records).at(-1)?.state.words;
    assert.equal(stateOf(waiting), 'Waits for approval');
    assert.equal(stateOf(waiting.filter(({ id }) => id !== 'ASK')), 'Waits for its checks');
    assert.equal(stateOf(waiting.filter(({ id }) => id !== 'ASK' && id !== 'point')), 'Not begun');
  });

  it('have approvals by the ids of their records', () => {
    assert.deepEqual(listApprovalIds(waiting), ['ask']);
  });

  it('survive records that go round in circles', () => {
    const round = [
      record('a', { state: 'completed', result: 'failed' }),
      record('x', { type: 'Job', parentId: 'y', issues: [{ type: 'error', message: 'x' }] }),
      record('y', { type: 'Job', parentId: 'x' }),
    ];
    assert.deepEqual(listStages(round)[0]?.errors, []);
  });

  it('take seconds, minutes, hours or days', () => {
    assert.deepEqual([400, 4_000, 184_000, 7_500_000, 200_000_000].map(sayDuration), [
      'below a second',
      '4 s',
      '3 min 4 s',
      '2 h 5 min',
      '2 d 7 h',
    ]);
  });
});

describe('The runs of a release', () => {
  const wanted = { component: 'api', version: '1.2.0' };

  it('are each once, the newest first', () => {
    assert.deepEqual(
      chooseRuns([run(1), run(3), run(1)], wanted).map(({ id }) => id),
      [3, 1],
    );
  });

  it('are not those of another version or component', () => {
    const others = [
      run(1, { tags: ['slipway', 'release-1.1.0'] }),
      run(2, { parameters: { component: 'web' }, tags: ['release-1.2.0'] }),
      run(3, { parameters: { component: '$(Build.Repository.Name)' }, tags: ['release-1.2.0'] }),
    ];
    assert.deepEqual(
      chooseRuns(others, wanted).map(({ id }) => id),
      [3],
    );
  });
});

describe('A gate', () => {
  const approval: Approval = {
    id: 'g',
    status: 'pending',
    steps: [
      {
        approver: { id: 'team', name: 'Team', isGroup: true },
        by: { id: 'ada', name: 'Ada', isGroup: false },
        status: 'approved',
        comment: 'Go',
        at: '2026-11-02T08:05:00Z',
        until: '',
      },
      {
        approver: { id: 'bob', name: 'Bob', isGroup: false },
        by: undefined,
        status: 'waiting',
        comment: '',
        at: '',
        until: '',
      },
    ],
    needed: 2,
    inOrder: false,
    blocked: [],
    instructions: '',
    createdAt: '2026-11-02T08:00:00Z',
    changedAt: '2026-11-02T08:00:00Z',
    mayDecide: false,
    run: undefined,
    pipeline: '',
  };
  const place = { stage: 'Production', environments: [{ id: '1', name: 'Production EU' }], minutes: 60 };

  it('says who approved for whom, who has not answered, and when it times out', () => {
    const gate = planGate(approval, place);
    assert.equal(gate.name, 'Production – Production EU');
    assert.equal(gate.deadline, '2026-11-02T09:00:00.000Z');
    assert.deepEqual(
      gate.steps.map(({ name, by, words }) => [name, by, words]),
      [
        ['Team', 'Ada', 'approved'],
        ['Bob', '', 'has not answered'],
      ],
    );
  });

  it('has no deadline when it has ended, or when none is known', () => {
    assert.equal(planGate({ ...approval, status: 'rejected' }, place).deadline, undefined);
    assert.equal(planGate(approval, { ...place, minutes: undefined }).deadline, undefined);
    assert.equal(planGate(approval, undefined).name, 'A stage');
  });
});

describe('The gates of a run', () => {
  it('are read anew without what does not change: where they stand, and how they ended', async () => {
    const records = ['a', 'b'].flatMap((id) => [
      { id: `s${id}`, type: 'Stage', name: `Stage ${id}` },
      { id: `c${id}`, type: 'Checkpoint', parentId: `s${id}` },
      { id, type: 'Checkpoint.Approval', parentId: `c${id}` },
    ]);
    const approval = (id: string, status: string) => ({ id, status, createdOn: '2026-11-02T08:00:00Z' });
    const answers: Record<string, unknown> = {
      'build/builds/7/timeline': { records },
      'pipelines/checks/runs/ca': { checkRuns: [] },
      'pipelines/checks/runs/cb': 500,
      'pipelines/approvals/a': approval('a', 'approved'),
      'pipelines/approvals/b': approval('b', 'pending'),
    };
    const { rest, asked } = fakeProject((path) => answers[path]);
    const known = noGates();
    const load = async () => {
      asked.length = 0;
      const gates = await loadGates({ rest, project: 'Shop' }, { runId: 7, ids: ['a', 'b'], known });
      return [...gates.map(({ name, state }) => `${name}: ${state.words}`), asked.length];
    };
    assert.deepEqual(await load(), ['Stage a: Approved', 'Stage b: Waits', 5]);
    answers['pipelines/checks/runs/cb'] = { checkRuns: [] };
    assert.deepEqual(await load(), ['Stage a: Approved', 'Stage b: Waits', 3]);
    answers['pipelines/approvals/b'] = approval('b', 'rejected');
    assert.deepEqual(await load(), ['Stage a: Approved', 'Stage b: Rejected', 1]);
    assert.deepEqual(await load(), ['Stage a: Approved', 'Stage b: Rejected', 0]);
  });
});

describe('The tickets of a release', () => {
  it('are each once, with the status that was read last', () => {
    const older = ticket('ABC-1', { status: 'Open', statusAt: '2026-11-01T08:00:00.000Z' });
    const newer = ticket('ABC-1', { status: 'Done', statusAt: '2026-11-02T08:00:00.000Z' });
    const rows = listTickets([change({ tickets: [newer, ticket('ABC-2')] }), change({ tickets: [older] })]);
    assert.deepEqual(
      rows.map((row) => [row.ticket.key, row.ticket.status, row.changes]),
      [
        ['ABC-1', 'Done', 2],
        ['ABC-2', 'Done', 1],
      ],
    );
  });
});

describe('Text of Markdown', () => {
  it('is left as it is written where it is too long or too deep for anybody', () => {
    assert.equal(lexMarkdown('> '.repeat(50_000)), undefined);
    assert.equal(lexMarkdown('a'.repeat(200_001)), undefined);
    assert.deepEqual(
      lexMarkdown('## 1.2.0')?.map(({ type }) => type),
      ['heading'],
    );
  });

  it('has its character references read, once', () => {
    assert.equal(readableText('a &lt;b&gt; &amp;amp; &#39;&#x41;&nope;'), "a <b> &amp; 'A&nope;");
    assert.equal(readableText('&#0; &#x110000; &#xD800;'), '&#0; &#x110000; &#xD800;');
  });
});
