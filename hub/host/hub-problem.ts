/** Why something could not be read or done, as far as a person can act on it. */
export type ProblemKind =
  | { readonly kind: 'signedOut' }
  /** `detail` is what Azure DevOps said, which names the permission. */
  | { readonly kind: 'forbidden'; readonly detail: string }
  | { readonly kind: 'missing'; readonly detail: string }
  /** Too many requests; `seconds` until it may be tried again, as far as it was said. */
  | { readonly kind: 'busy'; readonly seconds: number | undefined }
  /** No answer within the deadline. */
  | { readonly kind: 'slow' }
  | { readonly kind: 'offline' }
  /** An answer that is not what was asked for. */
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  /** A fault of Slipway itself. */
  | { readonly kind: 'bug'; readonly detail: string };

/** `what` is what was being read or done, such as "the ledger of Shop". */
export class HubProblem extends Error {
  readonly what: string;
  readonly problem: ProblemKind;

  constructor(what: string, problem: ProblemKind, options?: ErrorOptions) {
    super(`${what}: ${problem.kind}`, options);
    this.name = 'HubProblem';
    this.what = what;
    this.problem = problem;
  }
}

/** Whatever was thrown, as something that can be shown. */
export function asProblem(thrown: unknown, what: string): HubProblem {
  if (thrown instanceof HubProblem) return thrown;
  return new HubProblem(what, { kind: 'bug', detail: thrown instanceof Error ? thrown.message : String(thrown) });
}

/** Whether the answer to a write itself says that nothing was done; otherwise that has to be looked for. */
export function isCertain({ problem }: HubProblem): boolean {
  if (problem.kind === 'refused') return problem.status < 500;
  return ['signedOut', 'forbidden', 'missing'].includes(problem.kind);
}
