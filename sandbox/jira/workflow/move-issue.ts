import type { Issue, Project, Transition, User, Validator } from '../documents.ts';
import { fieldErrors, refusal } from '../errors.ts';
import { putValue } from '../fields/set-fields.ts';
import { findField, RESOLUTIONS } from '../fields/system-fields.ts';
import { timeOf, type World } from '../world.ts';
import { requireStatus, subtasksAreDone, workflowOf, type IssuePlace } from './offered.ts';

/** Throws 400 when a validator of the transition refuses the issue with these values. */
export function checkValidators(world: World, project: Project, issue: Issue, transition: Transition): void {
  for (const validator of transition.validators) checkValidator(world, project, issue, validator);
}

function checkValidator(world: World, project: Project, issue: Issue, validator: Validator): void {
  switch (validator.kind) {
    case 'fieldRequired': {
      if (issue.fields[validator.field] !== undefined) return;
      const name = findField(project, validator.field)?.name ?? validator.field;
      throw fieldErrors({ [validator.field]: validator.message ?? `${name} is required.` });
    }
    case 'subtasksDone':
      if (subtasksAreDone(world, project, issue)) return;
      throw refusal(400, 'All sub-tasks must be done before the issue can be moved.');
    case 'fails':
      throw refusal(400, validator.message);
  }
}

/** Moves an issue along a transition, its post-functions included. */
export function follow(world: World, { issue, project }: IssuePlace, transition: Transition, by: User): void {
  putStatus(world, project, issue, { statusId: transition.to, byId: by.accountId, transition: transition.name });
  const { setResolution, postMoveTo } = transition;
  if (setResolution !== undefined)
    putResolution(world, issue, RESOLUTIONS.find(({ name }) => name === setResolution)?.id);
  if (postMoveTo !== undefined) putStatus(world, project, issue, { statusId: postMoveTo, byId: by.accountId });
}

/** The resolution, with the moment it was set. */
export function putResolution(world: World, issue: Issue, id: string | undefined): void {
  putValue(issue, 'resolution', id);
  if (id === undefined) delete issue.resolutionDate;
  else issue.resolutionDate = timeOf(world);
}

interface Change {
  readonly statusId: string;
  readonly byId: string;
  readonly transition?: string;
}

/** Sets the status; team-managed projects resolve what is done by themselves. */
export function putStatus(world: World, project: Project, issue: Issue, { statusId, byId, transition }: Change): void {
  const { category } = requireStatus(workflowOf(project, issue.typeId), statusId);
  const named = transition === undefined ? {} : { transition };
  issue.history.push({ at: timeOf(world), byId, from: issue.statusId, to: statusId, ...named });
  issue.statusId = statusId;
  if (project.style !== 'team') return;
  const isResolved = issue.fields['resolution'] !== undefined;
  if (isResolved !== (category === 'done'))
    putResolution(world, issue, category === 'done' ? RESOLUTIONS[0]?.id : undefined);
}
