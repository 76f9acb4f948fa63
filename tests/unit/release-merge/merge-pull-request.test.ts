import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { mergePullRequest, type MergeSettings } from '../../../src/release/merge/merge-pull-request.ts';
import { APPROVED, FakeMergeHost, MERGED, NEWER, refusalOf, required } from '../../support/fake-merge-host.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const SETTINGS: MergeSettings = {
  commit: undefined,
  when: 'now',
  strategy: 'squash',
  deleteSourceBranch: true,
  requireVerdict: true,
  own: { id: 99, definitionId: 5 },
  timeoutMinutes: 10,
  dryRun: false,
};

async function merge(host: FakeMergeHost, over: Partial<MergeSettings> = {}) {
  const log = memoryLog();
  const clock = virtualClock();
  const outcome = await mergePullRequest({ host, watcher: host, log, ...clock }, { ...SETTINGS, ...over });
  return { ...outcome, log: log.lines.join('\n'), clock };
}

const build = (over: object = {}) => ({ kind: 'build' as const, name: 'CI', definitionId: 5, ...over });
const outage = () => new SlipwayError('GET x answered 500.', { kind: 'remote', code: 'HTTP_STATUS' });

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

describe('MergePullRequest, when policies pass', () => {
  const waiting = () => {
    const host = new FakeMergeHost();
    host.policies = [required(build({ buildId: 99 }), 'running')];
    host.onLook = () => undefined;
    return host;
  };
  const later = { when: 'policiesPass' } as const;

  it('sets auto-complete inside the validation run that it waits for', async () => {
    const host = waiting();
    const { kind, outputs, summary } = await merge(host, later);
    assert.deepEqual(host.writes, ['auto-complete squash']);
    assert.deepEqual([kind, outputs?.['outcome']], ['succeeded', 'autoCompleteSet']);
    assert.match(summary, /It waits for build "CI": this run\.$/);
  });

  it('writes nothing when it is set already, and leaves what a person set', async () => {
    const host = waiting();
    await merge(host, later);
    host.writes.length = 0;
    assert.equal((await merge(host, later)).kind, 'succeeded');
    host.request = {
      ...host.request,
      autoComplete: { by: 'ada', byName: 'Ada', strategy: 'rebase', deleteSourceBranch: true },
    };
    const { kind, log } = await merge(host, later);
    assert.equal(kind, 'warned');
    assert.match(log, /already set by Ada, with strategy rebase/);
    assert.deepEqual(host.writes, []);
  });

  it('sets its own anew when the options differ', async () => {
    const host = waiting();
    await merge(host, later);
    const { kind } = await merge(host, { ...later, strategy: 'rebase' });
    assert.deepEqual([host.writes, kind], [['auto-complete squash', 'auto-complete rebase'], 'succeeded']);
  });

  it('warns when a later push could be merged without a review', async () => {
    const host = waiting();
    host.policies = [required({ kind: 'reviewers', approvals: 1 }, 'running'), required(build({ definitionId: 6 }))];
    const { kind, log } = await merge(host, later);
    assert.equal(kind, 'warned');
    assert.match(log, /warn: Auto-complete pins no commit/);
    host.policies.push(required({ kind: 'status', genre: 'slipway', name: 'ai-review' }, 'approved'));
    assert.equal((await merge(host, later)).kind, 'succeeded');
  });

  it('takes it back when somebody pushed between the look and the write', async () => {
    const host = waiting();
    host.onLook = (looks) => {
      if (looks === 1) host.push();
    };
    const { kind, outputs } = await merge(host, { ...later, commit: APPROVED });
    assert.deepEqual(host.writes, ['auto-complete squash', 'cancel auto-complete']);
    assert.deepEqual([kind, outputs?.['outcome']], ['blocked', 'moved']);
  });

  it('reports the merge when auto-complete merged at once', async () => {
    const host = waiting();
    host.onLook = () => host.merge();
    assert.equal((await merge(host, later)).outputs?.['outcome'], 'merged');
  });

  it('says moved when auto-complete merged something newer at once', async () => {
    const host = waiting();
    host.onLook = (looks) => {
      if (looks !== 1) return;
      host.push(NEWER);
      host.merge();
    };
    assert.equal((await merge(host, { ...later, commit: APPROVED })).outputs?.['outcome'], 'moved');
  });

  it('completes at the commit when all policies pass already', async () => {
    const host = new FakeMergeHost();
    host.policies = [required(build(), 'approved')];
    assert.equal((await merge(host, later)).outputs?.['outcome'], 'merged');
    assert.deepEqual(host.writes, ['complete aa squash delete']);
  });

  it('refuses where no required policy would hold it', async () => {
    const host = new FakeMergeHost();
    host.policies = [required({ kind: 'strategy', allowed: ['squash'] }, 'approved')];
    assert.match((await merge(host, later)).summary, /no required policy protects its target branch/);
    assert.deepEqual(host.writes, []);
  });

  it('asks for the verdict as well', async () => {
    const host = waiting();
    host.verdicts = [];
    assert.equal((await merge(host, { ...later, commit: APPROVED })).outputs?.['outcome'], 'blocked');
    assert.deepEqual(host.writes, []);
  });

  const ours = { by: 'us', byName: 'Build', strategy: 'squash', deleteSourceBranch: true } as const;
  const failing = { id: 2, iteration: 2, state: 'failed', description: '1 blocking', by: 'us', byName: 'Build' };

  it('takes its own back when what was pushed since is not approved', async () => {
    for (const commit of [undefined, NEWER]) {
      const host = waiting();
      await merge(host, later);
      host.push();
      host.verdicts.push(failing);
      const { kind, log } = await merge(host, { ...later, commit });
      assert.deepEqual([host.writes, kind], [['auto-complete squash', 'cancel auto-complete'], 'blocked']);
      assert.match(log, /auto-complete that was set for an earlier commit is taken back/);
      assert.equal((await merge(host, { ...later, commit })).kind, 'blocked');
      assert.equal(host.writes.length, 2, 'once');
    }
  });

  it('takes its own back, whatever the new run waits for', async () => {
    const host = new FakeMergeHost();
    host.request = { ...host.request, autoComplete: ours };
    host.push();
    assert.equal((await merge(host, { commit: APPROVED })).outputs?.['outcome'], 'moved');
    assert.deepEqual(host.writes, ['cancel auto-complete']);
  });

  it('takes its own back before it waits for the runs of what was pushed', async () => {
    const host = waiting();
    host.request = { ...host.request, autoComplete: ours };
    host.push();
    host.policies = [required(build({ buildId: 12 }), 'running')];
    await merge(host, { commit: NEWER, timeoutMinutes: 1 });
    assert.deepEqual(host.writes, ['cancel auto-complete']);
  });

  it('says in a dry run that it would be taken back', async () => {
    const host = new FakeMergeHost();
    host.request = { ...host.request, autoComplete: ours };
    host.push();
    const { log } = await merge(host, { ...later, dryRun: true });
    assert.match(log, /- take auto-complete back: its source branch is at bbbbbbbb/);
    assert.deepEqual(host.writes, []);
  });

  it('leaves what a person set, what was set for a newer approved commit, and what only waits', async () => {
    const person = new FakeMergeHost();
    person.request = { ...person.request, autoComplete: { ...ours, by: 'ada', byName: 'Ada' } };
    person.push();
    await merge(person, later);
    const newer = new FakeMergeHost();
    newer.request = { ...newer.request, autoComplete: ours };
    newer.push();
    newer.verdicts.push({ ...failing, state: 'succeeded' });
    await merge(newer, { ...later, commit: APPROVED });
    const waits = new FakeMergeHost();
    waits.request = { ...waits.request, autoComplete: ours };
    waits.policies = [required({ kind: 'comments' }, 'rejected')];
    assert.equal((await merge(waits, { commit: APPROVED })).outputs?.['outcome'], 'blocked');
    assert.deepEqual([...person.writes, ...newer.writes, ...waits.writes], []);
  });
});
