import type { StatusCategory, Ticket, TicketStatus } from '../../tickets/ports.ts';
import { unexpectedAnswer } from './transport.ts';
import type { WireIssue, WireStatus } from './wire.ts';

/** What has to be asked for to present a ticket. */
export const TICKET_FIELDS = ['summary', 'issuetype', 'status', 'labels', 'fixVersions', 'project'] as const;

const CATEGORIES: Readonly<Record<string, StatusCategory>> = { new: 'toDo', indeterminate: 'inProgress', done: 'done' };

export const ticketStatus = ({ id, name, statusCategory }: WireStatus): TicketStatus => ({
  id,
  name,
  // `undefined` is a category of Jira: a status that nobody has sorted in.
  category: CATEGORIES[statusCategory?.key ?? ''] ?? 'toDo',
});

/** An issue as the domain knows it; `base` is where people read it. */
export function presentTicket({ key, fields }: WireIssue, base: string): Ticket {
  if (!fields?.status) throw unexpectedAnswer(`read ${key}`, 'its status is missing');
  return {
    key,
    project: fields.project?.key ?? key.replace(/-\d+$/, ''),
    title: fields.summary ?? '',
    type: fields.issuetype?.name ?? '',
    url: `${base}/browse/${key}`,
    status: ticketStatus(fields.status),
    labels: fields.labels ?? [],
    fixVersions: (fields.fixVersions ?? []).map(({ name }) => name),
  };
}
