import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findUnpublished, type Published } from '../support/contract/published.ts';
import { readJson, taskNames } from '../support/contract/shipped.ts';
import type { TaskJson } from '../support/contract/task-schema.ts';

const readTasks = () => taskNames.map((name) => readJson<TaskJson>(`tasks/${name}/task.json`));
const published = readJson<Published>('tests/contract/published-inputs.json');

describe('What pipelines may use of a task', () => {
  it('is what was published', () => assert.deepEqual(findUnpublished(readTasks(), published), []));

  const changed = (mutate: (task: TaskJson) => void): string => {
    const [task] = structuredClone(readTasks());
    mutate(task!);
    const problems = findUnpublished([task!, ...readTasks().slice(1)], published);
    assert.equal(problems.length, 1, problems.join('\n'));
    return problems[0]!;
  };

  it('may not lose an input', () =>
    assert.match(
      changed(({ inputs }) => inputs.pop()),
      /^AIReview@1: input dryRun is published and gone: .* new major version/,
    ));

  it('may not lose an option', () =>
    assert.match(
      changed(({ inputs }) => Reflect.deleteProperty(inputs.find(({ name }) => name === 'vote')!.options!, 'wait')),
      /^AIReview@1: option vote: wait is published and gone/,
    ));

  it('may not lose an output', () =>
    assert.match(
      changed(({ outputVariables }) => outputVariables.shift()),
      /^AIReview@1: output verdict is published and gone/,
    ));

  it('does not grow unrecorded', () =>
    assert.match(
      changed(({ inputs }) => inputs.push({ ...inputs[1]!, name: 'newest' })),
      /^AIReview@1: input newest is new: add it to tests\/contract\/published-inputs\.json/,
    ));

  it('may not lose a major version', () => {
    const problems = findUnpublished([], { 'Gone@1': { inputs: {}, outputs: [] } });
    assert.match(problems.join(), /^Gone@1 is published and gone/);
  });
});
