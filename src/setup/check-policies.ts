import { mapConcurrently } from '../concurrency.ts';
import { attempt, valueOf } from './attempt.ts';
import { choosePolicies } from './choose-policies.ts';
import type { Finding } from './finding.ts';
import { judgePolicies } from './judge-policies.ts';
import type { ProjectReader } from './ports.ts';

const CONCURRENCY = 3;

export interface PoliciesRequest {
  /** Without refs/heads/. */
  readonly branches: readonly string[];
  /** Of the job; undefined: it could not be read. */
  readonly identityId: string | undefined;
  /** Ids of the pipelines that review. */
  readonly reviewers: readonly number[];
  /** Address of the page with the branches. */
  readonly page: string;
}

/** The policies of the branches that pull requests go into. */
export async function checkPolicies(
  project: ProjectReader,
  { branches, identityId, reviewers, page }: PoliciesRequest,
): Promise<readonly Finding[]> {
  const found = await mapConcurrently(branches, CONCURRENCY, async (branch) => {
    const read = await attempt(() => project.readPolicies(branch));
    const policies = valueOf(read);
    const chosen = policies && choosePolicies(policies, { identityId, reviewers });
    const findings = judgePolicies(chosen, { branch, identityId, page });
    return 'error' in read ? findings.map((finding) => ({ ...finding, detail: read.error.message })) : findings;
  });
  return found.flat();
}
