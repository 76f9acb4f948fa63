import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { authorizationOf, createApprovalClient } from '../../../src/clients/azure-devops/approval-client.ts';
import { createApprovalDecider, createRunGates } from '../../../src/clients/azure-devops/run-approvals.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { shop, startPipelines, stopSandboxes, type PipelineSandbox } from '../sandbox-pipelines/pipeline-sandbox.ts';
import { clientOf, failing, withAnswers } from './azure-harness.ts';

const urlOf = ({ azure }: PipelineSandbox) => `${new URL(azure.createRepository(shop).cloneUrl()).origin}/contoso/`;

const gatesOf = (sandbox: PipelineSandbox) =>
  createRunGates(clientOf(urlOf(sandbox), sandbox.tokenOf('Job', ['readCode']), 'Shop'));

function deciderOf(sandbox: PipelineSandbox, token: string) {
  const http = createHttpClient({ signal: new AbortController().signal, log: memoryLog() });
  const client = createApprovalClient({
    http,
    collectionUri: urlOf(sandbox),
    approvalToken: token,
    project: 'Shop',
  });
  return createApprovalDecider(client);
}

/** A run that waits for Relay and Petra, of whom `needed` must approve. */
async function waiting(needed: number) {
  const sandbox = await startPipelines();
  const [relay, petra] = ['Relay', 'Petra Port'].map((name) => sandbox.tokenOf(name));
  const approvers = [{ displayName: 'Relay' }, { displayName: 'Petra Port' }];
  const id = sandbox.createPipeline({
    stages: [
      { name: 'Build', seconds: 10 },
      {
        name: 'Deploy',
        seconds: 10,
        approval: { environment: 'Production', approvers, minRequiredApprovers: needed, instructions: 'Look first' },
      },
    ],
  });
  const { body } = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} });
  sandbox.pass(15);
  const runId = Number(body.id);
  const { gates } = await gatesOf(sandbox).readRun(runId);
  return { sandbox, runId, approvalId: gates[0]?.approvalId ?? '', relay: relay!, petra: petra! };
}

describe('Azure DevOps: approvals of a run', () => {
  afterEach(stopSandboxes);

  it('tells which stages a run has and which approval one waits for', async () => {
    const { sandbox, runId, approvalId } = await waiting(1);
    const run = await gatesOf(sandbox).readRun(runId);
    assert.equal(run.isEnded, false);
    assert.deepEqual(
      run.stages.map(({ id, isEnded }) => [id, isEnded]),
      [
        ['Build', true],
        ['Deploy', false],
      ],
    );
    assert.equal(run.gates[0]?.stage.id, 'Deploy');
    const [approval] = await gatesOf(sandbox).readApprovals([approvalId]);
    assert.equal(approval?.status, 'pending');
    assert.equal(approval.instructions, 'Look first');
    assert.equal(approval.minRequired, 1);
    assert.equal(approval.mayDecide, false);
    assert.deepEqual(
      approval.waitsFor.map(({ name }) => name),
      ['Relay', 'Petra Port'],
    );
    assert.deepEqual(await gatesOf(sandbox).readApprovals([]), []);
  });

  it('approves with a personal access token, and says who did it', async () => {
    const { sandbox, runId, approvalId, relay } = await waiting(1);
    const decider = deciderOf(sandbox, relay);
    assert.equal((await decider.readApproval(approvalId))?.mayDecide, true);
    const { approval, refused } = await decider.decide(approvalId, 'approved', 'Approved by Mara');
    assert.equal(refused, undefined);
    assert.equal(approval?.status, 'approved');
    assert.deepEqual(
      approval.steps.map(({ by, comment }) => [by.name, comment]),
      [['Relay', 'Approved by Mara']],
    );
    sandbox.pass(30);
    assert.equal((await gatesOf(sandbox).readRun(runId)).isEnded, true);
  });

  it('says why it was refused, and how the approval stands', async () => {
    const { sandbox, approvalId, relay } = await waiting(1);
    const stranger = await deciderOf(sandbox, sandbox.tokenOf('Stranger')).decide(approvalId, 'approved', 'x');
    assert.match(stranger.refused ?? '', /Stranger is not authorised/);
    assert.equal(stranger.approval?.status, 'pending');
    await deciderOf(sandbox, relay).decide(approvalId, 'rejected', 'No');
    const late = await deciderOf(sandbox, relay).decide(approvalId, 'approved', 'Yes');
    assert.match(late.refused ?? '', /rejected/);
    assert.equal(late.approval?.status, 'rejected');
  });

  it('leaves open what needs a second person, and may not be that person too', async () => {
    const { sandbox, approvalId, relay } = await waiting(2);
    const { approval } = await deciderOf(sandbox, relay).decide(approvalId, 'approved', 'One');
    assert.equal(approval?.status, 'pending');
    assert.equal(approval.mayDecide, false);
    assert.deepEqual(
      approval.waitsFor.map(({ name }) => name),
      ['Petra Port'],
    );
  });

  it('names the token that is not accepted', async () => {
    const { sandbox, approvalId } = await waiting(1);
    const decider = deciderOf(sandbox, 'expired-token');
    await assert.rejects(decider.readApproval(approvalId), failing('APPROVAL_TOKEN_REFUSED'));
    await assert.rejects(decider.decide(approvalId, 'approved', 'x'), failing('APPROVAL_TOKEN_REFUSED'));
  });

  it('goes by the stage’s name where the service does not tell what checks protect', async () => {
    const { sandbox, runId } = await waiting(1);
    const gates = gatesOf(sandbox);
    const { gates: found } = await gates.readRun(runId);
    assert.equal(await gates.readEnvironments(found[0]?.checkpointId ?? ''), undefined);
  });
});

describe('Azure DevOps: a decision whose answer is lost', () => {
  const approval = (status: string, comment?: string) => ({
    value: [{ id: 'a', status, steps: [{ status, comment, assignedApprover: { displayName: 'Relay' } }] }],
  });
  const lost = { status: 503, headers: {}, body: 'gone' };

  it('is looked for before it is made again', async () => {
    let patches = 0;
    await withAnswers(
      ({ method }) => {
        if (method !== 'PATCH') return patches === 0 ? approval('pending') : approval('approved', 'Mine');
        patches += 1;
        return lost;
      },
      async (_, url) => {
        const decider = createApprovalDecider(clientOf(`${url}/contoso/`, 'secret-job-token'));
        const { approval: after, refused } = await decider.decide('a', 'approved', 'Mine');
        assert.equal(refused, undefined);
        assert.equal(after?.status, 'approved');
      },
    );
    assert.equal(patches, 1);
  });

  it('is made again while the approval still waits, and given up in the end', async () => {
    let patches = 0;
    await withAnswers(
      ({ method }) => {
        if (method !== 'PATCH') return approval('pending');
        patches += 1;
        return lost;
      },
      async (_, url) => {
        const decider = createApprovalDecider(clientOf(`${url}/contoso/`, 'secret-job-token'));
        await assert.rejects(decider.decide('a', 'approved', 'Mine'), failing('HTTP_LOST_ANSWER'));
      },
    );
    assert.equal(patches, 3);
  });

  it('is not taken for ours when somebody else decided meanwhile', async () => {
    await withAnswers(
      ({ method }) => (method === 'PATCH' ? lost : approval('approved', 'Theirs')),
      async (_, url) => {
        const decider = createApprovalDecider(clientOf(`${url}/contoso/`, 'secret-job-token'));
        const { refused } = await decider.decide('a', 'approved', 'Mine');
        assert.match(refused ?? '', /meanwhile/);
      },
    );
  });
});

describe('How a token is presented', () => {
  it('is basic for a personal access token and bearer for one of Microsoft Entra', () => {
    assert.equal(authorizationOf('abc'), `Basic ${Buffer.from(':abc').toString('base64')}`);
    assert.equal(authorizationOf('aa.bb-_.cc'), 'Bearer aa.bb-_.cc');
    assert.match(authorizationOf('aa.bb'), /^Basic /);
  });
});
