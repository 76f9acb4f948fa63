import type { Log } from '../../log.ts';
import type { TicketCreator, TicketMover, TicketReader } from '../../tickets/ports.ts';
import type { HttpClient } from '../http/http-client.ts';
import { allPages } from './all-pages.ts';
import { createCloudApi } from './cloud-api.ts';
import { createTicket } from './create-ticket.ts';
import { createDataCenterApi } from './data-center-api.ts';
import { findByMark } from './find-by-mark.ts';
import { issueKey, isProjectKey, numericId, projectKey } from './issue-key.ts';
import type { JiraApi } from './jira-api.ts';
import type { JiraConnection } from './jira-connection.ts';
import { listTransitions, moveTicket } from './move-ticket.ts';
import { putComment } from './put-comment.ts';
import { readTickets } from './read-tickets.ts';
import { JiraRefusal } from './refusal.ts';
import { putLink } from './remote-links.ts';
import { listStatuses, sampleTickets } from './sample-tickets.ts';
import { ticketField } from './ticket-fields.ts';
import { readStatusHistory, readVisit } from './status-history.ts';
import { createTransport } from './transport.ts';
import { createVersionKeeper } from './versions.ts';

export interface JiraOptions {
  readonly connection: JiraConnection;
  readonly http: HttpClient;
  readonly log: Log;
}

export type JiraTracker = TicketMover & TicketCreator;

/** One Jira, Cloud or Data Center, as the tickets domain knows trackers. */
export function createJiraTracker({ connection, http, log }: JiraOptions): JiraTracker {
  const transport = createTransport(connection, http, log);
  const api = connection.deployment === 'cloud' ? createCloudApi(transport) : createDataCenterApi(transport);
  const { base, pause } = transport;
  return {
    ...readerOf(api, base),
    listTransitions: async (key) => listTransitions(api, issueKey(key)),
    readStatusHistory: async (key) => readStatusHistory(api, issueKey(key)),
    listStatuses: (workflow) => listStatuses(api, workflow),
    sampleTickets: (workflow, statusIds) => sampleTickets(api, workflow, statusIds),
    move: async (key, transition, fields) =>
      moveTicket(api, pause, {
        key: issueKey(key),
        transition: { ...transition, id: numericId(transition.id) },
        fields,
      }),
    readVisit: async (key) => readVisit(api, issueKey(key)),
    putComment: async (key, comment) => putComment(api, pause, { ...comment, key: issueKey(key) }),
    versions: createVersionKeeper(api, pause),
    listTypes: async (project) => {
      if (!isProjectKey(project)) return undefined;
      try {
        const types = await allPages('types', (page) => api.listTypes(project, page));
        return types.map(({ id, name, subtask }) => ({ id, name, isSubtask: subtask ?? false }));
      } catch (error) {
        // Jira calls a project that does not exist, and one where we may not create, each in another way.
        if (error instanceof JiraRefusal && [400, 403, 404].includes(error.status)) return undefined;
        throw error;
      }
    },
    listCreateFields: async (project, typeId) => {
      const [key, id] = [projectKey(project), numericId(typeId)];
      const fields = await allPages('fields', (page) => api.listCreateFields(key, id, page));
      return fields.flatMap((field) => ticketField(field) ?? []);
    },
    findByMark: async (project, mark) => findByMark(api, projectKey(project), mark),
    createTicket: (ticket) => createTicket({ api, pause, log }, ticket),
    putLink: async (key, link) => putLink(api, issueKey(key), link),
  };
}

const readerOf = (api: JiraApi, base: string): TicketReader => ({
  listProjects: async () => (await allPages('projects', (page) => api.listProjects(page))).map(({ key }) => key),
  readTickets: (keys) => readTickets(api, base, keys),
});
