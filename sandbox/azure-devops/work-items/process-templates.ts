import type { Project } from '../documents.ts';

export type Category = 'Proposed' | 'InProgress' | 'Resolved' | 'Completed' | 'Removed';

export interface WorkItemState {
  readonly name: string;
  readonly category: Category;
}

export interface WorkItemTypeTemplate {
  readonly name: string;
  readonly referenceName: string;
  /** The first is that of a new item. */
  readonly states: readonly WorkItemState[];
}

export interface ProcessTemplate {
  readonly name: 'Agile' | 'Basic' | 'Scrum';
  readonly id: string;
  readonly types: readonly WorkItemTypeTemplate[];
}

export const STATE_COLORS: Readonly<Record<Category, string>> = {
  Proposed: 'b2b2b2',
  InProgress: '007acc',
  Resolved: 'ff9d00',
  Completed: '339933',
  Removed: 'ffffff',
};

const state =
  (category: Category) =>
  (name: string): WorkItemState => ({ name, category });
const [proposed, inProgress, resolved, completed] = [
  state('Proposed'),
  state('InProgress'),
  state('Resolved'),
  state('Completed'),
];
const removed = state('Removed')('Removed');

const type = (name: string, ...states: readonly WorkItemState[]): WorkItemTypeTemplate => ({
  name,
  referenceName: `Microsoft.VSTS.WorkItemTypes.${name.replaceAll(' ', '')}`,
  states,
});

const basic = [proposed('To Do'), inProgress('Doing'), completed('Done')];
const agile = [proposed('New'), inProgress('Active'), resolved('Resolved'), completed('Closed')];
const scrumItem = [proposed('New'), proposed('Approved'), inProgress('Committed'), completed('Done'), removed];
const scrumPortfolio = [proposed('New'), inProgress('In Progress'), completed('Done'), removed];

const TEMPLATES: readonly ProcessTemplate[] = [
  {
    name: 'Agile',
    id: 'adcc42ab-9882-485e-a3ed-7678f01f66bc',
    types: [
      type('Bug', ...agile),
      type('Epic', ...agile, removed),
      type('Feature', ...agile, removed),
      type('Task', proposed('New'), inProgress('Active'), completed('Closed'), removed),
      type('User Story', ...agile, removed),
    ],
  },
  {
    name: 'Basic',
    id: 'b8a3a935-7e91-48b8-a94c-606d37c3e9f2',
    types: [type('Epic', ...basic), type('Issue', ...basic), type('Task', ...basic)],
  },
  {
    name: 'Scrum',
    id: '6b724908-ef14-45cf-84f8-768b5384da45',
    types: [
      type('Bug', ...scrumItem),
      type('Epic', ...scrumPortfolio),
      type('Feature', ...scrumPortfolio),
      type('Product Backlog Item', ...scrumItem),
      type('Task', proposed('To Do'), inProgress('In Progress'), completed('Done'), removed),
    ],
  },
];

export function processOf({ process = 'Agile' }: Project): ProcessTemplate {
  const found = TEMPLATES.find(({ name }) => name === process);
  if (!found) throw new Error(`there is no process ${process}`);
  return found;
}

export const findType = (project: Project, name: string): WorkItemTypeTemplate | undefined =>
  processOf(project).types.find((one) => one.name.toLowerCase() === name.toLowerCase());
