import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { Finding } from '../../../src/setup/finding.ts';
import { name, SERVICE, setReady, startGateWorld, stopSandboxes, type GateWorld } from './gate-world.ts';

const told = (findings: readonly Finding[]) => findings.map(({ id, status }) => `${id} ${status}`);
const problems = (findings: readonly Finding[]) => told(findings.filter(({ status }) => status !== 'ok'));

const NEW = [
  'POST distributedtask/environments',
  'POST pipelines/checks/configurations',
  'POST pipelines/checks/configurations',
  'PATCH pipelines/pipelinepermissions/environment/N',
];

/** The checks of an environment as the service keeps them. */
function checksOf({ sandbox }: GateWorld, environment = 'Production') {
  const { organisation } = sandbox.azure.projectPlace(name);
  const found = organisation.environments.all.find((one) => one.name === environment);
  return organisation.checks.all.filter(({ environmentId, isDeleted }) => environmentId === found?.id && !isDeleted);
}

describe('setting up environments', () => {
  afterEach(stopSandboxes);

  it('creates what is missing, in an order in which no gate stands open, and nothing when run again', async () => {
    const world = await startGateWorld();
    const before = await world.doctor().check();
    assert.deepEqual(problems(before), ['environment-production-exists problem']);
    assert.deepEqual(world.writes(), []);
    const after = await world.doctor().setUp();
    assert.deepEqual(world.writes(), NEW);
    assert.deepEqual(problems(after), ['environment-production-template warning']);
    const [approval, ready] = checksOf(world).map(({ settings }) => settings);
    assert.ok(approval?.kind === 'approval' && ready?.kind === 'rest');
    assert.deepEqual([approval.minRequiredApprovers, approval.requesterCannotBeApprover], [1, true]);
    assert.equal(approval.approverIds.length, 2);
    assert.equal(ready.inputs['successCriteria'], "eq(root['ready'], true)");
    assert.deepEqual(problems(await world.doctor().setUp()), ['environment-production-template warning']);
    assert.equal(world.writes().length, NEW.length);
  });

  it('makes gates at which a run waits for the release and for a person, and then goes through', async () => {
    const world = await startGateWorld();
    const { sandbox, pipeline } = world;
    await world.doctor().setUp();
    const run = await sandbox.queue(pipeline);
    await sandbox.settled(run);
    const checks = async () => {
      const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
      return records
        .filter(({ type }) => String(type).startsWith('Checkpoint.'))
        .map(({ type, state, result }) => `${String(type)} ${String(result ?? state)}`);
    };
    assert.deepEqual(await checks(), ['Checkpoint.Approval inProgress', 'Checkpoint.TaskCheck inProgress']);
    const { value } = await sandbox.call('GET', 'pipelines/approvals?state=pending');
    const body = [{ approvalId: value[0]?.['id'], status: 'approved', comment: '' }];
    await sandbox.call('PATCH', 'pipelines/approvals', { body, token: sandbox.tokenOf('Bob') });
    await sandbox.settled(run);
    assert.deepEqual(await checks(), ['Checkpoint.Approval succeeded', 'Checkpoint.TaskCheck inProgress']);
    await setReady(sandbox, true);
    world.pass(90);
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
  });

  it('of two doctors at once leaves one of each', async () => {
    const world = await startGateWorld();
    const results = await Promise.all([1, 2, 3].map(() => world.doctor().setUp()));
    for (const findings of results) assert.deepEqual(problems(findings), ['environment-production-template warning']);
    assert.deepEqual(
      checksOf(world).map(({ settings }) => settings.kind),
      ['approval', 'rest'],
    );
    const { organisation } = world.sandbox.azure.projectPlace(name);
    assert.equal(organisation.environments.all.length, 1);
  });

  it('killed after any of its writes, goes on from what is there', async () => {
    const world = await startGateWorld();
    const { organisation } = world.sandbox.azure.projectPlace(name);
    for (const [index] of NEW.entries()) {
      await assert.rejects(world.doctor({ stopAfter: 1 }).setUp(), /killed/);
      assert.deepEqual(world.writes(), NEW.slice(0, index + 1));
      const permitted = organisation.environments.all[0]?.permitted ?? [];
      // The gate is closed to all until it asks somebody.
      assert.equal(permitted.length, index === NEW.length - 1 ? 1 : 0);
    }
    assert.deepEqual(problems(await world.doctor({ stopAfter: 1 }).setUp()), [
      'environment-production-template warning',
    ]);
    assert.equal(checksOf(world).length, 2);
  });

  it('takes back the younger of two checks that it made itself, and never one of somebody else', async () => {
    const world = await startGateWorld();
    const { azure } = world.sandbox;
    await world.doctor().setUp();
    const [approval] = checksOf(world);
    assert.ok(approval);
    const { organisation } = azure.projectPlace(name);
    const copy = (createdById: string) => {
      const id = organisation.checks.nextId;
      organisation.checks.save({ ...approval, id, createdById });
      return id;
    };
    const own = copy(approval.createdById);
    const foreign = copy(azure.createIdentity('contoso', { displayName: 'Administrator' }).id);
    const findings = await world.doctor({ token: world.sandbox.tokenOf(SERVICE) }).setUp();
    assert.deepEqual(
      checksOf(world).map(({ id }) => (id === own ? 'own' : id === foreign ? 'foreign' : 'first')),
      ['first', 'first', 'foreign'],
    );
    assert.match(findings.map(({ detail }) => detail).join(' '), /It has 2 approvals: each of them asks\./);
  });

  it('does each write once when its answer is lost, or the request never came', async () => {
    for (const kind of ['lostAnswer', 'reset'] as const) {
      const world = await startGateWorld();
      for (const path of ['environments', 'configurations', 'environment'])
        world.sandbox.faults.add({
          match: (request) => request.method !== 'GET' && request.path.split('/').some((part) => part === path),
          fault: { kind },
          times: 1,
        });
      assert.deepEqual(problems(await world.doctor().setUp()), ['environment-production-template warning']);
      assert.equal(checksOf(world).length, 2);
    }
  });

  it('says which right is missing, whose it is and where it is given, and leaves no gate open', async () => {
    const world = await startGateWorld();
    const token = world.sandbox.tokenOf(SERVICE);
    const findings = await world.doctor({ token }).setUp();
    assert.deepEqual(problems(findings), [
      'environment-production-setup problem',
      'environment-production-exists problem',
    ]);
    const [setup] = findings;
    assert.match(setup?.detail ?? '', /could not create the environment: .*Create permissions.* Nothing was changed\./);
    assert.match(setup?.remedy ?? '', /"Creator" .* Pipelines > Environments .*"Shop Build Service \(contoso\)"/);
    assert.deepEqual(world.writes(), []);
    world.sandbox.azure.createEnvironment({ ...name, name: 'Production', permitted: [] });
    const again = await world.doctor({ token }).setUp();
    assert.deepEqual(problems(again), [
      'environment-production-setup problem',
      'environment-production-approval problem',
      'environment-production-ready warning',
      'environment-production-template warning',
      'environment-production-pipelines warning',
    ]);
    assert.match(again[0]?.remedy ?? '', /"Administrator" .*the environment > the menu > Security/);
    assert.deepEqual(world.writes(), []);
  });

  it('tells what it did when it cannot go on, and goes on later', async () => {
    const world = await startGateWorld();
    world.sandbox.faults.add({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/configurations'),
      fault: { kind: 'answer', status: 403, body: { message: 'No.' } },
      times: 1,
    });
    const findings = await world.doctor().setUp();
    assert.match(
      findings[0]?.detail ?? '',
      /could not add an approval: .* Before that, it did: create the environment\.$/,
    );
    assert.deepEqual(world.writes(), ['POST distributedtask/environments']);
    await world.doctor().setUp();
    assert.deepEqual(world.writes(), NEW);
  });

  it('creates nothing when it is not sure who is to approve', async () => {
    const world = await startGateWorld();
    world.sandbox.azure.createIdentity('contoso', { id: '5f0c5a0e-0000-4000-8000-000000000001', displayName: 'bob' });
    const { id } = world.sandbox.azure.createIdentity('contoso', { displayName: SERVICE });
    const cases: readonly (readonly [string, RegExp])[] = [
      ['Bob', /"Bob" is 2 identities: Bob bob@example\.com \(.*\), bob /],
      ['Bo', /"Bo" is nobody/],
      ['carol@example.com', /is nobody/],
      ['00000000-0000-4000-8000-000000000000', /is nobody/],
      [id, /is a service, which cannot approve/],
    ];
    for (const [approver, detail] of cases) {
      const findings = await world.doctor().setUp(world.request({ approvers: ['Ada Doe', approver] }));
      assert.match(findings.find((one) => one.id === 'environments-approvers')?.detail ?? '', detail);
    }
    assert.deepEqual(world.writes(), []);
  });

  it('in a dry run tells what it would do and does nothing', async () => {
    const world = await startGateWorld();
    const doctor = world.doctor();
    await doctor.setUp(world.request(), true);
    assert.deepEqual(doctor.lines, [
      'info: Would do: Production: create the environment.',
      'info: Would do: Production: add an approval: 1 of Bob, [Shop]\\Release managers, not who started the run, within 4320 minutes.',
      'info: Would do: Production: add the check "Release is ready": asks the ledger every 90 minutes, for 900 minutes.',
      'info: Would do: Production: let these pipelines use it: release.',
    ]);
    assert.deepEqual(world.writes(), []);
  });

  it('changes nothing that somebody has made, and says in what it differs', async () => {
    const world = await startGateWorld();
    const { azure } = world.sandbox;
    azure.createEnvironment({ ...name, name: 'Production' });
    azure.createApprovalCheck({ ...name, environment: 'Production', approvers: [{ displayName: 'Ada Doe' }] });
    azure.createTemplateCheck({
      ...name,
      environment: 'Production',
      repository: 'Shop/web',
      ref: 'refs/heads/main',
      path: 'pipelines/release.yml',
    });
    const findings = await world
      .doctor({ token: world.sandbox.tokenOf('Administrator', ['readCode', 'manageChecks']) })
      .setUp();
    assert.deepEqual(problems(findings), [
      'environment-production-approval warning',
      'environment-production-separation warning',
      'environment-production-template problem',
    ]);
    assert.match(
      findings.map(({ detail }) => detail).join(' '),
      /does not ask Bob, .*Release managers\. It also asks Ada Doe\./,
    );
    assert.deepEqual(world.writes(), ['POST pipelines/checks/configurations']);
  });
});
