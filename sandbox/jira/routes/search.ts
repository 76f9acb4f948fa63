import { createHash } from 'node:crypto';
import * as z from 'zod';
import { invalidPayload, refusal } from '../errors.ts';
import { compareBy, compileQuery } from '../jql/evaluate.ts';
import type { Candidate } from '../jql/fields.ts';
import { parseQuery } from '../jql/parse-query.ts';
import { chooseFields, presentIssue, presentNames } from '../present/issue.ts';
import { json } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { queryList, queryNumber, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

const MOST_ISSUES = 100;
const MOST_IDS = 5000;
const MOST_RECONCILED = 50;
const MOST_ON_DATA_CENTER = 1000;

const searchBody = z.strictObject({
  jql: z.string().optional(),
  nextPageToken: z.string().optional(),
  maxResults: z.int().min(1).max(MOST_IDS).optional(),
  fields: z.array(z.string()).optional(),
  expand: z.string().optional(),
  properties: z.array(z.string()).max(5).optional(),
  fieldsByKeys: z.boolean().optional(),
  reconcileIssues: z.array(z.int()).max(MOST_RECONCILED).optional(),
});

type Search = z.infer<typeof searchBody>;

/** The issues that a query finds for the caller, in its order. */
function findIssues(call: Call, jql: string, reconciled: readonly number[]): readonly Candidate[] {
  const { world, caller } = call;
  const now = world.clock.now();
  const projects = world.store.projects.filter((project) => may(caller, 'BROWSE_PROJECTS', project));
  const query = parseQuery(jql);
  if (world.deployment === 'cloud' && !query.where)
    throw refusal(400, 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
  const matches = compileQuery(query, { world, projects, now, currentUser: caller.user.accountId });
  const candidates = world.store.issues.flatMap((current) => {
    const issue = reconciled.includes(Number(current.id)) ? current : world.index.seen(current, now);
    const project = issue && projects.find(({ id }) => id === issue.projectId);
    return issue && project ? [{ issue, project }] : [];
  });
  return candidates.filter(matches).sort(compareBy(query.orderBy));
}

function presentFound(
  call: Call,
  { issue, project }: Candidate,
  fields: readonly string[],
  properties: readonly string[],
) {
  const shown = presentIssue(call.world, { issue, project }, chooseFields(project, fields));
  if (properties.length === 0) return shown;
  const known = properties.filter((key) => key in issue.properties);
  return { ...shown, properties: Object.fromEntries(known.map((key) => [key, issue.properties[key]])) };
}

const checksum = (jql: string) => createHash('sha256').update(jql).digest('base64url').slice(0, 12);

/** A token goes with the query that it was given for. */
function readToken(call: Call, token: string | undefined, jql: string): number {
  if (token === undefined) return 0;
  const [at, sum] = Buffer.from(token, 'base64url').toString('utf8').split(':');
  if (at === undefined || !/^\d{1,9}$/.test(at) || sum !== checksum(jql))
    throw invalidPayload(call.world.deployment, 'The token is not of this query.');
  return Number(at);
}

/** More at once when little of each is asked for. */
function mostOf(fields: readonly string[], properties: readonly string[]): number {
  const isSmall = properties.length === 0 && fields.every((name) => name === 'id' || name === 'key');
  return isSmall ? MOST_IDS : MOST_ISSUES;
}

function searchByToken(call: Call, { jql = '', maxResults = 50, ...search }: Search) {
  const { nextPageToken, fields = [], properties = [], reconcileIssues = [], expand = '' } = search;
  const found = findIssues(call, jql, reconcileIssues);
  const start = readToken(call, nextPageToken, jql);
  const page = found.slice(start, start + Math.min(maxResults, mostOf(fields, properties)));
  const end = start + page.length;
  const isLast = end >= found.length;
  const isIdsOnly = fields.length + properties.length === 0;
  const asked = fields.length > 0 ? fields : ['id'];
  const project = expand.split(',').includes('names') ? page[0]?.project : undefined;
  return json({
    issues: page.map((one) => (isIdsOnly ? { id: one.issue.id } : presentFound(call, one, asked, properties))),
    ...(isLast ? {} : { nextPageToken: Buffer.from(`${end}:${checksum(jql)}`).toString('base64url') }),
    isLast,
    ...(project ? { names: presentNames(project, chooseFields(project, asked)) } : {}),
  });
}

function searchByQuery(call: Call) {
  const { query } = call;
  const text = (name: string) => query.get(name) ?? undefined;
  const given = {
    jql: text('jql'),
    nextPageToken: text('nextPageToken'),
    expand: text('expand'),
    maxResults: query.has('maxResults') ? queryNumber(call, 'maxResults', 50) : undefined,
    fields: queryList(call, 'fields'),
    properties: queryList(call, 'properties'),
    reconcileIssues: queryList(call, 'reconcileIssues').map(Number),
  };
  const parsed = searchBody.safeParse(given);
  if (!parsed.success) throw invalidPayload(call.world.deployment, parsed.error.message);
  return searchByToken(call, parsed.data);
}

function removed(): never {
  throw refusal(
    410,
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
  );
}

const oldSearchBody = z.strictObject({
  jql: z.string().optional(),
  startAt: z.int().min(0).optional(),
  maxResults: z.int().min(0).optional(),
  fields: z.array(z.string()).optional(),
  expand: z.array(z.string()).optional(),
  validateQuery: z.union([z.boolean(), z.string()]).optional(),
});

function searchByStart(call: Call, search: z.infer<typeof oldSearchBody>) {
  const { jql = '', startAt = 0, maxResults = 50, fields = [] } = search;
  const asked = fields.length > 0 ? fields : ['*navigable'];
  const found = findIssues(call, jql, []);
  const most = Math.min(maxResults, MOST_ON_DATA_CENTER);
  const issues = found.slice(startAt, startAt + most).map((one) => presentFound(call, one, asked, []));
  return json({ expand: 'names,schema', startAt, maxResults: most, total: found.length, issues });
}

const oldSearchByQuery = (call: Call) =>
  searchByStart(call, {
    jql: call.query.get('jql') ?? '',
    startAt: queryNumber(call, 'startAt', 0),
    maxResults: queryNumber(call, 'maxResults', 50),
    fields: [...queryList(call, 'fields')],
  });

export const searchRoutes: readonly Route[] = [
  route('GET', 'search/jql', searchByQuery, { only: 'cloud' }),
  route('POST', 'search/jql', (call) => searchByToken(call, readBody(call, searchBody)), {
    only: 'cloud',
    isRead: true,
  }),
  route('GET', 'search', removed, { only: 'cloud' }),
  route('POST', 'search', removed, { only: 'cloud', isRead: true }),
  route('GET', 'search', oldSearchByQuery, { only: 'datacenter' }),
  route('POST', 'search', (call) => searchByStart(call, readBody(call, oldSearchBody)), {
    only: 'datacenter',
    isRead: true,
  }),
];
