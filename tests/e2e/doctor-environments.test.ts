import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { createAzureDevOpsClient } from '../../src/clients/azure-devops/azure-devops-client.ts';
import { createEnvironmentReader } from '../../src/clients/azure-devops/environment-reader.ts';
import { createEnvironmentWriter } from '../../src/clients/azure-devops/environment-writer.ts';
import { createHttpClient } from '../../src/clients/http/http-client.ts';
import { isSameCheck } from '../../src/setup/environments/same-check.ts';
import { setUpEnvironments } from '../../src/setup/environments/set-up-environments.ts';
import { memoryLog } from '../support/memory-log.ts';
import { PipelineWorld } from '../support/pipeline-world.ts';

const ENVIRONMENTS = ['slipway-merge', 'slipway-release', 'slipway-release-merge', 'Sandbox', 'Production'];

describe('The pipelines to extend, at gates that the doctor has made', function () {
  this.timeout(120_000);
  let world: PipelineWorld;
  before(async () => (world = await PipelineWorld.start({ validated: false })));
  after(() => world.stop('doctor-environments'));

  const names = () => {
    const { organisation, project } = world.world.repository;
    return { organisation, project };
  };

  /** Takes away the environments that the world comes with. */
  async function forget() {
    const { environments } = world.world.sandbox.azureDevOps.projectPlace(names()).organisation;
    const token = world.world.tokenOf('Administrator', ['readCode', 'manageChecks']);
    for (const { id } of environments.all)
      await world.world.request('DELETE', `distributedtask/environments/${id}`, undefined, token);
  }

  async function setUp() {
    const { sandbox, repository } = world.world;
    const { organisation, project } = names();
    const collectionUri = `${sandbox.azureService.url}/${organisation}/`;
    sandbox.azureDevOps.createConnection({ ...names(), name: 'azure-devops', url: collectionUri });
    const token = world.world.tokenOf('Shop Build Service (fabrikam)', ['readCode', 'createEnvironment']);
    const http = createHttpClient({ signal: new AbortController().signal, log: memoryLog() });
    const clientOf = (elsewhere = {}) => createAzureDevOpsClient({ http, collectionUri, token, project, ...elsewhere });
    const client = clientOf();
    const place = {
      ...{ collectionUri, project, projectId: repository.projectId, ledgerBranch: 'slipway/ledger' },
      ...{ repository: repository.repository, repositoryId: repository.id },
    };
    const services = {
      reader: createEnvironmentReader({ client, clientOf, repositoryId: repository.id }),
      writer: createEnvironmentWriter({ client }, { isSame: isSameCheck }),
      log: memoryLog(),
    };
    const approvers = ['mara.novak@example.com'];
    const request = { place, environments: ENVIRONMENTS, approvers, components: ['shop'], requestedById: undefined };
    return setUpEnvironments(services, request, { dryRun: false });
  }

  /** What `open` writes down when somebody holds a release back, or does so no more. */
  async function setReady(ready: boolean) {
    const document = { ...(await world.world.staging()), ready };
    await world.world.commit('slipway/ledger', { 'staging/shop.json': JSON.stringify(document) });
  }

  /** The checks of the stage that a run waits at, the approval first. */
  async function checks(run: number): Promise<readonly string[]> {
    const records = await world.records(run);
    const open = records.find(({ type, state }) => type === 'Checkpoint' && state !== 'completed');
    return records
      .filter(({ type, parentId }) => type.startsWith('Checkpoint.') && parentId === open?.id)
      .map(({ type, state, result }) => `${type.replace('Checkpoint.', '')} ${result ?? state}`)
      .toSorted();
  }

  it('asks at each of them, and holds back a release that is not ready until it is', async () => {
    await forget();
    const findings = await setUp();
    assert.deepEqual([...new Set(findings.map(({ id, status }) => `${id.split('-').at(-1)} ${status}`))].toSorted(), [
      'approval ok',
      'approvers ok',
      'connection ok',
      'exists ok',
      'pipelines ok',
      'ready ok',
      'separation ok',
      'template warning',
    ]);
    const shop = world.world;
    await shop.merge({ title: 'Greet people' }, { 'greeting.ts': 'export {};\n' });
    await world.settled((await world.runsOf('staging'))[0]!.id);
    const run = await world.queue('release');
    const asked: string[] = [];
    const goOn = async () => {
      await world.settled(run);
      asked.push(`${(await world.waitsFor(run)) ?? ''}: ${(await checks(run)).join(', ')}`);
    };
    const approve = async () => {
      await world.decide(run, 'approved');
      await goOn();
    };
    await goOn();
    for (const [index] of ['create', 'merge', 'Sandbox'].entries()) {
      // Somebody finds a reason to hold it back while it is in the sandbox.
      if (index === 2) await setReady(false);
      await approve();
    }
    const both = 'Approval inProgress, TaskCheck succeeded';
    assert.deepEqual(asked, [
      'Create the release: Approval inProgress',
      `Merge the release: ${both}`,
      `Sandbox: ${both}`,
      'Production: Approval inProgress, TaskCheck inProgress',
    ]);
    await approve();
    assert.deepEqual(await checks(run), ['Approval succeeded', 'TaskCheck inProgress']);
    assert.doesNotMatch(await world.log(run), /Deployed 0\.0\.1 to production/);
    // What docs/gates.md says to those who do not want to wait for the next evaluation.
    await setReady(true);
    await shop.request('PATCH', `build/builds/${run}`, { status: 'cancelling' });
    await world.settled(run);
    await world.retry(run, 'Production');
    await world.settled(run);
    assert.deepEqual(await checks(run), ['Approval inProgress', 'TaskCheck succeeded']);
    assert.equal((await world.approve(run)).result, 'succeeded', await world.log(run));
    assert.match(await world.log(run), /Deployed 0\.0\.1 to production/);
    assert.deepEqual(
      (await shop.releases()).map(({ version }) => version),
      ['0.0.1'],
    );
    assert.deepEqual(
      (await setUp()).filter(({ status }) => status === 'problem'),
      [],
    );
  });
});
