import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, after } from 'mocha';
import { shop, startRuns, stopSandboxes } from './run-sandbox.ts';

after(stopSandboxes);

async function runOf(yaml: string, body: unknown = {}) {
  const sandbox = await startRuns();
  await sandbox.push({ 'azure-pipelines.yml': yaml, 'a.txt': 'alpha\n' });
  const pipeline = sandbox.createPipeline({
    variables: { plain: 'from settings', password: { value: 'p4ssw0rd', isSecret: true } },
  });
  const run = await sandbox.queue(pipeline, body);
  return { sandbox, pipeline, run };
}

describe('a run of YAML', () => {
  it('checks out, runs scripts, and hands outputs to later jobs and stages', async () => {
    const { sandbox, run } = await runOf(`
trigger: none
variables:
  - name: greeting
    value: hello $(plain)
stages:
  - stage: Build
    jobs:
      - job: Compile
        steps:
          - bash: |
              cat a.txt
              echo "$(greeting)"
              echo "##vso[task.setvariable variable=version;isOutput=true]1.2.3"
              echo "##vso[task.setvariable variable=later]same job"
            name: pick
          - bash: echo "$LATER $(pick.version) in $(System.StageName)/$(System.JobName) $(Build.Reason)"
      - job: Check
        dependsOn: Compile
        variables:
          taken: $[ dependencies.Compile.outputs['pick.version'] ]
        steps:
          - checkout: none
          - bash: echo "job sees $(taken), $(ls | wc -l) files"
  - stage: Ship
    condition: and(succeeded(), eq(dependencies.Build.outputs['Compile.pick.version'], '1.2.3'))
    variables:
      shipped: $[ stageDependencies.Build.Compile.outputs['pick.version'] ]
    jobs:
      - job: Send
        steps:
          - checkout: none
          - bash: echo "ship $(shipped)"
  - stage: Never
    condition: failed()
    jobs:
      - job: Nothing
        steps:
          - bash: exit 1
`);
    const build = await sandbox.settled(run);
    const log = await sandbox.logs(run);
    assert.equal(build['result'], 'succeeded', log);
    for (const line of [
      'alpha',
      'hello from settings',
      'same job 1.2.3 in Build/Compile Manual',
      'job sees 1.2.3, 0 files',
      'ship 1.2.3',
    ])
      assert.ok(log.split('\n').includes(line), `${line} is missing in ${log}`);
    assert.deepEqual(await sandbox.outline(run), ['Build succeeded', 'Ship succeeded', 'Never skipped']);
  });

  it('masks secrets, also those of earlier steps, and gives them to scripts only by name', async () => {
    const { sandbox, run } = await runOf(`
steps:
  - checkout: none
  - bash: |
      echo "##vso[task.setsecret]qwertyuiop"
      echo "given: \${PASSWORD:-none} $MAPPED"
    env:
      MAPPED: $(password)
  - bash: echo "qwerty""uiop p4ss""w0rd"
  - bash: echo qwertyuiop
`);
    await sandbox.settled(run);
    const log = await sandbox.logs(run);
    assert.ok(log.includes('given: none ***'), log);
    assert.ok(!log.includes('qwertyuiop') && !log.includes('p4ssw0rd'), log);
  });

  it('goes on after a failure where conditions say so, and ends failed', async () => {
    const { sandbox, run } = await runOf(`
stages:
  - stage: A
    jobs:
      - job: One
        steps:
          - checkout: none
          - bash: exit 3
            continueOnError: true
          - bash: exit 4
          - bash: echo skipped
          - bash: echo "always $AGENT_JOBSTATUS"
            condition: always()
          - bash: echo once
            condition: failed()
      - job: Two
        dependsOn: One
        steps: [{ bash: echo two }]
  - stage: B
    jobs: [{ job: J, steps: [{ bash: echo b }] }]
  - stage: C
    dependsOn: A
    condition: failed()
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: echo c }] }]
`);
    assert.equal((await sandbox.settled(run))['result'], 'failed');
    assert.deepEqual(await sandbox.outline(run), ['A failed', 'B skipped', 'C succeeded']);
    assert.deepEqual(
      (await sandbox.outline(run, 'Task')).slice(1, 6).map((text) => text.split(' ').at(-1)),
      ['succeededWithIssues', 'failed', 'skipped', 'succeeded', 'succeeded'],
    );
    assert.ok((await sandbox.logs(run)).includes('always Failed'));
  });

  it('keeps artifacts, attachments and tags, and gives the same bytes to later stages', async () => {
    const { sandbox, run } = await runOf(`
stages:
  - stage: Build
    jobs:
      - job: Pack
        steps:
          - checkout: none
          - bash: |
              mkdir out && printf 'one\\0two' > out/data.bin
              printf '# Sum' > summary.md && printf '{}' > result.json
              echo "##vso[task.uploadsummary]$PWD/summary.md"
              echo "##vso[task.addattachment type=slipway.result;name=x]$PWD/result.json"
              echo "##vso[build.addbuildtag]slipway"
          - publish: out
            artifact: drop
          - publish: out
            artifact: drop
            continueOnError: true
  - stage: Ship
    jobs:
      - job: Use
        steps:
          - checkout: none
          - download: current
            artifact: drop
          - bash: sha256sum "$(Pipeline.Workspace)/drop/data.bin"
`);
    const build = await sandbox.settled(run);
    const log = await sandbox.logs(run);
    assert.equal(build['result'], 'partiallySucceeded', log);
    assert.deepEqual(build['tags'], ['slipway']);
    assert.ok(log.includes('Artifact drop already exists for build'));
    assert.ok(log.includes('d14b9ee0d0a0a0a2') || /[0-9a-f]{64}/.test(log), log);
    const [attached] = (await sandbox.call('GET', `build/builds/${run}/attachments/slipway.result`)).value;
    const { href } = (attached!['_links'] as { self: { href: string } }).self;
    assert.equal(await sandbox.text(href.slice(href.indexOf('build/Builds'))), '{}');
    const summaries = await sandbox.call('GET', `build/builds/${run}/attachments/Distributedtask.Core.Summary`);
    assert.equal(summaries.value.length, 1);
    assert.equal((await sandbox.call('GET', `build/builds/${run}/artifacts`)).value[0]?.['name'], 'drop');
  });

  it('runs two jobs at a time, and the third when one has ended', async () => {
    const waiting = (go: string) =>
      `[{ checkout: none }, { bash: "until [ -f ../../../${go} ]; do sleep 0.05; done" }]`;
    const { sandbox, run } = await runOf(`
jobs:
  - job: A
    steps: ${waiting('first')}
  - job: B
    steps: ${waiting('second')}
  - job: C
    steps: [{ checkout: none }, { bash: "touch ../../../second" }]
`);
    const jobs = async () => {
      const { records } = await sandbox.call('GET', `build/builds/${run}/timeline`);
      return records.filter(({ type }) => type === 'Job').map(({ state }) => state);
    };
    assert.deepEqual(await jobs(), ['inProgress', 'inProgress', 'pending']);
    const { organisation } = sandbox.azure.projectPlace(shop);
    const works = path.join(sandbox.folder, 'runs', organisation.document.id, String(run), 'work');
    mkdirSync(works, { recursive: true });
    writeFileSync(path.join(works, 'first'), '');
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
    assert.deepEqual(await sandbox.outline(run, 'Job'), ['A succeeded', 'B succeeded', 'C succeeded']);
  });

  it('interrupts what runs when it is cancelled, and runs what always runs', async () => {
    const { sandbox, run } = await runOf(`
stages:
  - stage: A
    jobs:
      - job: Slow
        steps:
          - checkout: none
          - bash: "echo ready; exec sleep 30"
          - bash: echo not this
          - bash: echo "tidied $AGENT_JOBSTATUS"
            condition: always()
  - stage: B
    jobs: [{ job: J, steps: [{ bash: echo b }] }]
  - stage: Tidy
    condition: always()
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: echo tidy stage }] }]
`);
    for (let tries = 0; !(await sandbox.logs(run)).includes('ready'); tries += 1) assert.ok(tries < 500);
    await sandbox.call('PATCH', `build/builds/${run}`, { body: { status: 'cancelling' } });
    assert.equal((await sandbox.settled(run))['result'], 'canceled');
    const log = await sandbox.logs(run);
    assert.ok(log.includes('tidied Canceled') && log.includes('tidy stage') && !log.includes('not this'), log);
    assert.deepEqual(await sandbox.outline(run), ['A canceled', 'B canceled', 'Tidy succeeded']);
  });

  it('stops one stage that is cancelled, and goes on with the others as their conditions say', async () => {
    const say = (text: string) => `[{ checkout: none }, { bash: '${text}' }]`;
    const sandbox = await startRuns();
    await sandbox.push({
      'azure-pipelines.yml': `
stages:
  - stage: Slow
    jobs:
      - { job: Runs, steps: ${say('echo ready; exec sleep 30')} }
      - { job: Next, dependsOn: Runs, steps: ${say('echo not this')} }
      - { job: Tidy, dependsOn: Runs, condition: always(), steps: ${say('echo tidied')} }
  - stage: Beside
    dependsOn: []
    jobs: [{ job: J, steps: ${say(`until [ -f ${sandbox.folder}/go ]; do sleep 0.05; done`)} }]
  - { stage: Behind, dependsOn: Slow, jobs: [{ job: J, steps: ${say('echo not this')} }] }
  - { stage: Failed, dependsOn: Slow, condition: failed(), jobs: [{ job: J, steps: ${say('echo not this')} }] }
  - { stage: Always, dependsOn: Slow, condition: always(), jobs: [{ job: J, steps: ${say('echo always')} }] }
`,
    });
    const run = await sandbox.queue(sandbox.createPipeline());
    const update = (stage: string, options: { status?: number; token?: string } = {}) =>
      sandbox.call('PATCH', `build/builds/${run}/stages/${stage}`, { body: { state: 'cancel' }, ...options });
    for (let tries = 0; !(await sandbox.logs(run)).includes('ready'); tries += 1) assert.ok(tries < 500);
    await update('Slow', { status: 403, token: sandbox.tokenOf('Rosa Reader', ['readCode', 'queueBuilds']) });
    await update('Behind', { status: 400 });
    await update('Nowhere', { status: 404 });
    await update('Slow');
    await sandbox.settled(run, { except: ['Beside'] });
    writeFileSync(path.join(sandbox.folder, 'go'), '');
    assert.equal((await sandbox.settled(run))['result'], 'canceled');
    assert.deepEqual(await sandbox.outline(run), [
      'Slow canceled',
      'Beside succeeded',
      'Behind skipped',
      'Failed skipped',
      'Always succeeded',
    ]);
    assert.deepEqual((await sandbox.outline(run, 'Phase')).slice(0, 3), [
      'Runs canceled',
      'Next canceled',
      'Tidy succeeded',
    ]);
    assert.ok(!(await sandbox.logs(run)).includes('not this'));
    await update('Slow', { status: 400 });
  });

  it('retries a failed stage in a new attempt and keeps the old one', async () => {
    const { sandbox, run } = await runOf(`
stages:
  - stage: A
    jobs:
      - job: Good
        steps: [{ checkout: none }, { bash: 'echo "good $(System.StageAttempt)"' }]
      - job: Bad
        steps: [{ checkout: none }, { bash: 'echo "try $(System.JobAttempt) of $(System.StageAttempt)"; [ "$(System.JobAttempt)" = 2 ]' }]
  - stage: B
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: echo b }] }]
`);
    assert.equal((await sandbox.settled(run))['result'], 'failed');
    const before = (await sandbox.call('GET', `build/builds/${run}/timeline`)).records;
    for (const [stage, body] of [
      ['B', { state: 'cancel' }],
      ['B', { state: 'retry', retryDependencies: true }],
    ] as const)
      await sandbox.call('PATCH', `build/builds/${run}/stages/${stage}`, { body, status: 400 });
    await sandbox.call('PATCH', `build/builds/${run}/stages/A`, { body: { state: 'retry', forceRetryAllJobs: false } });
    assert.equal((await sandbox.settled(run))['result'], 'succeeded');
    const after = (await sandbox.call('GET', `build/builds/${run}/timeline`)).records;
    const log = await sandbox.logs(run);
    assert.equal(log.split('good 1').length, 2, log);
    assert.ok(log.includes('try 2 of 2'));
    const stage = after.find(({ type, name }) => type === 'Stage' && name === 'A');
    assert.equal(stage?.['attempt'], 2);
    const [old] = stage['previousAttempts'] as readonly { timelineId: string }[];
    const earlier = (await sandbox.call('GET', `build/builds/${run}/timeline/${old?.timelineId}`)).records;
    const job = (records: typeof after) => records.find(({ type, name }) => type === 'Job' && name === 'Bad')?.['id'];
    assert.equal(job(earlier), job(before));
    assert.notEqual(job(after), job(before));
    assert.deepEqual(await sandbox.outline(run), ['A succeeded', 'B succeeded']);
    await sandbox.call('PATCH', `build/builds/${run}/stages/A`, { body: { state: 'retry' }, status: 400 });
  });
});
