import type { ChangeMark } from '../../tickets/ports.ts';
import { allPages } from './all-pages.ts';
import { projectKey } from './issue-key.ts';
import type { JiraApi } from './jira-api.ts';
import { LABEL, PROPERTY, globalIdOf } from './mark.ts';
import { JiraRefusal } from './refusal.ts';
import { findLink } from './remote-links.ts';
import type { WireIssue } from './wire.ts';

const FIELDS = ['created', 'project'] as const;
/** Tickets without a matching property whose links are read, where Jira cannot search by link. */
const MAX_LINK_READS = 20;

/**
 * Keys of the tickets that were created for a change, or that link to it, the oldest first. Those created are found by
 * label and property of the last 30 days, those linked by the link's global id.
 */
export async function findByMark(api: JiraApi, project: string, mark: ChangeMark): Promise<readonly string[]> {
  const globalId = globalIdOf(mark);
  const jql = `project = "${projectKey(project)}" AND labels = ${LABEL} AND created >= -30d ORDER BY created ASC`;
  const labelled = await allPages('tickets of Slipway', (page) =>
    api.searchIssues({ jql, fields: FIELDS, properties: [PROPERTY], page }),
  );
  const isMarked = (issue: WireIssue) => markOf(issue) === globalId;
  const linked = (await searchLinked(api, project, globalId)) ?? (await readLinks(api, labelled, globalId));
  const all = new Map([...labelled.filter(isMarked), ...linked].map((issue) => [issue.key, issue]));
  return [...all.values()].toSorted(byAge).map(({ key }) => key);
}

/** Undefined where Jira does not know this search. */
async function searchLinked(api: JiraApi, project: string, globalId: string): Promise<WireIssue[] | undefined> {
  const quoted = globalId.replace(/[\\"]/g, String.raw`\$&`);
  const jql = `project = "${project}" AND issue in issuesWithRemoteLinksByGlobalId("${quoted}")`;
  try {
    return await allPages('linked tickets', (page) => api.searchIssues({ jql, fields: FIELDS, page }));
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 400) return undefined;
    throw error;
  }
}

async function readLinks(api: JiraApi, candidates: readonly WireIssue[], globalId: string): Promise<WireIssue[]> {
  const linked: WireIssue[] = [];
  for (const issue of candidates.filter((one) => markOf(one) === undefined).slice(-MAX_LINK_READS)) {
    if (await findLink(api, issue.key, globalId)) linked.push(issue);
  }
  return linked;
}

function markOf({ properties }: WireIssue): unknown {
  const value = properties?.[PROPERTY];
  return typeof value === 'object' && value !== null && 'globalId' in value ? value.globalId : undefined;
}

function byAge(a: WireIssue, b: WireIssue): number {
  return timeOf(a) - timeOf(b) || numberOf(a) - numberOf(b);
}

/** Jira writes the zone without a colon, which not every engine reads. */
function timeOf({ fields }: WireIssue): number {
  const time = Date.parse((fields?.created ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? 0 : time;
}

const numberOf = ({ key }: WireIssue): number => Number(/\d+$/.exec(key)?.[0] ?? 0);
