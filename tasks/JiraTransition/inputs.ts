import * as z from 'zod';
import { choice, connectionName, flag, integer, list, optionalText, rule, text } from '../../src/agent/input-types.ts';
import { isIssueKey, isWorkItemKey } from '../../src/tickets/find-keys.ts';
import { parseFields } from './parse-fields.ts';

/** What JiraTransition takes; defaults stand in task.json. */
export const Inputs = z
  .object({
    jiraConnection: connectionName('jira'),
    to: text,
    tickets: list,
    resolution: optionalText,
    fields: optionalText,
    comment: optionalText,
    fixVersion: optionalText,
    releaseVersion: flag,
    ifUnreachable: choice(['fail', 'warn', 'ignore']),
    neverBackwards: flag,
    maxSteps: integer({ min: 1, max: 50 }),
    dryRun: flag,
  })
  .check(
    rule(['tickets'], ({ tickets }) => findKeyProblem(tickets)),
    rule(['fields'], ({ fields }) =>
      fields === undefined || parseFields(fields) !== undefined
        ? undefined
        : 'must be a JSON object, as {"Team": "Blue"}.',
    ),
    rule(['fixVersion'], ({ fixVersion = '' }) =>
      fixVersion.length > 255 ? `has ${fixVersion.length} characters, and Jira takes 255.` : undefined,
    ),
    rule(['releaseVersion', 'fixVersion'], ({ releaseVersion, fixVersion }) =>
      releaseVersion && fixVersion === undefined ? 'needs a fixVersion to release.' : undefined,
    ),
  );

function findKeyProblem(tickets: readonly string[]): string | undefined {
  const wrong = tickets.filter((key) => !isIssueKey(key.toUpperCase()) && !isWorkItemKey(key.toUpperCase()));
  const named = wrong.slice(0, 10).map((key) => JSON.stringify(key.slice(0, 60)));
  return wrong.length === 0 ? undefined : `${named.join(', ')}: write keys as ABC-12, or AB#12 for work items.`;
}
