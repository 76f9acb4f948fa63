import { invalidArgument } from '../errors.ts';
import { queryNumber, type Call } from '../rest/call.ts';
import { refuseUnknownQuery, type BuildPlace } from './place.ts';

const PAGE = 1000;
const LARGEST_PAGE = 5000;
const FILTERS = [
  'definitions',
  'branchName',
  'repositoryId',
  'repositoryType',
  'statusFilter',
  'resultFilter',
  'tagFilters',
  'buildIds',
  'buildNumber',
  'reasonFilter',
];
const PAGING = ['$top', 'continuationToken', 'queryOrder'];

const STATUSES = { none: 0, inProgress: 1, completed: 2, cancelling: 4, postponed: 8, notStarted: 32, all: 47 };
const RESULTS = { none: 0, succeeded: 2, partiallySucceeded: 4, failed: 8, canceled: 32 };
const REASONS = {
  none: 0,
  manual: 1,
  individualCI: 2,
  batchedCI: 4,
  schedule: 8,
  pullRequest: 256,
  resourceTrigger: 1024,
  all: 2031,
};

type Test = (place: BuildPlace) => boolean;

export interface BuildPage {
  readonly builds: readonly BuildPlace[];
  /** Of the next page, when there is one. */
  readonly continuationToken?: string;
}

/** The runs that the query asks for; throws 400 for a filter that the service (or the sandbox) does not know. */
export function queryBuilds(call: Call, all: readonly BuildPlace[]): BuildPage {
  refuseUnknownQuery(call, [...FILTERS, ...PAGING]);
  const tests = testsOf(call);
  const order = orderOf(call);
  const found = all.filter((place) => tests.every((test) => test(place))).sort(order.compare);
  const token = call.query.get('continuationtoken');
  const rest = token === undefined ? found : found.slice(startOf(found, token));
  const top = Math.min(queryNumber(call, '$top', PAGE), LARGEST_PAGE);
  const builds = rest.slice(0, top);
  const last = builds.at(-1);
  return { builds, ...(last && rest.length > top ? { continuationToken: `after-${last.build.id}` } : {}) };
}

/** A token names the last build that was given, so that newer builds do not shift the pages. */
function startOf(found: readonly BuildPlace[], token: string): number {
  const at = found.findIndex(({ build }) => `after-${build.id}` === token);
  if (at < 0) throw invalidArgument(`The continuation token '${token}' is not valid.`);
  return at + 1;
}

function enumOf(call: Call, name: string, values: Readonly<Record<string, number>>): string | undefined {
  const text = call.query.get(name.toLowerCase());
  if (text === undefined) return undefined;
  const found = Object.keys(values).find(
    (one) => one.toLowerCase() === text.toLowerCase() || String(values[one]) === text,
  );
  if (found === undefined) throw invalidArgument(`The value '${text}' is not valid for ${name}.`);
  return found;
}

function idsOf(call: Call, name: string): ReadonlySet<number> | undefined {
  const text = call.query.get(name.toLowerCase());
  if (text === undefined || text === '') return undefined;
  const ids = text.split(',').map((one) => one.trim());
  if (!ids.every((one) => /^\d{1,9}$/.test(one)))
    throw invalidArgument(`The value '${text}' is not valid for ${name}.`);
  return new Set(ids.map(Number));
}

function testsOf(call: Call): readonly Test[] {
  const [definitions, buildIds] = [idsOf(call, 'definitions'), idsOf(call, 'buildIds')];
  const status = enumOf(call, 'statusFilter', STATUSES);
  const result = enumOf(call, 'resultFilter', RESULTS);
  const reason = enumOf(call, 'reasonFilter', REASONS);
  const branch = call.query.get('branchname');
  const tags = (call.query.get('tagfilters') ?? '')
    .split(',')
    .filter(Boolean)
    .map((tag) => tag.toLowerCase());
  return [
    repositoryTest(call),
    buildNumberTest(call.query.get('buildnumber')),
    ({ build }) => (definitions?.has(build.pipelineId) ?? true) && (buildIds?.has(build.id) ?? true),
    ({ progress }) => status === undefined || status === 'all' || progress.status === status,
    ({ progress }) => result === undefined || (progress.result ?? 'none') === result,
    ({ build }) => reason === undefined || reason === 'all' || build.reason === reason,
    ({ build }) => branch === undefined || build.sourceBranch === branch,
    ({ build }) => tags.every((tag) => build.tags.some((one) => one.toLowerCase() === tag)),
  ];
}

function buildNumberTest(wanted: string | undefined): Test {
  if (wanted?.endsWith('*')) return ({ build }) => build.buildNumber.startsWith(wanted.slice(0, -1));
  return ({ build }) => wanted === undefined || build.buildNumber === wanted;
}

function repositoryTest(call: Call): Test {
  const [id, type] = [call.query.get('repositoryid'), call.query.get('repositorytype')];
  if ((id === undefined) !== (type === undefined))
    throw invalidArgument('The parameters repositoryId and repositoryType go together.', 'ArgumentException');
  if (id === undefined) return () => true;
  return ({ pipeline }) => /^TfsGit$/i.test(type ?? '') && pipeline.repositoryId.toLowerCase() === id.toLowerCase();
}

const queued = ({ build }: BuildPlace) => Date.parse(build.queueTime);
/** What has not happened yet is later than everything that has. */
const later = (time: number | undefined) => time ?? Number.MAX_SAFE_INTEGER;

const ORDERS: Readonly<Record<string, (place: BuildPlace) => number>> = {
  finishtime: ({ progress }) => later(progress.end),
  starttime: ({ progress }) => later(progress.start),
  queuetime: queued,
};

/** Newest queued first when the query does not say. */
function orderOf(call: Call) {
  const text = call.query.get('queryorder') ?? 'queueTimeDescending';
  const [, name = '', direction = ''] = /^(\w+Time)(Ascending|Descending)$/i.exec(text) ?? [];
  const keyOf = ORDERS[name.toLowerCase()];
  if (!keyOf) throw invalidArgument(`The value '${text}' is not valid for queryOrder.`);
  const sign = /^asc/i.test(direction) ? 1 : -1;
  const compare = (one: BuildPlace, other: BuildPlace) =>
    sign * (keyOf(one) - keyOf(other) || one.build.id - other.build.id);
  return { compare };
}
