import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import { pageHandler } from '../../../sandbox/page/page-handler.ts';
import type { PageData } from '../../../sandbox/page/page-data.ts';
import { readRunData } from '../../../sandbox/read-runs.ts';
import type { AzureDevOps } from '../../../sandbox/azure-devops/azure-devops.ts';
import { startPipelines } from '../sandbox-pipelines/pipeline-sandbox.ts';
import { startRuns, stopSandboxes as stopRuns } from '../sandbox-pipelines-run/run-sandbox.ts';
import { name, open, startGate, stopSandboxes } from './environment-sandbox.ts';

const NASTY = '<script>alert(1)</script>"';

const noPullRequests: PageData = {
  listPullRequests: () => Promise.resolve([]),
  readPullRequest: () => Promise.resolve(undefined),
  listLedgers: () => Promise.resolve([]),
  readReleases: () => Promise.resolve(undefined),
};

const services: Service[] = [];

async function servePages({ azure }: { readonly azure: AzureDevOps }) {
  const { world } = azure.projectPlace(name);
  const handler = pageHandler(
    noPullRequests,
    readRunData(azure, () => world.baseUrl),
  );
  const service = await startService({ nameOf: () => undefined, handler, traffic: new Traffic(), clock: systemClock });
  services.push(service);
  return async (to: string, init: RequestInit = {}) => {
    const answer = await fetch(service.url + to, { redirect: 'manual', ...init });
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
}

/** A run that waits at a gate, which a person may decide. */
async function waiting() {
  const sandbox = await startPipelines();
  const approval = { environment: 'production', approvers: [{ displayName: 'Bob' }], instructions: NASTY };
  const pipeline = sandbox.createPipeline({
    stages: [
      { name: 'Build', seconds: 1, result: 'succeededWithIssues', issues: [{ type: 'warning', message: NASTY }] },
      { name: 'Production', seconds: 1, approval },
    ],
  });
  const { body } = await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body: {} });
  sandbox.pass(5);
  const page = await servePages(sandbox);
  const run = `/contoso/Shop/_build/results?buildId=${body.id}`;
  const { text } = await page(run);
  const [, action = '', token = ''] =
    /<form[^>]*action="([^"]+)"[^>]*>\s*<input type="hidden" name="token" value="([^"]+)"/.exec(text) ?? [];
  const [, person = ''] = /<option value="([^"]+)">Bob</.exec(text) ?? [];
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    page(action, {
      method: 'POST',
      body: new URLSearchParams({ token, person, decision: 'approved', comment: 'Fine', ...fields }),
      headers,
    });
  return { sandbox, page, run, text, send };
}

describe('sandbox pages: runs, approvals and environments', () => {
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    await stopSandboxes();
    await stopRuns();
  });

  it('show a run with its stages and what waits, and run nothing that they show', async () => {
    const { text, page } = await waiting();
    assert.match(text, /data-stage="Build"/);
    assert.match(text, /data-stage="Production"[\s\S]*Waiting[\s\S]*Approval of[\s\S]*Bob/);
    assert.equal(text.includes('<script>'), false);
    const list = await page('/contoso/Shop/_build');
    assert.match(list.text, /Waiting for approval[\s\S]*<form[\s\S]*data-run="1"/);
    assert.match((await page('/')).text, /href="\/contoso\/Shop\/_build"/);
  });

  it('let a person approve with a comment, once', async () => {
    const { sandbox, send, run, page } = await waiting();
    const answer = await send({});
    assert.deepEqual([answer.status, answer.location], [303, run]);
    const { body } = await sandbox.call('GET', 'pipelines/approvals?$expand=steps');
    const step = body.value[0]?.steps?.[0];
    assert.deepEqual([step?.status, step?.actualApprover?.displayName, step?.comment], ['approved', 'Bob', 'Fine']);
    const again = await send({});
    assert.equal(again.status, 400);
    assert.match(again.text, /can no longer be updated/);
    assert.equal((await page(run)).text.includes('<form'), false);
  });

  it('take no form that another site made', async () => {
    const { sandbox, send } = await waiting();
    assert.equal((await send({ token: 'x'.repeat(32) })).status, 403);
    assert.equal((await send({}, { origin: 'https://evil.example' })).status, 403);
    assert.equal((await send({ decision: 'maybe' })).status, 403);
    const ada = sandbox.azure.createIdentity('contoso', { displayName: 'Ada Doe' });
    const stranger = await send({ person: ada.id });
    assert.deepEqual([stranger.status, stranger.text.includes('not authorised')], [403, true]);
    const { body } = await sandbox.call('GET', 'pipelines/approvals?state=pending');
    assert.equal(body.count, 1);
  });

  it('let a person cancel a stage that waits, and retry one that has failed', async () => {
    const sandbox = await startRuns();
    sandbox.azure.createEnvironment({ ...name, name: 'production' });
    sandbox.azure.createApprovalCheck({ ...name, environment: 'production', approvers: [{ displayName: 'Bob' }] });
    await sandbox.push({
      'azure-pipelines.yml': `
trigger: none
stages:
  - { stage: Test, jobs: [{ job: J, steps: [{ checkout: none }, { bash: '[ $(System.StageAttempt) = 2 ]' }] }] }
  - stage: Live
    displayName: Go live
    dependsOn: []
    jobs: [{ deployment: D, environment: production, strategy: { runOnce: { deploy: { steps: [{ bash: echo up }] } } } }]
`,
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    await sandbox.settled(run);
    const page = await servePages(sandbox);
    const address = `/contoso/Shop/_build/results?buildId=${run}`;
    const { text } = await page(address);
    const [, person = '', first] = /As [^]*?<option value="([^"]+)">([^<]+)</.exec(text) ?? [];
    assert.equal(first, 'Ada Doe');
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(text) ?? [];
    const send = (stage: string, fields: Record<string, string>) =>
      page(`/contoso/Shop/_build/stages?buildId=${run}&stage=${stage}`, {
        method: 'POST',
        body: new URLSearchParams({ token, person, ...fields }),
      });
    assert.match(text, /stage=Test"[^]*value="retry"[^]*stage=Live"[^]*value="cancel"/);
    assert.equal((await page(`/contoso/Shop/_build/stages?buildId=${run}&stage=Live`)).status, 405);
    for (const fields of [{ state: 'cancel', token: 'x' }, { state: 'run' }])
      assert.equal((await send('Live', fields)).status, 403);
    assert.equal((await send('Nowhere', { state: 'cancel' })).status, 404);
    assert.equal((await send('Test', { state: 'cancel' })).status, 400);
    assert.equal((await send('Test', { state: 'retry' })).location, address);
    assert.equal((await send('Live', { state: 'cancel' })).location, address);
    await sandbox.settled(run);
    assert.deepEqual(await sandbox.outline(run), ['Test succeeded', 'Go live canceled']);
    const after = (await page(address)).text;
    assert.match(after, /stage=Live"[^]*value="retry"/);
    assert.doesNotMatch(after, /stage=Test"|value="cancel"/);
  });

  it('show environments with their checks and deployments', async () => {
    const gate = await startGate();
    const { azure } = gate.sandbox;
    azure.createApprovalCheck({
      ...name,
      environment: 'production',
      approvers: [{ displayName: 'Bob' }],
      requesterCannotBeApprover: true,
    });
    azure.createExclusiveLock({ ...name, environment: 'production' });
    const template = { repository: 'Shop/pipelines', ref: 'refs/heads/main', path: 'release.yml' };
    azure.createTemplateCheck({ ...name, environment: 'production', ...template });
    const page = await servePages(gate.sandbox);
    const { text } = await page('/contoso/Shop/_environments');
    assert.match(
      text,
      /data-environment="production"[\s\S]*1 of Bob, not whoever asked for the run[\s\S]*one run at a time[\s\S]*release\.yml of Shop\/pipelines at refs\/heads\/main/,
    );
    await open(gate, { extended: [template] }).advance();
    assert.match((await page('/contoso/Shop/_build')).text, /Approval of[\s\S]*Deploy[\s\S]*production/);
  });

  it('are not there for what is not there', async () => {
    const page = await servePages(await startPipelines());
    for (const to of [
      '/contoso/Nowhere/_build',
      '/contoso/Shop/_build/results?buildId=99',
      '/contoso/Shop/_build/results',
      '/contoso/Shop/_build/results?buildId=1&l=x',
    ])
      assert.equal((await page(to)).status, 404, to);
    assert.equal((await page('/contoso/Shop/_build', { method: 'POST' })).status, 405);
  });
});
