import { projectNotFound } from '../errors.ts';
import type { Project } from '../documents.ts';
import { may } from '../rest/authentication.ts';
import { numberOf, projectOf, type Call } from '../rest/call.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import type { WorkItemDocument } from './documents.ts';
import { notAllowed, workItemNotFound } from './errors.ts';

export interface WorkItemPlace {
  readonly world: World;
  readonly organisation: Organisation;
  readonly project: Project;
  readonly item: WorkItemDocument;
}

/** A work item with its project, if the organisation has it. */
export function placeOfItem(world: World, organisation: Organisation, id: number): WorkItemPlace | undefined {
  const item = organisation.workItems.get(id);
  const project = organisation.document.projects.find((one) => one.id === item?.projectId);
  return item && project ? { world, organisation, project, item } : undefined;
}

/** A work item that the caller may read, of the project of the path if it has one; throws 404. */
export function readableItem(call: Call, id: number): WorkItemPlace {
  const project = projectOf(call);
  const place = placeOfItem(call.world, call.organisation, id);
  if (!place || !may(call.caller, 'readCode')) throw workItemNotFound(id);
  if (project && place.project.id !== project.id) throw workItemNotFound(id);
  return place;
}

export const itemOfPath = (call: Call) => readableItem(call, numberOf(call, 'id'));

/** The project of the path, which these routes need; throws 404. */
export function requireProject(call: Call): Project {
  const project = projectOf(call);
  if (!project) throw projectNotFound('');
  return project;
}

/** Throws 403 when the caller may not edit work items. */
export function requireEdit(call: Call): void {
  if (!may(call.caller, 'editWorkItems')) throw notAllowed();
}
