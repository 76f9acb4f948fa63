import assert from 'node:assert/strict';
import { describe, it, after, before } from 'mocha';
import { scaledClock, type Clock } from '../../../sandbox/core/clock.ts';
import { shop, startRuns, stopSandboxes, type Json, type RunSandbox } from './run-sandbox.ts';

after(stopSandboxes);

const GATED = `
trigger: none
stages:
  - stage: Build
    jobs: [{ job: Compile, steps: [{ checkout: none }, { bash: echo built > out.txt }, { publish: out.txt, artifact: drop }] }]
  - stage: Production
    jobs:
      - deployment: Roll
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
                - bash: echo "deploy $(cat $(Pipeline.Workspace)/drop/out.txt) to $(Environment.Name), $(ls | wc -l) files"
  - stage: After
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: echo after }] }]
`;

interface Gated {
  readonly sandbox: RunSandbox;
  readonly pipeline: number;
  readonly mara: string;
}

interface GatedRun extends Gated {
  readonly run: number;
}

/** A pipeline that Mara Novak has to let into production. */
async function startGated({ timeoutMinutes, clock }: { timeoutMinutes?: number; clock?: Clock } = {}): Promise<Gated> {
  const sandbox = await startRuns(undefined, clock);
  const { organisation, project } = shop;
  sandbox.azure.createEnvironment({ organisation, project, name: 'production' });
  const approval = { organisation, project, environment: 'production', approvers: [{ displayName: 'Mara Novak' }] };
  sandbox.azure.createApprovalCheck(timeoutMinutes === undefined ? approval : { ...approval, timeoutMinutes });
  await sandbox.push({ 'azure-pipelines.yml': GATED });
  return { sandbox, pipeline: sandbox.createPipeline(), mara: sandbox.tokenOf('Mara Novak') };
}

/** A run of it that waits for her. */
async function startWaiting(gated: Gated): Promise<GatedRun> {
  const run = await gated.sandbox.queue(gated.pipeline);
  assert.equal((await gated.sandbox.settled(run))['status'], 'inProgress');
  return { ...gated, run };
}

async function approvalOf({ sandbox, run }: GatedRun): Promise<Json | undefined> {
  const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
  return records.find(({ type }) => type === 'Checkpoint.Approval');
}

const decide = async (gated: GatedRun, status: 'approved' | 'rejected') => {
  const approvalId = (await approvalOf(gated))?.['id'];
  await gated.sandbox.call('PATCH', 'pipelines/approvals', { token: gated.mara, body: [{ approvalId, status }] });
};

describe('a stage that deploys', () => {
  let gated: Gated;

  before(async () => {
    gated = await startGated();
  });

  it('fails when it is rejected, and asks anew when it is retried', async () => {
    const waiting = await startWaiting(gated);
    const { sandbox, run } = waiting;
    const first = (await approvalOf(waiting))?.['id'];
    await decide(waiting, 'rejected');
    assert.equal((await sandbox.settled(run))['result'], 'failed');
    assert.deepEqual(await sandbox.outline(run), ['Build succeeded', 'Production failed', 'After skipped']);
    await sandbox.call('PATCH', `build/builds/${run}/stages/Production`, { body: { state: 'retry' } });
    assert.equal((await sandbox.settled(run))['status'], 'inProgress');
    assert.notEqual((await approvalOf(waiting))?.['id'], first);
    await decide(waiting, 'approved');
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
  });

  it('is cancelled with its run', async () => {
    const waiting = await startWaiting(gated);
    const { sandbox, run } = waiting;
    await sandbox.call('PATCH', `build/builds/${run}`, { body: { status: 'cancelling' } });
    assert.equal((await sandbox.settled(run))['result'], 'canceled');
    assert.equal((await approvalOf(waiting))?.['result'], 'canceled');
    assert.deepEqual(await sandbox.outline(run), ['Build succeeded', 'Production canceled', 'After canceled']);
  });

  it('is cancelled by itself, and nobody is asked any more', async () => {
    const waiting = await startWaiting(gated);
    const { sandbox, run } = waiting;
    await sandbox.call('PATCH', `build/builds/${run}/stages/Production`, { body: { state: 'cancel' } });
    assert.equal((await sandbox.settled(run))['result'], 'canceled');
    assert.equal((await approvalOf(waiting))?.['result'], 'canceled');
    assert.deepEqual(await sandbox.outline(run), ['Build succeeded', 'Production canceled', 'After skipped']);
    await assert.rejects(decide(waiting, 'approved'), /gave 4\d\d/);
  });

  it('waits for its approval, over a restart, then deploys what was built', async () => {
    const waiting = await startWaiting(gated);
    assert.deepEqual(await waiting.sandbox.outline(waiting.run), [
      'Build succeeded',
      'Production pending',
      'After pending',
    ]);
    const approval = (await approvalOf(waiting))?.['id'];
    await waiting.sandbox.stop();
    const again = { ...waiting, sandbox: await startRuns(waiting.sandbox.folder) };
    await again.sandbox.settled(again.run);
    assert.equal((await approvalOf(again))?.['id'], approval);
    await decide(again, 'approved');
    const build = await again.sandbox.settled(again.run);
    const log = await again.sandbox.logs(again.run);
    assert.equal(build['result'], 'succeeded', log);
    assert.ok(log.includes('deploy built to production, 0 files'), log);
  });

  it('is skipped when nobody decides in time', async () => {
    const { sandbox, pipeline } = await startGated({ timeoutMinutes: 1, clock: scaledClock(600) });
    const run = await sandbox.queue(pipeline);
    for (let tries = 0; (await sandbox.settled(run))['status'] !== 'completed'; tries += 1) assert.ok(tries < 1000);
    assert.deepEqual(await sandbox.outline(run), ['Build succeeded', 'Production skipped', 'After skipped']);
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
  });
});

describe('a stage whose environment wants a template', () => {
  it('deploys when the pipeline extends it, and fails when it does not', async () => {
    const sandbox = await startRuns();
    const name = { organisation: shop.organisation, project: shop.project };
    const stages = `
stages:
  - stage: Production
    jobs:
      - deployment: Roll
        environment: production
        strategy: { runOnce: { deploy: { steps: [{ bash: echo deployed }] } } }
`;
    await sandbox.push({
      'release.yml': stages,
      'azure-pipelines.yml': 'trigger: none\nextends: { template: release.yml }\n',
      'rewritten.yml': `trigger: none\n${stages}`,
    });
    sandbox.azure.createEnvironment({ ...name, name: 'production' });
    const template = { repository: 'Shop/web', ref: 'refs/heads/main', path: 'release.yml' };
    sandbox.azure.createTemplateCheck({ ...name, environment: 'production', ...template });
    const extending = await sandbox.queue(sandbox.createPipeline());
    assert.equal((await sandbox.settled(extending))['result'], 'succeeded');
    const rewritten = await sandbox.queue(sandbox.createPipeline({ name: 'own', yamlPath: 'rewritten.yml' }));
    assert.equal((await sandbox.settled(rewritten))['result'], 'failed');
    assert.ok(!(await sandbox.logs(rewritten)).includes('deployed'));
  });
});

describe('a sandbox that goes down', () => {
  it('leaves its jobs failed, and their stages to be retried', async () => {
    const sandbox = await startRuns();
    await sandbox.push({
      'azure-pipelines.yml': `
trigger: none
stages:
  - stage: A
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: 'echo up; [ "$(System.JobAttempt)" = 2 ] || exec sleep 60' }] }]
`,
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    for (let tries = 0; !(await sandbox.logs(run)).includes('up'); tries += 1) assert.ok(tries < 500);
    await sandbox.stop();
    const again = await startRuns(sandbox.folder);
    assert.equal((await again.settled(run))['result'], 'failed');
    const { records } = await again.call('GET', `build/builds/${run}/timeline`);
    const issues = records.find(({ type }) => type === 'Job')?.['issues'] as readonly { message: string }[];
    assert.match(issues[0]?.message ?? '', /agent lost communication/i);
    await again.call('PATCH', `build/builds/${run}/stages/A`, { body: { state: 'retry' } });
    assert.equal((await again.settled(run))['result'], 'succeeded');
  });
});
