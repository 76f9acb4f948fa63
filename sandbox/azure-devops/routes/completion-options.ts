import * as z from 'zod';
import { requirePermission } from '../rest/authentication.ts';
import { enumValue } from '../rest/body.ts';
import type { Call } from '../rest/call.ts';

const mergeStrategy = enumValue({ noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 });

/** GitPullRequestCompletionOptions, without what only the service sets. */
export const completionOptions = z.strictObject({
  mergeStrategy: mergeStrategy.optional(),
  deleteSourceBranch: z.boolean().optional(),
  mergeCommitMessage: z.string().optional(),
  transitionWorkItems: z.boolean().optional(),
  bypassPolicy: z.boolean().optional(),
  bypassReason: z.string().optional(),
  squashMerge: z.boolean().optional(),
  autoCompleteIgnoreConfigIds: z.array(z.number()).optional(),
});

export const mergeOptions = z.strictObject({
  conflictAuthorshipCommits: z.boolean().optional(),
  detectRenameFalsePositives: z.boolean().optional(),
  disableRenames: z.boolean().optional(),
});

/** Bypassing policies is a permission of its own, also to ask for. */
export function checkBypass(
  { caller }: Call,
  options: { readonly bypassPolicy?: boolean | undefined } | undefined,
): void {
  if (options?.bypassPolicy) requirePermission(caller, 'bypassPullRequestPolicies');
}
