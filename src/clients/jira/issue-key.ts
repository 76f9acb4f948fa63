import { SlipwayError } from '../../errors.ts';

const PROJECT = /^[A-Z][A-Z0-9_]{1,254}$/;
const ISSUE = /^[A-Z][A-Z0-9_]{1,254}-[1-9]\d{0,17}$/;
const ID = /^\d{1,19}$/;

export const isIssueKey = (key: string): boolean => ISSUE.test(key);
export const isProjectKey = (key: string): boolean => PROJECT.test(key);

/** The key, or JIRA_BAD_KEY: jira.js does not encode what it puts into a path. */
export function issueKey(key: string): string {
  if (isIssueKey(key)) return key;
  throw badKey(key, 'key of a Jira issue', 'Write it like ABC-12.');
}

/** The key, or JIRA_BAD_KEY. */
export function projectKey(key: string): string {
  if (isProjectKey(key)) return key;
  throw badKey(key, 'key of a Jira project', 'Write it like ABC, in capitals.');
}

/** A number that Jira gave out as an id, or JIRA_BAD_KEY. */
export function numericId(id: string): string {
  if (ID.test(id)) return id;
  throw badKey(id, 'id of Jira', 'Report it: Jira gave out an id that is no number.');
}

const badKey = (text: string, what: string, hint: string): SlipwayError =>
  new SlipwayError(`${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text)} is no ${what}.`, {
    kind: 'input',
    code: 'JIRA_BAD_KEY',
    hint,
  });
