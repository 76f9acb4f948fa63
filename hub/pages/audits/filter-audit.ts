import type { AuditCommit, AuditDocument, AuditTicket, FoundKey } from '../../../src/audit/audit-document.ts';

/** Names of filters in the address. */
export const FILTERS = [
  'search',
  'version',
  'status',
  'assignee',
  'label',
  'component',
  'repository',
  'branch',
  'from',
  'to',
] as const;
export type AuditFilters = Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;

/** Stands for nobody in the filter of assignees. */
export const NOBODY = '-';

/** The rows that every filter lets through, in the audit's order. */
export interface FilteredRows {
  readonly tickets: readonly AuditTicket[];
  readonly commits: readonly AuditCommit[];
}

type Fits<Row> = (row: Row) => boolean;

/**
 * What of an audit the filters leave. Version, status, assignee, label and component are of tickets: a commit has them by
 * its keys. Repository, branch and date are of commits: a ticket has them by its commits, and has none without any.
 */
export function filterAudit({ tickets, commits }: AuditDocument, filters: AuditFilters): FilteredRows {
  const byKey = new Map(tickets.map((ticket) => [ticket.key, ticket]));
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const { version = '' } = filters;
  const ofTicket = ticketFilter(filters);
  const ofCommit = commitFilter(filters);
  const words = (filters.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const says = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const isVersion = (versions: readonly string[] | null) => version === '' || versions?.includes(version) === true;
  const keyFits = ({ key, fixVersions }: FoundKey) => {
    const ticket = byKey.get(key);
    return isVersion(fixVersions) && (ofTicket === undefined || (ticket !== undefined && ofTicket(ticket)));
  };
  const isAboutTickets = version !== '' || ofTicket !== undefined;
  const idFits = (id: string) => {
    const commit = byId.get(id);
    return commit !== undefined && (ofCommit === undefined || ofCommit(commit));
  };
  return {
    tickets: tickets.filter(
      (ticket) =>
        isVersion(ticket.fixVersions) &&
        (ofTicket === undefined || ofTicket(ticket)) &&
        (ofCommit === undefined || ticket.commits.some(idFits)) &&
        (words.length === 0 || says(textOfTicket(ticket))),
    ),
    commits: commits.filter(
      (commit) =>
        (ofCommit === undefined || ofCommit(commit)) &&
        (!isAboutTickets || commit.keys.some(keyFits)) &&
        (words.length === 0 || says(textOfCommit(commit))),
    ),
  };
}

/** Undefined when no filter is of tickets, or of commits. */
function ticketFilter({
  status = '',
  assignee = '',
  label = '',
  component = '',
}: AuditFilters): Fits<AuditTicket> | undefined {
  if ([status, assignee, label, component].every((one) => one === '')) return undefined;
  return (ticket) =>
    (status === '' || ticket.status === status) &&
    (assignee === '' || (ticket.assignee ?? NOBODY) === assignee) &&
    (label === '' || ticket.labels.includes(label)) &&
    (component === '' || ticket.components.includes(component));
}

function commitFilter(filters: AuditFilters): Fits<AuditCommit> | undefined {
  const { repository = '', branch = '' } = filters;
  const [from, to] = [startOfDay(filters.from, 0), startOfDay(filters.to, 1)];
  if (repository === '' && branch === '' && from === undefined && to === undefined) return undefined;
  return (commit) => {
    const at = from === undefined && to === undefined ? 0 : Date.parse(commit.committedAt);
    return (
      (repository === '' || commit.repository === repository) &&
      (branch === '' || commit.branches.includes(branch)) &&
      (from === undefined || at >= from) &&
      (to === undefined || at < to)
    );
  };
}

/** When a day begins where the reader is, so many days later; undefined for what is no day. */
function startOfDay(day: string | undefined, later: number): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  return year === undefined ? undefined : new Date(Number(year), Number(month) - 1, Number(date) + later).getTime();
}

const textOfTicket = ({ key, title, assignee, because }: AuditTicket): string =>
  [key, title, assignee ?? '', because].join('\n');

const textOfCommit = ({ id, title, author, pullRequest, keys, because }: AuditCommit): string =>
  [id, title, author, `!${pullRequest ?? ''}`, ...keys.map(({ key }) => key), because].join('\n');

/** What there is to choose from, in the order of people. */
export type FilterChoices = Readonly<
  Record<'version' | 'status' | 'assignee' | 'label' | 'component' | 'repository' | 'branch', readonly string[]>
>;

export function listChoices({ tickets, commits, repositories }: AuditDocument): FilterChoices {
  const versions = commits.flatMap(({ keys }) => keys.flatMap(({ fixVersions }) => fixVersions ?? []));
  return {
    version: sorted([...tickets.flatMap(({ fixVersions }) => fixVersions), ...versions]),
    status: sorted(tickets.map(({ status }) => status)),
    assignee: sorted(tickets.map(({ assignee }) => assignee ?? NOBODY)),
    label: sorted(tickets.flatMap(({ labels }) => labels)),
    component: sorted(tickets.flatMap(({ components }) => components)),
    repository: sorted(repositories.map(({ name }) => name)),
    branch: sorted(commits.flatMap(({ branches }) => branches)),
  };
}

const ORDER = new Intl.Collator('en', { numeric: true });
const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort(ORDER.compare);
