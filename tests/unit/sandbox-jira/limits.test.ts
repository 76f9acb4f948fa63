import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { document, startShop } from './service.ts';

describe('sandbox Jira: limits', () => {
  it('refuses bursts per endpoint and counts who does not wait', async () => {
    const { call, jira, clock } = startShop();
    jira.setLimits({ burst: { requests: 2, perMs: 10_000 } });
    const read = () => call('GET', 'project/SHOP');
    assert.deepEqual([(await read()).status, (await read()).status], [200, 200]);
    clock.turn(4_000);
    const refused = await read();
    assert.deepEqual(
      [refused.status, refused.headers['retry-after'], refused.headers['ratelimit-reason']],
      [429, '6', 'jira-burst-based'],
    );
    assert.equal((await call('GET', 'myself')).status, 200, 'another endpoint is free');
    assert.equal(jira.limits.violations.length, 0);
    await read();
    assert.equal(jira.limits.violations.length, 0, 'requests that were under way are no violation');
    clock.turn(5_000);
    await read();
    assert.deepEqual(
      jira.limits.violations.map(({ earlyByMs }) => earlyByMs),
      [1_000],
    );
    clock.turn(1_000);
    assert.equal((await read()).status, 200);
    assert.deepEqual([jira.limits.refusals.length, jira.limits.violations.length], [3, 1]);
  });

  it('refuses writes to one issue that come too fast, and reads as many as asked', async () => {
    const { call, jira, clock } = startShop();
    const [one, two] = ['One', 'Two'].map((summary) => jira.createIssue({ project: 'SHOP', summary }));
    jira.setLimits({ perIssueOnWrite: { requests: 1, perMs: 2_000 }, retryAfter: 'date' });
    const write = (key: string | undefined) => call('POST', `issue/${key}/comment`, { body: { body: document('x') } });
    assert.deepEqual([(await write(one)).status, (await write(two)).status], [201, 201]);
    const refused = await write(one);
    assert.deepEqual([refused.status, refused.headers['ratelimit-reason']], [429, 'jira-per-issue-on-write']);
    assert.equal(refused.headers['retry-after'], new Date(clock.now().getTime() + 2_000).toUTCString());
    assert.equal((await call('GET', `issue/${one}`)).status, 200);
    clock.turn(2_000);
    assert.equal((await write(one)).status, 201);
    assert.equal(jira.readIssue(one ?? '')?.comments.length, 2);
    assert.deepEqual(
      jira.journal.map(({ status }) => status),
      [201, 201, 429, 201],
    );
  });

  it('refuses everything once the quota is used up', async () => {
    const { call, jira } = startShop();
    jira.setLimits({ quota: { requests: 1, perMs: 3_600_000 } });
    await call('GET', 'myself');
    const refused = await call('GET', 'project/SHOP');
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '3600']);
    assert.match(refused.headers['ratelimit-reason'] ?? '', /quota/);
    jira.setLimits({});
    assert.equal((await call('GET', 'project/SHOP')).status, 200);
  });
});
