import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readParameters } from '../../../sandbox/pipelines/compile/read-pipeline.ts';
import { expand, refusal, scripts } from './compile-support.ts';

/** A template whose parameter `p` was declared so, and was given so; its JSON. */
async function bind(declaration: string, given: string): Promise<unknown> {
  const [script] = await scripts(files(declaration, given));
  return JSON.parse(script ?? '');
}

const files = (declaration: string, given: string) => ({
  '/p.yml': `steps:\n- template: t.yml\n  parameters:\n    ${given}\n`,
  '/t.yml': `parameters:\n- name: p\n  ${declaration}\nsteps:\n- script: \${{ convertToJson(parameters.p) }}\n`,
});

describe('sandbox pipelines: template parameters', () => {
  it('have the type that was declared', async () => {
    const rows = [
      ['type: string', 'p: 007', '007'],
      ['type: string', 'p: True', 'True'],
      ['type: string', 'p:', ''],
      ['type: number', "p: '8'", 8],
      ['type: number', 'p: 1.0', 1],
      ['type: boolean', "P: 'TRUE'", true],
      [
        'type: object',
        'p: { s: text, n: 3, b: true, nil: , l: [1, two] }',
        { s: 'text', n: 3, b: true, nil: '', l: [1, 'two'] },
      ],
      ['type: object', 'p: text', 'text'],
      ['type: legacyObject', 'p: { n: 3, l: [true] }', { n: '3', l: ['true'] }],
      ['type: stringList', 'p: [a, 1]', ['a', '1']],
      ['type: number\n  values: [1, 2]', "p: '2'", 2],
      ['displayName: untyped', 'p: 1', '1'],
    ] as const;
    for (const [declaration, given, expected] of rows)
      assert.deepEqual(await bind(declaration, given), expected, `${declaration} ${given}`);
    assert.equal(await expand('${{ parameters.q }}', "parameters:\n- name: q\n  default: ${{ 'it''s' }}\n"), "it's");
  });

  it('of another type, of another value, unknown or missing are refused in the words of the service', async () => {
    const rows = [
      ['type: number', 'p: abc', "(Line: 4, Col: 8): The 'p' parameter value 'abc' is not a valid Number."],
      ['type: number', 'p:', "The 'p' parameter value '' is not a valid Number."],
      ['type: boolean', 'p: yes', "The 'p' parameter value 'yes' is not a valid Boolean."],
      ['type: string', 'p: [a]', "The 'p' parameter is not a valid String."],
      ['type: stepList', 'p: nope', "The 'p' parameter is not a valid StepList."],
      ['type: step', 'p: [a]', "The 'p' parameter is not a valid Step."],
      ['type: string\n  values: [alpha]', 'p: ALPHA', "The 'p' parameter value 'ALPHA' is not a valid value."],
      ['type: stringList\n  values: [a]', 'p: [a, zzz]', "The 'p' parameter value 'zzz' is not a valid value."],
      ['type: string', 'speltWrong: 1', "/p.yml (Line: 4, Col: 5): Unexpected parameter 'speltWrong'"],
      ['type: string\n- name: q', 'p: 1', "/p.yml (Line: 2, Col: 13): A value for the 'q' parameter must be provided."],
      ['type: String', 'p: 1', "Unexpected value 'String'"],
      ['type: environment', 'p: 1', "Unexpected value 'environment'"],
      ['type: container', 'p: 1', "does not support parameters of the type 'container'"],
      ['default: ${{ 42 }}', 'p: 1', 'A template expression is not allowed in this context'],
      ['type: number\n  default: abc', 'p: 1', "The 'p' parameter value 'abc' is not a valid Number."],
      ['type: string\n- name: P', 'p: 1', "The 'P' parameter is declared more than once in the parameter list."],
    ] as const;
    for (const [declaration, given, expected] of rows) {
      const message = await refusal(files(declaration, given));
      assert.ok(message.includes(expected), `${declaration} ${given}: ${message}`);
    }
  });

  it('that are missing are told all at once', async () => {
    const message = await refusal('parameters:\n- name: a\n- name: b\n  type: number\nsteps: []\n');
    assert.match(message, /'a' parameter must be provided\.\n.*'b' parameter must be provided\.$/);
  });

  it('may be anything for a template that declares none, or by the old form', async () => {
    const use = 'steps:\n- template: t.yml\n  parameters: { extra: 1, who: you }\n';
    assert.deepEqual(await scripts({ '/p.yml': use, '/t.yml': 'steps:\n- script: ${{ parameters.who }}\n' }), ['you']);
    assert.deepEqual(
      await scripts({
        '/p.yml': use,
        '/t.yml': 'parameters: { who: me, n: 5 }\nsteps:\n- script: ${{ parameters.who }} ${{ parameters.n }}\n',
      }),
      ['you 5'],
    );
    assert.match(await refusal('parameters: { who: me }\nsteps: []\n'), /A mapping was not expected/);
  });

  it('given when a run is queued are read by their type', async () => {
    const head = (type: string) => `parameters:\n- name: q\n  type: ${type}\n`;
    const given = (type: string, q: string) =>
      expand('${{ convertToJson(parameters.q) }}', head(type), { parameters: { q } });
    assert.equal(await given('number', '8'), '8');
    assert.equal(await given('boolean', 'true'), 'true');
    assert.equal(await given('string', '{"a":1}'), '"{\\"a\\":1}"');
    assert.deepEqual(JSON.parse((await given('object', '{"a":[1,null]}')) ?? ''), { a: [1, ''] });
    assert.match(
      await refusal(`${head('number')}steps: []`, { parameters: { q: 'x' } }),
      /The 'q' parameter value 'x' is not a valid Number/,
    );
    assert.match(
      await refusal(`${head('stepList')}steps: []`, { parameters: { q: 'x' } }),
      /The 'q' parameter is not a valid StepList/,
    );
    assert.equal(await refusal('steps: []', { parameters: { nosuch: 'x' } }), "Unexpected parameter 'nosuch'");
  });

  it('of an incoming webhook are its payload', async () => {
    const hook =
      'resources:\n  webhooks:\n  - webhook: Hook\n    connection: c\n    filters:\n    - path: a\n      value: b\n';
    assert.equal(
      await expand('${{ parameters.Hook.issue.key }}', hook, { parameters: { Hook: '{"issue":{"key":"ABC-1"}}' } }),
      'ABC-1',
    );
    assert.equal(await expand('x${{ parameters.Hook.issue.key }}', hook), 'x');
    assert.match(await refusal(`${hook}steps: []`, { parameters: { Hook: '{' } }), /not valid JSON/);
  });

  it('are listed for "Run pipeline"', () => {
    const text =
      'parameters:\n- name: env\n  displayName: Where\n  values: [a, b]\n- name: on\n  type: boolean\n  default: TRUE\n- name: o\n  type: object\n  default: { n: 1 }\n';
    assert.deepEqual(readParameters(text, '/p.yml'), [
      { name: 'env', displayName: 'Where', type: 'string', defaultValue: undefined, values: ['a', 'b'] },
      { name: 'on', displayName: 'on', type: 'boolean', defaultValue: true, values: undefined },
      { name: 'o', displayName: 'o', type: 'object', defaultValue: { n: 1 }, values: undefined },
    ]);
  });

  it('take any text through unharmed', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 80 }).filter((one) => one !== '');
    await fc.assert(
      fc.asyncProperty(text, async (q) => {
        const head = 'parameters:\n- name: q\n  type: string\n';
        assert.equal(await expand('${{ parameters.q }}', head, { parameters: { q } }), q);
        assert.equal(await expand('a${{ parameters.q }}b', head, { parameters: { q } }), `a${q}b`);
      }),
      { numRuns: 60 },
    );
  });
});
