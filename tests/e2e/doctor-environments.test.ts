import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import type { Permission } from '../../sandbox/azure-devops/azure-devops.ts';
import { JOB_PERMISSIONS } from '../../sandbox/azure-devops/documents.ts';
import type { ServiceRequest } from '../../sandbox/core/request.ts';
import { PipelineWorld } from '../support/pipeline-world.ts';
import { openIn } from '../support/doctor-world.ts';

const ENVIRONMENTS = ['slipway-merge', 'slipway-release', 'slipway-release-merge', 'Sandbox', 'Production'];

describe('The pipelines to extend, at gates that the doctor has made', function () {
  this.timeout(240_000);
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

  const creator: readonly Permission[] = [...JOB_PERMISSIONS, 'createEnvironment'];

  const doctor = (environments: readonly string[], over: Parameters<typeof world.world.run>[2] = {}) =>
    world.world.run(
      'SlipwayDoctor',
      { environments: environments.join(', '), approvers: 'mara.novak@example.com', setUpEnvironments: 'true' },
      { token: world.world.jobToken(creator), fetchDepth: 'none', ...over },
    );

  const isWrite = ({ method, path }: Pick<ServiceRequest, 'method' | 'path'>): boolean =>
    method !== 'GET' && /\/(?:environments|checks\/configurations|pipelinepermissions)(?:\/|$)/.test(path);

  /** What was done to environments, by anybody. */
  const writes = () =>
    world.world.sandbox.azureDevOps.journal.filter((one) => isWrite(one) && one.status < 300).map(({ path }) => path);

  /** What is wrong with environments, as the report has it. */
  const told = (run: StepRun) => openIn(run).filter((one) => / environments?-/.test(one));

  /** The kinds of the checks of each environment. */
  function checksOf(): readonly string[] {
    const { environments, checks } = world.world.sandbox.azureDevOps.projectPlace(names()).organisation;
    return environments.all
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ id, name }) => {
        const own = checks.all.filter(({ environmentId, isDeleted }) => environmentId === id && !isDeleted);
        return `${name}: ${own.map(({ settings }) => settings.kind).join(', ')}`;
      });
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

  it('says which right it lacks, and leaves everything as it is', async () => {
    await forget();
    const { organisation, project } = names();
    const url = `${world.world.sandbox.azureService.url}/${organisation}/`;
    world.world.sandbox.azureDevOps.createConnection({ organisation, project, name: 'azure-devops', url });
    const before = writes().length;
    const run = await doctor(['Production'], { token: world.world.jobToken() });
    assert.equal(run.result, 'Failed', run.log);
    assert.deepEqual(told(run), ['problem environment-production-setup', 'problem environment-production-exists']);
    assert.match(run.log, /needs Create permissions/);
    assert.match(
      run.log,
      /Give "Creator" .* Pipelines > Environments .*The identity is "Shop Build Service \(fabrikam\)"/,
    );
    assert.equal(writes().length, before);
  });

  it('killed behind any of its writes, and run again, makes each thing once', async () => {
    const before = writes().length;
    for (const [n] of ['environment', 'approval'].entries()) {
      const job = new AbortController();
      world.world.sandbox.azureService.faults.add({
        match: (request) => isWrite(request) && (setImmediate(() => job.abort()), true),
        fault: { kind: 'stall', afterBytes: 0 },
        times: 1,
      });
      const run = await doctor(['Production'], { signal: job.signal, sigintMs: 0, sigtermMs: 0 });
      assert.deepEqual([run.result, writes().length - before], ['Canceled', n + 1]);
    }
    world.world.sandbox.azureService.faults.clear();
    const run = await doctor(['Production']);
    assert.deepEqual(told(run), ['warning environment-production-template'], run.log);
    assert.deepEqual([checksOf(), writes().length - before], [['Production: approval, rest'], 4]);
  });

  it('twice at once, makes the others once', async () => {
    const runs = await Promise.all([doctor(ENVIRONMENTS), doctor(ENVIRONMENTS)]);
    for (const run of runs)
      assert.deepEqual(
        told(run),
        ENVIRONMENTS.map((name) => `warning environment-${name.toLowerCase()}-template`),
        run.log,
      );
    assert.deepEqual(checksOf().toSorted(), [
      'Production: approval, rest',
      'Sandbox: approval, rest',
      'slipway-merge: approval',
      'slipway-release-merge: approval, rest',
      'slipway-release: approval',
    ]);
    const before = writes().length;
    assert.match((await doctor(ENVIRONMENTS)).log, /The environments are left as they are/);
    assert.equal(writes().length, before);
  });

  it('has the shipped release ask at them, and held back until it is ready', async () => {
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
  });
});
