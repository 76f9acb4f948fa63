import { mapConcurrently } from '../concurrency.ts';
import type { KnownSteps } from './choose-step.ts';
import type { Ticket, TicketMover, TicketStatus, Transition } from './ports.ts';

const CONCURRENCY = 4;

/** What this run knows of the workflow of one project and type; it grows, and is shared by all their tickets. */
export interface Workflow {
  readonly known: KnownSteps;
  /** All of them, read once; empty where they cannot be seen. */
  readonly listStatuses: () => Promise<readonly TicketStatus[]>;
  /** Remembers what a ticket in this status was offered. */
  readonly note: (statusId: string, steps: readonly Transition[]) => void;
  /** Looks for tickets in these statuses and reads what they are offered. Afterwards none of them is unknown. */
  readonly learn: (statusIds: readonly string[]) => Promise<void>;
}

/** One workflow for each project and type of a tracker. */
export function createWorkflows(mover: TicketMover): (ticket: Ticket) => Workflow {
  const workflows = new Map<string, Workflow>();
  return ({ project, type }) => {
    const name = JSON.stringify([project, type]);
    const workflow = workflows.get(name) ?? createWorkflow(mover, { project, type });
    workflows.set(name, workflow);
    return workflow;
  };
}

function createWorkflow(mover: TicketMover, of: { readonly project: string; readonly type: string }): Workflow {
  const steps = new Map<string, readonly Transition[] | 'unseen'>();
  const asked = new Map<string, Promise<void>>();
  let statuses: Promise<readonly TicketStatus[]> | undefined;

  async function ask(statusIds: readonly string[]): Promise<void> {
    const samples = await mover.sampleTickets(of, statusIds);
    // A search may be behind: where the ticket stands now counts.
    const found = await mover.readTickets(samples.map(({ key }) => key));
    await mapConcurrently([...found.values()], CONCURRENCY, async (lookup) => {
      if (lookup.kind === 'unknown') return;
      const { key, project, type, status } = lookup.ticket;
      const isWanted = project === of.project && type === of.type && !isKnown(status.id);
      if (isWanted) steps.set(status.id, await mover.listTransitions(key));
    });
    for (const id of statusIds) if (!steps.has(id)) steps.set(id, 'unseen');
  }

  const isKnown = (statusId: string) => typeof (steps.get(statusId) ?? 'unseen') !== 'string';

  return {
    known: (statusId) => steps.get(statusId),
    listStatuses: () => (statuses ??= mover.listStatuses(of)),
    note: (statusId, offered) => void steps.set(statusId, offered),
    async learn(statusIds) {
      const unasked = statusIds.filter((id) => !steps.has(id) && !asked.has(id));
      if (unasked.length > 0) {
        const asking = ask(unasked);
        for (const id of unasked) asked.set(id, asking);
      }
      await Promise.all(statusIds.flatMap((id) => asked.get(id) ?? []));
    },
  };
}
