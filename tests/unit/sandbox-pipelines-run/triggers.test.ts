import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, after } from 'mocha';
import { systemClock, type Clock } from '../../../sandbox/core/clock.ts';
import { meansBranch, meansPath, skipsCi } from '../../../sandbox/pipelines/run/triggers/filters.ts';
import { shop, startRuns, stopSandboxes, type Json, type RunSandbox } from './run-sandbox.ts';

after(stopSandboxes);

const says = (trigger: string, say = 'echo ok') => `
${trigger}
steps:
  - checkout: none
  - bash: ${say}
`;

const runsOf = async (sandbox: RunSandbox): Promise<readonly Json[]> => {
  await sandbox.azure.settle();
  const { value } = await sandbox.call('GET', 'build/builds?queryOrder=queueTimeAscending');
  for (const { id } of value) await sandbox.settled(id as number);
  return (await sandbox.call('GET', 'build/builds?queryOrder=queueTimeAscending')).value;
};

describe('a push', () => {
  it('starts the pipelines whose file means its branch and its files', async () => {
    const sandbox = await startRuns();
    const trigger =
      'trigger:\n  branches: { include: [main, feature/*] }\n  paths: { include: [src], exclude: [src/docs] }';
    await sandbox.push({ 'azure-pipelines.yml': says(trigger), 'src/a.ts': 'a' });
    sandbox.createPipeline();
    await sandbox.push({ 'src/docs/x.md': 'excluded' });
    const meant = await sandbox.push({ 'src/a.ts': 'b' });
    await sandbox.push({ 'src/a.ts': 'c' }, { message: 'Change\n\n[skip ci]' });
    await sandbox.push({ 'src/c.ts': 'c' }, { branch: 'other' });
    const feature = await sandbox.push({ 'src/c.ts': 'c' }, { branch: 'feature/one' });
    const runs = await runsOf(sandbox);
    assert.deepEqual(
      runs.map(({ sourceVersion, sourceBranch, reason, result }) => [sourceVersion, sourceBranch, reason, result]),
      [
        [meant, 'refs/heads/main', 'individualCI', 'succeeded'],
        [feature, 'refs/heads/feature/one', 'individualCI', 'succeeded'],
      ],
    );
    assert.equal((runs[0]!['requestedFor'] as Json)['displayName'], 'Ada Doe');
  });

  it('fails a run whose file is not valid, with what is wrong', async () => {
    const sandbox = await startRuns();
    await sandbox.push({ 'azure-pipelines.yml': says('trigger: none') });
    sandbox.createPipeline();
    await sandbox.push({ 'azure-pipelines.yml': 'trigger: [main]\nsteps:\n  - task: Unknown@1\n' });
    const [run] = await runsOf(sandbox);
    assert.equal(run?.['result'], 'failed');
    const [problem] = run['validationResults'] as readonly { message: string }[];
    assert.match(problem?.message ?? '', /references a task called 'Unknown'/);
  });

  it('waits for the run before it where the file batches, and is built with those that came meanwhile', async () => {
    const sandbox = await startRuns();
    const trigger = 'trigger: { batch: true, branches: { include: [main] } }';
    const yaml = says(trigger, `until [ -f ${sandbox.folder}/go ]; do sleep 0.05; done`);
    await sandbox.push({ 'azure-pipelines.yml': yaml });
    sandbox.createPipeline();
    const first = await sandbox.push({ 'a.txt': '1' });
    await sandbox.azure.settle();
    for (const text of ['2', '3']) await sandbox.push({ 'a.txt': text });
    const last = await sandbox.push({ 'a.txt': '4' });
    await sandbox.azure.settle();
    writeFileSync(path.join(sandbox.folder, 'go'), '');
    await sandbox.settled(1);
    assert.deepEqual(
      (await runsOf(sandbox)).map(({ sourceVersion, reason, result }) => [sourceVersion, reason, result]),
      [
        [first, 'batchedCI', 'succeeded'],
        [last, 'batchedCI', 'succeeded'],
      ],
    );
  });

  it('does not start itself for ever', async () => {
    const sandbox = await startRuns();
    await sandbox.push({ 'azure-pipelines.yml': says('trigger: [main]') });
    sandbox.createPipeline();
    sandbox.azure.executing.mostTriggeredRuns = 1;
    for (const text of ['1', '2']) await sandbox.push({ 'a.txt': text });
    assert.equal((await runsOf(sandbox)).length, 1);
  });
});

describe('filters of triggers', () => {
  it('mean branches and paths as the service reads them', () => {
    assert.ok(meansBranch({ include: ['*'], exclude: ['slipway/*'] }, 'main'));
    assert.ok(!meansBranch({ include: ['*'], exclude: ['slipway/*'] }, 'slipway/ledger'));
    assert.ok(!meansBranch({ include: ['main'], exclude: [] }, 'main/x'));
    assert.ok(meansPath({ include: ['/src/'], exclude: [] }, ['src/a/b.ts']));
    assert.ok(!meansPath({ include: ['src'], exclude: [] }, ['README.md', 'srcs/a.ts']));
    assert.ok(!meansPath({ include: [], exclude: ['docs'] }, ['docs/a.md']));
    assert.ok(skipsCi('Fix\n\n[ci skip]') && skipsCi('***NO_CI*** Release') && !skipsCi('Do not skip ci'));
  });
});

describe('a build validation policy', () => {
  const PULL = says(
    'trigger: none',
    'echo "pr $(System.PullRequest.PullRequestId) $(Build.SourceBranch) $(Build.Reason)"',
  );

  async function startPull({
    yamlOf = () => PULL,
    isDraft = false,
    settings = {},
    isBlocking = true,
    clock = systemClock,
  }: {
    yamlOf?: (folder: string) => string;
    isDraft?: boolean;
    settings?: { readonly validDuration?: number; readonly queueOnSourceUpdateOnly?: boolean };
    isBlocking?: boolean;
    clock?: Clock;
  } = {}) {
    const sandbox = await startRuns(undefined, clock);
    await sandbox.push({ 'azure-pipelines.yml': yamlOf(sandbox.folder), 'a.txt': 'a' });
    await sandbox.push({ 'b.txt': 'b' }, { branch: 'topic' });
    const pipeline = sandbox.createPipeline();
    sandbox.azure.setPolicy(shop, {
      type: 'build',
      isBlocking,
      settings: { ...settings, buildDefinitionId: pipeline },
    });
    const author = { displayName: 'Ada Doe' };
    const { id } = await sandbox.azure.createPullRequest({
      ...shop,
      source: 'topic',
      target: 'main',
      title: 'T',
      author,
      isDraft,
    });
    const { id: projectId } = sandbox.azure.createProject(shop.organisation, shop.project);
    const evaluation = async () => {
      const artifact = `vstfs:///CodeReview/CodeReviewId/${projectId}/${id}`;
      return (await sandbox.call('GET', `policy/evaluations?artifactId=${artifact}`)).value[0];
    };
    return { sandbox, id, evaluation };
  }

  it('runs the merge of a new pull request and of each push, and stands as the run does', async () => {
    const { sandbox, id, evaluation } = await startPull();
    const [first] = await runsOf(sandbox);
    assert.equal(first?.['result'], 'succeeded');
    assert.ok((await sandbox.logs(1)).includes(`pr ${id} refs/pull/${id}/merge PullRequest`));
    assert.equal((await evaluation())?.['status'], 'approved');
    await sandbox.push({ 'azure-pipelines.yml': says('trigger: none', 'exit 1') }, { branch: 'topic' });
    assert.equal((await runsOf(sandbox)).length, 2);
    assert.equal((await evaluation())?.['status'], 'rejected');
    await sandbox.call('PATCH', `policy/evaluations/${String((await evaluation())?.['evaluationId'])}`);
    assert.equal((await runsOf(sandbox)).length, 3);
  });

  it('validates one from before the policy on demand, and not because others were merged', async () => {
    const sandbox = await startRuns();
    await sandbox.push({ 'azure-pipelines.yml': PULL, 'a.txt': 'a' });
    await sandbox.push({ 'b.txt': 'b' }, { branch: 'topic' });
    const request = { ...shop, source: 'topic', target: 'main', title: 'T', author: { displayName: 'Ada Doe' } };
    const { id } = await sandbox.azure.createPullRequest(request);
    const settings = { buildDefinitionId: sandbox.createPipeline() };
    sandbox.azure.setPolicy(shop, { type: 'build', isBlocking: false, settings });
    await sandbox.push({ 'c.txt': 'c' });
    assert.equal((await runsOf(sandbox)).length, 0);
    const { id: projectId } = sandbox.azure.createProject(shop.organisation, shop.project);
    const artifact = `vstfs:///CodeReview/CodeReviewId/${projectId}/${id}`;
    const [evaluation] = (await sandbox.call('GET', `policy/evaluations?artifactId=${artifact}`)).value;
    await sandbox.call('PATCH', `policy/evaluations/${String(evaluation?.['evaluationId'])}`);
    assert.equal((await runsOf(sandbox)).length, 1);
  });

  it('leaves a draft alone until it is published', async () => {
    const { sandbox, id } = await startPull({ isDraft: true });
    assert.equal((await runsOf(sandbox)).length, 0);
    await sandbox.call('PATCH', `git/repositories/web/pullRequests/${id}`, { body: { isDraft: false } });
    assert.equal((await runsOf(sandbox)).length, 1);
  });

  it('counts, once the target has moved, until it is as old as it may become', async () => {
    let minutes = 0;
    const clock: Clock = { speed: 1, now: () => new Date(Date.now() + minutes * 60_000) };
    const settings = { validDuration: 60, queueOnSourceUpdateOnly: true };
    // A required one would keep pushes off the target.
    const { sandbox, evaluation } = await startPull({ clock, settings, isBlocking: false });
    await runsOf(sandbox);
    minutes = 61;
    assert.equal((await evaluation())?.['status'], 'approved');
    await sandbox.push({ 'c.txt': 'c' });
    const old = await evaluation();
    assert.deepEqual([old?.['status'], (old!['context'] as Json)['isExpired']], ['queued', true]);
    minutes = 59;
    assert.equal((await evaluation())?.['status'], 'approved');
    minutes = 61;
    await sandbox.call('PATCH', `policy/evaluations/${String(old?.['evaluationId'])}`);
    assert.equal((await runsOf(sandbox)).length, 2);
    assert.equal((await evaluation())?.['status'], 'approved');
  });

  it('lets an auto-complete merge once its run has succeeded, which starts what the merge starts', async () => {
    const yamlOf = (folder: string) => says('trigger: [main]', `while [ ! -f ${folder}/go ]; do sleep 0.05; done`);
    const { sandbox, id } = await startPull({ yamlOf });
    await sandbox.azure.settle();
    const ada = sandbox.azure.createIdentity(shop.organisation, { displayName: 'Ada Doe' });
    await sandbox.call('PATCH', `git/repositories/web/pullRequests/${id}`, {
      body: { autoCompleteSetBy: { id: ada.id } },
    });
    await sandbox.azure.settle();
    const status = async () => (await sandbox.call('GET', `git/repositories/web/pullRequests/${id}`))['status'];
    assert.equal(await status(), 'active');
    writeFileSync(path.join(sandbox.folder, 'go'), '');
    await sandbox.settled(1);
    const runs = await runsOf(sandbox);
    assert.equal(await status(), 'completed');
    assert.deepEqual(
      runs.map(({ reason, result }) => [reason, result]),
      [
        ['pullRequest', 'succeeded'],
        ['individualCI', 'succeeded'],
      ],
    );
  });
});

describe('merges at the same time', () => {
  it('are pushes of their own, each of which starts what it starts', async () => {
    const sandbox = await startRuns();
    await sandbox.push({ 'azure-pipelines.yml': says('trigger: [main]') });
    const author = { displayName: 'Ada Doe' };
    const pulls: { readonly id: number; readonly commit: string }[] = [];
    for (const source of ['one', 'two', 'three']) {
      const commit = await sandbox.push({ [`${source}.txt`]: source }, { branch: source });
      const { id } = await sandbox.azure.createPullRequest({ ...shop, source, target: 'main', title: source, author });
      pulls.push({ id, commit });
    }
    sandbox.createPipeline();
    const complete = ({ id, commit }: (typeof pulls)[number]) =>
      sandbox.call('PATCH', `git/repositories/web/pullRequests/${id}`, {
        body: { status: 'completed', lastMergeSourceCommit: { commitId: commit } },
      });
    await Promise.all(pulls.map(complete));
    const runs = await runsOf(sandbox);
    const merges = await Promise.all(
      pulls.map(async ({ id }) => {
        const merged = await sandbox.call('GET', `git/repositories/web/pullRequests/${id}`);
        return (merged['lastMergeCommit'] as Json)['commitId'];
      }),
    );
    assert.deepEqual(runs.map(({ sourceVersion }) => sourceVersion).sort(), merges.sort());
  });
});

describe('runs that are started otherwise', () => {
  it('come from schedules and from runs of other pipelines', async () => {
    const sandbox = await startRuns();
    await sandbox.push({
      'azure-pipelines.yml': says('trigger: none'),
      'nightly.yml': says(
        'trigger: none\nschedules:\n  - { cron: "0 3 * * *", displayName: Nightly, branches: { include: [main] } }\nresources:\n  pipelines: [{ pipeline: up, source: build, trigger: true }]',
        'echo "$(Build.Reason) $(Resources.Pipeline.up.RunID)"',
      ),
    });
    const build = sandbox.createPipeline();
    const nightly = {
      organisation: shop.organisation,
      pipeline: sandbox.createPipeline({ name: 'nightly', yamlPath: 'nightly.yml' }),
    };
    const [scheduled] = await sandbox.azure.startSchedule(nightly, 'Nightly');
    assert.ok(scheduled !== undefined);
    assert.equal((await sandbox.settled(scheduled))['reason'], 'schedule');
    assert.deepEqual(await sandbox.azure.startSchedule(nightly), []);
    const up = await sandbox.queue(build);
    await sandbox.settled(up);
    const triggered = await sandbox.azure.startResourceTrigger(nightly, up);
    assert.equal((await sandbox.settled(triggered ?? 0))['reason'], 'resourceTrigger');
    assert.ok((await sandbox.logs(triggered ?? 0)).includes(`ResourceTrigger ${up}`));
  });

  it('create no environment, for nobody asked for them', async () => {
    const sandbox = await startRuns();
    const yaml = `
trigger: none
schedules:
  - { cron: "0 3 * * *", displayName: Nightly, branches: { include: [main] } }
jobs:
  - deployment: Roll
    environment: new
    strategy: { runOnce: { deploy: { steps: [{ bash: echo deployed }] } } }
`;
    await sandbox.push({ 'azure-pipelines.yml': yaml });
    const pipeline = sandbox.createPipeline();
    const [scheduled] = await sandbox.azure.startSchedule({ organisation: shop.organisation, pipeline });
    const refused = await sandbox.settled(scheduled ?? 0);
    assert.equal(refused['result'], 'failed');
    assert.match(JSON.stringify(refused['validationResults']), /Environment new could not be found/);
    assert.equal((await sandbox.settled(await sandbox.queue(pipeline)))['result'], 'succeeded');
  });

  it('take parameters, templates of other repositories, variables and stages to skip', async () => {
    const sandbox = await startRuns();
    sandbox.azure.createRepository({ ...shop, repository: 'templates' });
    const stages = `
parameters: [{ name: who, type: string }]
stages:
  - stage: A
    jobs: [{ job: J, steps: [{ checkout: none }, { bash: 'exit 1' }] }]
  - stage: B
    jobs: [{ job: J, steps: [{ checkout: templates }, { bash: 'echo "hi \${{ parameters.who }} $(Build.DefinitionName) $(ls)"' }] }]
`;
    await sandbox.push({ 'stages.yml': stages }, { repository: 'templates' });
    await sandbox.push({
      'azure-pipelines.yml': `
name: $(Build.DefinitionName)-$(Rev:rr)
parameters: [{ name: who, type: string }]
trigger: none
resources:
  repositories: [{ repository: templates, type: git, name: Shop/templates }]
extends:
  template: stages.yml@templates
  parameters: { who: "\${{ parameters.who }}" }
`,
    });
    const pipeline = sandbox.createPipeline();
    const body = { templateParameters: { who: 'mara' }, stagesToSkip: ['A'] };
    const preview = await sandbox.call('POST', `pipelines/${pipeline}/preview`, { body });
    assert.match(preview['finalYaml'] as string, /hi mara/);
    const build = await sandbox.settled(await sandbox.queue(pipeline, body));
    assert.deepEqual([build['buildNumber'], build['result']], ['build-01', 'succeeded']);
    assert.ok((await sandbox.logs(build['id'] as number)).includes('hi mara build stages.yml'));
    for (const wrong of [{}, { ...body, stagesToSkip: ['X'] }, { ...body, variables: { x: { value: '1' } } }])
      await sandbox.call('POST', `pipelines/${pipeline}/runs`, { body: wrong, status: 400 });
    await sandbox.push({
      'azure-pipelines.yml': 'jobs: [{ job: J, pool: server, steps: [{ task: ManualValidation@1 }] }]\n',
    });
    await assert.rejects(sandbox.queue(pipeline), /ManualValidation@1/);
  });
});
