import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Thread, ThreadStatus } from '../../../src/pull-request.ts';
import { countAnswers } from '../../../src/review/count-answers.ts';
import { ReviewDocument, reviewPath } from '../../../src/review/review-document.ts';
import { FakeLedger } from '../../support/fake-ledger.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { changedPullRequest, finds, reviewOn } from '../../support/review-in-memory.ts';

const NOTHING = { threads: [], settle: [], reopen: [] };
const thread = (
  id: number,
  status: ThreadStatus,
  over: Partial<Thread> & { readonly blocks?: boolean } = {},
): Thread => {
  const { blocks = true, ...rest } = over;
  const properties = { 'slipway.finding': `f${id}`, 'slipway.blocking': `${blocks}` };
  return { id, status, properties, path: 'a.ts', isOwn: true, isDeleted: false, comments: [], ...rest };
};

describe('The answers to findings', () => {
  it('are what the threads say; one that was made closed is none', () => {
    const threads = [
      thread(1, 'fixed'),
      ...(['wontFix', 'byDesign', 'closed'] as const).map((status, index) => thread(index + 2, status)),
      ...(['active', 'pending', 'unknown'] as const).map((status, index) => thread(index + 5, status)),
      thread(8, 'closed', { blocks: false }),
      thread(9, 'wontFix', { blocks: false }),
    ];
    assert.deepEqual(countAnswers(threads, NOTHING), { fixed: 1, declined: 4, open: 4 });
  });

  it('are of our own threads alone, and count a finding once', () => {
    const twin = { 'slipway.finding': 'f1', 'slipway.blocking': 'true' };
    const threads = [
      thread(1, 'closed', { blocks: false }),
      thread(2, 'fixed', { properties: twin }),
      thread(3, 'fixed', { isOwn: false }),
      thread(4, 'fixed', { isDeleted: true }),
    ];
    assert.deepEqual(countAnswers(threads, NOTHING), { fixed: 1, declined: 0, open: 0 });
  });

  it('have what the run settles, opens again and adds', () => {
    const fresh = { content: '', status: 'active', properties: { 'slipway.finding': 'new' } } as const;
    const threads = [thread(1, 'active'), thread(2, 'fixed')];
    assert.deepEqual(countAnswers(threads, { threads: [fresh], settle: [1], reopen: [2] }), {
      ...{ fixed: 1, declined: 0, open: 2 },
    });
  });

  it('reach the ledger by the next run, also when nothing else is new', async () => {
    const { branch: ledger } = new FakeLedger();
    const host = changedPullRequest();
    const services = {
      ledger,
      log: memoryLog(),
      pause: () => Promise.resolve(),
      random: () => 0,
      now: () => new Date(0),
      run: { id: 41 },
    };
    const run = () => reviewOn({ host, log: services.log, ledgerOf: () => services }, finds({ severity: 'minor' }));
    const answers = async () => {
      const text = await ledger.readFile((await ledger.readHead()) ?? '', reviewPath('r1', 7));
      return ReviewDocument.parse(JSON.parse(text ?? '')).answers;
    };
    await run();
    assert.deepEqual(await answers(), { fixed: 0, declined: 0, open: 1 });
    await host.setThreadStatus(1, 'wontFix');
    host.writes.length = 0;
    const again = await run();
    assert.deepEqual([host.writes, await answers()], [[], { fixed: 0, declined: 1, open: 0 }]);
    // So that a message about this run names what was found, as the one of the first run did.
    const { findings } = again.result!['examination'] as { findings: readonly { title: string }[] };
    assert.deepEqual(
      findings.map(({ title }) => title),
      ['Compares loosely.'],
    );
  });
});
