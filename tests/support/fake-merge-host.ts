import { SlipwayError } from '../../src/errors.ts';
import type {
  Completion,
  MergeHost,
  MergeIteration,
  MergeRequest,
  PolicyEvaluation,
  VerdictStatus,
} from '../../src/release/merge/ports.ts';

export const APPROVED = 'a'.repeat(40);
export const NEWER = 'b'.repeat(40);
export const MERGED = 'c'.repeat(40);

/** A pull request in memory that merges some looks after it was asked to, with a journal of writes. */
export class FakeMergeHost implements MergeHost {
  readonly writes: string[] = [];
  request: MergeRequest = {
    id: 7,
    title: 'Add tracking',
    webUrl: 'http://x/7',
    repositoryName: 'repo',
    status: 'active',
    isDraft: false,
    targetRef: 'refs/heads/main',
    mergeStatus: 'succeeded',
    mergeFailure: '',
    sourceCommit: APPROVED,
    mergeCommit: undefined,
    autoComplete: undefined,
  };
  iterations: MergeIteration[] = [{ id: 1, sourceCommit: APPROVED }];
  verdicts: VerdictStatus[] = [
    { id: 1, iteration: 1, state: 'succeeded', description: 'Fine', by: 'us', byName: 'Build' },
  ];
  policies: PolicyEvaluation[] = [];
  /** Called at every look, first 1, 2, ... after something was asked for. */
  onLook: (looks: number) => void = (looks) => {
    if (looks === 3) this.merge();
  };
  refusal: Error | undefined;
  #looks: number | undefined;

  merge(): void {
    this.request = { ...this.request, status: 'completed', mergeStatus: 'succeeded', mergeCommit: MERGED };
  }
  push(commit = NEWER): void {
    this.iterations = [...this.iterations, { id: this.iterations.length + 1, sourceCommit: commit }];
    this.request = { ...this.request, sourceCommit: commit };
  }

  readRequest = (): Promise<MergeRequest> => {
    if (this.#looks !== undefined) this.onLook(++this.#looks);
    return Promise.resolve(this.request);
  };
  listIterations = () => Promise.resolve(this.iterations);
  listVerdicts = () => Promise.resolve(this.verdicts);
  listPolicies = () => Promise.resolve(this.policies);
  readOwnId = () => Promise.resolve('us');
  complete = ({ commit, strategy, deleteSourceBranch }: Completion): Promise<Error | undefined> => {
    this.writes.push(`complete ${commit.slice(0, 2)} ${strategy} ${deleteSourceBranch ? 'delete' : 'keep'}`);
    if (this.refusal) return Promise.resolve(this.refusal);
    this.#looks = 0;
    return Promise.resolve(undefined);
  };
  setAutoComplete = ({ strategy, deleteSourceBranch }: Omit<Completion, 'commit'>): Promise<Error | undefined> => {
    this.writes.push(`auto-complete ${strategy}`);
    if (this.refusal) return Promise.resolve(this.refusal);
    this.#looks = 0;
    this.request = { ...this.request, autoComplete: { by: 'us', byName: 'Build', strategy, deleteSourceBranch } };
    return Promise.resolve(undefined);
  };
  cancelAutoComplete = () => {
    this.writes.push('cancel auto-complete');
    this.request = { ...this.request, autoComplete: undefined };
    return Promise.resolve();
  };
}

export const refusalOf = (text: string) =>
  new SlipwayError(text, { kind: 'conflict', code: 'AZURE_DEVOPS_CONFLICT', hint: 'Run it again.' });

/** A required policy, and not met. */
export const required = (
  demand: PolicyEvaluation['demand'],
  status: PolicyEvaluation['status'] = 'queued',
): PolicyEvaluation => ({ demand, isBlocking: true, status });
