import * as z from 'zod';
import { choice, flag, integer, optionalText, rule } from '../../src/agent/input-types.ts';
import { isCommitId } from '../../src/release/commit-id.ts';

/** What MergePullRequest takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    pullRequestId: integer({ min: 1 }),
    commit: optionalText,
    when: choice(['now', 'policiesPass']),
    strategy: choice(['squash', 'noFastForward', 'rebase', 'semiLinear']),
    deleteSourceBranch: flag,
    requireVerdict: flag,
    timeoutMinutes: integer({ min: 1, max: 120 }),
    dryRun: flag,
  })
  .check(
    rule(['commit'], ({ commit }) =>
      commit === undefined || isCommitId(commit) ? undefined : 'give the whole id of the commit, 40 digits.',
    ),
  );
