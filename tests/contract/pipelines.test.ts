import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compilePipeline } from '../../sandbox/pipelines/compile/compile-pipeline.ts';
import { readTriggers } from '../../sandbox/pipelines/compile/read-pipeline.ts';
import type { Result } from '../../sandbox/pipelines/expressions/context.ts';
import { evaluateCondition } from '../../sandbox/pipelines/expressions/evaluate.ts';
import type { RunPlan, StagePlan } from '../../sandbox/pipelines/plan.ts';
import { findSampleProblems } from '../support/contract/yaml-samples.ts';
import { findBlocks } from '../../sandbox/consumer/documented-files.ts';
import { pipelineFiles } from '../../sandbox/consumer/templates.ts';
import { compileConsumer, compileExtending, isTemplate, parametersOf } from '../support/contract/shipped-pipelines.ts';
import { readJson, readText, taskNames } from '../support/contract/shipped.ts';
import type { TaskJson } from '../support/contract/task-schema.ts';

const tasks = taskNames.map((name) => readJson<TaskJson>(`tasks/${name}/task.json`));
const templates = pipelineFiles.filter(isTemplate);
const GATES_IN_SLACK = {
  pipelines: [{ name: 'x' }],
  ...Object.fromEntries(
    ['create', 'merge', 'trigger', 'sandbox', 'production'].map((name) => [`${name}Gate`, 'slack']),
  ),
};
const ALL = { jiraConnection: 'jira', slackConnection: 'slack', channel: 'C1' };

/** What of ALL a template takes. */
const connectedOf = (file: string): Readonly<Record<string, string>> => {
  const known = new Set(parametersOf(file).map(({ name }) => name));
  return Object.fromEntries(Object.entries(ALL).filter(([name]) => known.has(name)));
};

/** Expressions give True and False, which tasks take in any case. */
const withBooleans = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, /^(true|false)$/i.test(value) ? value.toLowerCase() : value]),
  );

/** Every step of a task of ours, wherever it runs. */
const stepsOf = ({ stages }: RunPlan) =>
  stages.flatMap(({ name: stage, jobs }) =>
    jobs.flatMap(({ name: job, steps }) =>
      steps.flatMap((step) => (step.kind === 'task' ? [{ stage, job, ...step }] : [])),
    ),
  );

const stageOf = (plan: RunPlan, name: string): StagePlan => {
  const stage = plan.stages.find((one) => one.name === name);
  assert.ok(stage, `There is no stage ${name}.`);
  return stage;
};

/** All ways to set the parameters of a template that have a closed set of values, one at a time and all alike. */
function variantsOf(file: string): readonly Readonly<Record<string, unknown>>[] {
  const closed = parametersOf(file).flatMap(({ name, type, values }) => {
    const choices: readonly unknown[] = values ?? (type === 'boolean' ? [true, false] : []);
    return choices.length === 0 ? [] : [{ name, choices }];
  });
  const gates = closed.filter(({ name }) => name.endsWith('Gate'));
  const alike = ['environment', 'slack', 'none'].map((gate) =>
    Object.fromEntries(gates.map(({ name }) => [name, gate])),
  );
  return [...alike, ...closed.flatMap(({ name, choices }) => choices.map((choice) => ({ [name]: choice })))];
}

for (const file of pipelineFiles) {
  describe(file, () => {
    it('says of every parameter its type, and of those that people set what it is for', () => {
      for (const { name, type } of parametersOf(file)) assert.notEqual(type, undefined, name);
      if (!isTemplate(file)) return;
      const head = readText(file).split(/^stages:/m)[0]!;
      const bare = parametersOf(file).filter(({ name }) => !new RegExp(`name: ${name}\\b`).test(head));
      assert.deepEqual(bare, []);
    });
  });
}

describe('The pipelines to extend', () => {
  it('give our tasks only what they take, and all that they need', async () => {
    for (const file of templates) {
      for (const variant of [{}, ...variantsOf(file).map((one) => ({ ...connectedOf(file), ...one }))]) {
        const steps = stepsOf(await compileExtending(file, variant));
        const sample = JSON.stringify(
          steps.map(({ task, major, inputs }) => ({ task: `${task}@${major}`, inputs: withBooleans(inputs) })),
        );
        assert.deepEqual(findSampleProblems(sample, tasks), [], `${file} ${JSON.stringify(variant)}`);
      }
    }
  });

  for (const file of templates)
    it(`${file} compiles with its defaults, with everything connected, and with every choice`, async () => {
      await compileExtending(file);
      for (const variant of variantsOf(file)) await compileExtending(file, { ...connectedOf(file), ...variant });
    });

  it('name their connections alike', () => {
    const named = templates.flatMap((file) => parametersOf(file).map(({ name }) => name));
    const connections = new Set(named.filter((name) => /connection/i.test(name)));
    assert.deepEqual([...connections].toSorted(), ['claudeConnection', 'jiraConnection', 'slackConnection']);
  });

  it('need no Slack and no Jira: without connections there is no step for them', async () => {
    for (const file of templates) {
      const names = new Set(stepsOf(await compileExtending(file)).map(({ task }) => task));
      assert.ok(!names.has('SlackNotify') && !names.has('JiraTransition'), file);
    }
  });

  it('take the outputs of earlier stages from stages that they depend on', async () => {
    for (const file of templates) {
      const { stages } = await compileExtending(file, connectedOf(file));
      for (const stage of stages) {
        const text = JSON.stringify(stage);
        const read = [...text.matchAll(/stageDependencies\.(\w+)\.(\w+)\.outputs\['(\w+)\.(\w+)'\]/g)];
        for (const [, from = '', job, step, output] of read) {
          assert.ok(stage.dependsOn.includes(from), `${file}: ${stage.name} reads ${from} and does not depend on it`);
          const steps = stages.find(({ name }) => name === from)?.jobs.find(({ name }) => name === job)?.steps ?? [];
          const source = steps.find(({ name }) => name === step);
          const task = source?.kind === 'task' ? tasks.find(({ name }) => name === source.task) : undefined;
          assert.ok(
            task?.outputVariables.some(({ name }) => name === output),
            `${file}: ${from}.${job}.${step}.${output}`,
          );
        }
      }
    }
  });
});

describe('The files of consumers in the documents', () => {
  const document = readText('docs/pipelines.md');
  const samples = findBlocks(document, 'yaml').filter((sample) => sample.includes('extends:'));

  it('extend every template', () => {
    for (const file of templates)
      assert.ok(
        samples.some((sample) => sample.includes(`${file}@slipway`)),
        file,
      );
  });

  for (const sample of samples)
    it(`compile: ${sample.split('\n')[0]}`, async () => {
      assert.ok((await compileConsumer(sample, sample.includes('hotfix') ? { from: 'v1.0.0' } : {})).stages.length > 0);
      const { ci, schedules } = readTriggers(sample, '/azure-pipelines.yml');
      assert.equal(ci !== undefined, sample.includes('staging.yml@'));
      assert.equal(schedules.length > 0, sample.includes('schedules:'));
    });
});

describe('A template of your own that takes no parameters', () => {
  const [own] = findBlocks(readText('docs/pipelines.md'), 'yaml').filter((text) => text.startsWith('# shop/'));
  const compile = (given: object) => {
    const repositories = [{ repository: 'slipway', type: 'git', name: 'Platform/slipway-pipelines' }];
    const file = { resources: { repositories }, extends: { template: 'shop/pull-request.yml@slipway', ...given } };
    const read = (repository: string, name: string) =>
      Promise.resolve(
        repository === 'self'
          ? JSON.stringify(file)
          : name.includes('shop/')
            ? own!
            : readText(name.replace(/^\//, '')),
      );
    return compilePipeline({ path: '/azure-pipelines.yml', templates: { read }, parameters: {}, variables: {} });
  };

  it('lets a pull request choose nothing', async () => {
    const plan = await compile({});
    assert.deepEqual(
      stageOf(plan, 'Merge').jobs.map(({ name }) => name),
      ['gate', 'merge'],
    );
    assert.deepEqual(await compile({ parameters: { mergeGate: 'none', exclude: '**' } }), plan);
  });
});

describe('pull-request.yml', () => {
  it('merges only an approved change that is no release', async () => {
    const { condition } = stageOf(await compileExtending('pipelines/pull-request.yml'), 'Merge');
    assert.match(condition ?? '', /succeeded\(\).*'approve'.*pullRequestKind'\], 'change'/);
  });

  it('waits for no policy that waits for its run', async () => {
    for (const step of stepsOf(await compileExtending('pipelines/pull-request.yml')))
      if (step.task === 'MergePullRequest') assert.equal(step.inputs['when'], 'policiesPass');
  });
});

describe('A gate in Slack', () => {
  it('fails at a no and without an answer, and at nothing else', async () => {
    const { stages } = await compileExtending('pipelines/release.yml', { ...ALL, ...GATES_IN_SLACK });
    const gates = stages.flatMap(({ jobs }) => jobs.filter(({ name }) => name === 'gate'));
    assert.equal(gates.length, 5);
    for (const { steps } of gates) {
      const [ask, stop, ...more] = steps.filter(({ kind }) => kind !== 'checkout');
      assert.ok(ask?.kind === 'task' && more.length === 0);
      const choices = (ask.inputs['choices'] ?? '').split(', ');
      const stopped = ['', undefined, ...choices].filter((decision) =>
        evaluateCondition(stop?.condition, {
          kind: 'step',
          variables: decision === undefined ? {} : { 'ask.decision': decision },
          isCanceled: false,
          jobStatus: 'Succeeded',
        }),
      );
      assert.deepEqual(stopped, ['', undefined, choices.at(-1)]);
    }
  });
});

describe('Skip, said in Slack', () => {
  it('leaves out the work of its stage, and of no other', async () => {
    const { stages } = await compileExtending('pipelines/release.yml', { ...ALL, ...GATES_IN_SLACK });
    const runs = (condition: string | undefined, decision: string) =>
      evaluateCondition(condition, {
        kind: 'job',
        variables: {},
        isCanceled: false,
        dependencies: { gate: { result: 'Succeeded', outputs: { 'ask.decision': decision } } },
        stageDependencies: {},
        previous: { gate: 'Succeeded' },
      });
    const work = stages.flatMap(({ name, jobs }) =>
      jobs.filter(({ dependsOn }) => dependsOn.includes('gate')).map(({ condition }) => ({ name, condition })),
    );
    assert.deepEqual(
      work.map(({ name, condition }) => [name, runs(condition, 'Skip'), runs(condition, 'Trigger')]),
      [
        ['Open', true, true],
        ['Merge', true, true],
        ['Trigger', false, true],
        ['Sandbox', false, true],
        ['Production', false, true],
      ],
    );
  });
});

describe('release.yml', () => {
  const compile = (given: object = {}) => compileExtending('pipelines/release.yml', { ...ALL, ...given });

  it('writes nothing before its first gate', async () => {
    const plan = await compile();
    const before = stepsOf(plan).filter(({ stage, task }) => stage === 'Plan' && task === 'StageRelease');
    assert.deepEqual(
      before.map(({ inputs }) => [inputs['action'], inputs['dryRun']?.toLowerCase()]),
      [['open', 'true']],
    );
  });

  it('has a gate before each step that people decide, wherever it is asked', async () => {
    const gated = ['Open', 'Merge', 'Trigger', 'Sandbox', 'Production'];
    const pipelines = [{ name: 'services/api' }];
    const all = (gate: string) =>
      Object.fromEntries(['create', 'merge', 'trigger', 'sandbox', 'production'].map((name) => [`${name}Gate`, gate]));
    for (const gate of ['environment', 'slack']) {
      const plan = await compile({ ...all(gate), pipelines });
      for (const name of gated) {
        const { jobs } = stageOf(plan, name);
        const asks = jobs.some(({ steps }) =>
          steps.some((step) => step.kind === 'task' && step.inputs['action'] === 'ask'),
        );
        assert.equal(asks, gate === 'slack', `${name} ${gate}`);
        if (gate === 'environment')
          assert.ok(
            jobs.some(({ environment }) => environment !== undefined),
            name,
          );
      }
    }
    const open = await compile({ ...all('none'), pipelines });
    for (const name of ['Open', 'Merge', 'Trigger'])
      assert.deepEqual(
        stageOf(open, name).jobs.map((job) => job.name),
        [name.toLowerCase()],
      );
  });

  it('merges, builds and publishes what was opened and claimed, and nothing else', async () => {
    const steps = stepsOf(await compile());
    const find = (task: string, action?: string) =>
      steps.find((step) => step.task === task && (action === undefined || step.inputs['action'] === action))!.inputs;
    assert.equal(find('MergePullRequest')['commit'], '$(approvedCommit)');
    assert.equal(find('StageRelease', 'claim')['releaseAs'], '$(openedVersion)');
    assert.equal(find('StageRelease', 'publish')['releaseAs'], '$(claimedVersion)');
    const build = stageOf(await compile(), 'Build').jobs[0]!.steps;
    assert.ok(
      build.some((step) => step.kind === 'script' && step.script.includes('git checkout --force --detach $(commit)')),
    );
  });

  it('keeps waiting runs in order in every stage with a gate', async () => {
    for (const { name, lockBehavior } of (await compile()).stages)
      if (['Open', 'Merge', 'Claim', 'Sandbox', 'Production', 'Publish'].includes(name))
        assert.equal(lockBehavior, 'sequential', name);
  });

  it('has a relay that nobody waits for, when asked', async () => {
    const { stages } = await compile({ relay: true });
    assert.deepEqual(stages.find(({ name }) => name === 'Relay')?.dependsOn, []);
    assert.ok(stages.every(({ dependsOn }) => !dependsOn.includes('Relay')));
  });

  it('leaves out the first environment when it has no name', async () => {
    const { stages } = await compile({ sandboxEnvironment: '' });
    assert.ok(!stages.some(({ name }) => name === 'Sandbox'));
    assert.deepEqual(stages.find(({ name }) => name === 'Production')?.dependsOn, ['Claim', 'Build']);
  });

  it('is told how it ended in every case but that there was nothing', async () => {
    assert.match(stageOf(await compile(), 'Report').condition ?? '', /^and\(always\(\), or\(/);
  });
});

describe('hotfix.yml', () => {
  it('takes all that release.yml takes, and hands it on', async () => {
    const [own, release] = ['hotfix', 'release'].map((name) => parametersOf(`pipelines/${name}.yml`));
    const names = (list = own) => list!.map(({ name }) => name);
    assert.deepEqual(names(), ['from', 'cherryPick', ...names(release)]);
    const differing = release!.filter((one) => {
      const twin = own!.find(({ name }) => name === one.name)!;
      return JSON.stringify(twin) !== JSON.stringify(one);
    });
    assert.deepEqual(
      differing.map(({ name }) => name),
      ['deleteReleaseBranch'],
    );
    const given = { ...ALL, targetBranch: 'master', afterRelease: [{ script: 'echo after' }] };
    const plan = await compileExtending('pipelines/hotfix.yml', given);
    assert.deepEqual(stageOf(plan, 'Plan').dependsOn, ['Hotfix']);
    assert.match(JSON.stringify(plan), /"targetBranch":"master".*echo after/);
    assert.doesNotMatch(JSON.stringify(plan), /"targetBranch":"main"/);
  });
});

describe('Which stages of release.yml run', () => {
  /** Plays the conditions: stages end as told, else well; a stage that does not run is skipped. Gives those that ran. */
  async function play(
    ends: Readonly<Record<string, Result>>,
    over: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
    { given = {}, leftOut = [] }: { readonly given?: object; readonly leftOut?: readonly string[] } = {},
  ): Promise<readonly string[]> {
    const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      Plan: { 'plan.plan.state': 'opened' },
      Open: { 'open.open.state': 'opened', 'open.open.releasePullRequestId': '7' },
      Claim: { 'claim.claim.state': 'opened' },
      ...over,
    };
    const plan = await compileExtending('pipelines/release.yml', { ...ALL, pipelines: [{ name: 'x' }], ...given });
    const done = new Map<string, Result>();
    const ancestors = (name: string): readonly string[] => {
      const direct = stageOf(plan, name).dependsOn;
      return [...new Set([...direct, ...direct.flatMap(ancestors)])].filter((one) => !leftOut.includes(one));
    };
    for (const { name, dependsOn, condition } of plan.stages) {
      if (leftOut.includes(name)) continue;
      const known = (names: readonly string[]) => names.filter((one) => done.has(one));
      const runs = evaluateCondition(condition, {
        kind: 'stage',
        variables: {},
        isCanceled: false,
        dependencies: Object.fromEntries(
          known(dependsOn).map((one) => [one, { result: done.get(one)!, outputs: outputs[one] ?? {} }]),
        ),
        stageDependencies: {},
        previous: Object.fromEntries(known(ancestors(name)).map((one) => [one, done.get(one)!])),
      });
      done.set(name, runs ? (ends[name] ?? 'Succeeded') : 'Skipped');
    }
    return [...done].filter(([name, result]) => result !== 'Skipped' && name !== 'Relay').map(([name]) => name);
  }

  const all = ['Plan', 'Open', 'Merge', 'Claim', 'Build', 'Trigger', 'Sandbox', 'Production', 'Publish', 'Report'];
  const upTo = (last: string) => [...all.slice(0, all.indexOf(last) + 1), 'Report'];

  it('all, when all goes well', async () => assert.deepEqual(await play({}), all));

  it('none but the first, when nothing is staged', async () =>
    assert.deepEqual(await play({}, { Plan: { 'plan.plan.state': 'staging' } }), ['Plan']));

  it('all but the merge, when nothing is to be merged', async () => {
    const open = { 'open.open.state': 'opened', 'open.open.releasePullRequestId': '' };
    assert.deepEqual(
      await play({}, { Open: open }),
      all.filter((name) => name !== 'Merge'),
    );
  });

  for (const stage of all.slice(0, -1))
    it(`none after ${stage}, when that fails, but the last message`, async () =>
      assert.deepEqual(await play({ [stage]: 'Failed' }), upTo(stage)));

  for (const stage of ['Open', 'Merge', 'Trigger', 'Sandbox', 'Production'])
    it(`none after ${stage}, when nobody answers its approval`, async () =>
      assert.deepEqual(await play({ [stage]: 'Skipped' }), [...all.slice(0, all.indexOf(stage)), 'Report']));

  it('all others, when one is left out as the run is queued', async () => {
    for (const stage of ['Trigger', 'Sandbox'])
      assert.deepEqual(
        await play({}, {}, { leftOut: [stage] }),
        all.filter((name) => name !== stage),
      );
  });

  it('not the publishing, when production is left out or skipped in Slack', async () => {
    const rest = all.filter((name) => name !== 'Publish');
    assert.deepEqual(
      await play({}, {}, { leftOut: ['Production'] }),
      rest.filter((name) => name !== 'Production'),
    );
    assert.deepEqual(await play({}, { Production: { 'gate.ask.decision': 'Skip' } }), rest);
    assert.deepEqual(await play({}, { Sandbox: { 'gate.ask.decision': 'Skip' } }), all);
  });

  it('none that builds, when another run has released it', async () =>
    assert.deepEqual(await play({}, { Claim: { 'claim.claim.state': 'released' } }), upTo('Claim')));
});
