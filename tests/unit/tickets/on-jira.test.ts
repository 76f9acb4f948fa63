import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import { ensureTicket } from '../../../src/tickets/ensure-ticket.ts';
import { transitionTickets } from '../../../src/tickets/transition-tickets.ts';
import { FakeTicketedPullRequest } from '../../support/fake-ticketed-pull-request.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { onBoth } from '../clients-jira/jira-harness.ts';

describe("On the sandbox's Jira", () => {
  it(
    'tickets are moved, commented and released once',
    onBoth(async ({ jira, tracker, writes }) => {
      const keys = ['a', 'b', 'c'].map((summary) => jira.createIssue({ project: 'SHOP', summary }));
      const log = memoryLog();
      const run = (buildId: number) =>
        transitionTickets(
          {
            jira: tracker,
            boards: undefined,
            run: { readTexts: () => Promise.resolve([{ source: 'commit', text: `x\n\nRefs: ${keys.join(', ')}` }]) },
            log,
            hash: (text) => createHash('sha256').update(text).digest('hex'),
            today: () => '2026-11-20',
            runUrl: `https://dev.azure.com/org/p/_build/results?buildId=${buildId}`,
          },
          {
            to: 'done',
            tickets: [],
            resolution: undefined,
            fields: {},
            comment: 'Released in **1.0**.',
            fixVersion: '1.0',
            releaseVersion: true,
            ifUnreachable: 'fail',
            neverBackwards: true,
            maxSteps: 6,
            dryRun: false,
          },
        );
      const first = await run(5);
      assert.equal(first.outputs?.['moved'], keys.join(), log.lines.join('\n'));
      const before = writes();
      assert.equal(before.filter((write) => write.endsWith('/comment')).length, 3, before.join('\n'));
      const second = await run(6);
      assert.deepEqual([second.outputs?.['alreadyThere'], writes().slice(before.length)], [keys.join(), []]);
      jira.moveCard(keys[0]!, 'To Do');
      assert.equal((await run(7)).outputs?.['moved'], keys[0]);
      assert.deepEqual(
        keys.map((key) => jira.readIssue(key)?.comments.length),
        [2, 1, 1],
      );
    }),
  );

  it(
    'a change gets one ticket, linked once',
    onBoth(async ({ tracker, writes }) => {
      const pullRequest = new FakeTicketedPullRequest();
      const run = (buildId: number) =>
        ensureTicket(
          {
            jira: tracker,
            boards: undefined,
            pullRequest,
            runs: { isRunning: () => Promise.resolve(false) },
            run: { buildId, attempt: 1, job: 'a' },
            model: undefined,
            log: memoryLog(),
            pause: () => Promise.resolve(),
          },
          {
            project: 'SHOP',
            issueType: 'story',
            createIfMissing: true,
            skipAuthors: [],
            projects: [],
            linkPullRequest: true,
            dryRun: false,
          },
        );
      const { outputs } = await run(1);
      assert.match(outputs?.['createdTicket'] ?? '', /^SHOP-\d+$/);
      const before = [writes().length, pullRequest.writes.length];
      assert.equal((await run(2)).outputs?.['tickets'], outputs?.['createdTicket']);
      assert.deepEqual([writes().length, pullRequest.writes.length], before);
    }),
  );
});
