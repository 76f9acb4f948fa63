import * as z from 'zod';
import { flag, integer, lines, optionalText, rule, text } from '../../src/agent/input-types.ts';
import { isCommitId } from '../../src/release/commit-id.ts';
import { isBranchName } from '../../src/release/run/branch.ts';
import { parseParameters } from '../../src/release/run/parameters.ts';

/** What RunPipeline takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    pipeline: text,
    project: optionalText,
    branch: optionalText,
    commit: optionalText,
    parameters: lines,
    wait: flag,
    timeoutMinutes: integer({ min: 1, max: 10_000 }),
    reuse: flag,
    cancelChild: flag,
    dryRun: flag,
  })
  .check(
    rule(['branch'], ({ branch }) =>
      branch === undefined || isBranchName(branch) ? undefined : 'is no name that a branch can have.',
    ),
    rule(['commit'], ({ commit }) =>
      commit === undefined || isCommitId(commit) ? undefined : 'give the whole id of the commit, 40 digits.',
    ),
    rule(['parameters'], ({ parameters }) => {
      const parsed = parseParameters(parameters);
      return 'problem' in parsed ? parsed.problem : undefined;
    }),
  );
