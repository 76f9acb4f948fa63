import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { pageHandler } from '../../../sandbox/page/page-handler.ts';
import { readRunData } from '../../../sandbox/read-runs.ts';
import { shop, startRuns, stopSandboxes } from '../sandbox-pipelines-run/run-sandbox.ts';

const YAML = `
trigger: none
stages:
  - stage: Production
    jobs:
      - deployment: Roll
        environment: production
        strategy: { runOnce: { deploy: { steps: [{ checkout: none }, { bash: echo deployed }] } } }
`;

describe('sandbox Azure DevOps: a run of YAML at an environment', () => {
  afterEach(stopSandboxes);

  it('asks the ledger with its own token, waits for a person on the page, and is noted as a deployment', async () => {
    const sandbox = await startRuns();
    const { azure } = sandbox;
    await sandbox.push({ 'azure-pipelines.yml': YAML });
    await sandbox.push({ 'staging/web.json': '{"ready":true}' }, { branch: 'slipway/ledger' });
    const name = { organisation: shop.organisation, project: shop.project };
    const { world } = azure.projectPlace(name);
    azure.createConnection({ ...name, name: 'azure-devops', url: `${world.baseUrl}/contoso/` });
    azure.createEnvironment({ ...name, name: 'production' });
    azure.createApprovalCheck({ ...name, environment: 'production', approvers: [{ displayName: 'Bob' }] });
    const ledger = 'versionDescriptor.version=slipway/ledger&versionDescriptor.versionType=branch&api-version=7.1';
    azure.createRestCheck({
      ...name,
      environment: 'production',
      displayName: 'Release is ready',
      inputs: {
        connectedServiceName: 'azure-devops',
        method: 'GET',
        headers: '{"Authorization":"Bearer $(system.AccessToken)"}',
        urlSuffix: `$(system.TeamProject)/_apis/git/repositories/web/items?path=/staging/web.json&${ledger}`,
        waitForCompletion: 'false',
        successCriteria: "eq(root['ready'], true)",
      },
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    await sandbox.settled(run);
    const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
    const checks = records.filter(({ type }) => String(type).startsWith('Checkpoint.'));
    assert.deepEqual(
      checks.map(({ type, state, result }) => [type, result ?? state]),
      [
        ['Checkpoint.Approval', 'inProgress'],
        ['Checkpoint.TaskCheck', 'succeeded'],
      ],
    );
    await approveOnPage(sandbox, run);
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
    const { organisation } = azure.projectPlace(name);
    assert.deepEqual(
      organisation.deployments.all.map(({ stage, job, result }) => [stage, job, result]),
      [['Production', 'Roll', 'succeeded']],
    );
  });
});

/** Sends the form of the run's page, as a browser does. */
async function approveOnPage({ azure }: Awaited<ReturnType<typeof startRuns>>, run: number) {
  const { world } = azure.projectPlace({ organisation: shop.organisation, project: shop.project });
  const nothing = () => Promise.resolve(undefined);
  const none = () => Promise.resolve([]);
  const handler = pageHandler(
    { listPullRequests: none, readPullRequest: nothing, listLedgers: none, readReleases: nothing },
    readRunData(azure, () => world.baseUrl),
  );
  const ask = (method: string, to: string, body = '') =>
    handler({
      method,
      url: new URL(to, 'http://127.0.0.1:1'),
      path: to,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://127.0.0.1:1' },
      body: Buffer.from(body),
    });
  const { body: page = '' } = await ask('GET', `/contoso/Shop/_build/results?buildId=${run}`);
  const text = page as string;
  const [, action = '', token = ''] =
    /action="([^"]+)"[^>]*>\s*<input type="hidden" name="token" value="([^"]+)"/.exec(text) ?? [];
  const [, person = ''] = /<option value="([^"]+)">Bob</.exec(text) ?? [];
  const form = new URLSearchParams({ token, person, decision: 'approved', comment: '' });
  assert.equal((await ask('POST', action, form.toString())).status, 303);
}
