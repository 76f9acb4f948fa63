import type { Field, Issue, Project } from '../documents.ts';
import { fieldsOf, READ_ONLY_NAMES } from '../fields/system-fields.ts';
import { statusOf, subtasksOf } from '../workflow/offered.ts';
import { restUrl, type World } from '../world.ts';
import { presentComment } from './comment.ts';
import { presentProjectOfIssue } from './project.ts';
import {
  presentNamed,
  presentOption,
  presentPriority,
  presentReference,
  presentResolution,
  presentStatus,
  presentType,
} from './small.ts';
import { presentTime } from './time.ts';
import { presentUserId } from './user.ts';
import { presentVersionOfIssue } from './version.ts';

interface IssueView {
  readonly issue: Issue;
  readonly project: Project;
}

/** The ids that a field holds: none, one or many. */
function ids(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as readonly string[];
}

/** The ids of the fields that a request's list asks for: `*all`, `*navigable`, `-comment`, `summary`. */
export function chooseFields(project: Project, asked: readonly string[]): readonly string[] {
  const all = [...fieldsOf(project).map(({ id }) => id), ...Object.keys(READ_ONLY_NAMES)];
  const only = asked.filter((name) => !name.startsWith('-'));
  const without = new Set(asked.filter((name) => name.startsWith('-')).map((name) => name.slice(1)));
  const wanted = (id: string) =>
    only.length === 0 ||
    only.includes('*all') ||
    only.includes(id) ||
    (only.includes('*navigable') && id !== 'comment');
  return all.filter((id) => wanted(id) && !without.has(id));
}

/** An issue with some of its fields. */
export function presentIssue(world: World, view: IssueView, fieldIds: readonly string[]) {
  const { issue, project } = view;
  const byId = new Map(fieldsOf(project).map((field) => [field.id, field]));
  const fields = Object.fromEntries(
    fieldIds.flatMap((id) => {
      const field = byId.get(id);
      const value = field ? PRESENT[field.kind](world, view, field) : READ_ONLY[id]?.(world, view);
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
  return { expand: EXPANDS, id: issue.id, self: restUrl(world, `issue/${issue.id}`), key: issue.key, fields };
}

const EXPANDS = 'renderedFields,names,schema,operations,editmeta,changelog,transitions';

export function presentNames(project: Project, fieldIds: readonly string[]): Record<string, string> {
  const names = new Map(fieldsOf(project).map(({ id, name }) => [id, name]));
  return Object.fromEntries(fieldIds.map((id) => [id, names.get(id) ?? READ_ONLY_NAMES[id] ?? id]));
}

type PresentField = (world: World, view: IssueView, field: Field) => unknown;

const valueOf = ({ issue }: IssueView, { id }: Field): unknown => issue.fields[id];

const plain: PresentField = (_, view, field) => valueOf(view, field) ?? null;

/** The options that are chosen, one or many. */
function chosenOptions(world: World, view: IssueView, field: Field): readonly unknown[] {
  const chosen = ids(valueOf(view, field));
  const { options = [] } = field;
  return options.filter(({ id }) => chosen.includes(id)).map((option) => presentOption(world, option));
}

const PRESENT: Readonly<Record<Field['kind'], PresentField>> = {
  line: plain,
  text: plain,
  number: plain,
  date: plain,
  labels: (_, view, field) => valueOf(view, field) ?? [],
  versions: (world, view, field) => {
    const chosen = ids(valueOf(view, field));
    return view.project.versions
      .filter(({ id }) => chosen.includes(id))
      .map((version) => presentVersionOfIssue(world, version));
  },
  components: (world, view, field) => {
    const chosen = ids(valueOf(view, field));
    return view.project.components
      .filter(({ id }) => chosen.includes(id))
      .map((component) => presentNamed(world, 'component', component));
  },
  option: (world, view, field) => chosenOptions(world, view, field)[0] ?? null,
  options: (world, view, field) => {
    const chosen = chosenOptions(world, view, field);
    return chosen.length > 0 ? chosen : null;
  },
  user: (world, view, field) => presentUserId(world, valueOf(view, field)),
  priority: (world, view, field) => presentPriority(world, valueOf(view, field)),
  resolution: (world, view, field) => presentResolution(world, valueOf(view, field)),
  parent: (world, view, field) => {
    const parent = world.store.issueById(ids(valueOf(view, field))[0] ?? '');
    return parent && presentReference(world, parent);
  },
  project: (world, { project }) => presentProjectOfIssue(world, project),
  issuetype: (world, { issue, project }) => {
    const type = project.types.find(({ id }) => id === issue.typeId);
    return type && presentType(world, project, type);
  },
};

const READ_ONLY: Readonly<Record<string, (world: World, view: IssueView) => unknown>> = {
  status: (world, { issue, project }) => presentStatus(world, project, statusOf(project, issue)),
  created: (_, { issue }) => presentTime(issue.created),
  updated: (_, { issue }) => presentTime(issue.updated),
  resolutiondate: (_, { issue }) => (issue.resolutionDate === undefined ? null : presentTime(issue.resolutionDate)),
  statuscategorychangedate: ({ deployment }, { issue }) =>
    deployment === 'cloud' ? presentTime(issue.history.at(-1)?.at ?? issue.created) : undefined,
  creator: (world, { issue }) => presentUserId(world, issue.creatorId),
  subtasks: (world, { issue }) => subtasksOf(world, issue).map((one) => presentReference(world, one)),
  comment: (world, { issue }) => {
    const comments = issue.comments.map((comment) => presentComment(world, issue, comment));
    const { length } = comments;
    const self = restUrl(world, `issue/${issue.id}/comment`);
    return { comments, self, maxResults: length, total: length, startAt: 0 };
  },
};
