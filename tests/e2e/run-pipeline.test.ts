import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { NewStage } from '../../sandbox/azure-devops/pipelines/create-pipeline.ts';
import type { ServiceRequest } from '../../sandbox/core/service.ts';
import { fastTime } from '../support/fast-time.ts';
import { ReleaseWorld } from '../support/release-world.ts';

const SPEED = 60;
const FAST = fastTime(SPEED);
/** No run of the sandbox has this number. */
const OWN_RUN = 9000;
const COMMAND = '##vso[task.complete result=Succeeded;done=true]';

interface Build {
  readonly id: number;
  readonly status: string;
  readonly result?: string;
  readonly sourceVersion: string;
}

const build: NewStage = { name: 'Build', seconds: 20 };
const endless: NewStage = { name: 'Endless', seconds: 'never' };
const isQueueing = ({ method, path: route }: ServiceRequest) =>
  method === 'POST' && /\/pipelines\/\d+\/runs$/.test(route);
const isLook = ({ method, path: route }: ServiceRequest) => method === 'GET' && /\/build\/builds\/\d+/.test(route);

describe('RunPipeline', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  let pipelines = 0;

  before(async () => (world = await ReleaseWorld.start({ clock: FAST.clock })));
  after(() => world.stop('run-pipeline'));
  afterEach(() => world.sandbox.azureService.faults.clear());

  type Over = Parameters<ReleaseWorld['run']>[2];
  const run = (pipeline: string, inputs: Readonly<Record<string, string>> = {}, over: Over = {}) =>
    world.run('RunPipeline', { pipeline, ...inputs }, { fetchDepth: 'none', buildId: OWN_RUN, ...FAST.task, ...over });
  /** A pipeline of its own for each test. */
  function create(
    stages: readonly NewStage[] = [build],
    over: Partial<Parameters<ReleaseWorld['sandbox']['azureDevOps']['createPipeline']>[0]> = {},
  ): string {
    pipelines += 1;
    const { organisation, project, repository } = world.repository;
    const name = `Pipeline ${pipelines}`;
    world.sandbox.azureDevOps.createPipeline({ organisation, project, repository, name, stages, ...over });
    return name;
  }
  const runsOf = async (pipeline: string): Promise<readonly Build[]> => {
    const found = (await world.request('GET', `build/definitions?name=${encodeURIComponent(pipeline)}`)) as {
      readonly value: readonly { readonly id: number }[];
    };
    const ids = found.value.map(({ id }) => id).join(',');
    return ((await world.request('GET', `build/builds?definitions=${ids}`)) as { readonly value: readonly Build[] })
      .value;
  };
  const resultOf = ({ result, outputs }: StepRun) => [result, outputs['result']];

  it('queues the tip of the default branch, follows its stages, and follows the same run the second time', async () => {
    // Long enough that no look misses a stage, however busy the machine is.
    const stages = ['Build', 'Deploy'].map((name) => ({ name, seconds: 90 }));
    const pipeline = create(stages, { parameters: { mode: 'fast', level: '1' } });
    const first = await run(pipeline, { parameters: 'mode: slow' });
    assert.deepEqual(resultOf(first), ['Succeeded', 'succeeded'], first.log);
    const [seen] = await runsOf(pipeline);
    assert.deepEqual([String(seen?.id), seen?.sourceVersion], [first.outputs['runId'], await world.tip('main')]);
    assert.match(first.outputs['runUrl'] ?? '', new RegExp(`buildId=${seen?.id}$`));
    assert.match(
      first.log,
      /Stage Build: started[^]*Stage Build: succeeded[^]*Stage Deploy: started[^]*Stage Deploy: succ/,
    );
    const before = world.writes.length;
    const again = await run(pipeline, { parameters: 'Mode: slow' });
    assert.deepEqual(again.outputs, first.outputs, again.log);
    assert.deepEqual(world.writes.slice(before), []);
    for (const other of [{ parameters: 'mode: fast' }, { parameters: 'mode: slow', reuse: 'false' }]) {
      const one = await run(pipeline, { ...other, wait: 'false' });
      assert.deepEqual(resultOf(one), ['Succeeded', 'inProgress'], one.log);
      assert.notEqual(one.outputs['runId'], first.outputs['runId']);
    }
    assert.equal((await runsOf(pipeline)).length, 3);
  });

  it('plans the same in a dry run with a token that may only read, and queues nothing', async () => {
    const pipeline = create();
    const before = world.writes.length;
    const dry = await run(pipeline, { dryRun: 'true' }, { token: world.readOnlyToken() });
    assert.deepEqual(resultOf(dry), ['Succeeded', ''], dry.log);
    assert.deepEqual([world.writes.slice(before), await runsOf(pipeline)], [[], []]);
    const wet = await run(pipeline, { wait: 'false' });
    const planOf = ({ log }: StepRun) => /The plan:\s+(.*)/.exec(log)?.[1];
    assert.ok(planOf(dry));
    assert.equal(planOf(dry), planOf(wet));
  });

  it('succeeds with issues when the run did', async () => {
    const issues = [{ type: 'warning' as const, message: 'Slow tests' }];
    const seen = await run(create([{ ...build, result: 'succeededWithIssues', issues }]));
    assert.deepEqual(resultOf(seen), ['SucceededWithIssues', 'partiallySucceeded'], seen.log);
  });

  it('fails with stage, job and first error, runs no command of theirs, and queues a failed one anew', async () => {
    const stage: NewStage = {
      name: `Test ${COMMAND}`,
      seconds: 5,
      result: 'failed',
      issues: [
        { type: 'error', message: `${COMMAND}3 tests failed\n${COMMAND}` },
        { type: 'error', message: '##[error]another' },
      ],
    };
    const pipeline = create([stage]);
    const seen = await run(pipeline, {}, { variables: { 'System.Debug': 'true' } });
    assert.deepEqual(resultOf(seen), ['Failed', 'failed'], seen.log);
    assert.match(seen.message ?? '', /stage Test .* failed in job Job: .*3 tests failed.*another.*\[RUN_FAILED\]/);
    assert.ok(!seen.rawOutput.includes(COMMAND));
    const again = await run(pipeline, { wait: 'false' });
    assert.notEqual(again.outputs['runId'], seen.outputs['runId'], again.log);
  });

  it('fails when somebody cancels the run', async () => {
    const pipeline = create([endless]);
    let cancelling: Promise<unknown> | undefined;
    const onLine = (line: string) => {
      const id = /Run (\d+): started/.exec(line)?.[1];
      if (id !== undefined) cancelling = world.request('PATCH', `build/builds/${id}`, { status: 'cancelling' });
    };
    const seen = await run(pipeline, {}, { onLine });
    await cancelling;
    assert.deepEqual(resultOf(seen), ['Failed', 'canceled'], seen.log);
    assert.match(seen.message ?? '', /was cancelled.*\[RUN_CANCELED\]/);
  });

  it('fails at its deadline when the run never ends, leaves it alone, and finds it again', async () => {
    const pipeline = create([endless]);
    const seen = await run(pipeline, { timeoutMinutes: '1' });
    assert.deepEqual(resultOf(seen), ['Failed', 'inProgress'], seen.log);
    assert.match(seen.message ?? '', /was not seen to end within 1 min.*\[RUN_TIMEOUT\]/);
    const before = world.writes.length;
    const again = await run(pipeline, { wait: 'false' });
    assert.deepEqual(again.outputs, seen.outputs, again.log);
    assert.deepEqual(world.writes.slice(before), []);
    assert.deepEqual(
      (await runsOf(pipeline)).map(({ status }) => status),
      ['inProgress'],
    );
  });

  it('ends at its deadline with the last error when every look is answered with 500', async () => {
    const pipeline = create([endless]);
    const onLine = (line: string) => {
      if (/Run \d+: started/.test(line))
        world.sandbox.azureService.faults.add({
          match: isLook,
          fault: { kind: 'answer', status: 500, body: { message: 'Down for ever' } },
        });
    };
    const seen = await run(pipeline, { timeoutMinutes: '2' }, { onLine });
    assert.equal(seen.result, 'Failed', seen.log);
    assert.match(seen.message ?? '', /within 2 min; the last look failed: .*\[RUN_TIMEOUT\]/);
    assert.match(seen.outputs['runId'] ?? '', /^\d+$/);
  });

  it('names its run although no look at it ever succeeds', async () => {
    const pipeline = create();
    world.sandbox.azureService.faults.add({ match: isLook, fault: { kind: 'answer', status: 500, body: {} } });
    const seen = await run(pipeline);
    world.sandbox.azureService.faults.clear();
    assert.equal(seen.result, 'Failed', seen.log);
    const [queued] = await runsOf(pipeline);
    assert.equal(seen.outputs['runId'], String(queued?.id), seen.log);
  });

  it('names the approvals it waits for, and goes on when they are given', async () => {
    const approval = { environment: 'production', approvers: [{ displayName: 'Bob' }, { displayName: 'Cleo' }] };
    const pipeline = create([
      build,
      { name: 'Deploy', seconds: 5, approval: { ...approval, minRequiredApprovers: 1 } },
    ]);
    const waiting = await run(pipeline, { timeoutMinutes: '2' });
    assert.deepEqual(resultOf(waiting), ['Failed', 'inProgress'], waiting.log);
    assert.equal(waiting.outputs['pendingApprovals'], 'Deploy');
    assert.match(waiting.message ?? '', /it waits for approval of Deploy/);
    let deciding: Promise<unknown> | undefined;
    const onLine = (line: string) => {
      const approvalId = /Stage Deploy waits for approval ([0-9a-f-]{36}) by Bob, Cleo/.exec(line)?.[1];
      if (approvalId === undefined) return;
      const decision = [{ approvalId, status: 'approved', comment: 'Go' }];
      deciding = world.request(
        'PATCH',
        'pipelines/approvals?api-version=7.1-preview.1',
        decision,
        world.tokenOf('Bob'),
      );
    };
    const approved = await run(pipeline, {}, { onLine });
    await deciding;
    assert.deepEqual(resultOf(approved), ['Succeeded', 'succeeded'], approved.log);
    assert.equal(approved.outputs['runId'], waiting.outputs['runId']);
    assert.equal(approved.outputs['pendingApprovals'], '');
  });

  it('queues one run although the answers to queueing it are lost', async () => {
    const pipeline = create();
    world.sandbox.azureService.faults.add({ match: isQueueing, fault: { kind: 'lostAnswer' }, times: 1 });
    const seen = await run(pipeline);
    assert.deepEqual(resultOf(seen), ['Succeeded', 'succeeded'], seen.log);
    assert.equal((await runsOf(pipeline)).length, 1);
  });

  it('leaves one run of two that queue at once', async () => {
    const pipeline = create();
    const both = await Promise.all([run(pipeline), run(pipeline)]);
    for (const one of both) assert.deepEqual(resultOf(one), ['Succeeded', 'succeeded'], one.log);
    assert.equal(both[0].outputs['runId'], both[1].outputs['runId']);
    const kept = (await runsOf(pipeline)).filter(({ result }) => result !== 'canceled');
    assert.deepEqual(
      kept.map(({ id }) => String(id)),
      [both[0].outputs['runId']],
    );
  });

  it('follows the run that it queued before it was killed', async () => {
    const pipeline = create([build], { parameters: { mode: 'fast' } });
    const job = new AbortController();
    world.sandbox.azureService.faults.add({
      match: (request) => isQueueing(request) && (setImmediate(() => job.abort()), true),
      fault: { kind: 'stall', afterBytes: 0 },
      times: 1,
    });
    const killed = await run(pipeline, {}, { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
    assert.equal(killed.result, 'Canceled', killed.log);
    const [queued, ...others] = await runsOf(pipeline);
    assert.deepEqual(others, []);
    const seen = await run(pipeline);
    assert.deepEqual(resultOf(seen), ['Succeeded', 'succeeded'], seen.log);
    assert.equal(seen.outputs['runId'], String(queued?.id), seen.log);
    const kept = (await runsOf(pipeline)).filter(({ result }) => result !== 'canceled');
    assert.deepEqual(
      kept.map(({ id }) => id),
      [queued?.id],
    );
  });

  describe('that is cancelled', () => {
    /** In the time of the machine: what is left after the signal are seconds. */
    const REAL = { env: {}, nodeArguments: [] };

    async function cancelled(pipeline: string, inputs: Readonly<Record<string, string>> = {}, at = /Run \d+: started/) {
      const job = new AbortController();
      let since = 0;
      const cancel = () => {
        since ||= Date.now();
        job.abort();
      };
      world.sandbox.azureService.faults.add({
        match: (request) => at.source === 'queueing' && isQueueing(request) && (setImmediate(cancel), true),
        fault: { kind: 'stall', afterBytes: 0 },
        times: 1,
      });
      const onLine = (line: string) => {
        if (at.test(line)) cancel();
      };
      const seen = await run(pipeline, inputs, { ...REAL, signal: job.signal, onLine });
      assert.equal(seen.result, 'Canceled', seen.log);
      assert.ok(since > 0 && Date.now() - since < 10_000, `ended ${Date.now() - since} ms later`);
      return seen;
    }
    const isCancelled = async (pipeline: string) =>
      (await runsOf(pipeline)).map(({ status, result }) => status === 'cancelling' || result === 'canceled');

    it('cancels the run that it queued', async () => {
      const pipeline = create([endless]);
      const seen = await cancelled(pipeline);
      assert.deepEqual(await isCancelled(pipeline), [true], seen.log);
    });

    it('cancels the run that it has no answer for yet', async () => {
      const pipeline = create([endless]);
      const seen = await cancelled(pipeline, {}, /queueing/);
      assert.deepEqual(await isCancelled(pipeline), [true], seen.log);
    });

    it('leaves a run alone that others queued, or that it was told to leave alone', async () => {
      const pipeline = create([endless]);
      await cancelled(pipeline, { cancelChild: 'false' });
      await cancelled(pipeline);
      assert.deepEqual(await isCancelled(pipeline), [false]);
    });
  });

  it('says which pipeline, parameter, permission or input is wrong, and queues nothing', async () => {
    const pipeline = create([build], { parameters: { mode: 'fast' } });
    for (const folder of ['\\one', '\\two']) create([build], { name: 'Twice', folder });
    const disabled = create([build], { queueStatus: 'disabled' });
    const cases: readonly (readonly [string, Readonly<Record<string, string>>, Over, RegExp])[] = [
      ['Nothing', {}, {}, /no pipeline "Nothing".*\[RUN_PIPELINE_UNKNOWN\]/],
      ['Twice', {}, {}, /\\one\\Twice \(\d+\), \\two\\Twice \(\d+\)\. \[RUN_PIPELINE_AMBIGUOUS\]/],
      [disabled, {}, {}, /it is disabled.*\[RUN_NOT_QUEUED\]/],
      [pipeline, { branch: 'gone' }, {}, /refs\/heads\/gone.*\[RUN_NOT_QUEUED\]/],
      [pipeline, { parameters: 'colour: red' }, {}, /Unexpected parameter 'colour'.*\[RUN_NOT_QUEUED\]/],
      [pipeline, {}, { token: world.readOnlyToken() }, /\[AZURE_DEVOPS_FORBIDDEN\]\nGive "Queue builds"/],
    ];
    for (const [name, inputs, over, message] of cases) {
      const seen = await run(name, inputs, over);
      assert.equal(seen.result, 'Failed', seen.log);
      assert.match(seen.message ?? '', message);
    }
    assert.deepEqual([...(await runsOf(pipeline)), ...(await runsOf('Twice')), ...(await runsOf(disabled))], []);
    const requests = world.sandbox.traffic.entries.length;
    const bad = await run(pipeline, { branch: 'a..b', commit: 'abc', parameters: 'mode', timeoutMinutes: '0' });
    for (const name of ['branch', 'commit', 'parameters', 'timeoutMinutes'])
      assert.match(bad.message ?? '', new RegExp(name));
    assert.equal(world.sandbox.traffic.entries.length, requests);
  });

  describe('and its neighbours', () => {
    const guard = path.join(import.meta.dirname, '../support/no-listening.mjs');
    const nodeArguments = ['--import', pathToFileURL(guard).href];

    it('open no listening socket', async () => {
      const { id, source } = await world.openPullRequest();
      const over: Over = { nodeArguments, fetchDepth: 'none' };
      const pullRequestId = String(id);
      const commit = (await world.tip(source)) ?? '';
      const runs = [
        await run(create(), { wait: 'false' }, over),
        await world.run('AIReview', { claudeConnection: 'claude', pullRequestId }, over),
        await world.run('JiraTicket', { jiraConnection: 'jira', pullRequestId, project: 'ABC' }, over),
        await world.run('MergePullRequest', { pullRequestId, commit, requireVerdict: 'false' }, over),
        await world.run('JiraTransition', { jiraConnection: 'jira', tickets: 'ABC-1', to: 'To Do' }, over),
        await world.release('stage', {}, { nodeArguments }),
      ];
      for (const one of runs) assert.equal(one.result, 'Succeeded', one.log);
      // Nothing is in place here, of which it tells.
      const doctor = await world.run('SlipwayDoctor', { claudeConnection: 'claude', jiraConnection: 'jira' }, over);
      assert.match(doctor.log, /The set-up does not work/);
      for (const one of [...runs, doctor]) assert.ok(!one.log.includes('LISTENED'), one.log);
    });

    it('would be seen if they did', async () => {
      for (const code of [
        "require('http').createServer().listen(0)",
        "require('dgram').createSocket('udp4').bind(0)",
      ]) {
        const trying = promisify(execFile)(process.execPath, [...nodeArguments, '-e', `try { ${code} } catch {}`]);
        assert.equal((await trying).stderr, 'LISTENED\n');
      }
    });
  });
});
