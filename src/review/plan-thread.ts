import { codeMark } from './code-mark.ts';
import type { Finding } from './finding.ts';
import { isAtLeast } from './finding.ts';
import type { Hash, Iteration, IterationChange } from './ports.ts';
import type { NewThread } from '../pull-request.ts';
import { renderFinding } from './render-thread.ts';
import { BLOCKING_PROPERTY, CODE_PROPERTY, FINDING_PROPERTY, SEVERITY_PROPERTY } from './review-record.ts';
import type { FailOn } from './verdict.ts';
import { blockingSeverity } from './verdict.ts';

interface ThreadContext {
  readonly iteration: Iteration;
  readonly changes: readonly IterationChange[];
  readonly failOn: FailOn;
  readonly hash: Hash;
}

export const isBlocking = (severity: Finding['severity'], failOn: FailOn): boolean =>
  isAtLeast(severity, blockingSeverity(failOn));

/** The service's own entry for a finding's file; without it no thread can be placed there. */
export const changeOf = ({ path, side }: Finding, changes: readonly IterationChange[]): IterationChange | undefined =>
  changes.find((change) => change.path === path) ??
  (side === 'old' ? changes.find((change) => change.oldPath === path) : undefined);

/** The thread of a finding: whole lines, active when it blocks. */
export function planThread(finding: Finding, { iteration, changes, failOn, hash }: ThreadContext): NewThread {
  const blocking = isBlocking(finding.severity, failOn);
  return {
    content: renderFinding(finding),
    // With the comment policy an active thread blocks completion and a closed one informs.
    status: blocking ? 'active' : 'closed',
    placement: {
      path: finding.path,
      side: finding.side,
      start: { line: finding.startLine, offset: 1 },
      end: { line: finding.endLine, offset: finding.endOffset },
      changeTrackingId: changeOf(finding, changes)?.changeTrackingId ?? 0,
      iteration: iteration.id,
    },
    properties: {
      [FINDING_PROPERTY]: finding.fingerprint,
      [SEVERITY_PROPERTY]: finding.severity,
      [BLOCKING_PROPERTY]: String(blocking),
      // Removed lines are gone from the start: that they are not there proves nothing.
      ...(finding.side === 'new' ? { [CODE_PROPERTY]: codeMark(finding.code, hash) } : {}),
    },
  };
}
