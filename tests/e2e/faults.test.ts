import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import {
  answerWith,
  cutInStream,
  errorInStream,
  failure,
  invalidJson,
  overloaded,
  rateLimited,
  refusal,
  reply,
  type Responder,
  type ScriptedAnswer,
  spendLimit,
  stopped,
  toolCall,
  truncatedToolCall,
} from '../../sandbox/claude/scripted-answer.ts';
import { scaledClock } from '../../sandbox/core/clock.ts';
import type { FaultKind } from '../../sandbox/core/faults.ts';
import type { ServiceRequest } from '../../sandbox/core/service.ts';
import { ReviewWorld, type WorldPullRequest } from '../support/review-world.ts';
import { firstOf } from '../support/trials.ts';

/** Minutes of outage are seconds of test. */
const SPEED = 60;
const clock = scaledClock(SPEED, new Date('2026-03-02T09:00:00Z'));
const FAST = {
  env: { SLIPWAY_TEST_SPEED: String(SPEED) },
  nodeArguments: ['--import', pathToFileURL(path.join(import.meta.dirname, '../support/virtual-time.mjs')).href],
};

const CLEAN = answerWith({ findings: [] });
const FINDS = answerWith({
  findings: [
    {
      path: 'a.ts',
      side: 'new',
      startLine: 2,
      endLine: 2,
      quote: 'two();',
      severity: 'major',
      category: 'bug',
      title: 'Wrong.',
      explanation: 'So.',
      replacement: null,
    },
  ],
});

describe('AIReview when something goes wrong', () => {
  let world: ReviewWorld;
  let pullRequest: WorldPullRequest;

  beforeEach(async () => {
    world = await ReviewWorld.start({ clock });
    pullRequest = await world.openPullRequest({ 'a.ts': 'one();\n' }, { 'a.ts': 'one();\ntwo();\n' });
  });
  afterEach(function () {
    return world.stop(`faults-${this.currentTest?.title.replace(/\W+/g, '-').slice(0, 50) ?? ''}`);
  });

  const review = () => world.review(pullRequest, FAST);
  const script = (answer: Responder | readonly ScriptedAnswer[]) => world.sandbox.claude.script(answer);
  const states = async () => (await world.statuses(pullRequest)).map(({ state }) => state);
  const neverClean = async (run: StepRun) => {
    assert.equal(run.result, 'Failed', run.log);
    assert.ok(!(await states()).includes('succeeded'));
    assert.notEqual(run.outputs['verdict'], 'approve');
  };

  const transient: Record<string, readonly ScriptedAnswer[]> = {
    'is limited for a while': [rateLimited({ retryAfter: 2 }), CLEAN],
    'cuts the stream': [cutInStream(), CLEAN],
    'gives no JSON at first': [invalidJson(), CLEAN],
    'cuts a tool call': [truncatedToolCall('Read', '{"path": "a.'), CLEAN],
    'asks for a file outside of the tree': [
      toolCall('Read', { path: '../../../etc/passwd', startLine: null, endLine: null }),
      CLEAN,
    ],
    'asks for a tool that does not exist': [toolCall('Shell', { command: 'id' }), CLEAN],
    'is overloaded': [overloaded(), overloaded(), CLEAN],
    'fails inside': [failure('api_error'), CLEAN],
    'reports an error inside the stream': [errorInStream(), CLEAN],
  };
  for (const [what, answers] of firstOf(Object.entries(transient), 5)) {
    it(`goes on when Claude ${what}`, async () => {
      script(answers);
      const run = await review();
      assert.equal(run.result, 'Succeeded', run.log);
      assert.equal(run.outputs['verdict'], 'approve');
    });
  }

  it('survives two minutes of overload and never asks before Retry-After', async () => {
    const until = clock.now().getTime() + 120_000;
    const times: number[] = [];
    script(() => {
      const now = clock.now().getTime();
      times.push(now);
      return now < until ? failure('overloaded_error', { headers: { 'retry-after': '7' } }) : CLEAN;
    });
    const run = await review();
    assert.equal(run.result, 'Succeeded', run.log);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= 7_000),
      String(gaps),
    );
    assert.ok(times.length < 20);
  });

  it('survives a reset connection to Claude', async () => {
    world.sandbox.claudeService.faults.add({ match: () => true, fault: { kind: 'reset' }, times: 2 });
    script(() => CLEAN);
    assert.equal((await review()).outputs['verdict'], 'approve');
  });

  const final: Record<string, [answer: ScriptedAnswer, code: RegExp]> = {
    'the key is refused (401)': [failure('authentication_error'), /CLAUDE_UNAUTHORIZED/],
    'the key may not use it (403)': [failure('permission_error'), /CLAUDE_FORBIDDEN/],
    'the model does not exist (404)': [failure('not_found_error'), /CLAUDE_MODEL_NOT_FOUND/],
    'the money is used up (402)': [failure('billing_error'), /CLAUDE_BILLING/],
    'the spend limit is reached (429)': [spendLimit(), /CLAUDE_SPEND_LIMIT/],
  };
  for (const [what, [answer, code]] of firstOf(Object.entries(final), 3)) {
    it(`asks once and says what to do when ${what}`, async () => {
      script(() => answer);
      const run = await review();
      await neverClean(run);
      assert.match(run.log, code);
      assert.equal(world.sandbox.claude.requests.length, 1);
      assert.deepEqual(await states(), ['error']);
    });
  }

  const incomplete: Record<string, Responder> = {
    'refuses to answer': () => refusal('cyber'),
    'calls tools for ever': (_request, index) => toolCall('Glob', { pattern: `${index}*` }),
    'reaches max_tokens again and again': () => stopped('max_tokens', reply(['{"findings": [{"pa'])),
    'runs out of context': () => stopped('model_context_window_exceeded', reply(['{'])),
    'never gives valid JSON': () => invalidJson(),
    'is overloaded for ever': () => overloaded(),
  };
  for (const [what, answer] of firstOf(Object.entries(incomplete), 3)) {
    it(`is incomplete and red when Claude ${what}, and is taken up again`, async () => {
      script(answer);
      const run = await review();
      await neverClean(run);
      assert.equal(run.outputs['verdict'], 'incomplete');
      assert.deepEqual(await states(), ['error']);
      const [summary] = await world.threads(pullRequest);
      assert.match(summary?.content ?? '', /Not reviewed:/);
      script(() => CLEAN);
      const again = await review();
      assert.equal(again.outputs['verdict'], 'approve', again.log);
      assert.equal((await world.threads(pullRequest)).length, 1);
    });
  }

  it('stops before the request that could pass the budget', async () => {
    script(() => CLEAN);
    const run = await world.review(pullRequest, { inputs: { budgetUsd: '0.0001' } });
    await neverClean(run);
    assert.equal(world.sandbox.claude.requests.length, 0);
    assert.match((await world.threads(pullRequest))[0]?.content ?? '', /budget/);
  });

  const strike = (match: (request: ServiceRequest) => boolean, fault: FaultKind, times?: number) =>
    world.sandbox.azureService.faults.add({ match, fault, ...(times === undefined ? {} : { times }) });
  const isPost = (part: RegExp) => (request: ServiceRequest) => request.method === 'POST' && part.test(request.path);

  it('posts nothing twice when the answers to its posts are lost', async () => {
    script(() => FINDS);
    strike(isPost(/\/threads$/), { kind: 'lostAnswer' }, 2);
    strike(isPost(/\/statuses$/), { kind: 'lostAnswer' }, 1);
    const run = await review();
    assert.equal(run.result, 'Succeeded', run.log);
    assert.equal((await world.threads(pullRequest)).length, 2);
    assert.deepEqual(await states(), ['failed']);
  });

  it('waits as long as Azure DevOps asks it to', async () => {
    script(() => FINDS);
    strike(
      ({ path: route }) => route.includes('_apis'),
      { kind: 'answer', status: 429, headers: { 'retry-after': '3' }, body: {} },
      3,
    );
    const run = await review();
    assert.equal(run.result, 'Succeeded', run.log);
  });

  it('goes on after errors of Azure DevOps', async () => {
    script(() => FINDS);
    strike(
      ({ method, path: route }) => method === 'GET' && route.includes('_apis'),
      { kind: 'answer', status: 503, body: 'busy' },
      3,
    );
    assert.equal((await review()).result, 'Succeeded');
  });

  for (const [status, expected] of [
    [401, /AZURE_DEVOPS_UNAUTHORIZED/],
    [500, /HTTP_|AZURE_DEVOPS_/],
  ] as const) {
    it(`says so when Azure DevOps answers ${status} to everything`, async () => {
      strike(({ path: route }) => route.includes('_apis'), { kind: 'answer', status, body: { message: 'no' } });
      const run = await review();
      world.sandbox.azureService.faults.clear();
      await neverClean(run);
      assert.match(run.log, expected);
      assert.equal(world.sandbox.claude.requests.length, 0);
    });
  }

  it('names the permission that is missing and where to grant it', async () => {
    script(() => FINDS);
    const { organisation } = world.repository;
    const token = world.sandbox.azureDevOps.issueToken({
      organisation,
      identity: { displayName: 'Build' },
      permissions: ['readCode'],
    });
    const run = await world.review(pullRequest, { token });
    await neverClean(run);
    assert.match(run.log, /Contribute to pull requests/i);
    assert.match(run.log, /AZURE_DEVOPS_FORBIDDEN/);
  });

  it('says that the pull request is not there, or may not be seen', async () => {
    const run = await world.review({ ...pullRequest, id: 4711 }, { checkout: 'manual' });
    await neverClean(run);
    assert.match(run.log, /AZURE_DEVOPS_NOT_FOUND/);
  });

  it('leaves within five seconds when it is cancelled, and writes nothing more', async () => {
    const job = new AbortController();
    script(() => {
      setTimeout(() => job.abort(), 50);
      return { ...CLEAN, fault: { kind: 'stall', afterEvents: 1 } };
    });
    const started = Date.now();
    const run = await world.review(pullRequest, { signal: job.signal });
    assert.equal(run.result, 'Canceled', run.log);
    assert.ok(Date.now() - started < 8_000);
    assert.deepEqual(await states(), []);
    assert.doesNotMatch(run.log, /INTERNAL/);
  });
});
