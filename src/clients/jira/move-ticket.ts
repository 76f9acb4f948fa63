import type { FieldValues, MoveResult, Transition } from '../../tickets/ports.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import type { JiraApi } from './jira-api.ts';
import { ticketStatus } from './present-ticket.ts';
import { JiraRefusal, wordsOf } from './refusal.ts';
import { readIssue } from './read-tickets.ts';
import { ticketField, wireFields } from './ticket-fields.ts';

/** What the workflow offers now, with the fields of its screens. */
export async function listTransitions(api: JiraApi, key: string): Promise<readonly Transition[]> {
  const offered = await api.listTransitions(key);
  return offered
    .filter(({ isAvailable }) => isAvailable !== false)
    .map(({ id, name, to, fields, isConditional }) => ({
      id,
      name,
      to: ticketStatus(to),
      fields: Object.entries(fields ?? {}).flatMap(([fieldId, meta]) => ticketField(meta, fieldId) ?? []),
      ...(isConditional ? { isConditional } : {}),
    }));
}

interface Move {
  readonly key: string;
  readonly transition: Transition;
  readonly fields: FieldValues;
}

const MAX_WRITES = 4;
const FIRST_PAUSE_MS = 500;

/**
 * Takes a transition. A refusal means `gone` when Jira does not offer the transition any more: its words differ by
 * version and language. After a lost answer the status tells what happened.
 */
export async function moveTicket(
  api: JiraApi,
  pause: (ms: number) => Promise<void>,
  { key, transition, fields }: Move,
): Promise<MoveResult> {
  const asked = { key, transition };
  for (let writes = 1; ; writes += 1) {
    try {
      await api.takeTransition(key, transition.id, wireFields(fields, api.richText));
      return { kind: 'moved' };
    } catch (error) {
      if (isNo(error)) return await afterRefusal(api, asked, { error, isRepeated: writes > 1 });
      if (!(error instanceof LostAnswerError)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (writes - 1));
      if (await standsAt(api, asked)) return { kind: 'moved' };
      // Neither there nor on offer: it was moved on, by a post-function or somebody else.
      if (!(await isOffered(api, asked))) return { kind: 'gone' };
      if (writes === MAX_WRITES) throw error;
    }
  }
}

const isNo = (error: unknown): error is JiraRefusal =>
  error instanceof JiraRefusal && (error.status === 400 || error.status === 409);

type Asked = Pick<Move, 'key' | 'transition'>;

async function afterRefusal(
  api: JiraApi,
  asked: Asked,
  { error, isRepeated }: { readonly error: JiraRefusal; readonly isRepeated: boolean },
): Promise<MoveResult> {
  // A repeated write may be refused because the one before had arrived.
  if (isRepeated && (await standsAt(api, asked))) return { kind: 'moved' };
  return (await isOffered(api, asked)) ? { kind: 'refused', reason: wordsOf(error) } : { kind: 'gone' };
}

const isOffered = async (api: JiraApi, { key, transition: { id, to } }: Asked): Promise<boolean> =>
  (await listTransitions(api, key)).some((one) => one.id === id && one.to.id === to.id);

async function standsAt(api: JiraApi, { key, transition }: Asked): Promise<boolean> {
  const issue = await readIssue(api, key);
  return issue?.fields?.status?.id === transition.to.id;
}
