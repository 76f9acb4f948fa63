import type { Log } from '../../log.ts';
import type { ChangeMark, NewTicket } from '../../tickets/ports.ts';
import { LostAnswerError } from '../http/http-errors.ts';
import { cutText } from './cut-text.ts';
import { findByMark } from './find-by-mark.ts';
import { projectKey } from './issue-key.ts';
import type { Fields, JiraApi } from './jira-api.ts';
import { LABEL, PROPERTY, globalIdOf } from './mark.ts';
import { JiraRefusal } from './refusal.ts';
import { wireFields } from './ticket-fields.ts';

interface Tools {
  readonly api: JiraApi;
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

const MAX_SUMMARY = 255;
const MAX_WRITES = 3;
/** After a lost answer: a new issue takes seconds to be found by a search. */
const LOOKS_MS = [1000, 3000, 6000, 10_000];

/** Creates it and gives its key. Only after a lost answer and looking in vain is it created again. */
export async function createTicket(tools: Tools, ticket: NewTicket): Promise<string> {
  const { api } = tools;
  const { mark } = ticket;
  const project = projectKey(ticket.project);
  const properties = [{ key: PROPERTY, value: { globalId: globalIdOf(mark) } }];
  for (let writes = 1; ; writes += 1) {
    try {
      return await withOrWithoutLabels(tools, ticket, (fields) => api.createIssue(fields, properties));
    } catch (error) {
      if (!(error instanceof LostAnswerError)) throw error;
      const found = await look(tools, project, mark);
      if (found !== undefined) return found;
      if (writes === MAX_WRITES) throw error;
    }
  }
}

async function look({ api, pause }: Tools, project: string, mark: ChangeMark): Promise<string | undefined> {
  for (const ms of LOOKS_MS) {
    await pause(ms);
    const [key] = await findByMark(api, project, mark);
    if (key !== undefined) return key;
  }
  return undefined;
}

/** A screen may have no labels; then it is found by its link alone. A refused request has created nothing. */
async function withOrWithoutLabels(
  { api, log }: Tools,
  ticket: NewTicket,
  create: (fields: Fields) => Promise<string>,
): Promise<string> {
  const { labels, ...fields } = fieldsOf(api, ticket);
  try {
    return await create({ ...fields, labels });
  } catch (error) {
    if (!(error instanceof JiraRefusal) || error.status !== 400) throw error;
    if (error.fields.size !== 1 || !error.fields.has('labels')) throw error;
    log.info(`Jira takes no labels for a new ticket in ${ticket.project}: it is created without "${LABEL}".`);
    return create(fields);
  }
}

function fieldsOf(api: JiraApi, { project, typeId, summary, description, fields, labels }: NewTicket) {
  const given = wireFields(fields, api.richText);
  const own = Array.isArray(given['labels']) ? (given['labels'] as unknown[]) : [];
  return {
    ...given,
    project: { key: project },
    issuetype: { id: typeId },
    summary: cutText(summary.replace(/\s+/g, ' ').trim(), MAX_SUMMARY),
    ...(description === undefined ? {} : { description: api.richText.write(description) }),
    labels: [...new Set([...own, ...labels, LABEL])],
  };
}
