import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as z from 'zod';
import {
  choice,
  connectionName,
  decimal,
  findInputMeta,
  flag,
  integer,
  lines,
  list,
  optionalText,
  rule,
  secretText,
  text,
} from '../../../src/agent/input-types.ts';

const Sample = z
  .object({
    title: text,
    note: optionalText,
    dryRun: flag,
    mode: choice(['inline', 'summary', 'none']),
    count: integer({ min: 1, max: 50 }),
    budget: decimal({ min: 0 }),
    globs: lines,
    keys: list,
    limit: integer().optional(),
  })
  .check(
    rule(['mode', 'note'], ({ mode, note }) =>
      mode === 'none' && note !== undefined ? 'leaves no room for a note.' : undefined,
    ),
  );

const good = { title: 'T', dryRun: 'true', mode: 'inline', count: '7', budget: '2.50' };

function findProblems(input: Readonly<Record<string, string>>): readonly string[] {
  const issues = Sample.safeParse(input).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('input types', () => {
  it('parse what the agent gives as text', () => {
    const globs = ' src/** \n\n tests/** ';
    assert.deepEqual(Sample.parse({ ...good, dryRun: 'False', mode: 'SUMMARY', globs, keys: 'AB-1, AB-2,,' }), {
      title: 'T',
      dryRun: false,
      mode: 'summary',
      count: 7,
      budget: 2.5,
      globs: ['src/**', 'tests/**'],
      keys: ['AB-1', 'AB-2'],
    });
    assert.deepEqual(Sample.parse(good).globs, []);
  });

  it('say of each wrong input what is allowed', () => {
    assert.deepEqual(findProblems({ dryRun: 'yes', mode: 'all', count: '51', budget: '2,50', limit: '1e3' }), [
      'title: is required.',
      'dryRun: "yes" is not accepted: write true or false.',
      'mode: "all" is not accepted: write inline, summary or none.',
      'count: "51" is not accepted: write a whole number from 1 to 50.',
      'budget: "2,50" is not accepted: write a number of at least 0, with a point for decimals.',
      'limit: "1e3" is not accepted: write a whole number.',
    ]);
    assert.deepEqual(findProblems({ ...good, dryRun: undefined! }), [
      'dryRun: is missing or empty: write true or false.',
    ]);
  });

  it('ask rules although other inputs are wrong, but not about an input that is wrong itself', () => {
    assert.deepEqual(findProblems({ ...good, count: 'x', mode: 'none', note: 'n' }), [
      'count: "x" is not accepted: write a whole number from 1 to 50.',
      'mode: leaves no room for a note.',
    ]);
    assert.deepEqual(findProblems({ ...good, mode: 'nil', note: 'n' }), [
      'mode: "nil" is not accepted: write inline, summary or none.',
    ]);
  });

  it('tell what they are, also when optional', () => {
    assert.deepEqual(findInputMeta(Sample.shape.mode), { kind: 'choice', options: ['inline', 'summary', 'none'] });
    assert.deepEqual(findInputMeta(optionalText), { kind: 'text' });
    assert.deepEqual(findInputMeta(secretText.optional()), { kind: 'text', secret: true });
    assert.deepEqual(findInputMeta(connectionName('claude').optional()), { kind: 'connection', connection: 'claude' });
    assert.equal(findInputMeta(z.number()), undefined);
  });

  it('cut a long wrong value', () => {
    const [problem = ''] = findProblems({ ...good, mode: 'x'.repeat(500) });
    assert.ok(problem.length < 200, problem);
  });
});
