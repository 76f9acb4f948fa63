import * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type {
  FieldValue,
  FieldValues,
  MoveResult,
  TicketLookup,
  TicketMover,
  Transition,
} from '../../tickets/ports.ts';
import { HttpStatusError } from '../http/http-errors.ts';
import { EDITED_AT, listStates, presentItem, readItems, type Board, type WireItem } from './work-items.ts';
import { putItemComment } from './work-item-comments.ts';

/** Writes of one move: somebody may change the item between reading and writing it. */
const MAX_WRITES = 4;

/**
 * Work items of Azure Boards as tickets, `AB#12`. Every state of the type can be reached directly, but `Removed`; rules of
 * the process may still refuse one. There are no versions, no projects whose keys could be known, and no samples.
 */
export function createBoardsTracker(board: Board): TicketMover {
  // Types are few, tickets may be many.
  const asked = new Map<string, ReturnType<typeof listStates>>();
  const statesOf = (type: string) => {
    const states = asked.get(type) ?? listStates(board, type);
    asked.set(type, states);
    return states;
  };

  return {
    listProjects: () => Promise.resolve([]),
    readTickets: async (keys) => {
      const ids = new Map(keys.flatMap((key) => idOf(key) ?? []).map((id) => [id, `AB#${id}`]));
      const found = new Map<string, TicketLookup>(keys.map((key) => [key, { kind: 'unknown' }]));
      for (const item of await readItems(board, [...ids.keys()])) {
        const ticket = presentItem(board, item, await statesOf(item.fields['System.WorkItemType']));
        found.set(ticket.key, { kind: 'found', ticket });
      }
      return found;
    },
    listStatuses: async ({ type }) =>
      (await statesOf(type))
        .filter(({ isRemoved }) => !isRemoved)
        .map(({ id, name, category }) => ({ id, name, category })),
    sampleTickets: () => Promise.resolve([]),
    listTransitions: async (key) => {
      const { fields } = await requireItem(board, key);
      const states = await statesOf(fields['System.WorkItemType']);
      return states
        .filter(({ name, isRemoved }) => !isRemoved && name !== fields['System.State'])
        .map(({ id, name, category }): Transition => ({ id, name, to: { id, name, category }, fields: [] }));
    },
    // A way is one step here; its revisions are not read.
    readStatusHistory: () => Promise.resolve([]),
    readVisit: () => Promise.resolve(undefined),
    move: (key, transition, fields) => move(board, { key, transition, fields }),
    putComment: async (key, comment) => putItemComment(board, requireId(key), comment),
    versions: undefined,
  };
}

function idOf(key: string): number | undefined {
  const [, digits] = /^AB#([1-9]\d{0,8})$/.exec(key) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function requireId(key: string): number {
  const id = idOf(key);
  if (id !== undefined) return id;
  throw notThere(key);
}

async function requireItem(board: Board, key: string): Promise<WireItem> {
  const [item] = await readItems(board, [requireId(key)]);
  if (item === undefined) throw notThere(key);
  return item;
}

const notThere = (key: string): SlipwayError =>
  new SlipwayError(`There is no work item ${JSON.stringify(key.slice(0, 60))}, or it may not be seen.`, {
    kind: 'remote',
    code: 'AZURE_DEVOPS_NOT_FOUND',
    hint: 'Write its number like AB#12, and give "View work items in this node" to the build service.',
  });

interface Move {
  readonly key: string;
  readonly transition: Transition;
  readonly fields: FieldValues;
}

/** The revision that was read is a condition of the write, so that it can be repeated and overwrites nobody. */
async function move(board: Board, { key, transition, fields }: Move): Promise<MoveResult> {
  const state = transition.to.name;
  for (let writes = 1; ; writes += 1) {
    const { id, rev, fields: current } = await requireItem(board, key);
    if (current['System.State'] === state) return { kind: 'moved' };
    try {
      await patch(board, id, [
        { op: 'test', path: '/rev', value: rev },
        { op: 'add', path: '/fields/System.State', value: state },
        ...[...fields].map(([name, value]) => ({ op: 'add', path: `/fields/${pointer(name)}`, value: valueOf(value) })),
      ]);
      return { kind: 'moved' };
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      if (error.code === 'AZURE_DEVOPS_REFUSED') return { kind: 'refused', reason: reasonOf(error) };
      if (error.code !== 'AZURE_DEVOPS_CONFLICT' || writes === MAX_WRITES) throw error;
    }
  }
}

const reasonOf = ({ cause, message }: SlipwayError): string =>
  cause instanceof HttpStatusError && cause.excerpt !== '' ? cause.excerpt : message;

const pointer = (name: string): string => name.replace(/~/g, '~0').replace(/\//g, '~1');

/** Boards have no ids for choices: a choice is its text. */
function valueOf(value: FieldValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'markdown':
      return value.markdown;
    case 'number':
      return value.number;
    case 'option':
      return value.id;
    case 'options':
      return value.ids.join('; ');
    case 'labels':
      return value.labels.join('; ');
    case 'json':
      return value.value;
  }
}

async function patch({ client }: Board, id: number, body: readonly unknown[]): Promise<void> {
  await client.call(
    {
      operation: `move work item ${id}`,
      method: 'PATCH',
      path: ['wit', 'workitems', id],
      body,
      contentType: 'application/json-patch+json',
      idempotent: true,
      permission: 'Edit work items in this node',
      grantedAt: EDITED_AT,
    },
    z.object({}),
  );
}
