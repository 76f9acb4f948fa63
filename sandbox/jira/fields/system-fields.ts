import type { Field, Project, ScreenField, Screens } from '../documents.ts';

/** The fields that every instance has and that can be set. */
export const SYSTEM_FIELDS: readonly Field[] = [
  { id: 'summary', name: 'Summary', kind: 'line' },
  { id: 'issuetype', name: 'Issue Type', kind: 'issuetype' },
  { id: 'project', name: 'Project', kind: 'project' },
  { id: 'parent', name: 'Parent', kind: 'parent' },
  { id: 'description', name: 'Description', kind: 'text' },
  { id: 'environment', name: 'Environment', kind: 'text' },
  { id: 'labels', name: 'Labels', kind: 'labels' },
  { id: 'components', name: 'Components', kind: 'components' },
  { id: 'fixVersions', name: 'Fix versions', kind: 'versions' },
  { id: 'versions', name: 'Affects versions', kind: 'versions' },
  { id: 'priority', name: 'Priority', kind: 'priority' },
  { id: 'resolution', name: 'Resolution', kind: 'resolution' },
  { id: 'assignee', name: 'Assignee', kind: 'user' },
  { id: 'reporter', name: 'Reporter', kind: 'user' },
  { id: 'duedate', name: 'Due date', kind: 'date' },
];

/** Names of what can only be read. */
export const READ_ONLY_NAMES: Readonly<Record<string, string>> = {
  status: 'Status',
  created: 'Created',
  updated: 'Updated',
  resolutiondate: 'Resolved',
  creator: 'Creator',
  subtasks: 'Sub-tasks',
  comment: 'Comment',
  statuscategorychangedate: 'Status Category Changed',
};

export interface Named {
  readonly id: string;
  readonly name: string;
}

export const PRIORITIES: readonly Named[] = [
  { id: '1', name: 'Highest' },
  { id: '2', name: 'High' },
  { id: '3', name: 'Medium' },
  { id: '4', name: 'Low' },
  { id: '5', name: 'Lowest' },
];

export const DEFAULT_PRIORITY = '3';

export const RESOLUTIONS: readonly Named[] = [
  { id: '10000', name: 'Done' },
  { id: '10001', name: "Won't Do" },
  { id: '10002', name: 'Duplicate' },
  { id: '10003', name: 'Cannot Reproduce' },
];

/** All fields of a project. */
export const fieldsOf = (project: Project): readonly Field[] => [...SYSTEM_FIELDS, ...project.fields];

export const findField = (project: Project, id: string): Field | undefined =>
  fieldsOf(project).find((field) => field.id === id);

const optional = (field: string): ScreenField => ({ field, required: false });
const required = (field: string): ScreenField => ({ field, required: true });

const ALWAYS: readonly ScreenField[] = [required('project'), required('issuetype'), required('summary')];

const USUAL = ['description', 'labels', 'components', 'fixVersions', 'versions', 'priority', 'assignee', 'duedate'];

/** A screen with the fields that no issue is without. */
export function completeScreen(fields: readonly ScreenField[], isSubtask: boolean): readonly ScreenField[] {
  const all = [...ALWAYS, isSubtask ? required('parent') : optional('parent')];
  return [...all, ...fields.filter(({ field }) => !all.some((one) => one.field === field))];
}

/** The screens of a type that has none of its own. */
export function usualScreens(isSubtask: boolean): Screens {
  const fields = USUAL.map(optional);
  const edit = completeScreen(fields, isSubtask).filter(({ field }) => field !== 'project');
  return { create: completeScreen(fields, isSubtask), edit };
}
