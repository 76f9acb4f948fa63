import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { world } from './ticket-world.ts';

describe('A change that names its ticket', () => {
  it('is linked with it, named in the description, and left alone the second time', async () => {
    const { jira, pullRequest, ensure, writes } = world();
    jira.add('ABC-12', '1');
    pullRequest.pullRequest = { ...pullRequest.pullRequest, sourceRef: 'refs/heads/feature/ABC-12_login' };
    const { outputs, summary } = await ensure();
    assert.deepEqual(outputs, { tickets: 'ABC-12', createdTicket: '' });
    assert.equal(summary, 'Pull request 7 has the ticket ABC-12.');
    assert.deepEqual(writes(), ['description', 'link ABC-12']);
    assert.equal(pullRequest.pullRequest.description, 'Why.\n\nTicket: ABC-12');
    const url = pullRequest.pullRequest.webUrl;
    const link = { globalId: url, url, title: 'Pull request 7: Add tracking' };
    assert.deepEqual([...jira.links.get('ABC-12')!.values()], [link]);
    await ensure();
    assert.equal(writes().length, 2);
  });

  it('is not written to where linkPullRequest is off', async () => {
    const { jira, pullRequest, ensure, writes } = world();
    jira.add('ABC-12', '1');
    pullRequest.commits = ['fix: x\n\nRefs: abc-12'];
    assert.equal((await ensure({ linkPullRequest: false })).outputs?.['tickets'], 'ABC-12');
    assert.deepEqual(writes(), []);
  });

  it('is known by the new key of a moved issue', async () => {
    const { jira, pullRequest, ensure, log } = world();
    jira.projects = ['ABC', 'NEW'];
    jira.add('NEW-3', '1');
    jira.moved.set('ABC-12', 'NEW-3');
    pullRequest.pullRequest = { ...pullRequest.pullRequest, title: 'ABC-12 and NEW-3' };
    assert.equal((await ensure()).outputs?.['tickets'], 'NEW-3');
    assert.ok(log.lines.includes('info: ABC-12 was moved and is NEW-3 now.'));
  });

  it('is an error when the ticket is not there, and gets no other one', async () => {
    const { pullRequest, ensure, writes } = world();
    pullRequest.pullRequest = { ...pullRequest.pullRequest, title: 'ABC-404: x' };
    await assert.rejects(ensure(), { code: 'TICKET_UNKNOWN' });
    assert.deepEqual(writes(), []);
  });

  it('counts work items of Azure Boards', async () => {
    const { pullRequest, ensure, writes } = world();
    pullRequest.workItems = [31];
    assert.deepEqual((await ensure()).outputs, { tickets: 'AB#31', createdTicket: '' });
    assert.deepEqual(writes(), []);
  });

  it('counts tickets of allowed projects only', async () => {
    const { jira, pullRequest, ensure } = world();
    jira.projects = ['ABC', 'XYZ'];
    jira.add('XYZ-1', '1');
    pullRequest.pullRequest = { ...pullRequest.pullRequest, title: 'XYZ-1: x' };
    assert.match((await ensure({ projects: ['abc'] })).outputs?.['createdTicket'] ?? '', /^ABC-/);
  });

  it('keeps a description that has no room for the key, or has it in an open code block', async () => {
    for (const description of ['x'.repeat(3995), '```\nlog\n\nTicket: ABC-12']) {
      const { jira, pullRequest, ensure } = world();
      jira.add('ABC-12', '1');
      pullRequest.pullRequest = { ...pullRequest.pullRequest, sourceRef: 'refs/heads/ABC-12', description };
      await ensure();
      assert.equal(pullRequest.pullRequest.description, description);
    }
  });
});
