import * as z from 'zod';
import type { PolicyScope } from '../documents.ts';

export const MINIMUM_REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
export const MERGE_STRATEGY = 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab';
export const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
export const STATUS = 'cbdc66da-9728-4af8-aada-9a5a32e4a226';
export const COMMENTS = 'c6a1889d-b943-4856-b76f-9e46bb6b0df2';

const branchOrFolder = z.string().regex(/^refs\/heads\/./, 'must be refs/heads/...');

const matchKind = z.string().transform((given, context): PolicyScope['matchKind'] => {
  const kinds: readonly PolicyScope['matchKind'][] = ['exact', 'prefix', 'defaultBranch'];
  const found = kinds.find((kind) => kind.toLowerCase() === given.toLowerCase());
  if (found) return found;
  context.addIssue({ code: 'custom', message: `must be Exact, Prefix or DefaultBranch, not ${given}` });
  return z.NEVER;
});

const oneScope = z
  .strictObject({
    repositoryId: z.uuid().nullish(),
    refName: branchOrFolder.nullish(),
    matchKind: matchKind.default('exact'),
  })
  .refine(
    ({ refName, matchKind: kind }) => (kind === 'defaultBranch') === (typeof refName !== 'string'),
    'has a refName, or the matchKind DefaultBranch',
  )
  .transform(({ repositoryId = null, refName = null, matchKind: kind }): PolicyScope => ({
    repositoryId,
    refName,
    matchKind: kind,
  }));

const scope = z.array(oneScope).min(1);
const flag = z.boolean().default(false);

export const minimumReviewers = z.strictObject({
  scope,
  minimumApproverCount: z.int().min(1).max(10),
  creatorVoteCounts: flag,
  allowDownvotes: flag,
  resetOnSourcePush: flag,
  resetRejectionsOnSourcePush: flag,
  requireVoteOnLastIteration: flag,
  blockLastPusherVote: flag,
});

export const buildValidation = z.strictObject({
  scope,
  buildDefinitionId: z.int().min(1),
  displayName: z.string().nullish(),
  queueOnSourceUpdateOnly: flag,
  manualQueueOnly: flag,
  /**
   * Minutes after which a passed build no longer counts once the target has moved. 0: at once, or never with
   * queueOnSourceUpdateOnly.
   */
  validDuration: z.number().min(0).default(0),
});

export const statusCheck = z.strictObject({
  scope,
  statusName: z.string().trim().min(1),
  statusGenre: z.string().nullish(),
  authorId: z.uuid().nullish(),
  invalidateOnSourceUpdate: flag,
  defaultDisplayName: z.string().nullish(),
  /** 1: only applies once the status was posted. */
  policyApplicability: z.union([z.literal(0), z.literal(1)]).nullish(),
});

export const commentRequirements = z.strictObject({ scope });

export const mergeStrategy = z
  .strictObject({
    scope,
    allowNoFastForward: flag,
    allowSquash: flag,
    allowRebase: flag,
    allowRebaseMerge: flag,
  })
  .refine(
    (one) => one.allowNoFastForward || one.allowSquash || one.allowRebase || one.allowRebaseMerge,
    'must allow at least one merge strategy',
  );

interface PolicyType {
  readonly displayName: string;
  readonly description: string;
  readonly settings: z.ZodType<Readonly<Record<string, unknown>> & { readonly scope: readonly PolicyScope[] }>;
}

/** The types that this service enforces, by id. */
export const POLICY_TYPES: ReadonlyMap<string, PolicyType> = new Map<string, PolicyType>([
  [
    MINIMUM_REVIEWERS,
    {
      displayName: 'Minimum number of reviewers',
      description:
        'This policy will ensure that a minimum number of reviewers have approved a pull request before completion.',
      settings: minimumReviewers,
    },
  ],
  [
    BUILD,
    {
      displayName: 'Build',
      description: 'This policy will require a successful build has been performed before updating protected refs.',
      settings: buildValidation,
    },
  ],
  [
    STATUS,
    {
      displayName: 'Status',
      description: 'This policy will require a successful status to be posted before updating protected refs.',
      settings: statusCheck,
    },
  ],
  [
    COMMENTS,
    {
      displayName: 'Comment requirements',
      description: 'Check if the pull request has any active comments',
      settings: commentRequirements,
    },
  ],
  [
    MERGE_STRATEGY,
    {
      displayName: 'Require a merge strategy',
      description: 'This policy ensures that pull requests use a consistent merge strategy.',
      settings: mergeStrategy,
    },
  ],
]);
