import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  agoOf,
  describeEnd,
  judgeDecision,
  type Reread,
  type Sent,
} from '../../../hub/pages/approvals/judge-decision.ts';
import { describeOutcome } from '../../../hub/pages/approvals/describe-outcome.ts';
import type { Approval, Decision } from '../../../hub/host/approvals.ts';
import { HubProblem, type ProblemKind } from '../../../hub/host/hub-problem.ts';
import { ADA, MARA, RELEASERS, someApproval, someStep } from './some-approval.ts';

const NOW = Date.parse('2026-03-01T10:00:10Z');
const APPROVE: Decision = { status: 'approved', comment: 'Go' };
const taken: Sent = { kind: 'taken' };
const problem = (kind: ProblemKind): Sent => ({ kind: 'problem', problem: new HubProblem('this approval', kind) });
const offline = problem({ kind: 'offline' });
const read = (approval: Approval | undefined): Reread => ({ kind: 'read', approval });
const approvedBy = (who: typeof ADA, comment = '', status: 'approved' | 'rejected' = 'approved') =>
  someApproval({ status, steps: [someStep({ approver: RELEASERS, by: who, status, comment })] });

/** What Mara is told. */
function told(sent: Sent, after: Reread, decision = APPROVE): string {
  const outcome = judgeDecision({ decision, sent, after, userId: 'MARA-ID' });
  const words = describeOutcome(outcome, {
    label: 'Production of release 7',
    decision: decision.status,
    userId: 'MARA-ID',
    now: NOW,
  });
  return `${words.tone}: ${words.text}`;
}

describe('a decision of the hub', () => {
  it('counts when it was taken', () => {
    assert.equal(told(taken, read(approvedBy(MARA, 'Go'))), 'success: You approved Production of release 7.');
    assert.equal(told(taken, { kind: 'unread' }), 'success: You approved Production of release 7.');
    const reject: Decision = { status: 'rejected', comment: 'No' };
    assert.equal(
      told(taken, read(approvedBy(MARA, 'No', 'rejected')), reject),
      'success: You rejected Production of release 7.',
    );
  });

  it('does not count when only others are known to have decided, whatever was answered', () => {
    assert.match(told(taken, read(approvedBy(ADA, 'Mine'))), /Ada/);
    const mine = someStep({ by: MARA, status: 'approved', comment: 'Go' });
    const both = someApproval({ status: 'approved', steps: [mine, someStep({ by: ADA, status: 'approved' })] });
    assert.match(told(taken, read(both)), /^success: You approved/);
    const nameless = someApproval({
      status: 'approved',
      steps: [someStep({ approver: RELEASERS, status: 'approved' })],
    });
    assert.match(told(taken, read(nameless)), /^success: You approved/);
  });

  it('says how many more are needed', () => {
    const own = someStep({ by: MARA, status: 'approved', comment: 'Go' });
    const approval = someApproval({ needed: 3, steps: [own, someStep({ approver: ADA }), someStep(), someStep()] });
    assert.match(told(taken, read(approval)), /^success: You approved .* 2 more approvals are needed\.$/);
    assert.match(told(taken, read({ ...approval, needed: 2 })), /1 more approval is needed\.$/);
  });

  it('counts although its answer was lost, when it is there', () => {
    for (const lost of [offline, problem({ kind: 'slow' }), problem({ kind: 'unreadable', detail: '' })])
      assert.match(told(lost, read(approvedBy(MARA, 'Go'))), /^success: You approved/);
  });

  it('was not done when its answer was lost and nothing is there', () => {
    assert.equal(
      told(offline, read(someApproval())),
      'error: Not approved: there is no connection. Production of release 7 still waits.',
    );
  });

  it('is not known to be done when nothing can be read', () => {
    assert.match(told(offline, { kind: 'unread' }), /^error: It is not known whether .* was approved/);
    assert.match(told(problem({ kind: 'refused', status: 502, detail: '' }), { kind: 'unread' }), /not known/);
    assert.match(told(problem({ kind: 'refused', status: 400, detail: 'Over.' }), { kind: 'unread' }), /Not approved/);
    assert.match(told(offline, read(undefined)), /^error: It is not known whether .* was approved/);
  });

  it('is not said to wait still when that was not read', () => {
    assert.equal(
      told(problem({ kind: 'signedOut' }), { kind: 'unread' }),
      'error: Not approved: your session has ended. Sign in again and reload the page.',
    );
    assert.equal(
      told(problem({ kind: 'missing', detail: '' }), read(undefined)),
      'error: Not approved: there is no such approval any more.',
    );
  });

  it('comes too late when somebody was quicker, and says who', () => {
    const refused = problem({ kind: 'refused', status: 400, detail: 'It is approved.' });
    assert.equal(
      told(refused, read(approvedBy(ADA, 'Fine'))),
      'warning: Too late for Production of release 7: Ada approved it 10 seconds ago. “Fine”',
    );
    assert.match(told(refused, read(approvedBy(ADA, '', 'rejected'))), /Ada rejected it/);
    assert.match(told(offline, read(someApproval({ status: 'timedOut' }))), /Too late .* It timed out 10 seconds ago/);
  });

  it('tells apart what the same person decided elsewhere', () => {
    const refused = problem({ kind: 'refused', status: 400, detail: '' });
    assert.match(told(refused, read(approvedBy(MARA, 'From Slack'))), /Too late .* You approved it 10 seconds ago/);
  });

  it('names a refusal a lack of permission, with what Azure DevOps says', () => {
    const forbidden = problem({ kind: 'forbidden', detail: 'Mara is not authorised.' });
    assert.equal(
      told(forbidden, read(someApproval({ mayDecide: false }))),
      'error: No permission to decide Production of release 7. Mara is not authorised.',
    );
  });

  it('is told of a rejection that overtook the approval', () => {
    const own = someStep({ by: MARA, status: 'approved', comment: 'Go' });
    const approval = someApproval({
      status: 'rejected',
      steps: [own, someStep({ approver: ADA, by: ADA, status: 'rejected' })],
    });
    assert.match(told(taken, read(approval)), /^warning: You approved .* But: Ada rejected it/);
  });
});

describe('how an approval ended', () => {
  it('is told by its last decision', () => {
    const steps = [
      someStep({ approver: ADA, by: ADA, status: 'approved', at: '2026-03-01T10:00:09Z' }),
      someStep({ by: MARA, status: 'approved', at: '2026-03-01T10:00:05Z' }),
    ];
    const approval = someApproval({ status: 'approved', steps });
    assert.equal(describeEnd(approval, { userId: '', now: NOW }), 'Ada approved it just now.');
  });

  it('tells close times to the second, far ones roughly', () => {
    const ago = (seconds: number) => agoOf(new Date(NOW - seconds * 1000).toISOString(), NOW);
    assert.deepEqual([-5, 0, 1, 2, 119, 120, 7199, 7200, 86400, 172_800].map(ago), [
      'just now',
      'just now',
      'just now',
      '2 seconds ago',
      '119 seconds ago',
      '2 minutes ago',
      '2 hours ago',
      '2 hours ago',
      '24 hours ago',
      '2 days ago',
    ]);
    assert.equal(agoOf('nonsense', NOW), 'before');
  });
});
