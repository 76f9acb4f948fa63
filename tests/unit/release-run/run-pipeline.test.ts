import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { RunSettings } from '../../../src/release/run/run-pipeline.ts';
import { FakeRunHost, TIP } from '../../support/fake-run-host.ts';
import { run, start } from '../../support/start-run.ts';

describe('RunPipeline', () => {
  it('queues the newest commit of the default branch and follows the run to its end', async () => {
    const host = new FakeRunHost();
    const { kind, outputs, summary } = await run(host, { parameters: { mode: 'fast' } });
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
    assert.equal(host.get(101).commit, TIP);
    assert.deepEqual(outputs, {
      runId: '101',
      runUrl: 'http://x/run/101',
      result: 'succeeded',
      pendingApprovals: '',
    });
    assert.deepEqual([kind, summary], ['succeeded', 'Run 101 of "Build" succeeded.']);
  });

  it('queues nothing the second time, also when the service adds defaults to the parameters', async () => {
    for (const defaults of [{}, { other: 'x' }]) {
      const host = new FakeRunHost();
      host.defaults = defaults;
      await run(host, { parameters: { mode: 'fast', check: 'true' } });
      host.writes.length = 0;
      const { outputs } = await run(host, { parameters: { Check: 'True', mode: 'fast' } });
      assert.deepEqual([host.writes, outputs?.['runId']], [[], '101']);
    }
  });

  it('queues again for another commit, branch or parameter, after a failure, and when it may not reuse', async () => {
    const cases: readonly Partial<RunSettings>[] = [
      { commit: 'e'.repeat(40) },
      { branch: 'other' },
      { parameters: { mode: 'slow' } },
      { parameters: {} },
      { reuse: false },
    ];
    for (const over of cases) {
      const host = new FakeRunHost();
      host.tips['refs/heads/other'] = TIP;
      await run(host, { parameters: { mode: 'fast' } });
      const { outputs } = await run(host, { parameters: { mode: 'fast' }, ...over });
      assert.equal(outputs?.['runId'], '102', JSON.stringify(over));
    }
    const failed = new FakeRunHost();
    failed.add({ status: 'completed', result: 'failed' });
    failed.add({ status: 'completed', result: 'partiallySucceeded' });
    failed.add({ status: 'cancelling' });
    assert.equal((await run(failed)).outputs?.['runId'], '104');
  });

  it('follows the oldest run of the same that goes on, else the newest that succeeded', async () => {
    const host = new FakeRunHost();
    const done = { status: 'completed', result: 'succeeded' } as const;
    host.add({ id: 110, ...done });
    host.add({ id: 111, ...done });
    assert.equal((await run(host)).outputs?.['runId'], '111');
    host.add({ id: 112 });
    host.add({ id: 113, status: 'notStarted' });
    assert.equal((await run(host)).outputs?.['runId'], '112');
    assert.deepEqual(host.writes, []);
  });

  it('cancels its own run when another of the same was queued a moment before', async () => {
    const host = new FakeRunHost();
    host.defaults = { other: 'x' };
    host.beforeQueue = () => host.add({ parameters: { other: 'x' } });
    const { outputs } = await run(host);
    assert.deepEqual(host.writes, ['queue 102', 'cancel 102']);
    assert.deepEqual([outputs?.['runId'], outputs?.['result']], ['101', 'succeeded']);
  });

  it('leaves one run when eight queue at once', async () => {
    const host = new FakeRunHost();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => run(host)));
    assert.deepEqual(new Set(outcomes.map(({ outputs }) => outputs?.['runId'])), new Set(['101']));
    assert.deepEqual(
      host.runs.filter(({ result }) => result !== 'canceled').map(({ id }) => id),
      [101],
    );
  });

  it('does not wait for itself', async () => {
    const host = new FakeRunHost();
    host.add({ id: 1 });
    await assert.rejects(run(host), { code: 'RUN_ITSELF' });
    assert.deepEqual(host.writes, []);
    host.update(1, { parameters: { other: 'x' } });
    host.defaults = { other: 'x' };
    await assert.rejects(run(host), { code: 'RUN_ITSELF' });
    assert.deepEqual(host.writes, ['queue 101', 'cancel 101']);
  });

  it('goes on without the tag when it may not set it', async () => {
    const host = new FakeRunHost();
    host.addTag = () => Promise.reject(new SlipwayError('Missing.', { kind: 'auth', code: 'AZURE_DEVOPS_FORBIDDEN' }));
    assert.equal((await run(host)).kind, 'succeeded');
  });

  it('writes nothing in a dry run and tells the plan', async () => {
    const host = new FakeRunHost();
    const { running, log } = start(host, { dryRun: true, parameters: { mode: 'fast' } });
    const { outputs, kind } = await running;
    assert.deepEqual([host.writes, kind, outputs?.['runId']], [[], 'succeeded', '']);
    assert.match(log.lines.join('\n'), /- queue "Build" \(3\) on main at dddddddd with mode: fast/);
  });

  it('ends when it is queued if it shall not wait', async () => {
    const host = new FakeRunHost();
    host.script = () => undefined;
    const { outputs, summary } = await run(host, { wait: false });
    assert.deepEqual([outputs?.['runId'], outputs?.['result']], ['101', 'inProgress']);
    assert.match(summary, /^Run 101 of "Build" is queued: http/);
    assert.match((await run(host, { wait: false })).summary, /is there already/);
    assert.deepEqual(host.writes, ['queue 101', 'tag 101']);
  });
});

describe('The pipeline to run', () => {
  const named = (id: number, folder: string) => ({
    id,
    name: 'Deploy',
    folder,
    state: 'enabled' as const,
    repositoryId: 'r1',
    defaultBranch: 'refs/heads/main',
  });
  const host = () => {
    const made = new FakeRunHost();
    made.pipelines.push(named(4, '\\web'), named(5, '\\api\\v1'));
    return made;
  };

  it('is named by id, by name, or by folder and name', async () => {
    for (const [pipeline, id] of [
      ['3', 3],
      ['BUILD', 3],
      ['\\build', 3],
      ['web/Deploy', 4],
      ['\\api\\v1\\deploy', 5],
    ] as const)
      assert.equal(((await run(host(), { pipeline })).result!['pipeline'] as { id: number }).id, id, pipeline);
  });

  it('is told from its namesakes, or refused with all of them', async () => {
    await assert.rejects(run(host(), { pipeline: 'deploy' }), {
      code: 'RUN_PIPELINE_AMBIGUOUS',
      message: 'Several pipelines of Shop Front are called "deploy": \\web\\Deploy (4), \\api\\v1\\Deploy (5).',
    });
    await assert.rejects(run(host(), { pipeline: 'web/x' }), { code: 'RUN_PIPELINE_UNKNOWN' });
    await assert.rejects(run(host(), { pipeline: 'other/deploy' }), {
      code: 'RUN_PIPELINE_UNKNOWN',
      message: /"\\other\\deploy".*There is \\web\\Deploy, \\api\\v1\\Deploy\./,
    });
  });

  it('is refused before anything is queued when it is disabled or has no such branch', async () => {
    const disabled = new FakeRunHost();
    disabled.pipelines = disabled.pipelines.map((one) => ({ ...one, state: 'disabled' }));
    await assert.rejects(run(disabled), { code: 'RUN_NOT_QUEUED', message: /it is disabled/ });
    await assert.rejects(run(host(), { pipeline: '3', branch: 'gone' }), {
      code: 'RUN_NOT_QUEUED',
      message: /has no refs\/heads\/gone/,
    });
  });

  it('may have its code elsewhere: then nothing is compared before it is queued', async () => {
    const elsewhere = new FakeRunHost();
    elsewhere.pipelines = elsewhere.pipelines.map((one) => ({ ...one, repositoryId: undefined }));
    assert.equal((await run(elsewhere)).outputs?.['runId'], '101');
    const hidden = new FakeRunHost();
    hidden.readTip = () =>
      Promise.reject(new SlipwayError('Hidden.', { kind: 'remote', code: 'AZURE_DEVOPS_NOT_FOUND' }));
    assert.equal((await run(hidden)).kind, 'succeeded');
  });
});
