import * as z from 'zod';
import {
  choice,
  connectionName,
  decimal,
  flag,
  integer,
  lines,
  list,
  optionalText,
  rule,
  text,
} from '../../src/agent/input-types.ts';
import { isAtLeast } from '../../src/review/finding.ts';

/** What AIReview takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    claudeConnection: connectionName('claude'),
    model: text,
    effort: choice(['low', 'medium', 'high']),
    pullRequestId: integer({ min: 1 }).optional(),
    repositories: list,
    targetBranch: optionalText,
    instructionsFile: optionalText,
    include: lines,
    exclude: lines,
    minimumSeverity: choice(['critical', 'major', 'minor', 'info']),
    maxComments: integer({ min: 0, max: 100 }),
    comments: choice(['inline', 'summary', 'none']),
    failOn: choice(['none', 'critical', 'major', 'minor']),
    vote: choice(['none', 'wait', 'full']),
    budgetUsd: decimal({ min: 0, max: 10_000 }),
    dryRun: flag,
  })
  .check(
    rule(['repositories', 'pullRequestId'], ({ repositories, pullRequestId }) =>
      repositories.length > 0 && pullRequestId !== undefined
        ? 'are all reviewed: leave out pullRequestId, or name no repositories.'
        : undefined,
    ),
    rule(['minimumSeverity', 'failOn'], ({ minimumSeverity, failOn }) =>
      failOn !== 'none' && !isAtLeast(failOn, minimumSeverity)
        ? `${minimumSeverity} leaves out what failOn: ${failOn} should fail on: set it to ${failOn} or milder.`
        : undefined,
    ),
  );
