import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { holds, parseCriteria } from '../../../sandbox/azure-devops/environments/criteria.ts';

const root = {
  ready: true,
  status: 'Successful',
  level: 3,
  empty: [],
  value: [{ name: 'release-1.4.0' }, { name: 'slipway' }],
  nested: { deep: { key: "it's" } },
};

const judge = (text: string) => holds(parseCriteria(text), { root, taskInputs: { maxThreshold: '5' } });

describe('sandbox Azure DevOps: success criteria', () => {
  it('hold as the language has it', () => {
    for (const text of [
      "eq(root['ready'], true)",
      "eq(root['ready'], 'True')",
      "EQ(root['status'], 'successful')",
      "and(ge(root['level'], 3), le(root['level'], taskInputs['maxThreshold']))",
      "or(eq(root['level'], 4), in(root['status'], 'failed', 'SUCCESSFUL'))",
      "ge(count(jsonpath('$.value[*].name')), 2)",
      "eq(root['value'][1]['name'], 'slipway')",
      "eq(root.nested.deep['key'], 'it''s')",
      "isNullOrEmpty(root['empty'])",
      "isNullOrEmpty(root['nothing'])",
      "in('slipway', root['value'][0]['name'], root['value'][1]['name'])",
    ])
      assert.equal(judge(text), true, text);
    for (const text of [
      "eq(root['ready'], false)",
      "eq(root['nothing'], true)",
      "eq(root['__proto__'], '')",
      "eq(root['level'], 'three')",
      "ge(count(jsonpath('$.value[2]')), 1)",
      "isNullOrEmpty(root['value'])",
    ])
      assert.equal(judge(text), text.includes('__proto__'), text);
  });

  it('refuse what the language has not', () => {
    for (const text of [
      '',
      "ne(root['ready'], false)",
      "not(root['ready'])",
      'eq(1)',
      'eq(1, 2, 3)',
      "eq(root['a'], 1",
      "eq(root['a'], 1) true",
      'eq(root[a], 1)',
      "eq(root['a'] 1)",
      "eq(root['a', 1)",
      '${{ true }}',
      `${'and('.repeat(50)}true, true${')'.repeat(50)}`,
    ])
      assert.throws(() => parseCriteria(text), Error, text);
    assert.throws(() => judge("ge(count(root['level']), 1)"), Error);
    assert.throws(() => judge("ge(root['level'], 'three')"), /unable to compare/);
    assert.throws(() => judge("ge(count(jsonpath('$..name')), 1)"), /does not know/);
  });

  it('end for every text, with a parse or an Error', () => {
    const piece = fc.constantFrom('eq', '(', ')', ',', "'a'", "'", 'root', '[', ']', '1', '.', ' ', 'true', 'ö');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          parseCriteria(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }),
      { numRuns: 500 },
    );
  });
});
