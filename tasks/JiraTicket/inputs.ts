import * as z from 'zod';
import { connectionName, flag, integer, lines, list, optionalText, rule, text } from '../../src/agent/input-types.ts';

/** What JiraTicket takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    jiraConnection: connectionName('jira'),
    project: optionalText,
    issueType: text,
    createIfMissing: flag,
    claudeConnection: connectionName('claude').optional(),
    skipAuthors: lines,
    projects: list,
    linkPullRequest: flag,
    pullRequestId: integer({ min: 1 }).optional(),
    dryRun: flag,
  })
  .check(
    rule(['project', 'createIfMissing'], ({ project, createIfMissing }) =>
      createIfMissing && project === undefined
        ? 'is needed to create a ticket: give the key of a project, or set createIfMissing to false.'
        : undefined,
    ),
    rule(['projects', 'project'], ({ projects, project }) =>
      project !== undefined && projects.length > 0 && !projects.some((one) => sameKey(one, project))
        ? `leaves out ${project}, in which tickets are created: add it.`
        : undefined,
    ),
  );

const sameKey = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase();
