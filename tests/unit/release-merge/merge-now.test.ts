import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mergePullRequest } from '../../../src/release/merge/merge-pull-request.ts';
import { APPROVED, FakeMergeHost, MERGED, refusalOf, required } from '../../support/fake-merge-host.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { build, merge, outage, SETTINGS } from './merge-case.ts';

describe('MergePullRequest, now', () => {
  it('completes at the reviewed commit and follows the merge to its end', async () => {
    const host = new FakeMergeHost();
    const { kind, outputs, summary } = await merge(host);
    assert.deepEqual(host.writes, ['complete aa squash delete']);
    assert.deepEqual(outputs, { mergeCommit: MERGED, outcome: 'merged' });
    assert.deepEqual([kind, summary], ['succeeded', 'Pull request 7: it is merged as cccccccc.']);
  });

  it('writes nothing the second time and reports the same', async () => {
    const host = new FakeMergeHost();
    const first = await merge(host, { commit: APPROVED.toUpperCase() });
    host.writes.length = 0;
    const second = await merge(host, { commit: APPROVED });
    assert.deepEqual(host.writes, []);
    assert.deepEqual(second.outputs, first.outputs);
  });

  it('merges nothing when there is a newer commit than the approved one', async () => {
    const host = new FakeMergeHost();
    host.push();
    for (const commit of [undefined, APPROVED]) {
      const { kind, outputs, summary } = await merge(host, { commit });
      assert.deepEqual([kind, outputs?.['outcome'], outputs?.['mergeCommit']], ['blocked', 'moved', '']);
      assert.match(summary, /its source branch is at bbbbbbbb, and what was approved is aaaaaaaa/);
    }
    assert.deepEqual(host.writes, []);
  });

  it('waits for validation runs that are under way, and for the status that they post', async () => {
    const host = new FakeMergeHost();
    const status = { kind: 'status' as const, genre: 'slipway', name: 'ai-review' };
    host.policies = [required(build({ buildId: 12 }), 'running'), required(status, 'queued')];
    let looks = 0;
    const policies = host.listPolicies.bind(host);
    host.listPolicies = () => {
      looks += 1;
      if (looks === 3) host.policies = [required(build({ buildId: 12 }), 'approved'), required(status, 'approved')];
      return policies();
    };
    const { outputs } = await merge(host, { commit: APPROVED });
    assert.equal(outputs?.['outcome'], 'merged');
    assert.ok(looks >= 3);
  });

  it('waits for nothing that only people can do', async () => {
    const host = new FakeMergeHost();
    host.policies = [
      required(build({ buildId: 12 }), 'running'),
      required({ kind: 'reviewers', approvals: 1 }, 'running'),
    ];
    const { outputs, clock } = await merge(host, { commit: APPROVED });
    assert.deepEqual([outputs?.['outcome'], clock.now()], ['blocked', virtualClock().now()]);
  });

  it('waits no longer than it may', async () => {
    const host = new FakeMergeHost();
    host.policies = [required(build({ buildId: 12 }), 'running')];
    const { kind, summary, clock } = await merge(host, { commit: APPROVED });
    assert.match(`${kind}: ${summary}`, /^blocked: .*"CI": it has not ended \(run 12\)/);
    assert.equal(clock.now() - virtualClock().now(), 600_000);
  });

  it('says moved of what was merged from another commit', async () => {
    const host = new FakeMergeHost();
    host.push();
    host.merge();
    const { outputs, summary } = await merge(host, { commit: APPROVED });
    assert.equal(outputs?.['outcome'], 'moved');
    assert.match(summary, /is not merged as approved: it was merged already, from bbbbbbbb/);
    assert.deepEqual(host.writes, []);
  });

  const obstacles: readonly (readonly [string, (host: FakeMergeHost) => void, RegExp])[] = [
    ['a draft', (host) => (host.request = { ...host.request, isDraft: true }), /it is a draft/],
    ['an abandoned one', (host) => (host.request = { ...host.request, status: 'abandoned' }), /it is abandoned/],
    ['one that nobody reviewed', (host) => (host.verdicts = []), /no commit of it is approved/],
    [
      'a failed merge',
      (host) => (host.request = { ...host.request, mergeStatus: 'failure', mergeFailure: 'Too large' }),
      /could not merge it: Too large/,
    ],
    [
      'open policies, each by name',
      (host) =>
        (host.policies = [
          required({ kind: 'reviewers', approvals: 2 }, 'running'),
          required(build({ buildId: 12 }), 'rejected'),
          required({ kind: 'comments' }, 'rejected'),
          required({ kind: 'status', genre: 'x', name: 'y' }),
          required({ kind: 'workItems' }, 'approved'),
          { ...required({ kind: 'requiredReviewers' }), isBlocking: false },
        ]),
      /reviewers: 2 approvals are needed; build "CI": it failed \(run 12\); comments: not all are resolved; status x\/y: it was not posted for the newest commit\.$/,
    ],
    [
      'the run that it is itself',
      (host) => (host.policies = [required(build({ buildId: 99 }), 'running')]),
      /it is this very run; use "when: policiesPass" here/,
    ],
    [
      'a strategy that is not allowed',
      (host) => (host.policies = [required({ kind: 'strategy', allowed: ['rebase'] }, 'approved')]),
      /merge strategy: allowed is rebase/,
    ],
  ];
  for (const [what, arrange, reason] of obstacles)
    it(`is blocked by ${what}`, async () => {
      const host = new FakeMergeHost();
      arrange(host);
      const { kind, outputs, summary } = await merge(host);
      assert.deepEqual([kind, outputs?.['outcome']], ['blocked', 'blocked']);
      assert.match(summary, reason);
      assert.deepEqual(host.writes, []);
    });

  it('waits until the service has worked out the merge', async () => {
    const host = new FakeMergeHost();
    const settled = host.request;
    host.request = { ...settled, mergeStatus: 'pending' };
    let looks = 0;
    const watcher = { readRequest: () => (++looks === 4 ? (host.request = settled) : undefined, host.readRequest()) };
    const clock = virtualClock();
    const { outputs } = await mergePullRequest({ host, watcher, log: memoryLog(), ...clock }, SETTINGS);
    assert.equal(outputs?.['outcome'], 'merged');
    host.request = { ...host.request, status: 'active', mergeStatus: 'pending' };
    assert.match((await merge(host)).summary, /not worked out yet/);
  });

  it('tells conflicts, before and after it was asked for', async () => {
    const before = new FakeMergeHost();
    before.request = { ...before.request, mergeStatus: 'conflicts' };
    assert.equal((await merge(before)).outputs?.['outcome'], 'conflicts');
    assert.deepEqual(before.writes, []);
    const after = new FakeMergeHost();
    after.onLook = (looks) => {
      if (looks === 2) after.request = { ...after.request, mergeStatus: 'conflicts' };
    };
    assert.equal((await merge(after)).outputs?.['outcome'], 'conflicts');
  });

  it('tells why it was refused from what stands there then', async () => {
    const pushed = new FakeMergeHost();
    pushed.refusal = refusalOf('TF401192');
    pushed.complete = () => (pushed.push(), Promise.resolve(pushed.refusal));
    assert.equal((await merge(pushed)).outputs?.['outcome'], 'moved');
    const closed = new FakeMergeHost();
    closed.complete = () => {
      closed.policies = [required({ kind: 'comments' }, 'rejected')];
      return Promise.resolve(refusalOf('TF401195'));
    };
    assert.match((await merge(closed)).summary, /comments: not all are resolved/);
    const merged = new FakeMergeHost();
    merged.complete = () => (merged.merge(), Promise.resolve(refusalOf('TF401181')));
    assert.equal((await merge(merged)).outputs?.['outcome'], 'merged');
  });

  it('throws a refusal that nothing explains', async () => {
    const host = new FakeMergeHost();
    host.refusal = refusalOf('Because.');
    await assert.rejects(merge(host), { code: 'AZURE_DEVOPS_CONFLICT', message: 'Because.' });
  });

  it('says moved when somebody pushes while it is being merged', async () => {
    const host = new FakeMergeHost();
    host.onLook = (looks) => {
      if (looks === 2) host.push();
    };
    assert.equal((await merge(host)).outputs?.['outcome'], 'moved');
  });

  it('is not misled by the failure of an earlier attempt', async () => {
    const host = new FakeMergeHost();
    host.request = { ...host.request, mergeStatus: 'rejectedByPolicy' };
    assert.equal((await merge(host)).outputs?.['outcome'], 'merged');
  });

  it('gives up at the deadline when the merge never ends, and names the last fault', async () => {
    const host = new FakeMergeHost();
    host.onLook = () => undefined;
    await assert.rejects(merge(host, { timeoutMinutes: 3 }), {
      code: 'MERGE_NOT_FINISHED',
      message: /did not end within 3 min/,
    });
    const down = new FakeMergeHost();
    down.onLook = () => {
      throw outage();
    };
    await assert.rejects(merge(down), { code: 'MERGE_NOT_FINISHED', message: /GET x answered 500/ });
  });

  it('survives an outage while the merge is followed', async () => {
    const host = new FakeMergeHost();
    host.onLook = (looks) => {
      if (looks < 8) throw outage();
      host.merge();
    };
    assert.equal((await merge(host)).outputs?.['outcome'], 'merged');
  });

  it('writes nothing in a dry run and tells the plan', async () => {
    const host = new FakeMergeHost();
    const { outputs, log, summary } = await merge(host, { dryRun: true });
    assert.deepEqual(host.writes, []);
    assert.deepEqual(outputs, { mergeCommit: '', outcome: '' });
    assert.match(
      log,
      /Dry run, nothing is written\. The plan:\n- complete at aaaaaaaa by squash, delete the source branch/,
    );
    assert.match(summary, /would be completed at aaaaaaaa/);
    host.push();
    assert.equal((await merge(host, { dryRun: true })).outputs?.['outcome'], 'moved');
  });
});
