import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { NewApprovalCheck } from '../../../sandbox/azure-devops/environments/control.ts';
import { startPipelines, type Answer } from '../sandbox-pipelines/pipeline-sandbox.ts';
import { name, NEXT, open, PREVIEW, shop, startGate, stopSandboxes, type Gate } from './environment-sandbox.ts';

const NEWEST = { version: '7.2-preview.2' };

const people = [{ displayName: 'Bob' }, { displayName: 'Cleo' }];

async function gated(check: Partial<NewApprovalCheck> = {}): Promise<Gate> {
  const gate = await startGate();
  gate.sandbox.azure.createApprovalCheck({ ...name, environment: 'production', approvers: people, ...check });
  return gate;
}

const pending = async ({ sandbox }: Gate) =>
  (await sandbox.call('GET', 'pipelines/approvals?state=pending')).body.value.map(({ id }) => String(id));

interface Decision {
  readonly who: string;
  readonly status?: string;
  readonly deferredTo?: string;
}

async function decide({ sandbox }: Gate, id: string | undefined, { who, ...rest }: Decision): Promise<Answer> {
  const body = [{ approvalId: id, status: 'approved', comment: `${who} says`, ...rest }];
  return sandbox.call('PATCH', 'pipelines/approvals', { ...NEWEST, body, token: sandbox.tokenOf(who) });
}

const outcome = ({ status, body }: Answer) => [status, status === 200 ? body.value[0]?.status : body.typeKey];

describe('sandbox Azure DevOps: approvals of environments', () => {
  afterEach(stopSandboxes);

  it('begin when the stage does, and let it go on once enough have approved', async () => {
    const gate = await gated();
    assert.deepEqual(await pending(gate), []);
    const checkpoint = open(gate);
    assert.equal(await checkpoint.advance(), 'waiting');
    const [id] = await pending(gate);
    const record = checkpoint.records().find((one) => one.id === id);
    assert.deepEqual(
      [record?.type, record?.state, record?.parentId],
      ['Checkpoint.Approval', 'inProgress', checkpoint.suiteId],
    );
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Bob' })), [200, 'pending']);
    assert.equal(await checkpoint.advance(), 'waiting');
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Bob' })), [403, 'ApprovalUnauthorizedException']);
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Dora' })), [403, 'ApprovalUnauthorizedException']);
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Cleo' })), [200, 'approved']);
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Cleo' })), [400, 'ApprovalAlreadyCompletedException']);
    assert.equal(await checkpoint.advance(), 'passed');
    const { body } = await gate.sandbox.call('GET', `pipelines/approvals/${id}?$expand=steps`);
    assert.deepEqual(
      body.steps?.map((step) => [step.actualApprover?.displayName, step.comment]),
      [
        ['Bob', 'Bob says'],
        ['Cleo', 'Cleo says'],
      ],
    );
  });

  it('of two at the same time let one be the first', async () => {
    const gate = await gated({ minRequiredApprovers: 1 });
    const checkpoint = open(gate);
    await checkpoint.advance();
    const [id] = await pending(gate);
    const answers = await Promise.all([
      decide(gate, id, { who: 'Bob' }),
      decide(gate, id, { who: 'Cleo', status: 'rejected' }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    const expected = answers[0].status === 200 ? 'passed' : 'rejected';
    assert.equal(await checkpoint.advance(), expected);
  });

  it('fail a stage when rejected, skip it when nobody decides, cancel it with its run', async () => {
    const gate = await gated({ timeoutMinutes: 10 });
    const [first, second, third] = [open(gate), open(gate), open(gate)];
    for (const one of [first, second, third]) await one.advance();
    const [id] = await pending(gate);
    await decide(gate, id, { who: 'Cleo', status: 'rejected' });
    third.cancel();
    assert.equal(await first.advance(), 'rejected');
    assert.equal(await third.advance(), 'canceled');
    gate.sandbox.pass(599);
    assert.equal(await second.advance(), 'waiting');
    gate.sandbox.pass(1);
    assert.equal(await second.advance(), 'timedOut');
    const results = [first, second, third].map((one) => one.records().map(({ result }) => result));
    assert.deepEqual(results, [
      ['failed', 'failed'],
      ['skipped', 'skipped'],
      ['canceled', 'canceled'],
    ]);
    const { body } = await gate.sandbox.call('GET', 'pipelines/approvals?state=all');
    assert.deepEqual(body.value.map(({ status }) => status).sort(), ['canceled', 'rejected', 'timedOut']);
    const late = await decide(gate, String(body.value[1]?.id), { who: 'Bob' });
    assert.deepEqual(outcome(late), [400, 'ApprovalAlreadyCompletedException']);
  });

  it('bar the requester where they are told to, also as one of a group', async () => {
    const gate = await gated({ requesterCannotBeApprover: true, approvers: [{ displayName: 'Releasers' }] });
    const { azure } = gate.sandbox;
    azure.createGroup({ organisation: shop.organisation, displayName: 'Releasers', members: people });
    const checkpoint = open(gate, { requester: 'Bob' });
    await checkpoint.advance();
    const [id] = await pending(gate);
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Bob' })), [403, 'ApprovalUnauthorizedException']);
    const { body } = await gate.sandbox.call('GET', `pipelines/approvals/${id}?$expand=permissions`, {
      token: gate.sandbox.tokenOf('Cleo'),
    });
    assert.equal(body.permissions, 'update');
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Cleo' })), [200, 'approved']);
    assert.equal(await checkpoint.advance(), 'passed');
  });

  it('keep the approvers that they began with', async () => {
    const gate = await gated();
    const checkpoint = open(gate);
    await checkpoint.advance();
    const [id] = await pending(gate);
    const admin = gate.sandbox.tokenOf('Administrator');
    const dora = gate.sandbox.azure.createIdentity(shop.organisation, { displayName: 'Dora' });
    const settings = { approvers: [{ id: dora.id }] };
    const body = { settings };
    assert.equal(
      (await gate.sandbox.call('PATCH', 'pipelines/checks/configurations/1', { ...PREVIEW, token: admin, body }))
        .status,
      200,
    );
    assert.equal((await decide(gate, id, { who: 'Dora' })).status, 403);
    const retried = open(gate, { attempt: 2 });
    await retried.advance();
    const newer = (await pending(gate)).find((one) => one !== id);
    assert.deepEqual(outcome(await decide(gate, newer, { who: 'Dora' })), [200, 'approved']);
    assert.equal(await retried.advance(), 'passed');
    assert.equal(await checkpoint.advance(), 'waiting');
  });

  it('can be put off: they count from then on', async () => {
    const gate = await gated({ minRequiredApprovers: 1 });
    const checkpoint = open(gate);
    await checkpoint.advance();
    const [id] = await pending(gate);
    const past = await decide(gate, id, { who: 'Bob', deferredTo: '2026-11-01T00:00:00Z' });
    assert.equal(past.status, 400);
    const later = await decide(gate, id, { who: 'Bob', deferredTo: '2026-11-02T09:00:00Z' });
    assert.deepEqual(outcome(later), [200, 'deferred']);
    assert.equal(await checkpoint.advance(), 'waiting');
    gate.sandbox.pass(3600);
    assert.equal(await checkpoint.advance(), 'passed');
  });

  it('ask in sequence when they are told to', async () => {
    const gate = await gated({ executionOrder: 'inSequence' });
    await open(gate).advance();
    const [id] = await pending(gate);
    assert.equal((await decide(gate, id, { who: 'Cleo' })).status, 403);
    assert.equal((await decide(gate, id, { who: 'Bob' })).status, 200);
    assert.deepEqual(outcome(await decide(gate, id, { who: 'Cleo' })), [200, 'approved']);
  });

  it('are found by whom they wait for, and by the suite that the timeline names', async () => {
    const gate = await gated();
    const checkpoint = open(gate);
    await checkpoint.advance();
    const bob = gate.sandbox.azure.createIdentity(shop.organisation, { displayName: 'Bob' });
    const stranger = gate.sandbox.azure.createIdentity(shop.organisation, { displayName: 'Zoe' });
    const count = async (id: string) =>
      (await gate.sandbox.call('GET', `pipelines/approvals?assignedTo=${id}`, NEWEST)).body.count;
    assert.deepEqual([await count(bob.id), await count(stranger.id)], [1, 0]);
    const to = `pipelines/checks/runs/${checkpoint.suiteId}?$expand=resources`;
    const { body } = await gate.sandbox.call('GET', to, NEXT);
    const suite = body as unknown as {
      status: string;
      checkRuns: { id: string; status: string; checkConfigurationRef: { resource?: { name: string } } }[];
    };
    const [run] = suite.checkRuns;
    assert.deepEqual(
      [suite.status, run?.status, run?.checkConfigurationRef.resource?.name],
      ['running', 'running', 'production'],
    );
    assert.equal(suite.checkRuns[0]?.id, (await pending(gate))[0]);
  });

  it('wait on after the sandbox was started anew', async () => {
    const gate = await gated({ minRequiredApprovers: 1 });
    await open(gate, { build: 900 }).advance();
    const [id] = await pending(gate);
    const sandbox = await startPipelines(gate.sandbox.folder);
    const again = { sandbox, environment: gate.environment };
    assert.deepEqual(await pending(again), [id]);
    await decide(again, id, { who: 'Bob' });
    assert.equal(await open(again, { build: 900 }).advance(), 'passed');
  });
});
