import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { requireEnvironments } from '../../../sandbox/azure-devops/environments/environments.ts';
import { startPipelines } from '../sandbox-pipelines/pipeline-sandbox.ts';
import { name, NEXT, open, PREVIEW, shop, startGate, stopSandboxes } from './environment-sandbox.ts';

describe('sandbox Azure DevOps: environments', () => {
  afterEach(stopSandboxes);

  it('are below pipelines since 7.2 and below distributedtask in 7.1', async () => {
    const { sandbox } = await startGate();
    const statusOf = async (to: string, version: string) => (await sandbox.call('GET', to, { version })).status;
    assert.equal(await statusOf('pipelines/environments', '7.2-preview.1'), 200);
    assert.equal(await statusOf('pipelines/environments', '7.2-preview.2'), 400);
    assert.equal(await statusOf('pipelines/environments', '7.1'), 400);
    assert.equal(await statusOf('distributedtask/environments', '7.1'), 200);
  });

  it('are created by who may, whose they are, and are found by name', async () => {
    const { sandbox } = await startGate();
    const made = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, body: { name: 'Staging' } });
    assert.deepEqual([made.status, made.body.name], [200, 'Staging']);
    const list = await sandbox.call('GET', 'pipelines/environments?name=staging', NEXT);
    assert.deepEqual(
      list.body.value.map(({ id }) => id),
      [made.body.id],
    );
    const again = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, body: { name: 'staging' } });
    assert.deepEqual([again.status, again.body.typeKey], [409, 'EnvironmentExistsException']);
    const refused = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, body: { name: 'a/b' } });
    assert.equal(refused.status, 400);
    const token = sandbox.azure.issueToken({ ...shop, identity: { displayName: 'Shop Build Service' } });
    const service = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, token, body: { name: 'other' } });
    assert.deepEqual([service.status, service.body.typeKey], [403, 'AccessDeniedException']);
  });

  it('are changed and deleted by their administrator alone', async () => {
    const { sandbox } = await startGate();
    const { body } = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, body: { name: 'Staging' } });
    const to = `pipelines/environments/${body.id}`;
    const token = sandbox.tokenOf('Bob');
    assert.equal((await sandbox.call('PATCH', to, { ...NEXT, token, body: { name: 'x' } })).status, 403);
    const renamed = await sandbox.call('PATCH', to, { ...NEXT, body: { name: 'Stage' } });
    assert.deepEqual([renamed.status, renamed.body.name], [200, 'Stage']);
    assert.equal((await sandbox.call('DELETE', to, { ...NEXT, token })).status, 403);
    assert.equal((await sandbox.call('DELETE', to, NEXT)).status, 200);
    assert.equal((await sandbox.call('GET', to, NEXT)).body.typeKey, 'EnvironmentNotFoundException');
  });

  it('come in pages', async () => {
    const { sandbox } = await startGate();
    for (const one of ['b', 'c']) sandbox.azure.createEnvironment({ ...name, name: one });
    const first = await sandbox.call('GET', 'pipelines/environments?$top=2', NEXT);
    const second = await sandbox.call('GET', `pipelines/environments?$top=2&continuationToken=${first.next}`, NEXT);
    assert.deepEqual(
      [...first.body.value, ...second.body.value].map((one) => one.name),
      ['production', 'b', 'c'],
    );
    assert.equal(second.next, null);
    const wrong = await sandbox.call('GET', 'pipelines/environments?continuationToken=nonsense', NEXT);
    assert.equal(wrong.status, 400);
  });

  it('that YAML names and nobody made are created for a person, and refused for a service', async () => {
    const sandbox = await startPipelines();
    const place = sandbox.azure.projectPlace(name);
    const idOf = (displayName: string) => sandbox.azure.createIdentity(shop.organisation, { displayName }).id;
    const wanted = [{ job: 'Deploy', environment: 'new' }];
    assert.throws(
      () => requireEnvironments(place, wanted, { requestedById: idOf('Shop Build Service'), pipelineId: 1 }),
      /^Error: Job Deploy: Environment new could not be found\. The environment does not exist or has not been authorized for use\.$/,
    );
    requireEnvironments(place, wanted, { requestedById: idOf('Ada Doe'), pipelineId: 7 });
    const { body } = await sandbox.call('GET', 'pipelines/environments?name=new', NEXT);
    const to = `pipelines/pipelinepermissions/environment/${body.value[0]?.id}`;
    const permissions = await sandbox.call('GET', to, PREVIEW);
    assert.deepEqual(
      (permissions.body as unknown as { pipelines: { id: number }[] }).pipelines.map(({ id }) => id),
      [7],
    );
  });

  it('made over REST hold a pipeline back until somebody permits it', async () => {
    const sandbox = await startPipelines();
    const pipeline = sandbox.createPipeline();
    const { body } = await sandbox.call('POST', 'pipelines/environments', { ...NEXT, body: { name: 'made' } });
    const checkpoint = open({ sandbox }, { environments: ['made'], pipeline });
    assert.equal(await checkpoint.advance(), 'waiting');
    assert.deepEqual(
      checkpoint.records().map(({ type }) => type),
      ['Checkpoint', 'Checkpoint.Authorization'],
    );
    const to = `pipelines/pipelinepermissions/environment/${body.id}`;
    const grant = { pipelines: [{ id: pipeline, authorized: true }] };
    const stranger = await sandbox.call('PATCH', to, { ...PREVIEW, token: sandbox.tokenOf('Bob'), body: grant });
    assert.equal(stranger.status, 403);
    assert.equal((await sandbox.call('PATCH', to, { ...PREVIEW, body: grant })).status, 200);
    assert.equal(await checkpoint.advance(), 'passed');
  });
});
