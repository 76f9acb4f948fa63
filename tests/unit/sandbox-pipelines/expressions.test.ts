import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { JobContext } from '../../../sandbox/pipelines/expressions/context.ts';
import { evaluateRuntimeExpression } from '../../../sandbox/pipelines/expressions/evaluate.ts';
import { jobOutputName, stageOutputName } from '../../../sandbox/pipelines/expressions/outputs.ts';
import { textOf } from '../../../sandbox/pipelines/expressions/value.ts';
import { PipelineInvalid } from '../../../sandbox/pipelines/plan.ts';

const context: JobContext = {
  kind: 'job',
  variables: { letters: 'ABC', numbers: '123', 'Build.SourceBranch': 'refs/heads/main', empty: '' },
  isCanceled: false,
  dependencies: {
    A: { result: 'Succeeded', outputs: { 'step.name': 'value' } },
    Ship: { result: 'Failed', outputs: { 'Ship.step.name': 'shipped' } },
  },
  previous: { A: 'Succeeded', Ship: 'Failed' },
  stageDependencies: { Build: { A: { result: 'Skipped', outputs: { 'step.name': 'other' } } } },
};

const value = (text: string) => evaluateRuntimeExpression(text, context);

/** Expressions with the text of their values. */
const RULES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'the functions of the documentation': [
    ["and(eq(variables.letters, 'ABC'), eq(variables.numbers, 123))", 'True'],
    ["coalesce(variables.couldBeNull, variables.empty, 'literal so it always works')", 'literal so it always works'],
    ["contains('ABCDE', 'bcd')", 'True'],
    ["endsWith('ABCDE', 'de')", 'True'],
    ["startsWith('ABCDE', 'ab')", 'True'],
    ["format('Hello {0} {1}', 'John', 'Doe')", 'Hello John Doe'],
    ["format('literal left brace {{ and literal right brace }}')", 'literal left brace { and literal right brace }'],
    ['ge(5, 5)', 'True'],
    ['gt(5, 2)', 'True'],
    ['le(2, 2)', 'True'],
    ['lt(2, 5)', 'True'],
    ['ne(1, 2)', 'True'],
    ['not(eq(1, 2))', 'True'],
    ["in('B', 'A', 'b', 'C')", 'True'],
    ["notIn('D', 'A', 'B', 'C')", 'True'],
    ['or(eq(1, 1), eq(2, 3))', 'True'],
    ['xor(True, False)', 'True'],
    ['xor(True, True)', 'False'],
    ["join('-', split('a;b;c', ';'))", 'a-b-c'],
    ["length('fabrikam')", '8'],
    ["length(split('a,b', ','))", '2'],
    ["lower('FOO')", 'foo'],
    ["upper('bah')", 'BAH'],
    [
      "replace('https://www.tinfoilsecurity.com/saml/consume','https://www.tinfoilsecurity.com','http://server')",
      'http://server/saml/consume',
    ],
    ["trim('  variable  ')", 'variable'],
    ["iif(eq(variables.letters, 'abc'), 'yes', 'no')", 'yes'],
    ["containsValue(split('a,B', ','), 'b')", 'True'],
    ["containsValue('a', 'a')", 'False'],
  ],
  'the left side says what the right one becomes': [
    ["eq(.5, '0.5')", 'True'],
    ["eq(1000, '1,000')", 'True'],
    ["eq(1, 'x')", 'False'],
    ["ne(1, 'x')", 'True'],
    ["eq('1', 1)", 'True'],
    ["eq(true, 'false')", 'True'],
    ["eq('true', true)", 'True'],
    ["eq(variables.none, '')", 'True'],
    ["eq('', variables.none)", 'True'],
    ['eq(0, variables.none)', 'True'],
    ["gt('b', 'A')", 'True'],
    ['eq(true, 1)', 'True'],
  ],
  'versions are compared part by part': [
    ["lt(1.2.0, '1.3')", 'True'],
    ['lt(1.2.0, 1.3)', 'True'],
    ["eq(1.2.0, '1.2')", 'False'],
    ["eq(1.2.0, '1.2.0')", 'True'],
    ['lt(1.2.3, 1.10.0)', 'True'],
    ['eq(1.2.3, 2)', 'False'],
  ],
  'names are found without regard to case, and what is missing is null': [
    ["variables['LETTERS']", 'ABC'],
    ["variables['build.sourcebranch']", 'refs/heads/main'],
    ['variables.nothing.deeper', ''],
    ["dependencies.a.outputs['STEP.NAME']", 'value'],
    ['dependencies.A.result', 'Succeeded'],
    ["dependencies.Ship.outputs['Ship.step.name']", 'shipped'],
    ["stageDependencies.build.a.outputs['step.name']", 'other'],
    ['stageDependencies.Build.A.result', 'Skipped'],
    ["dependencies.Unknown.outputs['step.name']", ''],
    ["join(',', dependencies.*.result)", 'Succeeded,Failed'],
  ],
  literals: [
    ["'It''s OK'", "It's OK"],
    ['1.0', '1'],
    ['-1.25', '-1.25'],
    ['1.2.3.4', '1.2.3.4'],
    ['TRUE', 'True'],
  ],
};

describe('sandbox pipelines: expressions', () => {
  for (const [rule, rows] of Object.entries(RULES))
    it(rule, () => {
      for (const [text, expected] of rows) assert.equal(textOf(value(text)), expected, text);
    });

  it('stops at the first parameter that decides', () => {
    assert.equal(value("and(false, lt(1, 'x'))"), false);
    assert.equal(value("or(true, lt(1, 'x'))"), true);
    assert.equal(value("in('a', 'a', lt(1, 'x'))"), true);
    assert.equal(value("coalesce('a', lt(1, 'x'))"), 'a');
    assert.throws(() => value("iif(true, 1, lt(1, 'x'))"), /Unable to convert/);
    assert.throws(() => value("and(true, lt(1, 'x'))"), /Unable to convert from String to Number. Value: x/);
  });

  it('tells what is no expression, with its position', () => {
    const rows = [
      ['1 == 1', /Unexpected symbol: '=='\. Located at position 3 within expression: '1 == 1'/],
      ['eq(1)', /Unexpected symbol: '\)'\. Located at position 5/],
      ['nosuch(1) 2', /Unexpected symbol: '2'\. Located at position 11/],
      ['  nosuch  ', /Unrecognized value: 'nosuch'\. Located at position 1 within expression: 'nosuch'/],
      ['eq', /Expected '\(' to follow a function: 'eq'/],
      ['variables.', /Expected a property name to follow the dereference operator/],
      ['1e3', /Unrecognized value: '1e3'/],
      ['parameters.x', /Unrecognized value: 'parameters'/],
      ['always()', /Unrecognized value: 'always'/],
      ["eq('a, 'b')", /Unexpected symbol/],
      ["in('a')", /Unexpected symbol: '\)'/],
      ['', /An expression was expected/],
      ["contains(split('a', ','), 'a')", /Unable to convert from Array to String. Value: Array/],
      ["format('{1}', 'a')", /references more arguments than were supplied/],
    ] as const;
    for (const [text, expected] of rows)
      assert.throws(
        () => value(text),
        (error) => error instanceof PipelineInvalid && expected.test(error.message),
        text,
      );
  });

  it('reads no more than fifty levels and 21,000 characters', () => {
    const nested = (levels: number) => `${'not('.repeat(levels)}true${')'.repeat(levels)}`;
    assert.equal(value(nested(48)), true);
    assert.throws(() => value(nested(51)), /Exceeded max expression depth 50/);
    assert.throws(() => value(`variables${'.a'.repeat(60)}`), /Exceeded max expression depth 50/);
    assert.throws(() => value(`'${'x'.repeat(21_000)}'`), /Exceeded max expression length 21000/);
  });

  it('gives any text back that is written as a literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        assert.equal(value(`'${text.replaceAll("'", "''")}'`), text);
      }),
    );
  });

  it('compares as ordering must: equal to itself, and one way only', () => {
    const part = fc.integer({ min: 0, max: 99 });
    const literal = fc.oneof(
      fc.integer({ min: -1000, max: 1000 }).map(String),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
      fc.string({ maxLength: 5 }).map((text) => `'${text.replaceAll("'", "''")}'`),
    );
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        assert.equal(value(`eq(${a}, ${a})`), true);
        assert.notEqual(value(`eq(${a}, ${b})`), value(`ne(${a}, ${b})`));
        const isSameKind = a.startsWith("'") === b.startsWith("'") && a.split('.').length === b.split('.').length;
        if (isSameKind && !a.startsWith("'")) assert.equal(value(`lt(${a}, ${b})`), value(`gt(${b}, ${a})`));
      }),
    );
  });

  it('throws nothing but PipelineInvalid, whatever is written', () => {
    const word = fc.constantFrom(
      'eq',
      'and',
      'format',
      'variables',
      'dependencies',
      "'a'",
      '1.2',
      '1.2.3',
      '(',
      ')',
      '[',
      ']',
      '.',
      '*',
      ',',
      ' ',
      '!',
      '{0}',
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 20 }).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          value(written);
        } catch (error) {
          assert.ok(error instanceof PipelineInvalid, String(error));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('names outputs of jobs, deployments and stages as they are found', () => {
    assert.equal(jobOutputName({ kind: 'job', name: 'A' }, 'step', 'name'), 'step.name');
    const output = jobOutputName({ kind: 'deployment', name: 'Ship' }, 'step', 'name');
    assert.equal(output, 'Ship.step.name');
    assert.equal(stageOutputName({ name: 'Ship' }, output), 'Ship.Ship.step.name');
  });
});
