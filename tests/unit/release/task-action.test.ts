import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { actionOf, runTagsOf } from '../../../tasks/StageRelease/action.ts';

const GIVEN = { environment: 'Production', from: 'v1.0.0', to: '1.0.0', cherryPick: ['a'.repeat(40)] };

describe('An action of StageRelease', () => {
  it('has of the inputs what it needs, and no more', () => {
    for (const action of ['stage', 'open', 'claim', 'show'] as const) {
      assert.deepEqual(actionOf({ ...GIVEN, action }), { kind: action });
    }
    assert.deepEqual(actionOf({ ...GIVEN, action: 'publish' }), { kind: 'publish', environment: 'Production' });
    assert.deepEqual(actionOf({ ...GIVEN, action: 'hotfix' }), {
      kind: 'hotfix',
      from: 'v1.0.0',
      cherryPick: GIVEN.cherryPick,
    });
    assert.deepEqual(actionOf({ ...GIVEN, action: 'rollback' }), {
      kind: 'rollback',
      to: '1.0.0',
      environment: 'Production',
    });
  });

  it('tags its run when it claimed or published a version, and was no dry run', () => {
    const outputs = { version: '1.1.0' };
    const done = { kind: 'succeeded', outputs } as const;
    for (const action of ['claim', 'publish'] as const) {
      assert.deepEqual(runTagsOf(done, { action, dryRun: false }), ['slipway', 'release-1.1.0']);
      assert.deepEqual(runTagsOf(done, { action, dryRun: true }), []);
      assert.deepEqual(runTagsOf({ ...done, kind: 'blocked' }, { action, dryRun: false }), []);
      assert.deepEqual(runTagsOf({ kind: 'succeeded', outputs: { version: '' } }, { action, dryRun: false }), []);
    }
    assert.deepEqual(runTagsOf(done, { action: 'open', dryRun: false }), []);
  });
});
