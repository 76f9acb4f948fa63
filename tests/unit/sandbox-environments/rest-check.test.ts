import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'mocha';
import { name, open, shop, startGate, stopSandboxes, type Gate } from './environment-sandbox.ts';

const CRITERION = "eq(root['ready'], true)";

interface Ready {
  readonly retryInterval?: number;
  readonly timeoutMinutes?: number;
  readonly successCriteria?: string;
  readonly headers?: string;
}

/** Adds "Release is ready" as Slipway configures it: the built-in check, reading the ledger. */
function addReadyCheck(
  { sandbox }: Gate,
  baseUrl: string,
  { successCriteria = CRITERION, headers, ...rest }: Ready = {},
) {
  sandbox.azure.createConnection({ ...name, name: 'azure-devops', url: baseUrl });
  const version = 'versionDescriptor.version=slipway/ledger&versionDescriptor.versionType=branch&api-version=7.1';
  sandbox.azure.createRestCheck({
    ...name,
    environment: 'production',
    displayName: 'Release is ready',
    inputs: {
      connectedServiceName: 'azure-devops',
      method: 'GET',
      headers: headers ?? '{"Authorization":"Bearer $(system.AccessToken)"}',
      urlSuffix: `$(system.TeamProject)/_apis/git/repositories/$(Build.Repository.Name)/items?path=staging/web.json&${version}`,
      waitForCompletion: 'false',
      successCriteria,
    },
    ...rest,
  });
}

/** Writes the ledger's document as one commit. */
async function writeLedger({ sandbox }: Gate, document: object) {
  const repository = 'git/repositories/web';
  const { body: refs } = await sandbox.call('GET', `${repository}/refs?filter=heads/slipway/ledger`);
  const tip = (refs.value[0] as unknown as { objectId: string } | undefined)?.objectId;
  const change = {
    changeType: tip === undefined ? 'add' : 'edit',
    item: { path: '/staging/web.json' },
    newContent: { content: JSON.stringify(document), contentType: 'rawtext' },
  };
  const answer = await sandbox.call('POST', `${repository}/pushes`, {
    body: {
      refUpdates: [{ name: 'refs/heads/slipway/ledger', oldObjectId: tip ?? '0'.repeat(40) }],
      commits: [{ comment: 'Ledger [skip ci]', changes: [change] }],
    },
  });
  assert.equal(answer.status, 201, answer.body.message);
}

const baseOf = ({ sandbox }: Gate) => {
  const { world } = sandbox.azure.projectPlace(name);
  return `${world.baseUrl}/contoso/`;
};

describe('sandbox Azure DevOps: Invoke REST API checks', () => {
  afterEach(stopSandboxes);

  it('let a stage through when the ledger says that the release is ready', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate));
    await writeLedger(gate, { ready: true });
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance(), 'passed');
    assert.deepEqual(
      checkpoint.records().map(({ type, result }) => `${type} ${result ?? ''}`),
      ['Checkpoint succeeded', 'Checkpoint.TaskCheck succeeded'],
    );
  });

  it('fail a stage with the reason when it is not ready and no other evaluation is asked for', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate));
    await writeLedger(gate, { ready: false });
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance(), 'failed');
    const issue = checkpoint.records().find(({ type }) => type === 'Checkpoint.TaskCheck')?.issues?.[0];
    assert.equal(issue?.message, "The success criteria eq(root['ready'], true) were not met.");
  });

  it('ask again in their interval until it is ready', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate), { retryInterval: 5, timeoutMinutes: 20 });
    await writeLedger(gate, { ready: false });
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance(), 'waiting');
    await writeLedger(gate, { ready: true });
    gate.sandbox.pass(299);
    assert.equal(await checkpoint.advance(), 'waiting');
    gate.sandbox.pass(1);
    assert.equal(await checkpoint.advance(), 'passed');
  });

  it('skip a stage when they time out, and say what the last answer was', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate), { retryInterval: 5, timeoutMinutes: 10 });
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance(), 'waiting');
    gate.sandbox.pass(600);
    assert.equal(await checkpoint.advance(), 'timedOut');
    const record = checkpoint.records().find(({ type }) => type === 'Checkpoint.TaskCheck');
    assert.equal(record?.result, 'skipped');
    assert.match(record.issues?.[0]?.message ?? '', /timed out after 10 minutes\. GET .* answered 404\.$/);
  });

  it('ask with the rights of the token of the run, and never tell the token', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate));
    await writeLedger(gate, { ready: true });
    const token = gate.sandbox.tokenOf('Blind', []);
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance({ accessToken: () => token }), 'failed');
    const kept = JSON.stringify(gate.sandbox.azure.projectPlace(name).organisation.checkpoints.get(checkpoint.id));
    assert.match(kept, /answered 404/);
    assert.equal(kept.includes(token), false);
  });

  it('fail when nobody answers in time, answers no JSON or cannot be reached', async () => {
    const slow = http.createServer((request, response) => {
      if (request.url?.startsWith('/text')) response.end('no JSON');
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    try {
      for (const [path, message] of [
        ['slow', /failed: .*timeout/],
        ['text', /could not be evaluated/],
      ] as const) {
        const gate = await startGate();
        const { azure } = gate.sandbox;
        azure.createConnection({ ...name, name: 'other', url: `http://127.0.0.1:${port}/${path}?` });
        azure.createRestCheck({
          ...name,
          environment: 'production',
          displayName: 'Other',
          inputs: {
            connectedServiceName: 'other',
            method: 'GET',
            waitForCompletion: 'false',
            successCriteria: CRITERION,
          },
        });
        const checkpoint = open(gate);
        assert.equal(await checkpoint.advance({ restLimitMs: 200 }), 'failed');
        assert.match(checkpoint.records().at(-1)?.issues?.[0]?.message ?? '', message);
      }
    } finally {
      slow.closeAllConnections();
      slow.close();
    }
  });

  it('run beside approvals: a stage waits for both', async () => {
    const gate = await startGate();
    const pipeline = gate.sandbox.createPipeline();
    addReadyCheck(gate, baseOf(gate));
    await writeLedger(gate, { ready: true });
    const approvers = [{ displayName: 'Bob' }];
    gate.sandbox.azure.createApprovalCheck({ ...name, environment: 'production', approvers });
    const checkpoint = open(gate, { pipeline });
    assert.equal(await checkpoint.advance(), 'waiting');
    const { body } = await gate.sandbox.call('GET', 'pipelines/approvals?state=pending');
    const update = [{ approvalId: body.value[0]?.id, status: 'approved' }];
    await gate.sandbox.call('PATCH', 'pipelines/approvals', { body: update, token: gate.sandbox.tokenOf('Bob') });
    assert.equal(await checkpoint.advance(), 'passed');
  });
});

describe('sandbox Azure DevOps: exclusive locks', () => {
  afterEach(stopSandboxes);

  async function locked() {
    const gate = await startGate();
    gate.sandbox.azure.createExclusiveLock({ ...name, environment: 'production' });
    return gate;
  }

  it('in sequence give the environment to one run after the other', async () => {
    const gate = await locked();
    const runs = [1, 2, 3].map((build) => open(gate, { build, lockBehavior: 'sequential' }));
    const states = async () => {
      const all: string[] = [];
      for (const run of runs) all.push(await run.advance());
      return all;
    };
    assert.deepEqual(await states(), ['passed', 'waiting', 'waiting']);
    runs[0]?.release();
    assert.deepEqual(await states(), ['passed', 'passed', 'waiting']);
    runs[1]?.release();
    assert.deepEqual(await states(), ['passed', 'passed', 'passed']);
  });

  it('without it cancel those that a newer run has overtaken', async () => {
    const gate = await locked();
    const [first, second, third] = [1, 2, 3].map((build) => open(gate, { build }));
    assert.equal(await first?.advance(), 'passed');
    assert.equal(await second?.advance(), 'waiting');
    assert.equal(await third?.advance(), 'waiting');
    assert.equal(await second?.advance(), 'canceled');
    first?.release();
    assert.equal(await third?.advance(), 'passed');
  });

  it('are one per environment', async () => {
    const gate = await locked();
    assert.throws(() => gate.sandbox.azure.createExclusiveLock({ ...name, environment: 'production' }), /already/);
    assert.throws(
      () => gate.sandbox.azure.createExclusiveLock({ ...name, environment: shop.repository }),
      /no environment/,
    );
  });
});
