import { SlipwayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { findTicketKeys, isIssueKey, isWorkItemKey } from './find-keys.ts';
import type { RunTickets, Ticket, TicketMover } from './ports.ts';

export interface Trackers {
  readonly jira: TicketMover;
  /** Undefined: keys of work items cannot be moved. */
  readonly boards: TicketMover | undefined;
}

/** A ticket, the key under which it was asked for, and where it lives. */
export interface GatheredTicket {
  readonly askedAs: string;
  readonly ticket: Ticket;
  readonly mover: TicketMover;
}

export interface GatheredTickets {
  readonly tickets: readonly GatheredTicket[];
  /** Keys that no tracker knows, or that may not be seen. */
  readonly unknown: readonly string[];
}

/** The keys that were given, in upper case; throws TICKET_KEY_INVALID naming all that are none. */
export function parseKeys(given: readonly string[]): readonly string[] {
  const keys = [...new Set(given.map((key) => key.trim().toUpperCase()))];
  const wrong = keys.filter((key) => !isIssueKey(key) && !isWorkItemKey(key));
  if (wrong.length === 0) return keys;
  const named = wrong.slice(0, 10).map((key) => JSON.stringify(key.slice(0, 60)));
  throw new SlipwayError(`No ${wrong.length === 1 ? 'key of a ticket' : 'keys of tickets'}: ${named.join(', ')}.`, {
    kind: 'input',
    code: 'TICKET_KEY_INVALID',
    hint: 'Write keys as ABC-12, or AB#12 for work items of Azure Boards, separated by commas.',
  });
}

/** The keys that the run's own texts name. */
export async function findRunKeys(jira: TicketMover, run: RunTickets, log: Log): Promise<readonly string[]> {
  const [projects, texts] = await Promise.all([jira.listProjects(), run.readTexts()]);
  const found = findTicketKeys(texts, { known: new Set(projects) });
  for (const { key, evidence } of found) {
    log.info(`${key}: ${evidence.map(({ source, text }) => `${source} "${text}"`).join(', ')}`);
  }
  return found.map(({ key }) => key);
}

/** Reads the tickets of the keys, each ticket once: a moved issue is known under its new key. */
export async function gatherTickets({ jira, boards }: Trackers, keys: readonly string[]): Promise<GatheredTickets> {
  const tickets = new Map<string, GatheredTicket>();
  const unknown: string[] = [];
  for (const [mover, own] of [
    [jira, keys.filter((key) => !isWorkItemKey(key))],
    [boards, keys.filter(isWorkItemKey)],
  ] as const) {
    const found = own.length === 0 ? undefined : await mover?.readTickets(own);
    for (const askedAs of own) {
      const lookup = found?.get(askedAs);
      if (mover === undefined || lookup?.kind !== 'found') unknown.push(askedAs);
      else if (!tickets.has(lookup.ticket.key)) tickets.set(lookup.ticket.key, { ...lookup, askedAs, mover });
    }
  }
  return { tickets: [...tickets.values()], unknown };
}
