import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { APPROVED, FakeMergeHost } from '../../support/fake-merge-host.ts';
import { merge } from './merge-case.ts';

describe('The verdict that merging requires', () => {
  it('is that of the newest update, and the newest of its statuses', async () => {
    const host = new FakeMergeHost();
    host.verdicts.push({ ...host.verdicts[0]!, id: 2, state: 'failed', description: '1 finding, 1 blocking' });
    const { summary } = await merge(host, { commit: APPROVED });
    assert.match(summary, /the AI review of update 1 is failed: 1 finding, 1 blocking/);
    host.iterations.push({ id: 2, sourceCommit: APPROVED });
    assert.match((await merge(host, { commit: APPROVED })).summary, /update 2 has no status slipway\/ai-review/);
  });

  it('is believed from our own identity only', async () => {
    const host = new FakeMergeHost();
    host.verdicts = [{ ...host.verdicts[0]!, by: 'mallory', byName: 'Mallory' }];
    const { summary } = await merge(host, { commit: APPROVED });
    assert.match(summary, /was posted by Mallory, not by the identity of this run/);
    assert.equal((await merge(host)).outputs?.['outcome'], 'blocked');
    host.verdicts = [{ ...host.verdicts[0]!, by: undefined }];
    assert.equal((await merge(host)).outputs?.['outcome'], 'merged');
  });

  it('is not asked for when it is not required', async () => {
    const host = new FakeMergeHost();
    host.verdicts = [];
    const { outputs } = await merge(host, { requireVerdict: false, commit: APPROVED });
    assert.equal(outputs?.['outcome'], 'merged');
  });
});
