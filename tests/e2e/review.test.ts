import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import { ReviewDocument } from '../../src/review/review-document.ts';
import { ReviewWorld, type WorldPullRequest } from '../support/review-world.ts';

const BEFORE = { 'src/cart.ts': 'export function total(items) {\n  return items.length;\n}\n', 'README.md': 'Shop\n' };
const AFTER = {
  'src/cart.ts': 'export function total(items) {\n  if (items == null) return 0;\n  return items.length;\n}\n',
};

const FINDING = {
  path: 'src/cart.ts',
  side: 'new',
  startLine: 2,
  endLine: 2,
  quote: '  if (items == null) return 0;',
  severity: 'major',
  category: 'bug',
  title: 'An empty cart costs nothing.',
  explanation: 'Checkout passes null for a cart that failed to load.',
  replacement: null,
};

interface ResultFile {
  readonly verdict: string;
  readonly examination: {
    readonly requests: readonly { readonly turn: number; readonly stopReason: string; readonly attempts: number }[];
  };
}

describe('AIReview on a pull request', () => {
  let world: ReviewWorld;
  let pullRequest: WorldPullRequest;
  /** What the other tests go on from. */
  let run: StepRun;

  before(async () => {
    world = await ReviewWorld.start();
    pullRequest = await world.openPullRequest(BEFORE, AFTER);
    world.sandbox.claude.script(() => answerWith({ findings: [FINDING] }));
    run = await world.review(pullRequest);
    assert.equal(run.result, 'Succeeded', run.log);
  });
  after(() => world.stop('review'));

  it('posts a finding at its line, a summary and a status, and sets its outputs', async () => {
    const { resultFile, costUsd, ...outputs } = run.outputs;
    assert.deepEqual(outputs, {
      verdict: 'requestChanges',
      findingCount: '1',
      blockingCount: '1',
      coveragePercent: '100',
      pullRequestKind: 'change',
    });
    assert.match(costUsd ?? '', /^\d\.\d{4}$/);
    const [finding, summary] = await world.threads(pullRequest);
    assert.deepEqual(
      { path: finding?.path, side: finding?.side, start: finding?.start, end: finding?.end, status: finding?.status },
      {
        path: '/src/cart.ts',
        side: 'new',
        start: { line: 2, offset: 1 },
        end: { line: 2, offset: 31 },
        status: 'active',
      },
    );
    assert.equal(summary?.path, undefined);
    assert.match(summary?.content ?? '', /Changes requested[^]*1 major. Reviewed 1 changed file/);
    assert.deepEqual(
      (await world.statuses(pullRequest)).map(({ state, iterationId }) => [state, iterationId]),
      [['failed', 1]],
    );
    const attached = run.attachments.filter(({ type }) => type === 'slipway.result');
    assert.equal(attached.length, 1);
    const result = JSON.parse(attached[0]!.content.toString()) as ResultFile;
    assert.equal(result.verdict, 'requestChanges');
    assert.deepEqual(
      result.examination.requests.map(({ turn, stopReason, attempts }) => [turn, stopReason, attempts]),
      [[1, 'end_turn', 1]],
    );
    assert.match(run.log, /MAJOR src\/cart\.ts:2 An empty cart costs nothing\./);
    assert.equal(path.basename(resultFile ?? ''), 'AIReview-1.json');
    assert.equal(run.summaries.length, 1);
  });

  it('asks nothing and writes nothing the second time, also when eight run at once', async () => {
    const writes = world.writes.length;
    const asked = world.sandbox.claude.requests.length;
    const runs = await Promise.all(Array.from({ length: 8 }, () => world.review(pullRequest)));
    for (const run of runs) {
      assert.equal(run.result, 'Succeeded', run.log);
      assert.equal(run.outputs['verdict'], 'requestChanges');
    }
    assert.equal(world.sandbox.claude.requests.length, asked);
    assert.deepEqual(world.writes.slice(writes), []);
  });

  it('keeps the review in the ledger, where the hub reads it; a missing right is a warning', async () => {
    const own = await world.openPullRequest(BEFORE, AFTER, { branch: 'feature/kept' });
    const refused = await world.review(own, { permissions: ['readCode', 'contributeToPullRequests'] });
    assert.match(refused.log, /##\[warning\]The review is not in the ledger, .*Contribute/);
    await world.commit('feature/kept', { 'README.md': 'The shop\n' });
    const run = await world.review(own);
    assert.equal(run.result, 'Succeeded', run.log);
    assert.doesNotMatch(run.log, /##\[warning\]/);
    const { gitDir, id } = world.repository;
    const git = (...args: string[]) => execFileSync('git', ['-C', gitDir, ...args], { encoding: 'utf8' });
    const kept = ReviewDocument.parse(JSON.parse(git('show', `slipway/ledger:reviews/${id}/${own.id}.json`)));
    assert.deepEqual(
      [kept.iteration, kept.verdict, kept.coverage, kept.findings.map(({ path: at, startLine }) => [at, startLine])],
      [2, 'requestChanges', { percent: 100, files: 2, reviewed: 2 }, [['src/cart.ts', 2]]],
    );
    const { value: threads } = await world.get<{
      value: { properties?: { 'slipway.run'?: { $value: string } } | null }[];
    }>(`pullRequests/${own.id}/threads`);
    const named = threads.flatMap(({ properties }) => properties?.['slipway.run']?.$value ?? []);
    // The threads are of the run before, which could not write to the ledger.
    const ofRun = (id: number) => `/_build/results?buildId=${id}`;
    assert.equal(named.length, 2);
    for (const address of named) assert.ok(address.endsWith(ofRun((kept.run ?? 0) - 1)), address);
    assert.match(git('log', '-1', '--format=%B', 'slipway/ledger'), /\n\nRun: http\S+\s*$/);
    assert.ok(
      git('log', '-1', '--format=%B', 'slipway/ledger')
        .trimEnd()
        .endsWith(ofRun(kept.run ?? 0)),
    );
  });

  it('fails the task when it is told to', async () => {
    const run = await world.review(pullRequest, { inputs: { failOn: 'major' } });
    assert.equal(run.result, 'Failed', run.log);
    assert.equal(run.outputs['verdict'], 'requestChanges');
  });

  it('reviews a push again and keeps the thread that still holds', async () => {
    await world.commit('feature/change', { 'src/cart.ts': `// The cart.\n${AFTER['src/cart.ts']}` });
    world.sandbox.claude.script(() =>
      answerWith({ findings: [{ ...FINDING, startLine: 3, endLine: 3, title: 'A missing cart is free.' }] }),
    );
    const run = await world.review(pullRequest);
    assert.equal(run.result, 'Succeeded', run.log);
    const threads = await world.threads(pullRequest);
    assert.equal(threads.length, 2);
    assert.match(threads[1]!.content, /A missing cart is free/);
    assert.deepEqual(
      (await world.statuses(pullRequest)).map(({ state, iterationId }) => [state, iterationId]),
      [
        ['failed', 1],
        ['failed', 2],
      ],
    );
  });

  it('closes its thread as fixed when the code is gone and approves', async () => {
    await world.commit('feature/change', {
      'src/cart.ts': 'export function total(items) {\n  return items?.length ?? 0;\n}\n',
    });
    world.sandbox.claude.script(() => answerWith({ findings: [] }));
    const run = await world.review(pullRequest, { inputs: { failOn: 'minor', vote: 'full' } });
    assert.equal(run.outputs['verdict'], 'approve', run.log);
    assert.deepEqual(
      (await world.threads(pullRequest)).map(({ status }) => status),
      ['fixed', 'closed'],
    );
    const { value: reviewers } = await world.get<{ value: { vote: number }[] }>(
      `pullRequests/${pullRequest.id}/reviewers`,
    );
    assert.deepEqual(
      reviewers.map(({ vote }) => vote),
      [10],
    );
  });

  it('leaves HEAD, index, work tree and configuration of the checkout as they were', async () => {
    await world.commit('feature/change', { 'src/new.ts': 'run();\n' });
    const work = path.join(world.folder, 'work-kept');
    const snapshot = () => {
      const sources = path.join(work, '1/s');
      const files = readdirSync(sources, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('/objects'))
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort();
      return files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]);
    };
    const writes = world.writes.length;
    const dry = await world.review(pullRequest, { workFolder: work, inputs: { dryRun: 'true' } });
    assert.match(dry.log, /nothing is written\. The plan:\s+\S/);
    assert.deepEqual(world.writes.slice(writes), []);
    const before = snapshot();
    const job = new AbortController();
    world.sandbox.claude.script(() => {
      setTimeout(() => job.abort(), 50);
      return { ...answerWith({ findings: [] }), fault: { kind: 'stall', afterEvents: 1 } };
    });
    assert.equal((await world.review(pullRequest, { workFolder: work, signal: job.signal })).result, 'Canceled');
    assert.deepEqual(snapshot(), before);
    world.sandbox.claude.script(() => answerWith({ findings: [] }));
    assert.equal((await world.review(pullRequest, { workFolder: work })).result, 'Succeeded');
    assert.deepEqual(snapshot(), before);
    assert.equal(
      execFileSync('git', ['-C', path.join(work, '1/s'), 'status', '--porcelain'], { encoding: 'utf8' }),
      '',
    );
  });

  for (const [kind, over] of Object.entries({
    'a full clone': { fetchDepth: 0 },
    'a partial clone': { filter: 'blob:none', fetchDepth: 0 },
    'no checkout at all': { checkout: 'none' as const },
  })) {
    it(`gives the same threads from ${kind}`, async () => {
      const branch = `feature/${kind.replace(/ /g, '-')}`;
      const twin = await world.openPullRequest(
        {},
        { 'src/money.ts': 'line 1\nconst price = 1;\nline 3\n' },
        { branch },
      );
      const finding = { ...FINDING, path: 'src/money.ts', quote: 'const price = 1;' };
      world.sandbox.claude.script(() => answerWith({ findings: [finding] }));
      const run = await world.review(twin, over);
      assert.equal(run.result, 'Succeeded', run.log);
      const [thread, summary] = await world.threads(twin);
      assert.deepEqual(
        [thread?.path, thread?.start, thread?.end],
        ['/src/money.ts', { line: 2, offset: 1 }, { line: 2, offset: 17 }],
      );
      assert.equal((summary?.content ?? '').includes('over REST'), kind === 'no checkout at all');
    });
  }
});
