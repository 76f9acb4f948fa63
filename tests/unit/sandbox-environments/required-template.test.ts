import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { name, open, startGate, stopSandboxes } from './environment-sandbox.ts';

const wanted = { repository: 'Platform/slipway-pipelines', ref: 'refs/heads/main', path: 'pipelines/release.yml' };

describe('sandbox Azure DevOps: required templates', () => {
  afterEach(stopSandboxes);

  async function setUp() {
    const gate = await startGate();
    gate.sandbox.azure.createTemplateCheck({ ...name, environment: 'production', ...wanted });
    return gate;
  }

  it('let through what extends one of them, wherever it does so', async () => {
    const gate = await setUp();
    const other = { ...wanted, path: '/own.yml' };
    for (const extended of [
      [{ ...wanted, repository: 'platform/Slipway-Pipelines', path: '/pipelines/release.yml' }],
      [other, wanted],
    ])
      assert.equal(await open(gate, { extended }).advance(), 'passed');
  });

  it('fail what extends nothing, another file, another ref or another repository', async () => {
    const gate = await setUp();
    for (const extended of [
      [],
      [{ ...wanted, path: 'pipelines/hotfix.yml' }],
      [{ ...wanted, ref: 'refs/tags/v1' }],
      [{ ...wanted, repository: 'Other/slipway-pipelines' }],
      [{ ...wanted, path: 'Pipelines/Release.yml' }],
    ]) {
      const checkpoint = open(gate, { extended });
      assert.equal(await checkpoint.advance(), 'failed', JSON.stringify(extended));
      const [issue] = checkpoint.records().find(({ type }) => type === 'Checkpoint.ExtendsCheck')?.issues ?? [];
      assert.match(issue?.message ?? '', /pipelines\/release\.yml of Platform\/slipway-pipelines at refs\/heads\/main/);
    }
  });

  it('ask nobody about a run that they refuse', async () => {
    const gate = await setUp();
    gate.sandbox.azure.createApprovalCheck({ ...name, environment: 'production', approvers: [{ displayName: 'Bob' }] });
    const refused = open(gate);
    assert.equal(await refused.advance(), 'failed');
    assert.deepEqual(
      refused.records().map(({ type }) => type),
      ['Checkpoint', 'Checkpoint.ExtendsCheck'],
    );
    assert.equal(await open(gate, { extended: [wanted] }).advance(), 'waiting');
  });
});
