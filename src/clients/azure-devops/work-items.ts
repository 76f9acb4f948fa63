import * as z from 'zod';
import type { StatusCategory, Ticket, TicketStatus } from '../../tickets/ports.ts';
import type { AzureDevOpsClient } from './azure-devops-client.ts';

/** Where tickets of Azure Boards are. */
export interface Board {
  readonly client: AzureDevOpsClient;
  /** Name of the team project, for addresses that people open. */
  readonly project: string;
}

export const EDITED_AT = 'Project settings > Project configuration > Areas > the area > Security';
const READ = { permission: 'View work items in this node', grantedAt: EDITED_AT };

const FIELDS = ['System.Title', 'System.State', 'System.WorkItemType', 'System.TeamProject', 'System.Tags'] as const;
/** The most that one request takes. */
const BATCH = 200;

const WireItem = z.object({
  id: z.number(),
  rev: z.number(),
  fields: z.object({
    'System.Title': z.string().nullish(),
    'System.State': z.string(),
    'System.WorkItemType': z.string(),
    'System.TeamProject': z.string(),
    'System.Tags': z.string().nullish(),
  }),
});
export type WireItem = z.output<typeof WireItem>;

/** `Removed` is the one category that no ticket is moved to. */
interface BoardState extends TicketStatus {
  readonly isRemoved: boolean;
}

/** Requires "View work items in this node". Those that do not exist or may not be seen are left out. */
export async function readItems({ client }: Board, ids: readonly number[]): Promise<readonly WireItem[]> {
  const found: WireItem[] = [];
  for (let start = 0; start < ids.length; start += BATCH) {
    const { value } = await client.call(
      {
        ...READ,
        operation: 'read work items',
        path: ['wit', 'workitems'],
        query: { ids: ids.slice(start, start + BATCH).join(','), fields: FIELDS.join(','), errorPolicy: 'omit' },
      },
      z.object({ value: z.array(WireItem.nullable()) }),
    );
    found.push(...value.filter((item) => item !== null));
  }
  return found;
}

const CATEGORIES: Readonly<Record<string, StatusCategory>> = {
  proposed: 'toDo',
  inprogress: 'inProgress',
  resolved: 'inProgress',
  completed: 'done',
  removed: 'done',
};

/** Requires "View work items in this node". The states of a type, in the order of its board. */
export async function listStates({ client }: Board, type: string): Promise<readonly BoardState[]> {
  const { value } = await client.call(
    { ...READ, operation: `list the states of ${type}`, path: ['wit', 'workitemtypes', type, 'states'] },
    z.object({ value: z.array(z.object({ name: z.string(), category: z.string().nullish() })) }),
  );
  return value.map(({ name, category }) => {
    const known = (category ?? '').toLowerCase();
    return { id: name, name, category: CATEGORIES[known] ?? 'inProgress', isRemoved: known === 'removed' };
  });
}

/** A work item as the domain knows tickets. */
export function presentItem({ client }: Board, { id, fields }: WireItem, states: readonly BoardState[]): Ticket {
  const state = fields['System.State'];
  const known = states.find(({ name }) => name === state);
  return {
    key: `AB#${id}`,
    project: fields['System.TeamProject'],
    title: fields['System.Title'] ?? '',
    type: fields['System.WorkItemType'],
    url: client.webUrl(fields['System.TeamProject'], '_workitems', 'edit', String(id)),
    status: { id: state, name: state, category: known?.category ?? 'inProgress' },
    labels: (fields['System.Tags'] ?? '')
      .split(';')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    fixVersions: [],
  };
}
