import type { Condition, Issue, Project, Status, Transition, Workflow } from '../documents.ts';
import { may, type Caller } from '../rest/authentication.ts';
import type { World } from '../world.ts';

export function workflowOf(project: Project, typeId: string): Workflow {
  const workflow = project.workflows[typeId];
  if (!workflow) throw new Error(`The sandbox has no workflow for type ${typeId} of ${project.key}.`);
  return workflow;
}

export function statusOf(project: Project, issue: Issue): Status {
  const status = workflowOf(project, issue.typeId).statuses.find(({ id }) => id === issue.statusId);
  if (!status) throw new Error(`The sandbox lost the status of ${issue.key}.`);
  return status;
}

export function requireStatus({ statuses }: Workflow, id: string): Status {
  const status = statuses.find((one) => one.id === id);
  if (!status) throw new Error(`The sandbox has no status ${id} in this workflow.`);
  return status;
}

export interface IssuePlace {
  readonly issue: Issue;
  readonly project: Project;
}

export interface Offer {
  readonly transition: Transition;
  /** False when its condition does not hold; it is then listed only for who asks for that. */
  readonly isAvailable: boolean;
}

/** The transitions that start in the status of an issue, in the order of the workflow. */
export function findOffers(world: World, project: Project, issue: Issue, caller: Caller): readonly Offer[] {
  if (!may(caller, 'TRANSITION_ISSUES', project)) return [];
  return workflowOf(project, issue.typeId)
    .transitions.filter(({ from }) => from === 'any' || from.includes(issue.statusId))
    .map((transition) => ({
      transition,
      isAvailable: holds(world, { issue, project }, transition.condition, caller),
    }));
}

function holds(
  world: World,
  { issue, project }: IssuePlace,
  condition: Condition | undefined,
  caller: Caller,
): boolean {
  switch (condition?.kind) {
    case undefined:
      return true;
    case 'never':
      return false;
    case 'isAssignee':
      return issue.fields['assignee'] === caller.user.accountId;
    case 'permission':
      return may(caller, condition.permission, project);
    case 'fieldSet':
      return issue.fields[condition.field] !== undefined;
    case 'subtasksDone':
      return subtasksAreDone(world, project, issue);
  }
}

export const subtasksOf = ({ store }: World, { id }: Issue): readonly Issue[] =>
  store.issues.filter(({ fields }) => fields['parent'] === id);

export const subtasksAreDone = (world: World, project: Project, issue: Issue): boolean =>
  subtasksOf(world, issue).every((one) => statusOf(project, one).category === 'done');
