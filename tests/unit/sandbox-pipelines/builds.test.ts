import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { shop, startPipelines, stopSandboxes, type Json, type PipelineSandbox } from './pipeline-sandbox.ts';

async function queue(sandbox: PipelineSandbox, pipeline: number, body: object = {}): Promise<string> {
  const answer = await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body.id);
}

const idsOf = (body: Json) => body.value.map((build) => String(build.id));

describe('sandbox Azure DevOps: builds', () => {
  afterEach(stopSandboxes);

  it('shows a run as a build: more states and results than a run has', async () => {
    const sandbox = await startPipelines();
    const stages = [{ name: 'Build', seconds: 60, result: 'succeededWithIssues' as const }];
    const id = await queue(sandbox, sandbox.createPipeline({ stages, queueSeconds: 10 }));
    const see = async () => {
      const { body } = await sandbox.call('GET', `build/builds/${id}`);
      return [body.status, body.result, body.startTime, body.finishTime];
    };
    assert.deepEqual(await see(), ['notStarted', undefined, undefined, undefined]);
    sandbox.pass(10);
    assert.deepEqual(await see(), ['inProgress', undefined, '2026-11-02T08:00:10.000Z', undefined]);
    sandbox.pass(60);
    assert.deepEqual(await see(), [
      'completed',
      'partiallySucceeded',
      '2026-11-02T08:00:10.000Z',
      '2026-11-02T08:01:10.000Z',
    ]);
    const run = await sandbox.call('GET', `pipelines/1/runs/${id}`);
    assert.deepEqual([run.body.state, run.body.result], ['completed', 'succeeded']);
    assert.equal(
      (await sandbox.call('GET', 'build/builds/99')).body.message,
      'The requested build 99 could not be found.',
    );
  });

  it('finds builds by what they are and how they stand', async () => {
    const sandbox = await startPipelines();
    const [one, other] = [
      sandbox.createPipeline(),
      sandbox.createPipeline({ name: 'other', stages: [{ name: 'Build', seconds: 'never' }] }),
    ];
    const feature = { resources: { repositories: { self: { refName: 'refs/heads/feature' } } } };
    const ids = [await queue(sandbox, one), await queue(sandbox, one, feature), await queue(sandbox, other)];
    const { id: repository } = sandbox.azure.createRepository(shop);
    sandbox.pass(60);
    await sandbox.call('PUT', `build/builds/${String(ids[1])}/tags/release-1.2.0`);
    const find = async (query: string) => idsOf((await sandbox.call('GET', `build/builds?${query}`)).body);
    assert.deepEqual(await find(''), [ids[2], ids[1], ids[0]]);
    assert.deepEqual(await find(`definitions=${one}`), [ids[1], ids[0]]);
    assert.deepEqual(await find('branchName=refs/heads/feature'), [ids[1]]);
    assert.deepEqual(await find('statusFilter=completed&resultFilter=succeeded'), [ids[1], ids[0]]);
    assert.deepEqual(await find('statusFilter=1'), [ids[2]]);
    assert.deepEqual(await find('tagFilters=Release-1.2.0'), [ids[1]]);
    assert.deepEqual(await find(`repositoryId=${repository}&repositoryType=TfsGit`), [ids[2], ids[1], ids[0]]);
    assert.deepEqual(await find(`repositoryId=${repository}&repositoryType=GitHub`), []);
    assert.deepEqual(await find('queryOrder=queueTimeAscending&$top=1'), [ids[0]]);
    assert.deepEqual(await find('queryOrder=finishTimeDescending'), [ids[2], ids[1], ids[0]]);
    for (const query of [
      'statusFilter=done',
      `repositoryId=${repository}`,
      'definitions=x',
      'queryOrder=up',
      'branch=main',
    ])
      assert.equal((await sandbox.call('GET', `build/builds?${query}`)).status, 400, query);
  });

  it('pages through builds although newer ones are queued', async () => {
    const sandbox = await startPipelines();
    const pipeline = sandbox.createPipeline();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await queue(sandbox, pipeline));
    const first = await sandbox.call('GET', 'build/builds?$top=2');
    await queue(sandbox, pipeline);
    const second = await sandbox.call('GET', `build/builds?$top=2&continuationToken=${first.next ?? ''}`);
    const third = await sandbox.call('GET', `build/builds?$top=2&continuationToken=${second.next ?? ''}`);
    assert.deepEqual(
      [first, second, third].flatMap(({ body }) => idsOf(body)),
      ids,
    );
    assert.equal(third.next, null);
    assert.equal((await sandbox.call('GET', 'build/builds?continuationToken=x')).status, 400);
  });

  it('cancels a build a little later, once, with "Stop builds"', async () => {
    const sandbox = await startPipelines();
    const id = await queue(sandbox, sandbox.createPipeline());
    const cancel = (body: object = { status: 'cancelling' }, token?: string) =>
      sandbox.call('PATCH', `build/builds/${id}`, { body, ...(token === undefined ? {} : { token }) });
    const refused = await cancel({ status: 'cancelling' }, sandbox.tokenOf('Reader', ['readCode', 'queueBuilds']));
    assert.equal(refused.status, 403);
    assert.match(refused.body.message, /needs Stop builds permissions/);
    for (const body of [{ status: 'completed' }, { status: 'cancelling', keepForever: true }, {}, { id: 7, status: 4 }])
      assert.equal((await cancel(body)).status, 400, JSON.stringify(body));
    assert.equal((await cancel()).body.status, 'cancelling');
    sandbox.pass(1);
    assert.equal((await cancel()).body.status, 'cancelling');
    sandbox.pass(1);
    const { body } = await sandbox.call('GET', `build/builds/${id}`);
    assert.deepEqual([body.status, body.result], ['completed', 'canceled']);
    assert.equal((await cancel()).status, 400);
    const run = await sandbox.call('GET', `pipelines/1/runs/${id}`);
    assert.deepEqual([run.body.state, run.body.result], ['completed', 'canceled']);
  });

  it('tells in the timeline which stage failed and why', async () => {
    const sandbox = await startPipelines();
    const issues = [{ type: 'error' as const, message: 'Tests failed.' }];
    const stages = [
      { name: 'Build', seconds: 10 },
      { name: 'Test', seconds: 10, result: 'failed' as const, issues },
      { name: 'Deploy', seconds: 10 },
    ];
    const id = await queue(sandbox, sandbox.createPipeline({ stages }));
    sandbox.pass(15);
    const see = async () => (await sandbox.call('GET', `build/builds/${id}/timeline`)).body.records;
    const stagesOf = (records: readonly Json[]) =>
      records.filter((one) => one.type === 'Stage').map((one) => [one.identifier, one.state, one.result, one.order]);
    assert.deepEqual(stagesOf(await see()), [
      ['Build', 'completed', 'succeeded', 1],
      ['Test', 'inProgress', undefined, 2],
      ['Deploy', 'pending', undefined, 3],
    ]);
    sandbox.pass(5);
    const records = await see();
    assert.deepEqual(stagesOf(records).slice(1), [
      ['Test', 'completed', 'failed', 2],
      ['Deploy', 'completed', 'skipped', 3],
    ]);
    const ids = new Map(records.map((one) => [one.id, one] as const));
    assert.equal(ids.size, records.length);
    const task = records.find((one) => one.errorCount === 1);
    assert.deepEqual([task?.type, task?.issues?.[0]?.message], ['Task', 'Tests failed.']);
    const chain: string[] = [];
    for (let one = task; one; one = ids.get(one.parentId ?? '')) chain.push(`${one.type}:${one.identifier}`);
    assert.deepEqual(chain.slice(1), ['Job:Test.Job.__default', 'Phase:Test.Job', 'Stage:Test']);
    const { id: timeline } = (await sandbox.call('GET', `build/builds/${id}/timeline`)).body;
    assert.equal((await sandbox.call('GET', `build/builds/${id}/timeline/${timeline}`)).status, 200);
    assert.equal((await sandbox.call('GET', `build/builds/${id}/timeline/x`)).status, 404);
  });

  it('keeps tags, one of each name, and properties as text', async () => {
    const sandbox = await startPipelines();
    const at = `build/builds/${await queue(sandbox, sandbox.createPipeline())}`;
    await sandbox.call('PUT', `${at}/tags/slipway`);
    const { body } = await sandbox.call('POST', `${at}/tags`, { body: ['Slipway', 'release-1.2.0'] });
    assert.deepEqual(body.value, ['slipway', 'release-1.2.0']);
    assert.deepEqual((await sandbox.call('GET', `${at}/tags`)).body.value, ['slipway', 'release-1.2.0']);
    const type = 'application/json-patch+json';
    const patch = [{ op: 'add', path: '/slipway.run', value: 7 }];
    const text = { 'slipway.run': { $type: 'System.String', $value: '7' } };
    assert.deepEqual((await sandbox.call('PATCH', `${at}/properties`, { body: patch, type })).body.value, text);
    assert.deepEqual((await sandbox.call('GET', `${at}/properties`)).body.value, text);
    assert.equal((await sandbox.call('PATCH', `${at}/properties`, { body: patch })).status, 415);
    for (const bad of [[], [''], 'x', ['x'.repeat(257)]])
      assert.equal((await sandbox.call('POST', `${at}/tags`, { body: bad })).status, 400, JSON.stringify(bad));
    const token = sandbox.tokenOf('Reader', ['readCode']);
    assert.equal((await sandbox.call('PUT', `${at}/tags/x`, { token })).status, 403);
    assert.equal((await sandbox.call('PATCH', `${at}/properties`, { body: patch, type, token })).status, 403);
  });
});
