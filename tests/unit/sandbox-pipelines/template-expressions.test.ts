import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compile, expand, refusal, scripts, stepsOf } from './compile-support.ts';

const OBJECT =
  'parameters:\n- name: o\n  type: object\n  default: { a: one, B: two, deep: { list: [1, x], yes: true } }\n';
const LIST = 'parameters:\n- name: l\n  type: object\n  default: [alpha, beta]\n';
const step = (lines: string) => `steps:\n${lines}`;

describe('sandbox pipelines: template expressions', () => {
  it('write values as the service does', async () => {
    const rows = [
      ['${{ true }}', 'True'],
      ['${{ 1.0 }}', '1'],
      ['${{ 0.5 }}', '0.5'],
      ['${{ 1.2.3 }}', '1.2.3'],
      ['${{ variables.none }}', ''],
      ["${{ '0123' }}", '0123'],
      ["pre-${{ true }}-${{ 'b' }}", 'pre-True-b'],
      ["${{ 'a' }}${{ 'b' }}", 'ab'],
      ['"  ${{ \'x\' }}  "', '  x  '],
      ["${{ 'my${{value' }}", 'my${{value'],
      ["${{ 'my${{value with a '' single quote too' }}", "my${{value with a ' single quote too"],
      ["${{ format('{0}', '}}') }}", '}}'],
    ] as const;
    for (const [text, expected] of rows) assert.equal(await expand(text), expected, text);
  });

  it('keep the case of keys in objects, not that of variables and parameters', async () => {
    assert.equal(await expand('${{ parameters.O.B }}', OBJECT), 'two');
    assert.equal(await expand('${{ parameters.o.b }}', OBJECT), '');
    assert.equal(await expand('${{ variables.MYVAR }}', '', { variables: { myVar: 'seen' } }), 'seen');
    assert.equal(await expand('${{ parameters.o.deep.list[1] }}', OBJECT), 'x');
  });

  it('write objects as JSON with their types', async () => {
    const json = await expand('${{ convertToJson(parameters.o) }}', OBJECT);
    assert.deepEqual(JSON.parse(json ?? ''), { a: 'one', B: 'two', deep: { list: [1, 'x'], yes: true } });
    assert.ok(json?.startsWith('{\n  "a": "one",'));
  });

  it('refuse what is none, where it stands', async () => {
    const rows = [
      ['${{ nosuch }}', "/p.yml (Line: 4, Col: 10): Unrecognized value: 'nosuch'. Located at position 1"],
      ['${{ parameters.nosuch }}', "/p.yml (Line: 4, Col: 10): Key not found 'nosuch'"],
      ["${{ counter('a', 1) }}", "Unrecognized value: 'counter'"],
      ['${{ succeeded() }}', "Unrecognized value: 'succeeded'"],
      ['${{ }}', 'An expression was expected'],
      ["${{ 'a", 'The expression is not closed'],
      ['${{ if true }}', "Unexpected value '${{ if true }}'"],
      ['${{ insert }}', "Unexpected value '${{ insert }}'"],
    ] as const;
    for (const [text, expected] of rows) {
      const message = await refusal(`\nvariables:\n- name: probe\n  value: "${text}"\nsteps: []\n`);
      assert.ok(message.includes(expected), `${text}: ${message}`);
    }
    assert.match(
      await refusal(`${OBJECT}variables: { x: "a \${{ parameters.o }}" }\nsteps: []`),
      /Unable to convert from Object to String. Value: Object/,
    );
  });

  it('take one of if, elseif and else, and evaluate no other', async () => {
    const chain = (value: string) =>
      step(
        `- \${{ if eq(variables.v, 'a') }}:\n  - script: first\n- \${{ elseif eq(variables.v, 'b') }}:\n  - script: second\n- script: between\n- \${{ else }}:\n  - script: \${{ parameters.missing }}\n`,
      ).replace('${{ parameters.missing }}', value);
    assert.deepEqual(await scripts(chain('${{ parameters.missing }}'), { variables: { v: 'a' } }), [
      'first',
      'between',
    ]);
    assert.deepEqual(await scripts(chain('other'), { variables: { v: 'b' } }), ['second', 'between']);
    assert.deepEqual(await scripts(chain('other'), { variables: { v: 'c' } }), ['between', 'other']);
  });

  it('are read also where no run comes by', async () => {
    const dead = (text: string) => refusal(step(`- \${{ if false }}:\n  - ${text}\n- script: x\n`));
    assert.match(await dead('script: ${{ 3 + 4 }}'), /^\/p\.yml \(Line: 3, Col: 13\): Unexpected symbol: '\+'/);
    assert.match(await dead('${{ if and(3 + 4) }}: [{ script: x }]'), /Unexpected symbol: '\+'/);
    assert.deepEqual(
      await scripts(step('- ${{ if false }}:\n  - script: ${{ nosuch(parameters.no) }}\n- script: x\n')),
      ['x'],
    );
  });

  it('merge what a directive in a mapping gives, at its place', async () => {
    const env = `${OBJECT}steps:\n- script: x\n  env:\n    BEFORE: 1\n    \${{ if false }}:\n      NO: 1\n    \${{ else }}:\n      YES: 1\n    \${{ each p in parameters.o }}:\n      \${{ if ne(p.key, 'deep') }}:\n        K_\${{ p.key }}: \${{ p.value }}\n    \${{ insert }}: { LAST: 1 }\n    AFTER: 1\n`;
    const [only] = stepsOf(await compile(env));
    assert.deepEqual(
      Object.entries(only?.env ?? {})
        .flat()
        .join(' '),
      'BEFORE 1 YES 1 K_a one K_B two LAST 1 AFTER 1',
    );
  });

  it('go through lists and objects', async () => {
    assert.deepEqual(await scripts(`${LIST}${step('- ${{ each x in parameters.l }}:\n  - script: ${{ x }}\n')}`), [
      'alpha',
      'beta',
    ]);
    const inner =
      "- ${{ each x in parameters.l }}:\n  - ${{ each y in split('1 in 2', ' in ') }}:\n    - script: ${{ x }}${{ y }}\n";
    assert.deepEqual(await scripts(`${LIST}${step(inner)}`), ['alpha1', 'alpha2', 'beta1', 'beta2']);
    const none = '- ${{ each x in parameters.o.nothing }}:\n  - script: never\n- script: x\n';
    assert.deepEqual(await scripts(`${OBJECT}${step(none)}`), ['x']);
  });

  it('flatten a list in a list, and rebuild steps from their pairs', async () => {
    const steps =
      'parameters:\n- name: s\n  type: stepList\n  default:\n  - script: one\n    displayName: One\n  - bash: two\n';
    assert.deepEqual(await scripts(`${steps}${step('- ${{ parameters.s }}\n- script: three\n')}`), [
      'one',
      'two',
      'three',
    ]);
    const pairs = '- ${{ each s in parameters.s }}:\n  - ${{ each p in s }}:\n      ${{ p.key }}: ${{ p.value }}\n';
    assert.deepEqual(await scripts(`${steps}${step(pairs)}`), ['one', 'two']);
  });

  it('let a template refuse a step by writing a key that is none', async () => {
    const guard = `parameters:\n- name: s\n  type: stepList\n  default: [{ task: 'CmdLine@2' }]\nsteps:\n- \${{ each s in parameters.s }}:\n  - \${{ each p in s }}:\n      \${{ if ne(p.value, 'CmdLine@2') }}:\n        \${{ p.key }}: \${{ p.value }}\n      \${{ if eq(p.value, 'CmdLine@2') }}:\n        '\${{ p.value }}': error\n`;
    assert.match(await refusal(guard), /Unexpected value 'CmdLine@2'/);
  });

  it('refuse directives that are wrong', async () => {
    const rows = [
      [
        '- ${{ else }}:\n  - script: x\n',
        "/p.yml (Line: 2, Col: 3): The expression directive 'else' is not supported in this context",
      ],
      [
        '- ${{ if true }}:\n  - script: x\n- ${{ else }}:\n  - script: y\n- ${{ elseif true }}:\n  - script: z\n',
        "directive 'elseif' is not supported",
      ],
      [
        "- ${{ if false }}:\n  - script: x\n- ${{ each y in split('a', ',') }}:\n  - script: x\n- ${{ else }}:\n  - script: y\n",
        "directive 'else' is not supported",
      ],
      ['- ${{ else if true }}:\n  - script: x\n', "directive 'else'"],
      ['- ${{ IF eq(1, 1) }}:\n  - script: x\n', "Unexpected symbol: 'eq'"],
      [
        '- ${{ each x on variables }}:\n  - script: x\n',
        "The value 'on' is unexpected. The expected format of an 'each' expression is",
      ],
      ['- ${{ each x }}:\n  - script: x\n', 'Exactly 3 parameter(s) were expected'],
      ['- ${{ each eq in variables }}:\n  - script: x\n', "Expected '(' to follow a function: 'eq'"],
      ['- ${{ each parameters in variables }}:\n  - script: x\n', "'parameters' has already been defined"],
      ["- ${{ each x in 'text' }}:\n  - script: x\n", 'Expected a sequence or mapping'],
      ['- script: x\n  env:\n    ${{ insert }}: text\n', 'Expected a mapping'],
      ['- script: x\n  env:\n    A: 1\n    ${{ insert }}: { a: 2 }\n', "'a' is already defined"],
    ] as const;
    for (const [lines, expected] of rows) {
      const message = await refusal(step(lines));
      assert.ok(message.includes(expected), `${lines}: ${message}`);
    }
  });

  it('let a variable see those above it and those given', async () => {
    const plan = await compile(
      "variables:\n- name: a\n  value: 1\n- ${{ if eq(variables.a, '1') }}:\n  - name: b\n    value: ${{ variables.a }}2\nstages:\n- stage: S\n  variables: { c: '${{ variables.b }}3' }\n  jobs:\n  - job: J\n    variables: { d: '${{ variables.c }}4' }\n    steps:\n    - script: ${{ variables.d }}\n",
    );
    assert.deepEqual(
      plan.variables.map(({ value }) => value),
      ['1', '12'],
    );
    assert.deepEqual(
      stepsOf(plan).map((one) => one.kind === 'script' && one.script),
      ['1234'],
    );
  });
});
