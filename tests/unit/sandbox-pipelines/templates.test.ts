import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compile, refusal, scripts, stepsOf } from './compile-support.ts';

const SHARED = 'resources:\n  repositories:\n  - repository: shared\n    type: git\n    name: Other/shared\n';

describe('sandbox pipelines: templates', () => {
  it('are found relative to the file that names them, or from the root', async () => {
    const files = {
      '/p.yml': 'steps:\n- template: a/one.yml\n- template: ./a/b/two.yml\n- template: a\\one.yml\n',
      '/a/one.yml': 'steps:\n- script: one\n- template: b/two.yml\n',
      '/a/b/two.yml': 'steps:\n- script: two\n- template: ../../end.yml\n- template: /end.yml\n',
      '/end.yml': 'steps:\n- script: end\n',
    };
    const two = ['two', 'end', 'end'];
    assert.deepEqual(await scripts(files), ['one', ...two, ...two, 'one', ...two]);
  });

  it('of another repository stay in it, and come back with @self', async () => {
    const files = {
      '/p.yml': `${SHARED}steps:\n- template: t/a.yml@SHARED\n`,
      'shared:/t/a.yml': 'steps:\n- script: a\n- template: b.yml\n- template: own.yml@self\n- template: /t/b.yml\n',
      'shared:/t/b.yml': 'steps:\n- script: b\n',
      '/own.yml': 'steps:\n- script: own\n',
    };
    assert.deepEqual(await scripts(files), ['a', 'b', 'own', 'b']);
  });

  it('hold stages, jobs, steps and variables', async () => {
    const plan = await compile({
      '/p.yml':
        'variables:\n- template: v.yml\nstages:\n- template: s.yml\n  parameters: { name: One }\n- template: s.yml\n  parameters: { name: Two }\n',
      '/v.yml': 'variables:\n  who: me\n',
      '/s.yml': 'parameters:\n- name: name\nstages:\n- stage: ${{ parameters.name }}\n  jobs:\n  - template: j.yml\n',
      '/j.yml': 'jobs:\n- job: J\n  steps:\n  - template: st.yml\n    parameters: { who: "${{ variables.who }}" }\n',
      '/st.yml': 'parameters:\n- name: who\n  type: string\nsteps:\n- script: hello ${{ parameters.who }}\n',
    });
    assert.deepEqual(
      plan.stages.map(({ name, dependsOn }) => [name, dependsOn]),
      [
        ['One', []],
        ['Two', ['One']],
      ],
    );
    assert.deepEqual(
      stepsOf(plan).map((one) => one.kind === 'script' && one.script),
      ['hello me', 'hello me'],
    );
  });

  it('are extended, with steps handed in from outside', async () => {
    const plan = await compile({
      '/p.yml': `${SHARED}name: 1.$(Rev:r)\npool: server\nextends:\n  template: base.yml@shared\n  parameters:\n    tasks:\n    - task: A@1\n    - template: more.yml\n`,
      '/more.yml': 'steps:\n- task: B@2\n',
      'shared:/base.yml':
        'parameters:\n- name: tasks\n  type: stepList\nvariables:\n  from: base\nresources:\n  repositories:\n  - repository: third\n    type: git\n    name: third\n    ref: release\nstages:\n- stage: S\n  jobs:\n  - job: J\n    steps:\n    - ${{ parameters.tasks }}\n    - task: ${{ variables.from }}@3\n',
    });
    assert.deepEqual(
      stepsOf(plan).map((one) => one.kind === 'task' && `${one.task}@${one.major}`),
      ['A@1', 'B@2', 'base@3'],
    );
    assert.deepEqual(
      [plan.runName, plan.stages[0]?.jobs[0]?.pool, plan.variables[0]?.value],
      ['1.$(Rev:r)', 'server', 'base'],
    );
    assert.deepEqual(plan.extended, [{ repository: 'shared', path: '/base.yml' }]);
    assert.deepEqual(
      plan.repositories.map(({ alias, ref }) => [alias, ref]),
      [
        ['shared', undefined],
        ['third', 'refs/heads/release'],
      ],
    );
  });

  it('that are extended bring variables only to a pipeline that has none', async () => {
    const extending = (variables: string) => ({
      '/p.yml': `${variables}extends: { template: base.yml }\n`,
      '/base.yml': 'variables: { a: base }\nsteps:\n- script: ${{ variables.a }}\n',
    });
    assert.deepEqual(await scripts(extending('')), ['base']);
    assert.match(await refusal(extending('variables: { b: 1 }\n')), /'variables' is already defined/);
  });

  it('see their own parameters only', async () => {
    const files = {
      '/p.yml': 'parameters:\n- name: outer\n  default: x\nsteps:\n- template: t.yml\n',
      '/t.yml': 'steps:\n- script: ${{ parameters.outer }}\n',
    };
    assert.equal(await refusal(files), "/t.yml (Line: 2, Col: 11): Key not found 'outer'");
  });

  it('name their file and repository in messages', async () => {
    const files = { '/p.yml': `${SHARED}steps:\n- template: t.yml@shared\n`, 'shared:/t.yml': 'steps:\n- scrip: x\n' };
    assert.equal(await refusal(files), "/t.yml@shared (Line: 2, Col: 3): Unexpected value 'scrip'");
  });

  it('that cannot be had are refused', async () => {
    const use = (reference: string) => refusal(`${SHARED}steps:\n- template: "${reference}"\n`);
    assert.match(await use('none.yml'), /^\/p\.yml: File \/none\.yml not found in repository self/);
    assert.match(await use('t.yml@shared'), /File \/t\.yml not found in repository shared/);
    assert.equal(await use('t.yml@nosuch'), '/p.yml: No repository found by name nosuch');
    assert.equal(await use('a.yml@self@self'), '/p.yml: No repository found by name self@self');
    assert.equal(await use('../outside.yml'), '/p.yml: The file path //../outside.yml is invalid');
    assert.match(
      await refusal({ '/p.yml': 'steps:\n- template: t.yml\n', '/t.yml': 'jobs: []\n' }),
      /Unexpected value 'jobs'/,
    );
  });

  it('that include themselves are refused, those included twice are not', async () => {
    const circle = { '/p.yml': 'steps:\n- template: t.yml\n', '/t.yml': 'steps:\n- template: t.yml\n' };
    assert.equal(await refusal(circle), '/t.yml: Maximum object depth exceeded');
    assert.deepEqual(
      await scripts({ '/p.yml': 'steps:\n- template: t.yml\n- template: t.yml\n', '/t.yml': 'steps:\n- script: x\n' }),
      ['x', 'x'],
    );
  });

  it('are at most a hundred files', async () => {
    const files = (count: number) => ({
      '/p.yml': `steps:\n${Array.from({ length: count }, (_, i) => `- template: t${i}.yml\n`).join('')}`,
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`/t${i}.yml`, `steps:\n- script: s${i}\n`])),
    });
    assert.equal((await scripts(files(100))).length, 100);
    assert.match(await refusal(files(101)), /No more than 100 separate YAML files/);
  });
});
