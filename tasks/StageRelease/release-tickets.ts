import type { ReleaseTickets, TicketFacts } from '../../src/release/ports.ts';
import { isWorkItemKey } from '../../src/tickets/find-keys.ts';
import type { TicketReader } from '../../src/tickets/ports.ts';

/** Jira, when there is a connection to it, and Azure Boards, as a release reads them. */
export function createReleaseTickets(jira: TicketReader | undefined, boards: TicketReader): ReleaseTickets {
  return {
    listProjects: async () => jira?.listProjects(),
    async readTickets(keys) {
      const items = keys.filter(isWorkItemKey);
      const issues = keys.filter((key) => !isWorkItemKey(key));
      const facts = await Promise.all([
        jira === undefined || issues.length === 0 ? new Map<string, TicketFacts>() : readFacts(jira, issues),
        items.length === 0 ? new Map<string, TicketFacts>() : readFacts(boards, items),
      ]);
      return new Map(facts.flatMap((some) => [...some]));
    },
  };
}

async function readFacts(tracker: TicketReader, keys: readonly string[]): Promise<ReadonlyMap<string, TicketFacts>> {
  const found = await tracker.readTickets(keys);
  return new Map(
    [...found].flatMap(([asked, lookup]): [string, TicketFacts][] => {
      if (lookup.kind === 'unknown') return [];
      const { key, title, type, url, status, labels } = lookup.ticket;
      return [[asked, { key, title, type, url, status: status.name, labels }]];
    }),
  );
}
