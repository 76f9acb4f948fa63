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

export interface IssueView {
  readonly issue: Issue;
  readonly project: Project;
}

const ids = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

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
      const value = field ? presentField(world, view, field) : presentReadOnly(world, view, id);
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

function presentField(world: World, { issue, project }: IssueView, field: Field): unknown {
  const value = issue.fields[field.id];
  switch (field.kind) {
    case 'line':
    case 'text':
    case 'number':
    case 'date':
      return value ?? null;
    case 'labels':
      return value ?? [];
    case 'versions':
      return project.versions
        .filter(({ id }) => ids(value).includes(id))
        .map((version) => presentVersionOfIssue(world, version));
    case 'components':
      return project.components
        .filter(({ id }) => ids(value).includes(id))
        .map((component) => presentNamed(world, 'component', component));
    case 'option':
    case 'options': {
      const chosen = (field.options ?? []).filter(
        ({ id }) => id === value || (Array.isArray(value) && value.includes(id)),
      );
      const shown = chosen.map((option) => presentOption(world, option));
      return field.kind === 'option' ? (shown[0] ?? null) : shown.length > 0 ? shown : null;
    }
    case 'user':
      return presentUserId(world, value);
    case 'priority':
      return presentPriority(world, value);
    case 'resolution':
      return presentResolution(world, value);
    case 'parent': {
      const parent = typeof value === 'string' ? world.store.issueById(value) : undefined;
      return parent && presentReference(world, parent);
    }
    case 'project':
      return presentProjectOfIssue(world, project);
    case 'issuetype': {
      const type = project.types.find(({ id }) => id === issue.typeId);
      return type && presentType(world, project, type);
    }
  }
}

function presentReadOnly(world: World, { issue, project }: IssueView, id: string): unknown {
  switch (id) {
    case 'status':
      return presentStatus(world, project, statusOf(project, issue));
    case 'created':
      return presentTime(issue.created);
    case 'updated':
      return presentTime(issue.updated);
    case 'resolutiondate':
      return issue.resolutionDate === undefined ? null : presentTime(issue.resolutionDate);
    case 'statuscategorychangedate':
      return world.deployment === 'cloud' ? presentTime(issue.history.at(-1)?.at ?? issue.created) : undefined;
    case 'creator':
      return presentUserId(world, issue.creatorId);
    case 'subtasks':
      return subtasksOf(world, issue).map((one) => presentReference(world, one));
    case 'comment': {
      const comments = issue.comments.map((comment) => presentComment(world, issue, comment));
      const { length } = comments;
      return {
        comments,
        self: restUrl(world, `issue/${issue.id}/comment`),
        maxResults: length,
        total: length,
        startAt: 0,
      };
    }
    default:
      return undefined;
  }
}
