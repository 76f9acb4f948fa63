import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { readJson, root, taskNames } from '../support/contract/shipped.ts';
import { findTaskProblems } from '../support/contract/task-problems.ts';
import type { TaskInput, TaskJson } from '../support/contract/task-schema.ts';

const distOf = (task: string) => path.join(root, 'dist/tasks', task);

for (const name of taskNames) {
  describe(`The built task.json of ${name}`, () => {
    it('is one that Azure DevOps takes', () => {
      assert.deepEqual(findTaskProblems(readJson(`dist/tasks/${name}/task.json`), distOf(name)), []);
    });

    it('is the one of the sources but for the minor version and the patch, which follow the package', () => {
      const source = readJson<TaskJson>(`tasks/${name}/task.json`);
      const [, Minor, Patch] = readJson<{ version: string }>('package.json').version.split('.').map(Number);
      assert.deepEqual(readJson(`dist/tasks/${name}/task.json`), {
        ...source,
        version: { Major: source.version.Major, Minor, Patch },
      });
    });
  });
}

describe('The tasks together', () => {
  it('share no id', () => {
    const ids = taskNames.map((name) => readJson<TaskJson>(`tasks/${name}/task.json`).id.toLowerCase());
    assert.equal(new Set(ids).size, ids.length);
  });
});

type Loose = { -readonly [K in keyof TaskJson]: TaskJson[K] } & Record<string, unknown>;
const inputOf = (task: Loose, name: string) => task.inputs.find((input) => input.name === name)!;
const change = (name: string, over: Partial<Record<keyof TaskInput, unknown>>) => (task: Loose) =>
  void Object.assign(inputOf(task, name), over);

/** Each makes AIReview's task.json wrong in one way. */
const mutations: Readonly<Record<string, (task: Loose) => void>> = {
  'an unknown property': (task) => (task['colour'] = 'blue'),
  'an unknown property of an input': (task) => Object.assign(task.inputs[0]!, { lable: 'Claude' }),
  'an id that is no GUID': (task) => (task.id = 'slipway'),
  'an empty GUID': (task) => (task.id = '00000000-0000-0000-0000-000000000000'),
  'no id': (task) => Reflect.deleteProperty(task, 'id'),
  'a name with a space': (task) => (task.name = 'AI Review'),
  'the name of another folder': (task) => (task.name = 'AIReviews'),
  'a friendly name of 41 characters': (task) => (task.friendlyName = 'x'.repeat(41)),
  'a version part as text': (task) => Object.assign(task.version, { Minor: '1' }),
  'a version without a patch': (task) => Reflect.deleteProperty(task.version, 'Patch'),
  'a negative version part': (task) => (task.version.Major = -1),
  'an instance name of an unknown input': (task) => (task.instanceNameFormat = 'Review $(modle)'),
  'no instance name': (task) => Reflect.deleteProperty(task, 'instanceNameFormat'),
  'an unknown category': (task) => Object.assign(task, { category: 'Utilities' }),
  'an unknown visibility': (task) => Object.assign(task, { visibility: ['Everywhere'] }),
  'an unknown input type': change('model', { type: 'text' }),
  'a connection of no type': change('claudeConnection', { type: 'connectedService:' }),
  'an input name with a dash': change('model', { name: 'claude-model' }),
  'an input that differs by case only': change('model', { name: 'EFFORT' }),
  'an input without a label': change('model', { label: undefined }),
  'an empty list': change('effort', { options: {}, defaultValue: undefined }),
  'a list without options': change('effort', { options: undefined, defaultValue: undefined }),
  'options where there is no list': change('include', { options: { a: 'a' } }),
  'a default outside of the options': change('effort', { defaultValue: 'Medium' }),
  'a boolean that defaults to yes': change('dryRun', { defaultValue: 'yes' }),
  'a boolean without a default': change('dryRun', { defaultValue: undefined }),
  'a default connection': change('claudeConnection', { defaultValue: 'claude' }),
  'a group that is missing': change('vote', { groupName: 'votes' }),
  'a group without inputs': (task) => task.groups!.push({ name: 'more', displayName: 'More', isExpanded: false }),
  'a rule with && and ||': change('vote', { visibleRule: 'dryRun = true && failOn = none || failOn = major' }),
  'a rule with parentheses': change('vote', { visibleRule: '(dryRun = true)' }),
  'a rule on an unknown input': change('vote', { visibleRule: 'dry = true' }),
  'a rule on itself': change('vote', { visibleRule: 'vote = none' }),
  'a rule on a value that is no option': change('vote', { visibleRule: 'failOn = blocker' }),
  'a rule without an operator': change('vote', { visibleRule: 'dryRun' }),
  'a third handler': (task) => Object.assign(task.execution, { Node16: { target: 'index.js' } }),
  'only one handler': (task) => Reflect.deleteProperty(task.execution, 'Node24'),
  'handlers with different targets': (task) => (task.execution.Node24.target = 'task.js'),
  'a target that is missing': (task) =>
    (task.execution = { Node20_1: { target: 'main.js' }, Node24: { target: 'main.js' } }),
  'a target in another folder': (task) => (task.execution.Node24.target = '../index.js'),
  'an argument format': (task) => Object.assign(task.execution.Node24, { argumentFormat: '' }),
  'an agent too old for Node 20': (task) => (task.minimumAgentVersion = '4.247.1'),
  'no least agent': (task) => Reflect.deleteProperty(task, 'minimumAgentVersion'),
  'no restrictions': (task) => Reflect.deleteProperty(task, 'restrictions'),
  'an output that may not be set': (task) => void task.restrictions.settableVariables.allowed.pop(),
  'any variable may be set': (task) => void task.restrictions.settableVariables.allowed.push('*'),
  'an output twice': (task) => {
    task.outputVariables.push({ name: 'Verdict', description: 'Again' });
    task.restrictions.settableVariables.allowed.push('Verdict');
  },
};

describe('A task.json is taken that has', () => {
  for (const rule of ['dryRun = false', 'failOn != none && vote = wait', 'model = "" || comments in inline,summary']) {
    it(`the rule ${rule}`, () => {
      const task = readJson<Loose>('dist/tasks/AIReview/task.json');
      change('budgetUsd', { visibleRule: rule })(task);
      assert.deepEqual(findTaskProblems(task, distOf('AIReview')), []);
    });
  }
});

describe('A task.json is refused that has', () => {
  for (const [what, mutate] of Object.entries(mutations)) {
    it(what, () => {
      const task = readJson<Loose>('dist/tasks/AIReview/task.json');
      mutate(task);
      // What a file could hold: no undefined.
      const problems = findTaskProblems(JSON.parse(JSON.stringify(task)), distOf('AIReview'));
      assert.equal(problems.length, 1, problems.join('\n'));
    });
  }

  it('no icon beside it', () => {
    assert.ok(
      findTaskProblems(readJson('dist/tasks/AIReview/task.json'), '/nowhere/AIReview').includes(
        'icon.png is not 32x32',
      ),
    );
  });
});
