import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decideBumps } from '../../../src/release/versions/decide-bumps.ts';
import { planVersion } from '../../../src/release/versions/plan-version.ts';
import { changeOf } from './change-of.ts';
import { TRUTH } from './truth-table.ts';

describe('The version that follows', () => {
  for (const [group, cases] of TRUTH) {
    describe(`by ${group}`, () => {
      for (const { name, previous, strategy, changes, expected, because, prerelease, releaseAs, taken = [] } of cases) {
        it(`${name}: ${previous ?? 'nothing'} becomes ${expected ?? 'nothing new'}`, () => {
          const bumps = decideBumps(changes.map(changeOf), strategy);
          const plan = planVersion({ previous, bumps, prerelease, releaseAs, taken });
          assert.deepEqual([plan.kind === 'version' ? plan.version : null, plan.because], [expected, because]);
        });
      }
    });
  }

  it('has at least ninety cases, each with a name of its own', () => {
    const names = [...TRUTH].flatMap(([group, cases]) => cases.map(({ name }) => `${group}: ${name}`));
    assert.ok(names.length >= 90, String(names.length));
    assert.equal(new Set(names).size, names.length);
  });
});
