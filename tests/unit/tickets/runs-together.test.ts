import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Thread } from '../../../src/pull-request.ts';
import { CLAIM_TEXT } from '../../../src/tickets/ticket-record.ts';
import { Killed } from '../../support/fake-tracker.ts';
import { KEY, visible, world } from './ticket-world.ts';

describe('Runs that create a ticket', () => {
  it('at the same time create one, and all know it', async () => {
    for (const count of [2, 5]) {
      const { jira, pullRequest, running, ensure } = world();
      const runs = Array.from({ length: count }, (_, index) => ({ buildId: index + 1, attempt: 1, job: `j${index}` }));
      for (const { buildId } of runs) running.add(buildId);
      const ends = await Promise.all(runs.map((run) => ensure({}, run)));
      assert.equal(jira.created.length, 1);
      assert.ok(ends.every(({ outputs }) => outputs?.['tickets'] === 'ABC-1'));
      assert.equal(ends.filter(({ outputs }) => outputs?.['createdTicket'] !== '').length, 1);
      assert.deepEqual(visible(pullRequest).length, 1);
    }
  });

  it('wait no longer than a while for another one', async () => {
    const { pullRequest, running, ensure, jira } = world();
    running.add(99);
    await pullRequest.createThread({ content: CLAIM_TEXT, status: 'closed', properties: { [KEY]: '99/1/x' } });
    await assert.rejects(ensure(), { code: 'TICKET_CLAIMED' });
    assert.deepEqual([jira.created.length, visible(pullRequest).length], [0, 1]);
  });

  for (const [whose, claim] of Object.entries({
    'another run that ended': '99/1/x',
    'an earlier attempt of ours': '1/1/x',
    'an earlier step of our job': '1/2/a',
    nobody: 'nonsense',
  }))
    it(`take over from ${whose}`, async () => {
      const { pullRequest, ensure, jira } = world();
      await pullRequest.createThread({ content: CLAIM_TEXT, status: 'closed', properties: { [KEY]: claim } });
      await ensure({}, { buildId: 1, attempt: 2, job: 'a' });
      assert.deepEqual([jira.created.length, visible(pullRequest).length], [1, 1]);
    });

  it('wait for another job of the same run', async () => {
    const { pullRequest, ensure } = world();
    await pullRequest.createThread({ content: CLAIM_TEXT, status: 'closed', properties: { [KEY]: '1/1/b' } });
    await assert.rejects(ensure(), { code: 'TICKET_CLAIMED' });
  });

  it('are not kept off by a thread that somebody else wrote', async () => {
    const { pullRequest, running, ensure, jira } = world();
    running.add(99);
    await pullRequest.createThread({ content: CLAIM_TEXT, status: 'closed', properties: { [KEY]: '99/1/x' } });
    pullRequest.threads = pullRequest.threads.map((thread): Thread => ({ ...thread, isOwn: false }));
    await ensure();
    assert.equal(jira.created.length, 1);
  });

  it('and die after any of their writes are taken over: one ticket, the same end', async () => {
    const endOf = ({ jira, pullRequest }: ReturnType<typeof world>) => ({
      tickets: [...jira.tickets.keys()],
      links: [...jira.links].map(([key, links]) => [key, [...links.values()]]),
      threads: visible(pullRequest),
      properties: pullRequest.properties,
      description: pullRequest.pullRequest.description,
    });
    const whole = world();
    await whole.ensure();
    const count = whole.writes().length;
    assert.equal(count, 6);
    for (const isNewRun of [true, false]) {
      for (let killAfter = 1; killAfter <= count; killAfter += 1) {
        const one = world();
        let written = 0;
        const die = () => {
          written += 1;
          if (written === killAfter) throw new Killed();
        };
        one.pullRequest.onWrite = die;
        one.jira.onWrite = die;
        await assert.rejects(one.ensure(), Killed);
        await one.ensure({}, isNewRun ? { buildId: 2, attempt: 1, job: 'b' } : { buildId: 1, attempt: 2, job: 'b' });
        assert.deepEqual(endOf(one), endOf(whole), `killed after write ${killAfter}`);
        const { length } = one.writes();
        await one.ensure({}, { buildId: 3, attempt: 1, job: 'c' });
        assert.equal(one.writes().length, length);
      }
    }
  });

  it('find the ticket of a run that died although the search is behind', async () => {
    const { jira, pullRequest, ensure } = world();
    pullRequest.onWrite = (what) => {
      if (what.startsWith('property')) throw new Killed();
    };
    await assert.rejects(ensure(), Killed);
    pullRequest.onWrite = () => undefined;
    pullRequest.properties = {};
    const findByMark = jira.findByMark.bind(jira);
    let looks = 0;
    jira.findByMark = (project, mark) => {
      looks += 1;
      return looks < 4 ? Promise.resolve([]) : findByMark(project, mark);
    };
    await ensure({}, { buildId: 2, attempt: 1, job: 'b' });
    assert.equal(jira.created.length, 1);
  });
});
