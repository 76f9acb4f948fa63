import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { NewStage } from '../../../sandbox/azure-devops/pipelines/create-pipeline.ts';
import { shop, startPipelines, stopSandboxes, type PipelineSandbox } from './pipeline-sandbox.ts';

const people = [{ displayName: 'Bob' }, { displayName: 'Cleo' }];

type Gate = NonNullable<NewStage['approval']>;

/** A run that waits at the gate of its second stage. */
async function waiting(gate: Partial<Gate> = {}) {
  const sandbox = await startPipelines();
  const approval = { environment: 'production', approvers: people, instructions: 'Look first.', ...gate };
  const stages = [
    { name: 'Build', seconds: 10 },
    { name: 'Deploy', seconds: 10, approval },
  ];
  const pipeline = sandbox.createPipeline({ stages });
  const { body } = await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body: {} });
  sandbox.pass(10);
  const list = await sandbox.call('GET', 'pipelines/approvals?state=pending');
  const id = String(list.body.value[0]?.id);
  return { sandbox, run: String(body.id), id };
}

function decide(sandbox: PipelineSandbox, id: string, { who, status = 'approved' }: { who: string; status?: string }) {
  const body = [{ approvalId: id, status, comment: `${who} says` }];
  return sandbox.call('PATCH', 'pipelines/approvals', { body, token: sandbox.tokenOf(who) });
}

const statusOf = async (sandbox: PipelineSandbox, run: string) => {
  const { body } = await sandbox.call('GET', `build/builds/${run}`);
  return [body.status, body.result];
};

describe('sandbox Azure DevOps: approvals', () => {
  afterEach(stopSandboxes);

  it('has none before a run reaches the gate; then its id is that of a timeline record', async () => {
    const { sandbox, run, id } = await waiting();
    const { body } = await sandbox.call('GET', `build/builds/${run}/timeline`);
    const records = body.records;
    const record = records.find((one) => one.id === id);
    assert.deepEqual([record?.type, record?.state, record?.result], ['Checkpoint.Approval', 'inProgress', undefined]);
    assert.equal(records.find((one) => one.id === record?.parentId)?.type, 'Checkpoint');
    const pipeline = sandbox.createPipeline({
      name: 'later',
      stages: [{ name: 'Deploy', seconds: 1, approval: { environment: 'x', approvers: people } }],
      queueSeconds: 60,
    });
    await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body: {} });
    assert.equal((await sandbox.call('GET', 'pipelines/approvals')).body.count, 1);
  });

  it('shows steps and permissions when they are asked for, to each what they may do', async () => {
    const { sandbox, run, id } = await waiting({ executionOrder: 'inSequence', minRequiredApprovers: 2 });
    const plain = await sandbox.call('GET', `pipelines/approvals/${id}`);
    assert.deepEqual([plain.body.status, plain.body.steps, plain.body.permissions], ['pending', undefined, undefined]);
    assert.deepEqual([plain.body.instructions, plain.body.minRequiredApprovers], ['Look first.', 2]);
    const newer = await sandbox.call('GET', `pipelines/approvals/${id}`, { version: '7.2-preview.2' });
    assert.deepEqual([plain.body.pipeline, newer.body.pipeline?.owner.id], [undefined, Number(run)]);
    const see = async (who: string) => {
      const { body } = await sandbox.call('GET', `pipelines/approvals/${id}?$expand=permissions`, {
        token: sandbox.tokenOf(who),
      });
      const steps = body.steps ?? [];
      return [body.permissions, ...steps.map((step) => `${step.assignedApprover.displayName} ${step.permissions}`)];
    };
    assert.deepEqual(await see('Bob'), ['update', 'Bob update', 'Cleo view']);
    assert.deepEqual(await see('Cleo'), ['view', 'Bob view', 'Cleo view']);
  });

  it('lets the run go on when its approvers have approved', async () => {
    const { sandbox, run, id } = await waiting();
    const first = await decide(sandbox, id, { who: 'Bob' });
    assert.deepEqual([first.status, first.body.value[0]?.status], [200, 'pending']);
    assert.equal((await decide(sandbox, id, { who: 'Bob' })).status, 403);
    const second = await decide(sandbox, id, { who: 'Cleo' });
    assert.equal(second.body.value[0]?.status, 'approved');
    assert.deepEqual(await statusOf(sandbox, run), ['inProgress', undefined]);
    sandbox.pass(10);
    assert.deepEqual(await statusOf(sandbox, run), ['completed', 'succeeded']);
    const { body } = await sandbox.call('GET', `pipelines/approvals/${id}?$expand=steps`);
    const steps = body.steps ?? [];
    assert.deepEqual(
      steps.map((step) => [step.actualApprover?.displayName, step.comment, step.status]),
      [
        ['Bob', 'Bob says', 'approved'],
        ['Cleo', 'Cleo says', 'approved'],
      ],
    );
  });

  it('fails the run at a rejection', async () => {
    const { sandbox, run, id } = await waiting();
    const answer = await decide(sandbox, id, { who: 'Cleo', status: 'rejected' });
    assert.equal(answer.body.value[0]?.status, 'rejected');
    assert.deepEqual(await statusOf(sandbox, run), ['completed', 'failed']);
    const late = await decide(sandbox, id, { who: 'Bob' });
    assert.deepEqual([late.status, late.body.typeKey], [400, 'ApprovalAlreadyCompletedException']);
  });

  it('takes decisions of assigned approvers only, whatever else they may do', async () => {
    const { sandbox, run, id } = await waiting();
    for (const who of ['Mallory', 'Shop Build Service (contoso)']) {
      const answer = await decide(sandbox, id, { who });
      assert.deepEqual([answer.status, answer.body.typeKey], [403, 'ApprovalUnauthorizedException'], who);
    }
    assert.deepEqual(await statusOf(sandbox, run), ['inProgress', undefined]);
    const service = { displayName: 'Shop Build Service (contoso)', kind: 'buildService' as const };
    sandbox.azure.createIdentity(shop.organisation, service);
    const stages = [{ name: 'Deploy', seconds: 1, approval: { environment: 'production', approvers: [service] } }];
    assert.throws(() => sandbox.createPipeline({ name: 'bad', stages }), /approvers that are people/);
  });

  it('bars the requester where the gate says so, and keeps the order of a sequence', async () => {
    const approvers = [{ displayName: 'Ada Doe' }, ...people];
    const barred = await waiting({ approvers, minRequiredApprovers: 1, requesterCannotBeApprover: true });
    assert.equal((await decide(barred.sandbox, barred.id, { who: 'Ada Doe' })).status, 403);
    assert.equal((await decide(barred.sandbox, barred.id, { who: 'Bob' })).status, 200);
    const ordered = await waiting({ executionOrder: 'inSequence' });
    assert.equal((await decide(ordered.sandbox, ordered.id, { who: 'Cleo' })).status, 403);
    assert.equal((await decide(ordered.sandbox, ordered.id, { who: 'Bob' })).status, 200);
    assert.equal((await decide(ordered.sandbox, ordered.id, { who: 'Cleo' })).status, 200);
  });

  it('finds approvals by id, person and state', async () => {
    const { sandbox, id } = await waiting();
    const bob = sandbox.azure.createIdentity(shop.organisation, { displayName: 'Bob' }).id;
    const ada = sandbox.azure.createIdentity(shop.organisation, { displayName: 'Ada Doe' }).id;
    const count = async (query: string) => (await sandbox.call('GET', `pipelines/approvals?${query}`)).body.count;
    assert.equal(await count(`approvalIds=${id}`), 1);
    assert.equal(await count('approvalIds=00000000-0000-0000-0000-000000000000'), 0);
    assert.equal(await count(`userIds=${bob}`), 1);
    assert.equal(await count(`userIds=${ada}`), 0);
    assert.equal(await count('state=approved'), 0);
    assert.equal(await count('top=0'), 0);
    for (const query of ['state=open', '$expand=all', 'ids=1'])
      assert.equal((await sandbox.call('GET', `pipelines/approvals?${query}`)).status, 400, query);
    assert.equal((await sandbox.call('GET', 'pipelines/approvals/x')).status, 404);
  });

  it('refuses a patch that decides nothing, and cancels the approval with its run', async () => {
    const { sandbox, run, id } = await waiting();
    const bob = sandbox.tokenOf('Bob');
    for (const body of [
      [],
      [{ approvalId: id }],
      [{ approvalId: id, status: 'deferred' }],
      [{ approvalId: id, status: 'approved', deferredTo: 'x' }],
      { approvalId: id, status: 'approved' },
    ])
      assert.equal(
        (await sandbox.call('PATCH', 'pipelines/approvals', { body, token: bob })).status,
        400,
        JSON.stringify(body),
      );
    await sandbox.call('PATCH', `build/builds/${run}`, { body: { status: 'cancelling' } });
    assert.deepEqual(await statusOf(sandbox, run), ['completed', 'canceled']);
    assert.equal((await sandbox.call('GET', `pipelines/approvals/${id}`)).body.status, 'canceled');
  });
});
