import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { setupStatus, type Finding, type FindingStatus } from '../../../src/setup/finding.ts';
import { judgeClone } from '../../../src/setup/judge-clone.ts';
import { judgeRight, neededRights } from '../../../src/setup/judge-permissions.ts';
import { judgePolicies, type BranchPolicies } from '../../../src/setup/judge-policies.ts';
import { branchToken } from '../../../src/setup/security-token.ts';

const place = {
  projectId: 'p1',
  repositoryId: 'r1',
  repository: 'shop',
  targetBranch: 'main',
  ledgerBranch: 'slipway',
};
const finding = (status: FindingStatus): Finding => ({ id: 'x', area: 'agent', status, title: 'x', detail: 'x' });
const good: BranchPolicies = {
  build: { isEnabled: true, isBlocking: true, isManual: false },
  review: { isEnabled: true, isBlocking: true, authorId: 'ME' },
};
const judged = (policies: BranchPolicies | undefined): readonly string[] =>
  judgePolicies(policies, { branch: 'main', identityId: 'me' }).map(({ status }) => status);

describe('findings of the set-up', () => {
  it('are as bad as the worst, and unknown is never ok', () => {
    assert.equal(setupStatus([finding('ok')]), 'ok');
    assert.equal(setupStatus([finding('ok'), finding('unknown')]), 'warnings');
    assert.equal(setupStatus([finding('warning'), finding('problem')]), 'problems');
  });

  it('name branches in security tokens as UTF-16, low byte first', () => {
    assert.equal(branchToken(place, 'main'), 'repoV2/p1/r1/refs/heads/6d00610069006e00');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((name) => !name.includes('/')),
        (name) => {
          const hex = branchToken(place, name).slice('repoV2/p1/r1/refs/heads/'.length);
          assert.equal(hex, Buffer.from(name, 'utf16le').toString('hex'));
        },
      ),
    );
  });

  it('tell a right that is missing from one that could not be read, both with the remedy', () => {
    const [right] = neededRights(place);
    assert.ok(right);
    const judge = (isGranted: boolean | undefined): Finding =>
      judgeRight(right, { isGranted, identity: 'Build Service' });
    assert.equal(judge(true).remedy, undefined);
    assert.equal(judge(false).status, 'problem');
    assert.equal(judge(undefined).status, 'unknown');
    assert.equal(
      judge(false).remedy,
      'Project settings > Repositories > shop > Security: choose Build Service and set "Contribute to pull requests" to Allow.',
    );
  });

  it('have an id of their own for every right', () => {
    const ids = neededRights(place).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('warn of a shallow clone', () => {
    assert.deepEqual(
      [false, true, undefined].map((one) => judgeClone(one).status),
      ['ok', 'warning', 'unknown'],
    );
  });

  it('accept policies that are enabled, required, automatic and bound to us', () => {
    assert.deepEqual(judged(good), ['ok', 'ok']);
    assert.deepEqual(judged(undefined), ['unknown', 'unknown']);
  });

  it('name what a policy lacks', () => {
    assert.deepEqual(judged({ build: undefined, review: undefined }), ['problem', 'problem']);
    for (const fault of [{ isEnabled: false }, { isBlocking: false }, { isManual: true }]) {
      assert.deepEqual(judged({ ...good, build: { isEnabled: true, isBlocking: true, isManual: false, ...fault } }), [
        'problem',
        'ok',
      ]);
    }
    const by = (authorId: string | undefined): BranchPolicies => ({
      ...good,
      review: { isEnabled: true, isBlocking: true, authorId },
    });
    assert.deepEqual(judged(by(undefined)), ['ok', 'warning']);
    assert.deepEqual(judged(by('other')), ['ok', 'problem']);
  });
});
