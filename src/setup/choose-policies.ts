import type { BranchPolicies } from './judge-policies.ts';
import type { BuildPolicy, PoliciesRead, ReviewPolicy } from './ports.ts';

interface Known {
  readonly identityId: string | undefined;
  /** Ids of the pipelines that review; empty: none is known. */
  readonly reviewers: readonly number[];
}

/** Of several policies of a kind the one that does what is needed counts, if there is one. */
export function choosePolicies({ builds, reviews }: PoliciesRead, { identityId, reviewers }: Known): BranchPolicies {
  const ours = builds.filter(({ pipelineId }) => pipelineId !== undefined && reviewers.includes(pipelineId));
  const validates = (policy: BuildPolicy) => rank([policy.isEnabled, policy.isBlocking, !policy.isManual]);
  const blocks = (policy: ReviewPolicy) =>
    rank([policy.isEnabled, policy.isBlocking, policy.authorId === undefined || same(policy.authorId, identityId)]);
  // Where no pipeline is known to review, any of the builds may be the one.
  return {
    build: best(reviewers.length === 0 ? builds : ours, validates),
    review: best(reviews, blocks),
  };
}

const same = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();

const rank = (wishes: readonly boolean[]): number => wishes.filter(Boolean).length;

const best = <Policy>(policies: readonly Policy[], rankOf: (policy: Policy) => number): Policy | undefined =>
  policies.toSorted((one, other) => rankOf(other) - rankOf(one))[0];
