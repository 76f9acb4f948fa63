import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { FLOW, movedOn, ROLLOUT } from '../support/long-way.ts';
import { ReleaseWorld } from '../support/release-world.ts';
import { connectionsWith, ensure, transition } from '../support/ticket-runs.ts';

describe('JiraTransition on Data Center below /jira', () => {
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start({ deployment: 'datacenter', basePath: '/jira' });
    world.sandbox.jira.createProject({ key: 'FLOW', name: 'Long way', workflow: FLOW, fields: [ROLLOUT] });
  });
  after(() => world.stop('transitions-datacenter'));

  it('moves, comments in wiki text and releases, once, also for the ticket that JiraTicket made', async () => {
    const { jira } = world.sandbox;
    const { token } = jira.issueToken({ user: 'Slipway' });
    const connections = connectionsWith(world, { url: `${jira.siteUrl()}/`, token });
    const made = await ensure(
      world,
      await world.openPullRequest({ title: 'New' }),
      { project: 'FLOW' },
      { connections },
    );
    const key = made.outputs['tickets'] ?? '';
    const inputs = {
      tickets: key,
      to: 'Done',
      resolution: 'Done',
      fields: '{"Rollout": "Slowly"}',
      comment: 'Out in **1.0**, see [it](https://example.com/x).',
      fixVersion: '1.0',
      releaseVersion: 'true',
    };
    const one = await transition(world, inputs, { connections });
    assert.equal(one.result, 'Succeeded', one.log);
    const issue = jira.readIssue(key);
    assert.deepEqual([issue?.status, issue?.resolution, issue?.fixVersions], ['Done', 'Done', ['1.0']]);
    assert.deepEqual(
      issue?.comments.map(({ body }) => body),
      ['Out in {*}1.0{*}, see [it|https://example.com/x].'],
    );
    assert.equal(jira.readVersions('FLOW')[0]?.released, true);
    const wrote = world.writes.length;
    const again = await transition(world, inputs);
    assert.deepEqual([again.outputs['alreadyThere'], world.writes.slice(wrote)], [key, []], again.log);
  });

  it('leaves a ticket that has gone on inside its category, and sends rework to review again', async () => {
    const [late, rework] = movedOn(world);
    const { token } = world.sandbox.jira.issueToken({ user: 'Slipway' });
    const connections = connectionsWith(world, { token });
    const one = await transition(world, { tickets: `${late},${rework}`, to: 'Code Review' }, { connections });
    assert.deepEqual([one.outputs['moved'], one.outputs['alreadyThere']], [rework, late], one.log);
  });
});
