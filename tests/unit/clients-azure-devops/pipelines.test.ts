import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, describe, it } from 'mocha';
import type { Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { createRunHost } from '../../../src/clients/azure-devops/run-host.ts';
import { runPipeline, type RunServices, type RunSettings } from '../../../src/release/run/run-pipeline.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { shop, startPipelines, stopSandboxes, type PipelineSandbox } from '../sandbox-pipelines/pipeline-sandbox.ts';
import { clientOf, failing, withAnswers } from './azure-harness.ts';

const urlOf = ({ azure }: PipelineSandbox) => new URL(azure.createRepository(shop).cloneUrl()).origin;
const RUNNER: readonly Permission[] = ['readCode', 'queueBuilds', 'stopBuilds', 'updateBuilds'];

const hostAs = (sandbox: PipelineSandbox, token = sandbox.tokenOf('Build', RUNNER)) =>
  createRunHost(clientOf(`${urlOf(sandbox)}/contoso/`, token, 'Shop'));

/** Runs as the task does; waiting moves the sandbox's clock. */
function start(sandbox: PipelineSandbox, over: Partial<RunSettings> = {}, services: Partial<RunServices> = {}) {
  const log = memoryLog();
  const host = services.host ?? hostAs(sandbox);
  let time = 0;
  const running = runPipeline(
    {
      host,
      watcher: host,
      openRescue: () => ({ host: hostAs(sandbox), pause: () => Promise.resolve() }),
      isCancelled: () => false,
      log,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      keepProgress: () => undefined,
      pause: (ms) => {
        time += ms;
        sandbox.pass(ms / 1000);
        return Promise.resolve();
      },
      now: () => time,
      ...services,
    },
    {
      pipeline: 'release',
      project: 'Shop',
      branch: undefined,
      commit: undefined,
      parameters: {},
      wait: true,
      timeoutMinutes: 10,
      reuse: true,
      cancelChild: true,
      ownRunId: undefined,
      dryRun: false,
      ...over,
    },
  );
  return { running, log };
}

const runsOf = async (sandbox: PipelineSandbox) => (await sandbox.call('GET', 'build/builds')).body.value;
const writesOf = ({ azure }: PipelineSandbox) => azure.journal.filter(({ method }) => method !== 'GET');

describe('Azure DevOps: running pipelines', () => {
  afterEach(stopSandboxes);

  it('queues the tip of the default branch, follows its stages and finds it the second time', async () => {
    const sandbox = await startPipelines();
    sandbox.createPipeline({
      parameters: { mode: 'fast', level: '1' },
      stages: [
        { name: 'Build', seconds: 20 },
        { name: 'Deploy', seconds: 10 },
      ],
    });
    const { running, log } = start(sandbox, { parameters: { mode: 'slow' } });
    const { outputs } = await running;
    assert.equal(outputs?.['result'], 'succeeded');
    assert.deepEqual(
      log.lines.filter((line) => line.includes('Stage')),
      ['Build: started', 'Build: succeeded', 'Deploy: started', 'Deploy: succeeded'].map(
        (line) => `info: Stage ${line}`,
      ),
    );
    const [run] = await runsOf(sandbox);
    assert.deepEqual([run?.sourceVersion, run?.templateParameters], [sandbox.commit, { mode: 'slow', level: '1' }]);
    const writes = writesOf(sandbox).length;
    assert.deepEqual((await start(sandbox, { parameters: { mode: 'slow' } }).running).outputs, outputs);
    assert.equal(writesOf(sandbox).length, writes);
    assert.notEqual((await start(sandbox).running).outputs?.['runId'], outputs['runId']);
  });

  it('reports a failed run with its stage and first error, and one that was cancelled', async () => {
    const sandbox = await startPipelines();
    const issues = [{ type: 'error' as const, message: '##vso[task.complete]Tests failed' }];
    sandbox.createPipeline({ stages: [{ name: 'Test', seconds: 5, result: 'failed', issues }] });
    await assert.rejects(start(sandbox).running, failing('RUN_FAILED', /stage Test failed in job Job: .*Tests failed/));
    sandbox.createPipeline({ stages: [{ name: 'Test', seconds: 500 }] });
    const host = hostAs(sandbox);
    const pause = async () => {
      for (const { id, status } of await runsOf(sandbox)) if (status === 'inProgress') await host.cancel(Number(id));
      sandbox.pass(5);
    };
    await assert.rejects(start(sandbox, {}, { pause }).running, failing('RUN_CANCELED'));
  });

  it('names those who may approve, and gives up at the deadline', async () => {
    const sandbox = await startPipelines();
    const approval = { environment: 'production', approvers: [{ displayName: 'Bob' }, { displayName: 'Cleo' }] };
    sandbox.createPipeline({ stages: [{ name: 'Deploy', seconds: 5, approval }] });
    const { running, log } = start(sandbox);
    await assert.rejects(running, failing('RUN_TIMEOUT', /waits for approval of Deploy/));
    assert.match(log.lines.join('\n'), /Stage Deploy waits for approval [0-9a-f-]{36} by Bob, Cleo/);
  });

  it('queues nothing twice, whatever answers are lost', async () => {
    const sandbox = await startPipelines();
    sandbox.createPipeline({ parameters: { mode: 'fast' } });
    const real = hostAs(sandbox);
    const before = await real.listRuns(1, undefined);
    const wanted = { pipelineId: 1, branch: 'refs/heads/main', commit: sandbox.commit, parameters: { mode: 'slow' } };
    assert.deepEqual([before, await real.findQueued(wanted, 0)], [[], undefined]);
    const ada = {
      resources: { repositories: { self: { refName: 'refs/heads/main' } } },
      templateParameters: wanted.parameters,
    };
    await sandbox.call('POST', 'pipelines/1/runs', { body: ada });
    assert.equal(await real.findQueued(wanted, 0), undefined, "another's run");
    const id = await real.queue(wanted, 0);
    assert.equal(await real.findQueued(wanted, 0), id);
    assert.equal(await real.findQueued(wanted, id), undefined);
    assert.equal(await real.findQueued({ ...wanted, parameters: { mode: 'fast' } }, 0), undefined);
    assert.equal(await real.findQueued({ ...wanted, commit: 'f'.repeat(40) }, 0), undefined);
  });

  it('keeps one run of two that queue at once', async () => {
    const sandbox = await startPipelines();
    sandbox.createPipeline();
    const both = await Promise.all([start(sandbox).running, start(sandbox).running]);
    const ids = new Set(both.map(({ outputs }) => outputs?.['runId']));
    assert.equal(ids.size, 1);
    const alive = (await runsOf(sandbox)).filter(({ result }) => result !== 'canceled');
    assert.deepEqual(
      alive.map(({ id }) => String(id)),
      [...ids],
    );
  });

  it('is refused in the words of the service, with what to look at', async () => {
    const sandbox = await startPipelines();
    sandbox.createPipeline();
    await assert.rejects(
      start(sandbox, { parameters: { colour: 'red' } }).running,
      failing('RUN_NOT_QUEUED', /Unexpected parameter 'colour'/, /"parameters"/),
    );
    await assert.rejects(
      start(sandbox, { commit: 'f'.repeat(40) }).running,
      failing('RUN_NOT_QUEUED', /TF401175/, /"commit"/),
    );
    await assert.rejects(start(sandbox, { branch: 'gone' }).running, failing('RUN_NOT_QUEUED', /refs\/heads\/gone/));
    await assert.rejects(start(sandbox, { pipeline: 'gone' }).running, failing('RUN_PIPELINE_UNKNOWN'));
    await assert.rejects(
      start(sandbox, { pipeline: '77' }).running,
      failing('AZURE_DEVOPS_NOT_FOUND', /show pipeline 77/),
    );
    const reader = hostAs(sandbox, sandbox.tokenOf('Reader', ['readCode']));
    await assert.rejects(
      start(sandbox, {}, { host: reader }).running,
      failing('AZURE_DEVOPS_FORBIDDEN', /Queue builds/, /pipeline's menu > Manage security/),
    );
    assert.deepEqual(await runsOf(sandbox), []);
  });

  it('cancels what it queued, and needs no cancelling of what has ended', async () => {
    const sandbox = await startPipelines();
    sandbox.createPipeline();
    const cancelled = new Error('Cancelled before the end.');
    const pause = () => Promise.reject(cancelled);
    await assert.rejects(
      start(sandbox, {}, { pause, isCancelled: () => true }).running,
      (error) => error === cancelled,
    );
    sandbox.pass(60);
    const [run] = await runsOf(sandbox);
    assert.equal(run?.result, 'canceled');
    await hostAs(sandbox).cancel(Number(run.id));
  });
});

describe('Azure DevOps: odd runs and pipelines', () => {
  const answered = async (
    answers: (path: string) => unknown,
    work: (host: ReturnType<typeof createRunHost>) => Promise<void>,
  ) =>
    withAnswers(
      ({ path }) => answers(path),
      (_host, url) => work(createRunHost(clientOf(`${url}/contoso/`, 'secret-job-token'))),
    );

  it('are read with the least that an answer may hold', async () => {
    const project = { name: 'Shop Front' };
    await answered(
      (path) => (path.endsWith('/timeline') ? { records: [{ id: 'r' }] } : { id: 5, project }),
      async (host) => {
        const { status, result, parameters, tags, commit } = await host.readRun(5);
        assert.deepEqual([status, result, parameters, tags, commit], ['notStarted', undefined, {}, [], '']);
        assert.deepEqual(
          (await host.readTimeline(5)).map(({ state, attempt, issues }) => [state, attempt, issues]),
          [['pending', 1, []]],
        );
      },
    );
    await answered(
      () => ({ id: 5, project, status: 'completed', result: 'failed', templateParameters: { list: [1], on: true } }),
      async (host) => assert.deepEqual((await host.readRun(5)).parameters, { list: '[1]', on: 'true' }),
    );
  });

  it('have no stages before they begin', async () => {
    for (const body of ['null', '', '{"records":null}'])
      await answered(
        () => ({ status: 200, headers: { 'content-type': 'application/json' }, body }),
        async (host) => assert.deepEqual(await host.readTimeline(5), []),
      );
  });

  it('are not taken for another whose name only begins alike, or for a branch that does', async () => {
    await answered(
      (path) =>
        path.endsWith('/refs')
          ? { value: [{ name: 'refs/heads/main2', objectId: '1' }] }
          : { value: [{ id: 1, name: 'Deploy all', path: '\\' }] },
      async (host) => {
        assert.deepEqual(await host.findPipelines('Deploy*'), []);
        assert.equal(await host.readTip('r', 'refs/heads/main'), undefined);
      },
    );
  });

  it('may have their code elsewhere', async () => {
    await answered(
      () => ({ id: 5, name: 'x', queueStatus: 'paused', repository: { id: 'a/b', type: 'GitHub' } }),
      async (host) => {
        const { repositoryId, state, folder } = await host.readPipeline(5);
        assert.deepEqual([repositoryId, state, folder], [undefined, 'paused', '\\']);
      },
    );
  });

  it('queue once when the answer is lost: the run is found again', async () => {
    let posts = 0;
    const run = { id: 8, status: 'inProgress', sourceVersion: 'c', templateParameters: { A: 'True', b: '2' } };
    await answered(
      (path) => {
        if (path.endsWith('/connectionData')) return { authenticatedUser: { id: 'US' } };
        if (path.endsWith('/builds')) return { value: [{ ...run, project: { name: 'x' }, requestedBy: { id: 'us' } }] };
        posts += 1;
        return { status: 500, body: '' };
      },
      async (host) => {
        const wanted = { pipelineId: 3, branch: undefined, commit: 'c', parameters: { a: 'true' } };
        assert.deepEqual([await host.queue(wanted, 7), posts], [8, 1]);
        await assert.rejects(host.queue(wanted, 8), failing('HTTP_LOST_ANSWER'));
      },
    );
  });
});
