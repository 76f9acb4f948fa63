import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mapConcurrently } from '../../../src/concurrency.ts';
import type { FieldValue } from '../../../src/tickets/ports.ts';
import { withJira } from './jira-harness.ts';

const NONE = new Map<string, FieldValue>();

describe('The limits of Jira', () => {
  it('lose and double nothing of 100 tickets, and nobody comes before Retry-After', async () => {
    for (const [retryAfter, count] of [
      ['seconds', 100],
      ['date', 12],
    ] as const) {
      await withJira(async ({ jira, tracker, elapsed }) => {
        const keys = Array.from({ length: count }, (_, index) =>
          jira.createIssue({ project: 'SHOP', summary: `${index}` }),
        );
        jira.setLimits({
          burst: { requests: 5, perMs: 10_000 },
          perIssueOnWrite: { requests: 2, perMs: 7_000 },
          retryAfter,
        });
        const version = await tracker.versions?.createVersion('SHOP', { name: '1.0', description: '' });
        assert.ok(version);
        await mapConcurrently(keys, 4, async (key) => {
          const done = (await tracker.listTransitions(key)).find(({ to }) => to.category === 'done');
          assert.ok(done);
          // Writes to one issue that are asked for at once.
          await Promise.all([
            tracker.move(key, done, NONE),
            tracker.putComment(key, { id: 'run-1', markdown: 'Released.' }),
            tracker.versions?.addFixVersion(key, version),
          ]);
        });
        for (const issue of keys.map((key) => jira.readIssue(key))) {
          assert.equal(issue?.category, 'done');
          assert.deepEqual([issue.comments.length, issue.fixVersions, issue.history.length], [1, ['1.0'], 1]);
        }
        const { refusals, violations } = jira.limits;
        assert.deepEqual(violations, []);
        assert.ok(refusals.some(({ reason }) => reason === 'jira-per-issue-on-write'));
        assert.ok(refusals.some(({ reason }) => reason === 'jira-burst-based'));
        assert.ok(elapsed() < 30 * 60_000, `${elapsed()} ms`);
      });
    }
  });

  it('of one issue hold up that issue alone', async () => {
    await withJira(async ({ jira, tracker, elapsed }) => {
      const [slow, other] = ['a', 'b'].map((summary) => jira.createIssue({ project: 'SHOP', summary }));
      jira.setLimits({ perIssueOnWrite: { requests: 1, perMs: 60_000 } });
      await tracker.putComment(slow!, { id: '1', markdown: 'x' });
      const times: Record<string, number> = {};
      const second = tracker.putComment(slow!, { id: '2', markdown: 'x' }).then(() => (times['slow'] = elapsed()));
      await Promise.all([second, tracker.putComment(other!, { id: '1', markdown: 'x' })]);
      await tracker.readTickets([slow!]);
      assert.equal(jira.readIssue(other!)?.comments.length, 1);
      assert.equal(times['slow'], 60_000);
      assert.deepEqual(jira.limits.violations, []);
    });
  });

  it('hold up the other writes to that issue, in their order', async () => {
    await withJira(async ({ jira, tracker, seen }) => {
      const key = jira.createIssue({ project: 'SHOP', summary: 's' });
      jira.setLimits({ perIssueOnWrite: { requests: 1, perMs: 5_000 } });
      await Promise.all(['1', '2', '3'].map((id) => tracker.putComment(key, { id, markdown: id })));
      assert.deepEqual(
        jira
          .readIssue(key)
          ?.comments.map(({ text }) => text.trim())
          .toSorted(),
        ['1', '2', '3'],
      );
      assert.equal(seen.filter(({ method }) => method === 'POST').length, 5);
      assert.deepEqual(jira.limits.violations, []);
    });
  });
});
