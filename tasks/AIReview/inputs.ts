import * as z from 'zod';
import {
  choice,
  connectionName,
  decimal,
  flag,
  integer,
  lines,
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
    rule(['minimumSeverity', 'failOn'], ({ minimumSeverity, failOn }) =>
      failOn !== 'none' && !isAtLeast(failOn, minimumSeverity)
        ? `${minimumSeverity} leaves out what failOn: ${failOn} should fail on: set it to ${failOn} or milder.`
        : undefined,
    ),
  );
