import { textOf } from '../adf/document-text.ts';
import type { Issue, Project } from '../documents.ts';
import { refusal } from '../errors.ts';
import { PRIORITIES, RESOLUTIONS } from '../fields/system-fields.ts';
import { categoryId, categoryName } from '../present/small.ts';
import { findIssue } from '../rest/call.ts';
import { statusOf } from '../workflow/offered.ts';
import type { World } from '../world.ts';
import type { Operator } from './query.ts';

/** An issue that a query is asked about. */
export interface Candidate {
  readonly issue: Issue;
  readonly project: Project;
}

export interface JqlContext {
  readonly world: World;
  /** What the caller sees. */
  readonly projects: readonly Project[];
  readonly now: Date;
  readonly currentUser: string;
}

/** The ids that a value of a query stands for; throws 400 when there is none. */
type Resolve = (text: string, field: string, context: JqlContext) => readonly string[];

interface Common {
  readonly operators: readonly Operator[];
  readonly sortKey: (candidate: Candidate) => string | number;
}

export type JqlField = Common &
  (
    | {
        readonly kind: 'set';
        readonly valuesOf: (candidate: Candidate) => readonly string[];
        readonly resolve: Resolve;
      }
    | { readonly kind: 'text'; readonly textOf: (candidate: Candidate) => string }
    | { readonly kind: 'date'; readonly momentOf: (candidate: Candidate) => string }
  );

const SET: readonly Operator[] = ['=', '!=', 'in', 'not in', 'is', 'is not'];
const ALWAYS_SET: readonly Operator[] = ['=', '!=', 'in', 'not in'];
const TEXT: readonly Operator[] = ['~', '!~'];
const DATE: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The ids of what has that id or name; throws 400 when there is none. */
function findAll<T>(
  all: readonly T[],
  text: string,
  field: string,
  namesOf: (one: T) => readonly string[],
): readonly string[] {
  const found = all.filter((one) => namesOf(one).some((name) => same(name, text)));
  if (found.length === 0) throw refusal(400, `The value '${text}' does not exist for the field '${field}'.`);
  return found.map((one) => namesOf(one)[0] ?? '');
}

const resolveProject: Resolve = (text, field, { projects }) =>
  findAll(projects, text, field, ({ id, key, name }) => [id, key, name]);

const resolveKey: Resolve = (text, field, { world, projects }) => {
  if (!/^\d+$/.test(text) && !/^[A-Za-z][A-Za-z0-9_]*-\d+$/.test(text))
    throw refusal(400, `The issue key '${text}' for field '${field}' is invalid.`);
  const issue = findIssue(world, text);
  if (!issue || !projects.some(({ id }) => id === issue.projectId))
    throw refusal(400, `An issue with key '${text}' does not exist for field '${field}'.`);
  return [issue.id];
};

const resolveVersion: Resolve = (text, field, { projects }) =>
  findAll(
    projects.flatMap(({ versions }) => versions),
    text,
    field,
    ({ id, name }) => [id, name],
  );

const statusesOf = ({ workflows }: Project) => Object.values(workflows).flatMap(({ statuses }) => statuses);

const resolveStatus: Resolve = (text, field, { projects }) =>
  findAll(projects.flatMap(statusesOf), text, field, ({ id, name }) => [id, name]);

const resolveType: Resolve = (text, field, { projects }) =>
  findAll(
    projects.flatMap(({ types }) => types),
    text,
    field,
    ({ id, name }) => [id, name],
  );

/** By its key, name or number. */
const CATEGORIES: readonly (readonly string[])[] = (['new', 'indeterminate', 'done'] as const).map((category) => {
  const status = { id: '', name: '', category };
  return [category, categoryName(status), String(categoryId(status))];
});

const resolveCategory: Resolve = (text, field) => findAll(CATEGORIES, text, field, (names) => names);

const resolveUser: Resolve = (text, field, { world }) =>
  findAll(world.store.instance.users, text, field, ({ accountId, name, emailAddress, displayName }) =>
    world.deployment === 'cloud' ? [accountId, emailAddress, displayName] : [accountId, name, emailAddress],
  );

const named =
  (all: readonly { readonly id: string; readonly name: string }[]): Resolve =>
  (text, field) =>
    findAll(all, text, field, ({ id, name }) => [id, name]);

const listOf =
  (id: string) =>
  ({ issue: { fields } }: Candidate): readonly string[] => {
    const value = fields[id];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]) as readonly string[];
  };

const keyOf = ({ issue }: Candidate): number => Number(issue.id);
const firstOf = (id: string) => (candidate: Candidate) => listOf(id)(candidate)[0] ?? '';

const set = (
  valuesOf: (candidate: Candidate) => readonly string[],
  resolve: Resolve,
  operators = ALWAYS_SET,
): JqlField => ({
  kind: 'set',
  operators,
  valuesOf,
  resolve,
  sortKey: (candidate) => valuesOf(candidate)[0] ?? '',
});

const ofField = (id: string, resolve: Resolve): JqlField => ({
  kind: 'set',
  operators: SET,
  valuesOf: listOf(id),
  resolve,
  sortKey: firstOf(id),
});

const text = (textOfIssue: (candidate: Candidate) => string): JqlField => ({
  kind: 'text',
  operators: TEXT,
  textOf: textOfIssue,
  sortKey: textOfIssue,
});

const date = (momentOf: (candidate: Candidate) => string): JqlField => ({
  kind: 'date',
  operators: DATE,
  momentOf,
  sortKey: momentOf,
});

const summary = ({ issue }: Candidate) => textOf(issue.fields['summary']);
const description = ({ issue }: Candidate) => textOf(issue.fields['description']);

export const FIELDS = {
  project: set(({ project }) => [project.id], resolveProject),
  key: { ...set(({ issue }) => [issue.id], resolveKey), sortKey: keyOf },
  fixversion: ofField('fixVersions', resolveVersion),
  affectedversion: ofField('versions', resolveVersion),
  status: set(({ issue }) => [issue.statusId], resolveStatus),
  statuscategory: set(({ issue, project }) => [statusOf(project, issue).category], resolveCategory),
  issuetype: set(({ issue }) => [issue.typeId], resolveType),
  labels: ofField('labels', (wanted) => [wanted]),
  priority: ofField('priority', named(PRIORITIES)),
  resolution: ofField('resolution', named(RESOLUTIONS)),
  assignee: ofField('assignee', resolveUser),
  reporter: ofField('reporter', resolveUser),
  parent: ofField('parent', resolveKey),
  summary: text(summary),
  description: text(description),
  text: text((candidate) =>
    [summary(candidate), description(candidate), ...candidate.issue.comments.map(({ body }) => textOf(body))].join(
      '\n',
    ),
  ),
  created: date(({ issue }) => issue.created),
  updated: date(({ issue }) => issue.updated),
} as const satisfies Readonly<Record<string, JqlField>>;

const ALIASES: Readonly<Record<string, keyof typeof FIELDS>> = {
  issuekey: 'key',
  issue: 'key',
  id: 'key',
  type: 'issuetype',
};

export function findJqlField(name: string): JqlField | undefined {
  const lower = name.toLowerCase();
  const known = ALIASES[lower] ?? lower;
  return Object.hasOwn(FIELDS, known) ? FIELDS[known as keyof typeof FIELDS] : undefined;
}
