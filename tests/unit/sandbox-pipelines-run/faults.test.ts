import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { scaledClock } from '../../../sandbox/core/clock.ts';
import { shop, startRuns, stopSandboxes, type RunSandbox } from './run-sandbox.ts';

after(stopSandboxes);

const name = { organisation: shop.organisation, project: shop.project };

const deployment = (environment: string, say: string) =>
  `jobs: [{ deployment: D, environment: ${environment}, strategy: { runOnce: { deploy: { steps: [{ bash: '${say}' }] } } } }]`;

/** A script that runs until the test lets it end. */
const untilGo = ({ folder }: RunSandbox, say = 'up') => `echo ${say}; until [ -f ${folder}/go ]; do sleep 0.05; done`;
const go = ({ folder }: RunSandbox) => writeFileSync(path.join(folder, 'go'), '');

async function says(sandbox: RunSandbox, run: number, text: string): Promise<void> {
  for (let tries = 0; !(await sandbox.logs(run)).includes(text); tries += 1) assert.ok(tries < 500);
}

const checksOf = ({ azure }: RunSandbox, run: number) =>
  azure.projectPlace(name).organisation.checkpoints.all.filter((one) => one.run.id === run);

/** Some minutes of a clock pass when the test says so, whatever the machine is busy with. */
function holdMinutes(speed: number, ...minutes: readonly number[]) {
  const real = globalThis.setTimeout;
  const held = new Map<number, (() => void) | undefined>(minutes.map((one) => [(one * 60_000) / speed, undefined]));
  const holding = (act: () => void, ms = 0): NodeJS.Timeout => {
    if (!held.has(ms)) return real(act, ms);
    held.set(ms, act);
    return real(() => undefined, ms);
  };
  globalThis.setTimeout = holding as typeof setTimeout;
  return {
    pass: (one: number) => held.get((one * 60_000) / speed)?.(),
    restore: () => void (globalThis.setTimeout = real),
  };
}

describe('the time of steps and jobs', () => {
  // No other timer has so odd a time as its minutes.
  const clock = scaledClock(70);
  let minutes: ReturnType<typeof holdMinutes>;
  before(() => (minutes = holdMinutes(clock.speed, 1, 2, 5)));
  after(() => minutes.restore());

  it('ends them as the agent does, and failed steps are run again as often as they say', async () => {
    const sandbox = await startRuns(undefined, clock);
    await sandbox.push({
      'azure-pipelines.yml': `
trigger: none
jobs:
  - job: Steps
    steps:
      - checkout: none
      - bash: echo "a step runs"; exec sleep 60
        timeoutInMinutes: 1
        continueOnError: true
      - bash: echo try >> tries; [ $(wc -l < tries) = 3 ]
        retryCountOnTaskFailure: 2
      - bash: echo try >> others; exit 1
        retryCountOnTaskFailure: 1
      - bash: echo "tried $(wc -l < tries) and $(wc -l < others)"
        condition: always()
  - job: Whole
    timeoutInMinutes: 2
    steps:
      - checkout: none
      - bash: echo "a job runs"; exec sleep 60
      - bash: echo not this
      - bash: echo "tidied $AGENT_JOBSTATUS"
        condition: always()
      - bash: echo "a job ends"; exec sleep 60
        condition: always()
`,
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    await says(sandbox, run, 'a step runs');
    minutes.pass(1);
    await says(sandbox, run, 'a job runs');
    minutes.pass(2);
    await says(sandbox, run, 'a job ends');
    minutes.pass(5);
    assert.equal((await sandbox.settled(run))['result'], 'failed');
    const log = await sandbox.logs(run);
    assert.ok(log.includes('The task has timed out.') && log.includes('tried 3 and 2'), log);
    assert.ok(log.includes('tidied Canceled') && !log.includes('not this'), log);
    assert.deepEqual(await sandbox.outline(run, 'Job'), ['Steps failed', 'Whole canceled']);
    const results = (await sandbox.outline(run, 'Task')).map((text) => text.split(' ').at(-1));
    assert.deepEqual(results.slice(1, 5), ['succeededWithIssues', 'succeeded', 'failed', 'succeeded']);
    assert.deepEqual(results.slice(-4), ['canceled', 'skipped', 'succeeded', 'canceled']);
    const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
    const whole = records.find(({ type, name: job }) => type === 'Job' && job === 'Whole');
    assert.match(JSON.stringify(whole?.['issues']), /ran longer than the maximum time of 2 minutes/);
  });
});

describe('an exclusive lock', () => {
  it('is held until its stage has ended, also by being cancelled', async () => {
    const sandbox = await startRuns();
    sandbox.azure.createEnvironment({ ...name, name: 'production' });
    sandbox.azure.createExclusiveLock({ ...name, environment: 'production' });
    await sandbox.push({
      'azure-pipelines.yml': `
trigger: none
lockBehavior: sequential
stages: [{ stage: Production, ${deployment('production', untilGo(sandbox))} }]
`,
    });
    const pipeline = sandbox.createPipeline();
    const first = await sandbox.queue(pipeline);
    await says(sandbox, first, 'up');
    const second = await sandbox.queue(pipeline);
    await sandbox.settled(second);
    assert.deepEqual(await sandbox.outline(second, 'Checkpoint.ExclusiveLock'), [
      'Checkpoint.ExclusiveLock inProgress',
    ]);
    await sandbox.call('PATCH', `build/builds/${first}`, { body: { status: 'cancelling' } });
    assert.equal((await sandbox.settled(first))['result'], 'canceled');
    go(sandbox);
    for (let tries = 0; (await sandbox.settled(second))['result'] !== 'succeeded'; tries += 1) assert.ok(tries < 100);
  });
});

describe('a run that the sandbox cannot go on with', () => {
  it('fails, says why, asks nobody any more and gives its locks back', async () => {
    const sandbox = await startRuns();
    const [, , gone] = ['locked', 'asked', 'gone'].map((environment) =>
      sandbox.azure.createEnvironment({ ...name, name: environment }),
    );
    sandbox.azure.createExclusiveLock({ ...name, environment: 'locked' });
    sandbox.azure.createApprovalCheck({ ...name, environment: 'asked', approvers: [{ displayName: 'Mara Novak' }] });
    await sandbox.push({
      'azure-pipelines.yml': `
trigger: none
stages:
  - stage: Held
    dependsOn: []
    ${deployment('locked', 'echo held; exec sleep 60')}
  - stage: Asked
    dependsOn: []
    ${deployment('asked', 'echo asked')}
  - stage: First
    dependsOn: []
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: '${untilGo(sandbox)}' }] }]
  - stage: Gone
    dependsOn: First
    ${deployment('gone', 'echo gone')}
`,
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    await says(sandbox, run, 'up');
    await says(sandbox, run, 'held');
    await sandbox.call('DELETE', `pipelines/environments/${gone?.id ?? 0}`, {
      token: sandbox.tokenOf('Administrator'),
    });
    go(sandbox);
    const build = await sandbox.settled(run);
    assert.equal(build['result'], 'failed');
    assert.match(JSON.stringify(build['validationResults']), /environment gone/);
    assert.deepEqual(
      checksOf(sandbox, run).map(({ stage, state, releasedAt }) => [stage, state, releasedAt !== undefined]),
      [
        ['Held', 'passed', true],
        ['Asked', 'canceled', true],
      ],
    );
    assert.deepEqual((await sandbox.call('GET', 'pipelines/approvals?state=pending')).value, []);
  });
});
