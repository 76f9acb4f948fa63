import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as z from 'zod';
import { readJson, taskNames } from '../support/contract/shipped.ts';
import { findDifferences, importInputs, importInputTypes, type InputTypes } from '../support/contract/task-inputs.ts';
import type { TaskInput, TaskJson } from '../support/contract/task-schema.ts';

for (const name of taskNames) {
  describe(`The inputs of ${name}`, () => {
    const { inputs } = readJson<TaskJson>(`tasks/${name}/task.json`);

    it('are the same in task.json and in what the task reads, in the same order', async () => {
      assert.deepEqual(
        inputs.map((input) => input.name),
        Object.keys((await importInputs(name)).shape),
      );
    });

    it('agree in type, options, need and default', async () => {
      const { shape } = await importInputs(name);
      const found = await Promise.all(inputs.map((input) => findDifferences(input, shape[input.name] as z.ZodType)));
      assert.deepEqual(found.flat(), []);
    });

    it('name no organisation, address or token of Azure DevOps: the run has its own', () => {
      const named = inputs.map((input) => input.name);
      const own = named.filter((one) => /organi[sz]ation|collection|url|host|token|pat$/i.test(one));
      // Of whoever approves in place of the one who clicked: no job has that right.
      assert.deepEqual(own, name === 'SlackNotify' ? ['approvalToken'] : []);
    });

    it('include dryRun, which is off', () => {
      const dryRun = inputs.find((input) => input.name === 'dryRun');
      assert.deepEqual([dryRun?.type, dryRun?.defaultValue], ['boolean', 'false']);
    });
  });
}

describe('task.json and the schema of a task differ when', () => {
  const input = (over: Partial<TaskInput>): TaskInput => ({
    name: 'one',
    type: 'string',
    label: 'One',
    required: true,
    helpMarkDown: 'One.',
    ...over,
  });
  const cases: Readonly<Record<string, readonly [Partial<TaskInput>, (types: InputTypes) => z.ZodType]>> = {
    'a flag is text': [{ type: 'string', defaultValue: 'true' }, ({ flag }) => flag],
    'lines are one line': [{ type: 'string', required: false }, ({ lines }) => lines],
    'an option is missing': [{ type: 'pickList', options: { a: 'a' } }, ({ choice }) => choice(['a', 'b'])],
    'an option is written otherwise': [{ type: 'pickList', options: { A: 'a' } }, ({ choice }) => choice(['a'])],
    'a needed input is not required': [{ required: false }, ({ text }) => text],
    'an input that may be absent is required': [{}, ({ optionalText }) => optionalText],
    'a default is out of bounds': [{ defaultValue: '101' }, ({ integer }) => integer({ min: 0, max: 100 })],
    'a default is no number': [{ defaultValue: 'ten' }, ({ integer }) => integer()],
    'a connection is of another type': [
      { type: 'connectedService:slipway-jira' },
      ({ connectionName }) => connectionName('claude'),
    ],
    'an input was made by hand': [{}, () => z.string()],
  };
  for (const [what, [over, fieldOf]] of Object.entries(cases))
    it(what, async () =>
      assert.equal((await findDifferences(input(over), fieldOf(await importInputTypes()))).length, 1),
    );

  it('but not when an input is required only where it is shown', async () => {
    const { optionalText } = await importInputTypes();
    assert.deepEqual(await findDifferences(input({ visibleRule: 'other = true' }), optionalText), []);
  });
});
