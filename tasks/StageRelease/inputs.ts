import * as z from 'zod';
import { choice, connectionName, flag, lines, optionalText, rule, text } from '../../src/agent/input-types.ts';
import { isCommitId } from '../../src/release/commit-id.ts';
import { describeChannel, describeTagFormat, describeVersion } from '../../src/release/versions/check-inputs.ts';

/** What StageRelease takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    action: choice(['stage', 'open', 'claim', 'publish', 'hotfix', 'rollback', 'show']),
    component: optionalText,
    versioning: choice(['patch', 'conventional', 'ticket']),
    releaseAs: optionalText,
    prerelease: optionalText,
    sourceBranch: optionalText,
    targetBranch: text,
    paths: lines,
    jiraConnection: connectionName('jira').optional(),
    ledgerBranch: text,
    ledgerRepository: optionalText,
    tagFormat: text,
    notesFile: optionalText,
    from: optionalText,
    cherryPick: lines,
    to: optionalText,
    environment: optionalText,
    dryRun: flag,
  })
  .check(
    rule(['releaseAs'], ({ releaseAs }) => describeVersion(releaseAs)),
    rule(['prerelease'], ({ prerelease }) => describeChannel(prerelease)),
    rule(['tagFormat'], ({ tagFormat }) => describeTagFormat(tagFormat)),
    rule(['from', 'action'], ({ action, from }) =>
      action === 'hotfix' && from === undefined
        ? 'is required for hotfix: the tag of the release to be mended.'
        : undefined,
    ),
    rule(['cherryPick'], ({ cherryPick }) =>
      cherryPick.every(isCommitId) ? undefined : 'give whole ids of commits, 40 digits each, one a line.',
    ),
    rule(['to', 'action'], ({ action, to }) =>
      action === 'rollback' && to === undefined ? 'is required for rollback: the version to return to.' : undefined,
    ),
    rule(['environment', 'action'], ({ action, environment }) =>
      action === 'rollback' && environment === undefined
        ? 'is required for rollback: the environment that returns.'
        : undefined,
    ),
  );
