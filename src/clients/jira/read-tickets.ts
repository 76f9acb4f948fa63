import { mapConcurrently } from '../../concurrency.ts';
import type { TicketLookup } from '../../tickets/ports.ts';
import { allPages } from './all-pages.ts';
import { isIssueKey } from './issue-key.ts';
import type { JiraApi } from './jira-api.ts';
import { presentTicket, TICKET_FIELDS } from './present-ticket.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireIssue } from './wire.ts';

/** Keys that go into one search. */
const BATCH = 100;
/** Searches of one batch: Jira refuses a whole search for one unknown key, and names it. */
const MAX_SEARCHES = 3;
const AT_ONCE = 4;

/**
 * Looks keys up: by search in batches, then alone what the search did not give, which is how a moved issue (found under
 * its new key) is told from one that is deleted or may not be seen.
 */
export async function readTickets(
  api: JiraApi,
  base: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, TicketLookup>> {
  const found = new Map<string, TicketLookup>(keys.map((key) => [key, { kind: 'unknown' }]));
  const note = (asked: string, issue: WireIssue) =>
    found.set(asked, { kind: 'found', ticket: presentTicket(issue, base) });
  const known = [...found.keys()].filter(isIssueKey);
  const missing = new Set(known);
  // One is read at once: the search would be a request too many.
  for (let start = 0; start < known.length && known.length > 1; start += BATCH) {
    for (const issue of await searchKeys(api, known.slice(start, start + BATCH))) {
      if (missing.delete(issue.key)) note(issue.key, issue);
    }
  }
  await mapConcurrently([...missing], AT_ONCE, async (key) => {
    const issue = await readIssue(api, key);
    if (issue) note(key, issue);
  });
  return found;
}

/** Undefined when it is deleted or may not be seen: Jira does not tell which. */
export async function readIssue(api: JiraApi, key: string): Promise<WireIssue | undefined> {
  try {
    return await api.readIssue(key, TICKET_FIELDS);
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/** The issues that a search gives for these keys; none when Jira refuses it without naming a key. */
async function searchKeys(api: JiraApi, keys: readonly string[]): Promise<readonly WireIssue[]> {
  let left = keys;
  for (let searches = 0; searches < MAX_SEARCHES && left.length > 0; searches += 1) {
    const jql = `key in (${left.map((key) => `"${key}"`).join(', ')})`;
    try {
      return await allPages('tickets', (page) => api.searchIssues({ jql, fields: TICKET_FIELDS, page }));
    } catch (error) {
      if (!(error instanceof JiraRefusal) || error.status !== 400) throw error;
      const named = namedIn(error);
      const rest = left.filter((key) => !named.has(key));
      if (rest.length === left.length) return [];
      left = rest;
    }
  }
  return [];
}

const namedIn = ({ said }: JiraRefusal): ReadonlySet<string> =>
  new Set(said.flatMap((text) => text.match(/[A-Z][A-Z0-9_]+-\d+/g) ?? []));
