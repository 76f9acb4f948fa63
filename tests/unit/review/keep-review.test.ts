import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { LedgerBranch } from '../../../src/release/ports.ts';
import { keepReview, type KeptReview, recallFindings } from '../../../src/review/keep-review.ts';
import { ReviewDocument, reviewPath } from '../../../src/review/review-document.ts';
import { FakeLedger } from '../../support/fake-ledger.ts';
import { memoryLog } from '../../support/memory-log.ts';

const SUBJECT = { repositoryId: '0f3d1c9e-2a4b-4c6d-8e0f-112233445566', id: 7 };
const DOCUMENT: ReviewDocument = {
  schema: 1,
  iteration: 2,
  commit: 'a'.repeat(40),
  verdict: 'requestChanges',
  coverage: { percent: 100, files: 3, reviewed: 2 },
  findings: [],
  costUsd: 0.12,
  model: 'claude',
  reviewedAt: '2026-11-28T08:00:00.000Z',
};
const RUN = 41;
const WRITTEN = { ...DOCUMENT, run: RUN };
const ANSWERS = { fixed: 1, declined: 0, open: 2 };
const reviewed = (over: Partial<ReviewDocument> = {}): KeptReview => ({
  kind: 'reviewed',
  document: { ...DOCUMENT, ...over },
});

describe('The review in the ledger', () => {
  const start = (over: Partial<LedgerBranch> = {}) => {
    const { branch: ledger } = new FakeLedger();
    const log = memoryLog();
    const services = {
      ledger: { ...ledger, ...over },
      log,
      pause: () => Promise.resolve(),
      random: () => 0,
      now: () => new Date(),
      run: { id: RUN },
    };
    const read = async () => {
      const text = await ledger.readFile((await ledger.readHead()) ?? '', reviewPath(SUBJECT.repositoryId, SUBJECT.id));
      return text === undefined ? undefined : ReviewDocument.parse(JSON.parse(text));
    };
    return {
      ledger,
      log,
      read,
      keep: (kept: KeptReview, by = RUN) => keepReview({ ...services, run: { id: by } }, SUBJECT, kept),
      recall: (commit: string) => recallFindings(services, SUBJECT, commit),
    };
  };
  const said = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('debug'));

  it('is written, and not again when it says the same', async () => {
    const { keep, read, ledger } = start();
    await keep(reviewed());
    const head = await ledger.readHead();
    assert.deepEqual(await read(), WRITTEN);
    await keep(reviewed({ reviewedAt: '2026-11-28T09:00:00.000Z', costUsd: 0.2 }), RUN + 1);
    assert.equal(await ledger.readHead(), head);
  });

  it('gives way to a later update, never to an earlier one', async () => {
    const { keep, read } = start();
    await keep(reviewed());
    await keep(reviewed({ iteration: 1, verdict: 'approve' }));
    assert.deepEqual(await read(), WRITTEN);
    await keep(reviewed({ iteration: 3, verdict: 'approve' }));
    assert.equal((await read())?.iteration, 3);
  });

  it('takes verdict and answers that people made of it, for its own commit alone', async () => {
    const { keep, read, ledger } = start();
    const judged = { kind: 'judgedAnew', commit: DOCUMENT.commit, verdict: 'approve', answers: ANSWERS } as const;
    await keep(judged);
    assert.equal(await read(), undefined);
    await keep(reviewed());
    await keep({ ...judged, commit: 'b'.repeat(40) });
    assert.deepEqual(await read(), WRITTEN);
    await keep(judged, RUN + 1);
    assert.deepEqual(await read(), { ...DOCUMENT, verdict: 'approve', answers: ANSWERS, run: RUN + 1 });
    const head = await ledger.readHead();
    await keep(judged, RUN + 2);
    assert.equal(await ledger.readHead(), head);
    const answers = { ...ANSWERS, declined: 1 };
    await keep({ ...judged, answers });
    assert.deepEqual((await read())?.answers, answers);
  });

  it('is decided anew when others write at the same time', async () => {
    const { branch: ledger } = new FakeLedger();
    let rivals = 3;
    const push: LedgerBranch['push'] = async (wanted) => {
      if (rivals-- > 0) {
        const rival = { path: `staging/${rivals}.json`, content: '{}' };
        await ledger.push({ head: await ledger.readHead(), message: 'Another', files: [rival] });
      }
      return ledger.push(wanted);
    };
    const services = { ledger: { ...ledger, push }, log: memoryLog(), pause: () => Promise.resolve() };
    await keepReview({ ...services, random: () => 0, now: () => new Date(), run: { id: RUN } }, SUBJECT, reviewed());
    const head = (await ledger.readHead()) ?? '';
    assert.equal((await ledger.listFiles(head, 'staging')).length, 3);
    assert.ok(await ledger.readFile(head, reviewPath(SUBJECT.repositoryId, SUBJECT.id)));
  });

  const refuse = (code: string) => () =>
    Promise.reject(new SlipwayError('It was refused.', { kind: 'auth', code, hint: 'Grant it.' }));

  it('tells what was found in its own commit, and warns when it cannot be read', async () => {
    const { keep, recall } = start();
    const { commit } = DOCUMENT;
    assert.equal(await recall(commit), undefined);
    await keep(reviewed());
    assert.deepEqual([await recall(commit), await recall('b'.repeat(40))], [[], undefined]);
    const closed = start({ readHead: refuse('AZURE_DEVOPS_FORBIDDEN') });
    assert.equal(await closed.recall(commit), undefined);
    assert.deepEqual(said(closed.log.lines), [
      'warn: What was found before cannot be read from the ledger: It was refused. Grant it.',
    ]);
  });

  it('is a warning when it cannot be written', async () => {
    const { keep, log } = start({ readHead: () => Promise.resolve('1'), push: refuse('AZURE_DEVOPS_FORBIDDEN') });
    await keep(reviewed());
    assert.deepEqual(said(log.lines), [
      'warn: The review is not in the ledger, so the hub does not show it: It was refused. Grant it.',
    ]);
  });
});
