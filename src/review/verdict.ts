import type { Severity, SeverityCounts } from './finding.ts';
import { isAtLeast, SEVERITIES } from './finding.ts';
import type { StatusState, Vote } from './ports.ts';

export const VERDICTS = ['approve', 'requestChanges', 'incomplete'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type FailOn = 'none' | 'critical' | 'major' | 'minor';
export type VoteRule = 'none' | 'wait' | 'full';

/**
 * The mildest severity that blocks. Without `failOn` the review only advises, but its verdict still tells whether
 * something major was found.
 */
export const blockingSeverity = (failOn: FailOn): Severity => (failOn === 'none' ? 'major' : failOn);

/** How many findings block. */
export const countBlocking = (counts: SeverityCounts, failOn: FailOn): number =>
  SEVERITIES.filter((severity) => isAtLeast(severity, blockingSeverity(failOn))).reduce(
    (sum, severity) => sum + counts[severity],
    0,
  );

/** Incomplete before all: what was not looked at may hold anything. No fault ends as approve. */
export function decideVerdict(complete: boolean, blocking: number): Verdict {
  if (!complete) return 'incomplete';
  return blocking > 0 ? 'requestChanges' : 'approve';
}

export function statusOf(verdict: Verdict): StatusState {
  switch (verdict) {
    case 'approve':
      return 'succeeded';
    case 'requestChanges':
      return 'failed';
    case 'incomplete':
      return 'error';
  }
}

/**
 * The vote to leave behind, undefined to leave votes alone. `wait` never approves; neither rule rejects (-10): that veto
 * belongs to people. A vote of ours that is no longer true is taken back.
 */
export function decideVote(rule: VoteRule, verdict: Verdict, own: Vote): Vote | undefined {
  if (rule === 'none') return undefined;
  const wanted: Vote = verdict === 'requestChanges' ? -5 : verdict === 'approve' && rule === 'full' ? 10 : 0;
  return wanted === own ? undefined : wanted;
}
