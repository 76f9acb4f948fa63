import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { stringify } from 'yaml';
import { readParameters, readTriggers } from '../../../sandbox/pipelines/compile/read-pipeline.ts';
import { PipelineInvalid } from '../../../sandbox/pipelines/plan.ts';
import { compile, refusal, scripts } from './compile-support.ts';

const digits = "split('0,1,2,3,4,5,6,7,8,9', ',')";

/** Compiles; only PipelineInvalid may come out of it. */
async function survives(text: string): Promise<void> {
  try {
    await compile(text);
  } catch (error) {
    assert.ok(error instanceof PipelineInvalid, error instanceof Error ? error.stack : String(error));
  }
}

describe('sandbox pipelines: hostile files', () => {
  it('cannot loop for long', async () => {
    const open = Array.from({ length: 9 }, (_, i) => `${'  '.repeat(i)}- \${{ each v${i} in ${digits} }}:\n`).join('');
    assert.match(await refusal(`steps:\n${open}${'  '.repeat(9)}- script: x\n`), /Maximum events exceeded/);
    const empty = `steps:\n${open}${'  '.repeat(9)}- \${{ if false }}:\n${'  '.repeat(10)}- script: x\n`;
    assert.match(await refusal(empty), /Maximum events exceeded/);
  });

  it('cannot grow text without end', async () => {
    const doubling = Array.from(
      { length: 24 },
      (_, i) => `- name: v${i + 1}\n  value: \${{ variables.v${i} }}\${{ variables.v${i} }}\n`,
    );
    const text = `variables:\n- name: v0\n  value: 0123456789\n${doubling.join('')}steps: []\n`;
    assert.match(await refusal(text), /Maximum object size exceeded/);
    const replacing = Array.from(
      { length: 24 },
      (_, i) => `- name: v${i + 1}\n  value: \${{ replace(variables.v${i}, 'x', 'xx') }}\n`,
    );
    assert.match(
      await refusal(`variables:\n- name: v0\n  value: x\n${replacing.join('')}steps: []\n`),
      /Maximum object size exceeded/,
    );
  });

  it('cannot grow objects without end', async () => {
    const file = (next: string) =>
      `parameters:\n- name: o\n  type: object\nsteps:\n- template: ${next}\n  parameters:\n    o: { a: "\${{ parameters.o }}", b: "\${{ parameters.o }}" }\n`;
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`/t${i}.yml`, file(`t${i + 1}.yml`)]));
    const all = {
      ...files,
      '/p.yml': 'steps:\n- template: t0.yml\n  parameters: { o: { x: y } }\n',
      '/t40.yml': 'parameters:\n- name: o\n  type: object\nsteps:\n- script: ${{ convertToJson(parameters.o) }}\n',
    };
    assert.match(await refusal(all), /Maximum (object size|events|object depth) exceeded/);
  });

  it('cannot include without end', async () => {
    const fan = {
      '/p.yml': 'steps:\n- template: a.yml\n- template: a.yml\n',
      '/a.yml': 'steps:\n- template: b.yml\n- template: b.yml\n',
      '/b.yml': 'steps:\n- template: a.yml\n- template: a.yml\n',
    };
    assert.match(await refusal(fan), /Maximum object depth exceeded|Maximum events exceeded/);
  });

  it('cannot be huge or deep', async () => {
    assert.match(await refusal(`# ${'x'.repeat(10_000_000)}\nsteps: []\n`), /Maximum object size exceeded/);
    assert.match(await refusal(`steps: ${'['.repeat(500)}${']'.repeat(500)}\n`), /Maximum object depth exceeded/);
    assert.match(await refusal(`steps: ${'['.repeat(20_000)}`), /p\.yml/);
    const q = `${'['.repeat(200)}${']'.repeat(200)}`;
    const object = 'parameters:\n- name: q\n  type: object\nsteps: []\n';
    assert.match(await refusal(object, { parameters: { q } }), /Maximum object depth exceeded/);
  });

  it('cannot reach what is not theirs by names of JavaScript', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const name of names) {
      assert.match(await refusal(`steps:\n- ${name}: x\n`), /Unexpected value/);
      assert.match(await refusal(`steps:\n- script: \${{ parameters.${name} }}\n`), /Key not found/);
      assert.deepEqual(await scripts(`steps:\n- script: "x\${{ variables.${name} }}"\n`), ['x']);
    }
    const [step] = (
      await compile('steps:\n- checkout: none\n- script: x\n  env: { __proto__: y }\n')
    ).stages[0]!.jobs[0]!.steps.slice(1);
    assert.deepEqual(Object.entries(step!.env), [['__proto__', 'y']]);
  });

  it('of any YAML are compiled or refused', async () => {
    const word = fc.constantFrom(
      'steps',
      'jobs',
      'stages',
      'job',
      'stage',
      'script',
      'task',
      'template',
      'parameters',
      'variables',
      'extends',
      'name',
      'value',
      'trigger',
      'resources',
      'pool',
      'condition',
      'dependsOn',
      'deployment',
      'environment',
      'strategy',
      'runOnce',
      'deploy',
      'type',
      'default',
      'env',
      'inputs',
      'A',
      'M@1',
      'p.yml',
      '${{ if true }}',
      '${{ else }}',
      '${{ each x in variables }}',
      '${{ insert }}',
      '${{ parameters.a }}',
      '${{ x.key }}',
      'always()',
      '$[variables.a]',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 7, withCrossShrink: true },
        word,
        fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string()),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    const root = fc.dictionary(
      fc.constantFrom(
        'steps',
        'jobs',
        'stages',
        'variables',
        'parameters',
        'extends',
        'resources',
        'trigger',
        'schedules',
      ),
      tree,
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(root, (one) => survives(stringify(one))),
      { numRuns: 250 },
    );
  });

  it('of any text are compiled or refused', async () => {
    const line = fc.constantFrom(
      'steps:\n',
      '- script: x\n',
      '  env:\n',
      '    a: b\n',
      '- ${{ if a }}:\n',
      '  - template: p.yml\n',
      '${{',
      '}}',
      "'",
      '"',
      '|\n',
      '\t',
      '&a ',
      '*a',
      '!x ',
      '? ',
      ': ',
      '{',
      '[',
      ']',
      '}',
      '#',
      '---\n',
      '%YAML 1.1\n',
    );
    const text = fc.oneof(
      fc.array(line, { maxLength: 20 }).map((lines) => lines.join('')),
      fc.string({ unit: 'binary', maxLength: 100 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await survives(one);
        for (const read of [readTriggers, readParameters])
          try {
            read(one, '/p.yml');
          } catch (error) {
            assert.ok(error instanceof PipelineInvalid, String(error));
          }
      }),
      { numRuns: 250 },
    );
  });
});
