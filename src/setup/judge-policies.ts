import type { Finding, FindingStatus } from './finding.ts';
import type { BuildPolicy, ReviewPolicy } from './ports.ts';

/** The policies of a branch that Slipway relies on; undefined: there is none. */
export interface BranchPolicies {
  readonly build: Pick<BuildPolicy, 'isEnabled' | 'isBlocking' | 'isManual'> | undefined;
  readonly review: ReviewPolicy | undefined;
}

export interface JudgedBranch {
  /** Without refs/heads/. */
  readonly branch: string;
  /** Of the job; undefined: it could not be read. */
  readonly identityId: string | undefined;
  /** Address of the page with the branches. */
  readonly page?: string;
}

type Fault = readonly [status: FindingStatus, detail: string, action: string];

/** What the policies of the target branch say; undefined: they could not be read. */
export function judgePolicies(
  policies: BranchPolicies | undefined,
  { branch, identityId, page: address }: JudgedBranch,
): readonly Finding[] {
  const link = address === undefined ? '' : ` (${address})`;
  const page = `Repos > Branches > ${branch} > More options > Branch policies${link}`;
  const finding = (id: string, title: string, fault: Fault | undefined): Finding => {
    const base = { id, area: 'policies', title } as const;
    if (!fault) return { ...base, status: 'ok', detail: 'It is there, enabled and required.' };
    return { ...base, status: fault[0], detail: fault[1], remedy: `${page} > ${fault[2]}` };
  };
  const unread: Fault = ['unknown', 'The policies could not be read.', 'look there, or give the job the right "Read".'];
  return [
    finding(`policy-build-${branch}`, `Build validation on ${branch}`, policies ? buildFault(policies.build) : unread),
    finding(
      `policy-review-${branch}`,
      `Status slipway/ai-review on ${branch}`,
      policies ? reviewFault(policies.review, identityId) : unread,
    ),
  ];
}

function buildFault(policy: BranchPolicies['build']): Fault | undefined {
  const section = 'Build Validation';
  if (!policy) return ['problem', 'There is none.', `${section}: add the pipeline with AIReview.`];
  const fault = commonFault(policy, section, 'Policy requirement');
  if (fault || !policy.isManual) return fault;
  return ['problem', 'It waits for somebody to start it.', `${section}: set Trigger to Automatic.`];
}

function reviewFault(policy: BranchPolicies['review'], identityId: string | undefined): Fault | undefined {
  const section = 'Status Checks';
  if (!policy) return ['problem', 'There is none.', `${section}: add slipway/ai-review.`];
  const fault = commonFault(policy, section, 'Policy requirement');
  if (fault) return fault;
  const mend = `${section}: set Authorized identity to the job's identity.`;
  if (policy.authorId === undefined) return ['warning', 'Anybody may set the status.', mend];
  if (identityId === undefined) return ['unknown', 'Whether the job is who must set it could not be read.', mend];
  return policy.authorId.toLowerCase() === identityId.toLowerCase()
    ? undefined
    : ['problem', 'Another identity must set it.', mend];
}

function commonFault(
  { isEnabled, isBlocking }: Pick<BuildPolicy, 'isEnabled' | 'isBlocking'>,
  section: string,
  requirement: string,
): Fault | undefined {
  if (!isEnabled) return ['problem', 'It is switched off.', `${section}: switch it on.`];
  if (!isBlocking) return ['problem', 'It is optional.', `${section}: set ${requirement} to Required.`];
  return undefined;
}
