import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FoundIdentity } from '../../../src/setup/environments/ports.ts';
import { resolveApprovers } from '../../../src/setup/environments/resolve-approvers.ts';
import { ada, bob, person } from './fake-gates.ts';

const managers: FoundIdentity = {
  ...person('g-1', '[Shop]\\Release managers'),
  account: '',
  kind: 'group',
  names: ['[Shop]\\Release managers', 'Release managers'],
};
const elsewhere = { ...managers, id: 'g-2', name: '[Other]\\Release managers', names: ['[Other]\\Release managers'] };

const resolve = (text: string, ...found: readonly FoundIdentity[]) => {
  const { identities, problems } = resolveApprovers([{ text, found }]);
  return problems.length > 0 ? problems.join(' ') : identities.map(({ id }) => id).join(' ');
};

describe('who is meant as an approver', () => {
  it('is found by address, name or id in any case, a group also without its project', () => {
    assert.equal(resolve('ADA@example.com', ada, bob), 'ada');
    assert.equal(resolve('bob', ada, bob), 'bob');
    assert.equal(resolve('release managers', managers), 'g-1');
    assert.equal(resolve('[shop]\\release managers', managers, elsewhere), 'g-1');
  });

  it('is nobody when it could be more than one, or is none', () => {
    assert.match(resolve('Release managers', managers, elsewhere), /is 2 identities: \[Shop\].* \(g-1\), \[Other\]/);
    assert.match(resolve('Ad', ada), /"Ad" is nobody in this organisation\./);
    assert.match(resolve('Ada', { ...ada, isActive: false }), /no longer active/);
    assert.match(resolve('Ada', { ...ada, kind: 'service' }), /cannot approve/);
    assert.equal(resolve('Ada', ada, { ...ada, id: 'old', isActive: false }), 'ada');
    assert.equal(resolve('Ada', ada, ada), 'ada');
  });

  it('is never anybody who was not named, whatever a search gives', () => {
    const identity = fc.record({
      id: fc.constantFrom('1', '2', '3'),
      name: fc.constantFrom('Ada', 'Adam', 'ada', 'Eve'),
      kind: fc.constantFrom('person' as const, 'group' as const, 'service' as const),
      isActive: fc.boolean(),
    });
    const found = fc.array(
      identity.map((one) => ({ ...person(one.id, one.name), ...one })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(found, fc.constantFrom('Ada', 'Ad', 'ada@example.com', '2'), (identities, text) => {
        const { identities: meant, problems } = resolveApprovers([{ text, found: identities }]);
        assert.equal(meant.length + problems.length, 1);
        for (const one of meant) {
          assert.notEqual(one.kind, 'service');
          assert.ok([one.id, one.name.toLowerCase(), one.account].includes(text.toLowerCase()));
        }
      }),
    );
  });
});
