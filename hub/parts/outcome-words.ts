import type { ProblemKind } from '../host/hub-problem.ts';

/** What is said of something that somebody did. */
export interface OutcomeWords {
  readonly tone: 'success' | 'warning' | 'error';
  readonly text: string;
}

/** Why nothing was done, as far as a person can act on it; `thing` is what was acted on, such as "approval". */
export function reasonOf(problem: ProblemKind, thing: string): string {
  switch (problem.kind) {
    case 'signedOut':
      return 'your session has ended. Sign in again and reload the page.';
    case 'forbidden':
      return `no permission. ${problem.detail}`.trim();
    case 'missing':
      return `there is no such ${thing} any more.`;
    case 'busy':
      return `Azure DevOps asks for a pause${problem.seconds === undefined ? '' : ` of ${problem.seconds} seconds`}.`;
    case 'slow':
      return 'no answer came in time.';
    case 'offline':
      return 'there is no connection.';
    case 'unreadable':
      return 'the answer was not understood.';
    case 'refused':
      return `Azure DevOps refused it (${problem.status}). ${problem.detail}`.trim();
    case 'bug':
      return `Slipway failed: ${problem.detail}`;
  }
}
