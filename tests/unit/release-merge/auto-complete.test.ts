import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { APPROVED, FakeMergeHost, NEWER, required } from '../../support/fake-merge-host.ts';
import { build, merge } from './merge-case.ts';

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
