import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AWS, KEY, visible, world } from './ticket-world.ts';

describe('A change without a ticket', () => {
  it('gets one in the words of the pull request, and no second one', async () => {
    const { jira, pullRequest, ensure, writes } = world();
    pullRequest.pullRequest = { ...pullRequest.pullRequest, description: `Why: ${AWS}` };
    const { outputs, summary } = await ensure({ issueType: 'story', project: 'abc' });
    assert.deepEqual(outputs, { tickets: 'ABC-1', createdTicket: 'ABC-1' });
    assert.equal(summary, 'Ticket ABC-1 was created for pull request 7.');
    assert.deepEqual([jira.created[0]?.summary, jira.created[0]?.typeId], ['Add tracking', '1']);
    assert.equal(pullRequest.properties[KEY], '{"schema":1,"key":"ABC-1"}');
    assert.match(pullRequest.pullRequest.description, /\n\nTicket: ABC-1$/);
    assert.deepEqual(visible(pullRequest), [
      'Ticket [ABC-1](https://jira.example.com/browse/ABC-1) was created for this change.',
    ]);
    const { length } = writes();
    const again = await ensure({}, { buildId: 2, attempt: 1, job: 'b' });
    assert.deepEqual([again.outputs, writes().length], [{ tickets: 'ABC-1', createdTicket: '' }, length]);
  });

  it('has what its screen shows, and no more', async () => {
    const { jira, ensure } = world();
    const field = { kind: 'labels', required: false, hasDefault: false, allowed: undefined } as const;
    jira.createFields = [{ ...field, id: 'labels', name: 'Labels' }];
    await ensure();
    assert.deepEqual([jira.created[0]?.labels, jira.created[0]?.description], [['slipway'], undefined]);
    const other = world();
    other.jira.createFields = [{ ...field, kind: 'richText', id: 'description', name: 'Description' }];
    await other.ensure();
    assert.deepEqual(other.jira.created[0]?.labels, []);
    assert.match(other.jira.created[0].description ?? '', /^Why\.\n\n\[Pull request 7\]\(https:/);
  });

  it('gets none when createIfMissing is off', async () => {
    const { ensure, writes } = world();
    const { kind, summary, outputs } = await ensure({ createIfMissing: false });
    assert.deepEqual([kind, outputs, writes()], ['skipped', { tickets: '', createdTicket: '' }, []]);
    assert.match(summary, /names no ticket, and createIfMissing is off/);
  });

  for (const pattern of ['ada', '*DA', 'a*', 'A*a', '*'])
    it(`gets none when its author is ${pattern}`, async () => {
      const { ensure, writes } = world();
      assert.equal((await ensure({ skipAuthors: ['renovate*', pattern] })).kind, 'skipped');
      assert.deepEqual(writes(), []);
    });

  for (const pattern of ['ad', 'da', 'a*b', '.*', 'a?a', 'Ada*a', ''])
    it(`gets one when its author is not ${JSON.stringify(pattern)}`, async () => {
      const { ensure } = world();
      assert.equal((await ensure({ skipAuthors: [pattern] })).kind, 'succeeded');
    });

  it('gets none when it is a release that we opened, and one when it only has the label', async () => {
    for (const [authorId, kind] of [
      ['slipway', 'skipped'],
      ['ada', 'succeeded'],
    ] as const) {
      const { pullRequest, ensure, writes } = world();
      pullRequest.pullRequest = { ...pullRequest.pullRequest, labels: ['slipway-release'], authorId };
      assert.equal((await ensure()).kind, kind);
      assert.equal(writes().length === 0, kind === 'skipped');
    }
  });

  it('gets none when the pull request is abandoned', async () => {
    const { pullRequest, ensure, writes } = world();
    pullRequest.pullRequest = { ...pullRequest.pullRequest, status: 'abandoned' };
    assert.deepEqual([(await ensure()).kind, writes()], ['skipped', []]);
  });

  it('creates nothing when project, type or a required field is in the way, and names what is allowed', async () => {
    const { jira, ensure, writes } = world();
    await assert.rejects(ensure({ project: 'NOPE' }), { code: 'TICKET_PROJECT_UNKNOWN', message: /sees ABC/ });
    jira.types = [...jira.types, { id: '2', name: 'Sub-task', isSubtask: true }];
    await assert.rejects(ensure({ issueType: 'Sub-task' }), {
      code: 'TICKET_TYPE_UNKNOWN',
      message: /allowed: Story\./,
    });
    const required = { required: true, hasDefault: false };
    jira.createFields = [
      { ...required, id: 'summary', name: 'Summary', kind: 'text', allowed: undefined },
      {
        ...required,
        id: 'cf1',
        name: 'Team',
        kind: 'option',
        allowed: [
          { id: '1', name: 'Blue' },
          { id: '2', name: 'Red' },
        ],
      },
      { ...required, id: 'cf2', name: 'Cost', kind: 'number', allowed: undefined, hasDefault: true },
      { ...required, id: 'priority', name: 'Priority', kind: 'option', allowed: [] },
      { ...required, id: 'reporter', name: 'Reporter', kind: 'user', allowed: undefined },
    ];
    await assert.rejects(ensure(), {
      code: 'TICKET_FIELDS_REQUIRED',
      message:
        /\nThe field Team \(cf1\) is required; allowed: Blue, Red\.\nThe field Priority is required, and it allows no value at present\.$/,
    });
    assert.deepEqual(writes(), []);
  });

  it('gives a required field the only value that it allows', async () => {
    const { jira, ensure } = world();
    const field = { required: true, hasDefault: false, allowed: [{ id: '7', name: 'Blue, or so' }] };
    jira.createFields = [
      { ...field, id: 'cf1', name: 'Team', kind: 'option' },
      { ...field, id: 'components', name: 'Components', kind: 'options' },
      { ...field, id: 'cf2', name: 'Size', kind: 'option', required: false },
      { ...field, id: 'cf3', name: 'Rank', kind: 'option', hasDefault: true },
    ];
    await ensure();
    assert.deepEqual(
      [...(jira.created[0]?.fields ?? [])],
      [
        ['cf1', { kind: 'option', id: '7' }],
        ['components', { kind: 'options', ids: ['7'] }],
      ],
    );
  });

  it('is only told of in a dry run', async () => {
    const { ensure, writes, log } = world();
    const { summary, outputs } = await ensure({ dryRun: true });
    assert.equal(summary, 'A Story would be created in ABC: Add tracking');
    assert.deepEqual([outputs, writes()], [{ tickets: '', createdTicket: '' }, []]);
    assert.match(log.lines.join('\n'), /- create a Story in ABC: Add tracking/);
  });
});
