import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import type { ServiceRequest } from '../../sandbox/core/service.ts';
import { ReviewWorld, type WorldPullRequest } from '../support/review-world.ts';
import { isSweep } from '../support/trials.ts';

const finding = (line: number) => ({
  path: 'a.ts',
  side: 'new',
  startLine: line,
  endLine: line,
  quote: `call${line}();`,
  severity: 'major',
  category: 'bug',
  title: `Wrong ${line}.`,
  explanation: 'So.',
  replacement: null,
});

describe('AIReview, several at once or killed half-way', function () {
  this.timeout(120_000);
  let world: ReviewWorld;
  let pullRequest: WorldPullRequest;

  beforeEach(async () => {
    world = await ReviewWorld.start();
    pullRequest = await world.openPullRequest(
      { 'a.ts': 'call1();\n' },
      { 'a.ts': 'call1();\ncall2();\ncall3();\ncall4();\n' },
    );
    world.sandbox.claude.script(() => answerWith({ findings: [finding(2), finding(3), finding(4)] }));
  });
  afterEach(function () {
    return world.stop(`together-${this.currentTest?.title.replace(/\W+/g, '-').slice(0, 50) ?? ''}`);
  });

  const shown = async () =>
    (await world.threads(pullRequest)).map(({ path, start }) => `${path ?? 'summary'}:${start?.line ?? ''}`).sort();
  const EXPECTED = ['/a.ts:2', '/a.ts:3', '/a.ts:4', 'summary:'];

  it('leaves one set of threads when eight review a new pull request at once', async () => {
    // Validations have a clone, a sweep reads over REST.
    const kinds = [{}, { checkout: 'none' }] as const;
    const runs = await Promise.all(Array.from({ length: 8 }, (_, at) => world.review(pullRequest, kinds[at % 2])));
    for (const run of runs) assert.equal(run.outputs['verdict'], 'requestChanges', run.log);
    assert.deepEqual(await shown(), EXPECTED);
  });

  it('ends the same after a kill behind any of its writes', async () => {
    const isWrite = ({ method, path }: ServiceRequest) => method !== 'GET' && path.includes('_apis');
    const whole = world.writes.length;
    await world.review(pullRequest);
    const count = world.writes.length - whole;
    assert.ok(count >= 6, String(count));
    const kills = Array.from({ length: count - 1 }, (_, index) => index + 1);
    for (const survived of isSweep ? kills : [1, count - 1]) {
      const next = await world.openPullRequest(
        {},
        { 'a.ts': 'call1();\ncall2();\ncall3();\ncall4();\n' },
        { branch: `feature/kill-${survived}` },
      );
      const job = new AbortController();
      let seen = 0;
      // The write is done; nobody is left to hear of it.
      world.sandbox.azureService.faults.add({
        match: (request) => isWrite(request) && (seen += 1) === survived && (setImmediate(() => job.abort()), true),
        fault: { kind: 'stall', afterBytes: 0 },
        times: 1,
      });
      const killed = await world.review(next, { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
      assert.equal(killed.result, 'Canceled', killed.log);
      world.sandbox.azureService.faults.clear();
      const run = await world.review(next);
      assert.equal(run.outputs['verdict'], 'requestChanges', run.log);
      pullRequest = next;
      assert.deepEqual(await shown(), EXPECTED, `killed at write ${survived} of ${count}`);
      assert.deepEqual(
        (await world.statuses(next)).map(({ state }) => state),
        ['failed'],
      );
    }
  });
});
