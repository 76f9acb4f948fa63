import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, after } from 'mocha';
import { scaledClock, type Clock } from '../../../sandbox/core/clock.ts';
import { shop, startRuns, stopSandboxes, type Json, type RunSandbox } from './run-sandbox.ts';

after(stopSandboxes);

const GATED = `
trigger: none
stages:
  - stage: Build
    jobs: [{ job: Compile, steps: [{ bash: echo built > out.txt }, { publish: out.txt, artifact: drop }] }]
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

/** What an administrator sets up on pages that these tests have not: an environment with an approval. */
function writeEnvironment(folder: string, settings: { readonly approverId: string; readonly timeout: number }): void {
  const place = path.join(folder, 'organisations', 'contoso');
  const { projects } = JSON.parse(readFileSync(path.join(place, 'organisation.json'), 'utf8')) as {
    projects: readonly { id: string }[];
  };
  const shared = {
    id: 1,
    projectId: projects[0]?.id,
    createdById: settings.approverId,
    createdOn: '2026-01-01T00:00:00Z',
    modifiedById: settings.approverId,
    modifiedOn: '2026-01-01T00:00:00Z',
    isDeleted: false,
  };
  const write = (kind: string, document: unknown) => {
    mkdirSync(path.join(place, kind), { recursive: true });
    writeFileSync(path.join(place, kind, '1.json'), JSON.stringify(document));
  };
  const dates = { lastModifiedById: settings.approverId, lastModifiedOn: '2026-01-01T00:00:00Z' };
  write('environments', {
    ...shared,
    ...dates,
    name: 'production',
    description: '',
    administratorIds: [],
    permitted: 'all',
  });
  const approval = {
    kind: 'approval',
    approverIds: [settings.approverId],
    executionOrder: 'anyOrder',
    minRequiredApprovers: 1,
    requesterCannotBeApprover: false,
    instructions: '',
  };
  write('checks', {
    ...shared,
    environmentId: 1,
    version: 1,
    timeout: settings.timeout,
    isDisabled: false,
    settings: approval,
  });
}

interface Gated {
  readonly sandbox: RunSandbox;
  readonly run: number;
  readonly mara: string;
}

async function startGated({ timeout = 43_200, clock }: { timeout?: number; clock?: Clock } = {}): Promise<Gated> {
  const first = await startRuns(undefined, clock);
  const { id } = first.azure.createIdentity(shop.organisation, { displayName: 'Mara Novak' });
  await first.stop();
  writeEnvironment(first.folder, { approverId: id, timeout });
  const sandbox = await startRuns(first.folder, clock);
  await sandbox.push({ 'azure-pipelines.yml': GATED });
  const run = await sandbox.queue(sandbox.createPipeline());
  return { sandbox, run, mara: sandbox.tokenOf('Mara Novak') };
}

async function approvalOf(sandbox: RunSandbox, run: number): Promise<Json | undefined> {
  const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
  return records.find(({ type }) => type === 'Checkpoint.Approval');
}

const decide = async ({ sandbox, run, mara }: Gated, status: 'approved' | 'rejected') => {
  const approvalId = (await approvalOf(sandbox, run))?.['id'];
  await sandbox.call('PATCH', 'pipelines/approvals', { token: mara, body: [{ approvalId, status }] });
};

describe('a stage that deploys', () => {
  it('waits for its approval, over a restart, then deploys what was built', async () => {
    const gated = await startGated();
    assert.equal((await gated.sandbox.settled(gated.run))['status'], 'inProgress');
    assert.deepEqual(await gated.sandbox.outline(gated.run), [
      'Build succeeded',
      'Production pending',
      'After pending',
    ]);
    const before = (await approvalOf(gated.sandbox, gated.run))?.['id'];
    await gated.sandbox.stop();
    const again = { ...gated, sandbox: await startRuns(gated.sandbox.folder) };
    await again.sandbox.settled(again.run);
    assert.equal((await approvalOf(again.sandbox, again.run))?.['id'], before);
    await decide(again, 'approved');
    const build = await again.sandbox.settled(again.run);
    const log = await again.sandbox.logs(again.run);
    assert.equal(build['result'], 'succeeded', log);
    assert.ok(log.includes('deploy built to production, 0 files'), log);
  });

  it('fails when it is rejected, and asks anew when it is retried', async () => {
    const gated = await startGated();
    await gated.sandbox.settled(gated.run);
    const first = (await approvalOf(gated.sandbox, gated.run))?.['id'];
    await decide(gated, 'rejected');
    assert.equal((await gated.sandbox.settled(gated.run))['result'], 'failed');
    assert.deepEqual(await gated.sandbox.outline(gated.run), ['Build succeeded', 'Production failed', 'After skipped']);
    await gated.sandbox.call('PATCH', `build/builds/${gated.run}/stages/Production`, { body: { state: 'retry' } });
    assert.equal((await gated.sandbox.settled(gated.run))['status'], 'inProgress');
    assert.notEqual((await approvalOf(gated.sandbox, gated.run))?.['id'], first);
    await decide(gated, 'approved');
    assert.equal((await gated.sandbox.settled(gated.run))['result'], 'succeeded');
  });

  it('is skipped when nobody decides in time', async () => {
    const gated = await startGated({ timeout: 1, clock: scaledClock(600) });
    for (let tries = 0; (await gated.sandbox.settled(gated.run))['status'] !== 'completed'; tries += 1)
      assert.ok(tries < 1000);
    assert.deepEqual(await gated.sandbox.outline(gated.run), [
      'Build succeeded',
      'Production skipped',
      'After skipped',
    ]);
    assert.equal((await gated.sandbox.settled(gated.run))['result'], 'succeeded');
  });

  it('is cancelled with its run', async () => {
    const gated = await startGated();
    await gated.sandbox.settled(gated.run);
    await gated.sandbox.call('PATCH', `build/builds/${gated.run}`, { body: { status: 'cancelling' } });
    assert.equal((await gated.sandbox.settled(gated.run))['result'], 'canceled');
    assert.equal((await approvalOf(gated.sandbox, gated.run))?.['result'], 'canceled');
    assert.deepEqual(await gated.sandbox.outline(gated.run), [
      'Build succeeded',
      'Production canceled',
      'After canceled',
    ]);
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
