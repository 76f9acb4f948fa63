import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findBlocks } from '../../sandbox/consumer/documented-files.ts';
import { findTable, quotedIn } from '../support/contract/markdown.ts';
import { listDocuments, readJson, readText, taskNames } from '../support/contract/shipped.ts';
import type { TaskInput, TaskJson } from '../support/contract/task-schema.ts';
import { findSampleProblems } from '../support/contract/yaml-samples.ts';

const tasks = taskNames.map((name) => readJson<TaskJson>(`tasks/${name}/task.json`));

/** The default as the table writes it. */
const defaultOf = ({ defaultValue, required }: TaskInput): string =>
  defaultValue === undefined ? (required ? '(required)' : '') : `\`${defaultValue}\``;

for (const { name, inputs, outputVariables } of tasks) {
  describe(`The README of ${name}`, () => {
    const readme = readText(`tasks/${name}/README.md`);

    it('lists exactly the inputs of task.json with their defaults, in their order', () => {
      assert.deepEqual(
        findTable(readme, 'Inputs').map(([input = '', value]) => [quotedIn(input), value]),
        inputs.map((input) => [[input.name], defaultOf(input)]),
      );
    });

    it('names every option', () => {
      for (const [row, input] of inputs.entries()) {
        const [, , text = ''] = findTable(readme, 'Inputs')[row] ?? [];
        const missing = Object.keys(input.options ?? {}).filter((option) => !quotedIn(text).includes(option));
        assert.deepEqual(missing, [], input.name);
      }
    });

    it('lists exactly the outputs of task.json, in their order', () => {
      assert.deepEqual(
        findTable(readme, 'Outputs').flatMap(([output = '']) => quotedIn(output)),
        outputVariables.map((output) => output.name),
      );
    });

    it('is called after the major version', () => {
      assert.match(readme, new RegExp(`^# ${name}@${tasks.find((one) => one.name === name)?.version.Major}$`, 'm'));
    });
  });
}

describe('The YAML samples', () => {
  for (const document of listDocuments()) {
    const samples = findBlocks(readText(document), 'yaml', 'yml');
    if (samples.length === 0) continue;
    it(`of ${document} can be run`, () => {
      assert.deepEqual(
        samples.flatMap((sample) => findSampleProblems(sample, tasks)),
        [],
      );
    });
  }

  it('use every task in its README', () => {
    for (const { name } of tasks) assert.match(readText(`tasks/${name}/README.md`), new RegExp(`task: ${name}@`));
  });
});

describe('A YAML sample is refused that', () => {
  const step = (...lines: string[]) =>
    ['- task: AIReview@1', '  name: review', '  inputs:', '    claudeConnection: c', ...lines].join('\n');
  const wrong: Readonly<Record<string, string>> = {
    'names an input we do not have': step('    modle: claude-sonnet-5-5'),
    'writes an input in another case': step('    failon: major'),
    'gives a value that is no option': step('    failOn: blocker'),
    'gives a boolean as yes': step('    dryRun: yes'),
    'leaves out what is required': '- task: AIReview@1\n  inputs: { failOn: major }',
    'has no inputs at all': '- task: AIReview@1',
    'names another major version': '- task: AIReview@2\n  inputs: { claudeConnection: c }',
    'reads an output we do not have': step('- script: echo $(review.result)'),
    'is no YAML': '- task: [AIReview@1',
    'hides the step below an expression':
      '- ${{ if true }}:\n  - task: AIReview@1\n    inputs: { claudeConnection: "" }',
  };
  for (const [what, sample] of Object.entries(wrong))
    it(what, () => assert.equal(findSampleProblems(sample, tasks).length, 1));

  it('but not one with expressions, or with other tasks', () => {
    const sample = step(
      '    failOn: ${{ parameters.failOn }}',
      '    dryRun: $(dry)',
      '- task: Bash@3',
      '  inputs: { a: b }',
    );
    assert.deepEqual(findSampleProblems(sample, tasks), []);
  });
});
