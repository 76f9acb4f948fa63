import { mapConcurrently } from '../../concurrency.ts';
import type { TicketSample, TicketSampler, TicketStatus } from '../../tickets/ports.ts';
import { isProjectKey } from './issue-key.ts';
import type { JiraApi } from './jira-api.ts';
import { ticketStatus } from './present-ticket.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireIssue } from './wire.ts';

/** Statuses that are asked for at most; a workflow has fewer. */
const MAX_STATUSES = 50;
const AT_ONCE = 4;

type Workflow = Parameters<TicketSampler['sampleTickets']>[0];

/** The statuses of a type; none when the project may not be seen. */
export async function listStatuses(api: JiraApi, { project, type }: Workflow): Promise<readonly TicketStatus[]> {
  if (!isProjectKey(project)) return [];
  try {
    const types = await api.listStatuses(project);
    return (types.find(({ name }) => name === type)?.statuses ?? []).map(ticketStatus);
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 404) return [];
    throw error;
  }
}

/** One ticket for each status: by one search for all, then by one for each status that it did not show. */
export async function sampleTickets(
  api: JiraApi,
  { project, type }: Workflow,
  statusIds: readonly string[],
): Promise<readonly TicketSample[]> {
  const ids = [...new Set(statusIds)].filter((id) => /^\d{1,19}$/.test(id)).slice(0, MAX_STATUSES);
  if (ids.length === 0 || !isProjectKey(project)) return [];
  const first = (statuses: readonly string[]) => {
    const quoted = type.replace(/[\\"]/g, String.raw`\$&`);
    return `project = "${project}" AND issuetype = "${quoted}" AND status in (${statuses.join(', ')}) ORDER BY updated DESC`;
  };
  const samples = new Map<string, TicketSample>();
  const note = (issues: readonly WireIssue[]) => {
    for (const { key, fields } of issues) {
      const statusId = fields?.status?.id;
      if (statusId !== undefined && ids.includes(statusId) && !samples.has(statusId))
        samples.set(statusId, { key, statusId });
    }
  };
  note(await searchOnce(api, first(ids), ids.length === 1 ? 1 : undefined));
  const missing = ids.length === 1 ? [] : ids.filter((id) => !samples.has(id));
  await mapConcurrently(missing, AT_ONCE, async (id) => note(await searchOnce(api, first([id]), 1)));
  return [...samples.values()];
}

/** The first page; none when Jira refuses the search, for instance because a status is gone. */
async function searchOnce(api: JiraApi, jql: string, limit: number | undefined): Promise<readonly WireIssue[]> {
  try {
    return (await api.searchIssues({ jql, fields: ['status'], limit })).items;
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 400) return [];
    throw error;
  }
}
