import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compile, refusal, stepsOf } from './compile-support.ts';

const jobs = (lines: string) => `jobs:\n${lines}`;
const stages = (lines: string) => `stages:\n${lines}`;
const inJob = (lines: string) => `steps:\n${lines}`;

async function refuses(rows: readonly (readonly [string, string])[]): Promise<void> {
  for (const [text, expected] of rows) {
    const message = await refusal(text);
    assert.ok(message.includes(expected), `${text}\n${message}`);
  }
}

describe('sandbox pipelines: stages, jobs and steps', () => {
  it('of a file that is steps or jobs have a stage and a job by default', async () => {
    const plan = await compile('steps:\n- script: x\n');
    assert.deepEqual(
      plan.stages.map(({ name, jobs: all }) => [name, all.map((job) => job.name)]),
      [['__default', ['Job']]],
    );
    const named = await compile(
      jobs('- job: A\n- job:\n- deployment:\n  environment: e\n  strategy: { runOnce: { deploy: { steps: [] } } }\n'),
    );
    assert.deepEqual(
      named.stages[0]?.jobs.map(({ name }) => name),
      ['A', 'Job1', 'Job2'],
    );
  });

  it('check out first, unless they say otherwise; a deployment downloads', async () => {
    const plan = await compile(
      jobs(
        "- job: A\n  steps: [{ script: x }]\n- job: B\n  steps: [{ checkout: none }]\n- job: C\n  pool: server\n  steps: [{ task: 'M@1' }]\n- deployment: D\n  environment: e\n  strategy: { runOnce: { deploy: { steps: [{ script: x }] } } }\n- deployment: E\n  environment: e\n  strategy: { runOnce: { deploy: { steps: [{ download: none }] } } }\n",
      ),
    );
    assert.deepEqual(
      plan.stages[0]?.jobs.map((job) => job.steps.map(({ displayName }) => displayName)),
      [['Checkout self', 'CmdLine'], ['Checkout none'], ['M'], ['Download current', 'CmdLine'], ['Download none']],
    );
  });

  it('wait for the stage above, for those they name, or for none', async () => {
    const plan = await compile(
      stages(
        '- stage: A\n  jobs: [{ job: }]\n- stage: B\n  jobs: [{ job: }]\n- stage: C\n  dependsOn: []\n  jobs: [{ job: }]\n- stage: D\n  dependsOn: [a, B]\n  condition: always()\n  lockBehavior: sequential\n  isSkippable: false\n  trigger: automatic\n  templateContext: { x: 1 }\n  jobs: [{ job: }]\n',
      ),
    );
    assert.deepEqual(
      plan.stages.map(({ dependsOn }) => dependsOn),
      [[], ['A'], [], ['A', 'B']],
    );
    assert.deepEqual([plan.stages[3]?.condition, plan.stages[3]?.lockBehavior], ['always()', 'sequential']);
  });

  it('are refused when their names or dependencies do not hold, in the words of the service', async () => {
    const job = 'jobs: [{ job: J }]';
    await refuses([
      [
        stages(`- stage: A\n  ${job}\n- stage: a\n  ${job}\n`),
        'The stage name a appears more than once. Stage names must be unique within a pipeline.',
      ],
      [
        stages(`- stage: A-B\n  ${job}\n`),
        "Stage A-B has an invalid name. Valid names may only contain alphanumeric characters and '_'",
      ],
      [
        stages(`- stage: B\n  dependsOn: B\n  ${job}\n`),
        'The pipeline must contain at least one stage with no dependencies.',
      ],
      [
        stages(
          `- stage: A\n  ${job}\n- stage: B\n  dependsOn: [A, C]\n  ${job}\n- stage: C\n  dependsOn: [B, Z]\n  ${job}\n`,
        ),
        'Stage B depends on stage C which creates a cycle in the dependency graph.\nStage C depends on stage B which creates a cycle in the dependency graph.\nStage C depends on unknown stage Z.',
      ],
      [
        stages('- stage: A\n  jobs: [{ job: J }, { job: J }]\n'),
        'Stage A job J appears more than once. Job names must be unique within a stage.',
      ],
      [
        stages('- stage: A\n  jobs: [{ job: J }, { job: K, dependsOn: No }]\n'),
        'Stage A job K depends on unknown job No.',
      ],
      [
        stages('- stage: A\n  jobs: [{ job: J, dependsOn: J }]\n'),
        'Stage A must contain at least one job with no dependencies.',
      ],
      [jobs('- job: 1st\n'), 'Job 1st has an invalid name.'],
      [
        jobs('- job: A\n- job: B\n  dependsOn: B\n'),
        'Job B depends on job B which creates a cycle in the dependency graph.',
      ],
      [
        inJob('- script: x\n  name: a\n- script: y\n  name: A\n'),
        'Job Job: The step name A appears more than once. Step names must be unique within a job.',
      ],
      [inJob('- script: x\n  name: a b\n'), 'Job Job: Step a b has an invalid name.'],
      ['stages: []\n', 'at least one stage'],
      ['trigger: none\n', 'Expected one of: extends, stages, jobs, steps'],
    ]);
  });

  it('have the conditions that can be read', async () => {
    await refuses([
      [stages('- stage: A\n  condition: eq(1)\n  jobs: []\n'), "/p.yml (Line: 3, Col: 14): Unexpected symbol: ')'"],
      [jobs('- job: A\n  condition: nosuchfunc()\n'), "Unrecognized value: 'nosuchfunc'"],
      [
        inJob('- script: x\n  name: s\n  condition: eq(1)\n'),
        'Job Job: Step s specifies condition eq(1) which is not valid. Reason: Unexpected symbol',
      ],
      [inJob("- script: x\n  condition: eq(dependencies.A.result, 'x')\n"), "Unrecognized value: 'dependencies'"],
      ['variables: { a: "$[ always() ]" }\nsteps: []', "(Line: 1, Col: 17): Unrecognized value: 'always'"],
      ['variables: { a: "$[counter(\'x\', 1)]" }\nsteps: []', "does not support the function 'counter'"],
    ]);
    const plan = await compile(jobs('- job: A\n  condition: false\n- job: B\n  condition:\n'));
    assert.deepEqual(
      plan.stages[0]?.jobs.map(({ condition }) => condition),
      ['false', undefined],
    );
  });

  it('carry what was said of jobs', async () => {
    const plan = await compile(
      'pool: { name: Default, demands: [a] }\njobs:\n- job: A\n  displayName: The A\n  timeoutInMinutes: 0\n  cancelTimeoutInMinutes: 2\n  continueOnError: true\n  workspace: { clean: all }\n  uses: { repositories: [self] }\n  variables:\n  - name: v\n    value: 1\n    readonly: true\n- deployment: D\n  dependsOn: A\n  environment: { name: production, resourceType: virtualMachine }\n  pool: { vmImage: ubuntu-latest }\n  strategy: { runOnce: { deploy: { pool: server, steps: [{ task: M@1.2.3 }] } } }\n',
    );
    const [a, d] = plan.stages[0]!.jobs;
    const { steps: _, ...rest } = a!;
    assert.deepEqual(rest, {
      kind: 'job',
      name: 'A',
      displayName: 'The A',
      dependsOn: [],
      condition: undefined,
      variables: [{ name: 'v', value: '1', isReadOnly: true }],
      environment: undefined,
      pool: 'agent',
      timeoutMinutes: 0,
      cancelTimeoutMinutes: 2,
      continueOnError: true,
    });
    assert.deepEqual([d?.kind, d?.environment, d?.dependsOn], ['deployment', 'production', ['A']]);
    assert.deepEqual(
      d?.steps.map((step) => step.kind === 'task' && [step.task, step.major]),
      [['M', 1]],
    );
  });

  it('carry what was said of steps', async () => {
    const plan = await compile(
      inJob(
        '- task: SlackNotify@1\n  name: ask\n  displayName: Ask\n  condition: always()\n  continueOnError: true\n  enabled: false\n  timeoutInMinutes: 5\n  retryCountOnTaskFailure: 3\n  inputs: { a: 1, b: true }\n  env: { T: $(System.AccessToken) }\n- bash: |\n    one\n    two\n  workingDirectory: src\n- publish: out\n  artifact: drop\n- download: current\n  artifact: drop\n',
      ),
    );
    const [task, bash, publish, download] = stepsOf(plan);
    assert.deepEqual(task, {
      kind: 'task',
      task: 'SlackNotify',
      major: 1,
      inputs: { a: '1', b: 'true' },
      name: 'ask',
      displayName: 'Ask',
      condition: 'always()',
      continueOnError: true,
      enabled: false,
      env: { T: '$(System.AccessToken)' },
      timeoutMinutes: 5,
      retryCountOnTaskFailure: 3,
    });
    assert.deepEqual(bash?.kind === 'script' && [bash.script, bash.workingDirectory], ['one\ntwo\n', 'src']);
    assert.deepEqual(publish?.kind === 'publish' && [publish.path, publish.artifact], ['out', 'drop']);
    assert.deepEqual(download?.kind === 'download' && [download.source, download.artifact], ['current', 'drop']);
  });

  it('check out self, none or a declared repository', async () => {
    const head = 'resources: { repositories: [{ repository: other, type: git, name: P/other, ref: main }] }\n';
    const plan = await compile(
      `${head}${inJob('- checkout: OTHER\n  fetchDepth: 0\n  fetchTags: true\n  persistCredentials: true\n  path: s\n  submodules: false\n  clean: true\n')}`,
    );
    const [step] = plan.stages[0]?.jobs[0]?.steps ?? [];
    assert.deepEqual(
      step?.kind === 'checkout' && [
        step.repository,
        step.fetchDepth,
        step.fetchTags,
        step.persistCredentials,
        step.path,
      ],
      ['other', 0, true, true, 's'],
    );
    assert.deepEqual(plan.repositories, [{ alias: 'other', name: 'P/other', ref: 'refs/heads/main' }]);
    await refuses([
      [
        inJob('- checkout: other\n'),
        "The checkout step references the repository 'other' which is not defined by the pipeline",
      ],
      [inJob('- checkout: self\n  lfs: true\n'), "does not support 'lfs'"],
      [inJob('- checkout: self\n  submodules: true\n'), "does not support 'submodules'"],
    ]);
  });

  it('refuse by name what the sandbox has not', async () => {
    await refuses([
      [inJob('- pwsh: x\n'), "/p.yml (Line: 2, Col: 3): The sandbox does not support 'pwsh' steps."],
      [inJob('- powershell: x\n'), "'powershell' steps"],
      [inJob('- getPackage: x\n'), "'getPackage' steps"],
      [inJob('- script: x\n  target: c\n'), "'target' here"],
      [inJob('- script: x\n  failOnStderr: true\n'), "'failOnStderr'"],
      [inJob('- download: other\n'), "'download' of another pipeline: 'other'"],
      [inJob('- publish: x\n'), "'publish' without 'artifact'"],
      [jobs('- job: A\n  strategy: { matrix: { a: { b: c } } }\n'), "'matrix' here"],
      [jobs('- job: A\n  strategy: { parallel: 2 }\n'), "'parallel' here"],
      [jobs('- job: A\n  container: x\n'), "'container' here"],
      [jobs('- job: A\n  services: { a: b }\n'), "'services' here"],
      [jobs('- deployment: D\n  environment: e\n  strategy: { canary: { } }\n'), "'canary' here"],
      [jobs('- deployment: D\n  environment: e\n  strategy: { rolling: { } }\n'), "'rolling' here"],
      [
        jobs(
          '- deployment: D\n  environment: e\n  strategy: { runOnce: { on: { failure: { steps: [] } }, deploy: { steps: [] } } }\n',
        ),
        "'on' here",
      ],
      [
        jobs('- deployment: deploy\n  environment: e\n  strategy: { runOnce: { deploy: { steps: [] } } }\n'),
        "'deploy' is a keyword",
      ],
      [jobs('- deployment: D\n  strategy: { runOnce: { deploy: { steps: [] } } }\n'), 'must specify an environment'],
      [jobs('- job: A\n  pool: server\n  steps: [{ script: x }]\n'), "'script' is not valid for the given job target"],
      [stages('- stage: A\n  trigger: manual\n  jobs: [{ job: J }]\n'), "'trigger: manual'"],
      ['variables:\n- group: secrets\nsteps: []\n', "variable groups: 'secrets'"],
      ['phases: []\n', "'phases' here"],
      ['resources: { containers: [] }\nsteps: []', "'containers' here"],
      ['resources: { packages: [] }\nsteps: []', "'packages' here"],
      ['resources: { builds: [] }\nsteps: []', "'builds' here"],
      ['resources: { repositories: [{ repository: r, type: github, name: n }] }\nsteps: []', "another type than 'git'"],
      ['resources: { pipelines: [{ pipeline: p, source: s, tags: [a] }] }\nsteps: []', "'tags' here"],
    ]);
  });

  it('refuse what nobody knows, where it stands', async () => {
    await refuses([
      ['steps: []\nfoo: 1\n', "/p.yml (Line: 2, Col: 1): Unexpected value 'foo'"],
      [inJob('- scrip: x\n'), "/p.yml (Line: 2, Col: 3): Unexpected value 'scrip'"],
      [inJob('- script: x\n  dispalyName: y\n'), "/p.yml (Line: 3, Col: 3): Unexpected value 'dispalyName'"],
      [jobs('- job: A\n  stepps: []\n'), "/p.yml (Line: 3, Col: 3): Unexpected value 'stepps'"],
      [inJob('- task: NoVersion\n'), 'has an invalid task definition reference'],
      [inJob('- script: x\n  enabled: maybe\n'), "Expected a Boolean value. Actual value: 'maybe'"],
      [inJob('- script: x\n  timeoutInMinutes: soon\n'), "Expected an integer value. Actual value: 'soon'"],
      [inJob('- script: [a]\n'), 'A sequence was not expected'],
      [inJob('- script: { a: b }\n'), 'A mapping was not expected'],
      ['steps: { a: b }\n', 'A mapping was not expected'],
      ['- steps\n', 'A mapping was expected'],
      ['steps: []\njobs: []\n', "(Line: 1, Col: 8): Unexpected value 'steps'"],
      ['stages: [{ stage: A, jobs: [{ job: J }] }]\ncontinueOnError: true\n', "Unexpected value 'continueOnError'"],
    ]);
  });

  it('refuse YAML that Azure Pipelines does not take', async () => {
    await refuses([
      ['steps: []\nSteps: []\n', "/p.yml (Line: 2, Col: 1): 'Steps' is already defined"],
      ['steps:\n- &a script: x\n', "Remove the anchor 'a'"],
      ['steps: *a\n', '/p.yml (Line: 1, Col: 8)'],
      ['steps:\n\t- script: x\n', '/p.yml (Line: 2, Col: 1)'],
      ['steps: [\n', '/p.yml (Line:'],
      ['? [a]\n: b\n', 'A scalar value was expected'],
      ['steps: []\n---\nsteps: []\n', '/p.yml (Line:'],
      ['', "Unexpected value ''"],
    ]);
  });
});
