import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PullRequest } from '../pull-request.ts';
import type { FoundKey } from './find-keys.ts';
import { findTicketKeys, isIssueKey, isWorkItemKey } from './find-keys.ts';
import type { Ticket, TicketCreator, TicketedPullRequest, TicketReader } from './ports.ts';
import type { Claim } from './ticket-record.ts';
import { findClaims, parseRecord, TICKET_PROPERTY } from './ticket-record.ts';

interface Services {
  readonly jira: TicketCreator;
  /** Undefined: work items are believed to be there. */
  readonly boards: TicketReader | undefined;
  readonly pullRequest: TicketedPullRequest;
  readonly log: Log;
}

/** What is known of the tickets of a pull request before anything is written. */
export interface GatheredChange {
  readonly pullRequest: PullRequest;
  readonly commits: readonly string[];
  /** Keys of the projects whose tickets count. */
  readonly known: ReadonlySet<string>;
  readonly tickets: readonly Ticket[];
  /** Keys of work items that cannot be read from here. */
  readonly workItems: readonly string[];
  readonly unknown: readonly string[];
  /** The key that an earlier run remembered, and its ticket. */
  readonly recorded: string | undefined;
  readonly created: Ticket | undefined;
  readonly claims: readonly Claim[];
}

/** Reads the pull request, finds keys in it, and looks the tickets up. `projects`: those that count; empty: all. */
export async function gatherChange(
  services: Services,
  read: PullRequest,
  projects: readonly string[],
): Promise<GatheredChange> {
  const { jira, pullRequest, log } = services;
  const [properties, threads, commits, workItems, visible] = await Promise.all([
    pullRequest.readProperties(),
    pullRequest.listThreads(),
    pullRequest.listCommitMessages(),
    pullRequest.listWorkItems(),
    jira.listProjects(),
  ]);
  const allowed = new Set(projects.map((key) => key.toUpperCase()));
  const known = new Set(visible.filter((key) => allowed.size === 0 || allowed.has(key)));
  const recorded = parseRecord(properties[TICKET_PROPERTY]);
  const found = findTicketKeys(
    [
      { source: 'branch', text: read.sourceRef },
      { source: 'title', text: read.title },
      { source: 'description', text: read.description },
      ...commits.map((text) => ({ source: 'commit', text }) as const),
      ...workItems.map((id) => ({ source: 'workItem', text: String(id) }) as const),
    ],
    { known },
  );
  for (const one of found) log.info(describeFound(one));
  const keys = [...new Set([...found.map(({ key }) => key), ...(recorded === undefined ? [] : [recorded])])];
  const { byKey, ...lookups } = await lookUp(services, keys, found);
  const created = recorded === undefined ? undefined : byKey.get(recorded);
  return { pullRequest: read, commits, known, recorded, created, claims: findClaims(threads), ...lookups };
}

const describeFound = ({ key, evidence }: FoundKey): string =>
  `${key}: ${evidence.map(({ source, text }) => `${source} "${text}"`).join(', ')}`;

async function lookUp({ jira, boards, log }: Services, keys: readonly string[], found: readonly FoundKey[]) {
  const [issues, items] = [keys.filter(isIssueKey), keys.filter(isWorkItemKey)];
  const isLinked = (key: string) =>
    found.some((one) => one.key === key && one.evidence.some(({ source }) => source === 'workItem'));
  const read = new Map([
    ...(issues.length > 0 ? await jira.readTickets(issues) : []),
    ...(items.length > 0 && boards ? await boards.readTickets(items) : []),
  ]);
  const byKey = new Map<string, Ticket>();
  const workItems: string[] = [];
  const unknown: string[] = [];
  for (const key of keys) {
    const lookup = read.get(key);
    if (lookup?.kind === 'found') {
      if (lookup.ticket.key !== key) log.info(`${key} was moved and is ${lookup.ticket.key} now.`);
      byKey.set(key, lookup.ticket);
    } else if (isWorkItemKey(key) && isLinked(key)) workItems.push(key);
    else unknown.push(key);
  }
  const tickets = new Map([...byKey.values()].map((ticket) => [ticket.key, ticket]));
  return { byKey, tickets: [...tickets.values()], workItems, unknown };
}

/** A change whose only tickets are not to be found is neither with nor without one. */
export const ticketUnknown = (keys: readonly string[]): SlipwayError =>
  new SlipwayError(
    `${keys.slice(0, 20).join(', ')}, named by this pull request, ${keys.length === 1 ? 'is' : 'are'} not there, or may not be seen by the account of the connection.`,
    {
      kind: 'input',
      code: 'TICKET_UNKNOWN',
      hint: 'Correct the key, or let the account of the service connection browse its project.',
    },
  );
