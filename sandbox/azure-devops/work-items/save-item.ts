import type { Identity, Project } from '../documents.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import type { WorkItemDocument } from './documents.ts';
import { typeNotFound } from './errors.ts';
import { applyPatch, type Draft, type workItemPatch } from './patch.ts';
import type { WorkItemPlace } from './place.ts';
import { findType } from './process-templates.ts';
import { saveWorkItem } from './pull-request-links.ts';
import type * as z from 'zod';

type Patch = z.infer<typeof workItemPatch>;

export interface Author {
  readonly by: Identity;
  /** Checks only. */
  readonly validateOnly?: boolean;
}

/** Creates a work item of a type from a patch; throws as the service does. */
export function createItem(
  { world, organisation, project }: { world: World; organisation: Organisation; project: Project },
  typeName: string,
  patch: Patch,
  { by, validateOnly = false }: Author,
): WorkItemPlace {
  const type = findType(project, typeName);
  if (!type) throw typeNotFound(typeName, project.name);
  const context = { world, organisation, project, type: type.name, rev: 0 };
  const draft = applyPatch(context, { fields: {}, relations: [] }, patch);
  const now = world.clock.now().toISOString();
  const fields = { 'System.State': type.states[0]?.name ?? '', 'System.Reason': 'New' };
  const item: WorkItemDocument = {
    id: organisation.workItems.nextId,
    projectId: project.id,
    type: type.name,
    createdById: by.id,
    createdDate: now,
    changedById: by.id,
    changedDate: now,
    rev: 1,
    fields: { ...fields, ...Object.fromEntries(draft.fields) },
    relations: draft.relations,
    comments: [],
  };
  addHistory(item, draft, by, now);
  if (!validateOnly) saveWorkItem(world, organisation, item);
  return { world, organisation, project, item };
}

/** Changes a work item by a patch, as a new revision. */
export function updateItem(place: WorkItemPlace, patch: Patch, { by, validateOnly = false }: Author): WorkItemPlace {
  const { world, organisation, project, item } = place;
  const draft = applyPatch({ world, organisation, project, type: item.type, rev: item.rev }, item, patch);
  const now = world.clock.now().toISOString();
  const next: WorkItemDocument = {
    ...item,
    fields: withReason(item, draft),
    relations: draft.relations,
    comments: [...item.comments],
  };
  addHistory(next, draft, by, now);
  const facts = ({ fields, relations, comments }: WorkItemDocument) => JSON.stringify([fields, relations, comments]);
  if (facts(next) === facts(item)) return place;
  Object.assign(next, { rev: item.rev + 1, changedById: by.id, changedDate: now });
  if (!validateOnly) saveWorkItem(world, organisation, next);
  return { ...place, item: next };
}

/** A new state has a new reason: that of the patch, or the service's own. */
function withReason(item: WorkItemDocument, { fields }: Draft): WorkItemDocument['fields'] {
  const state = fields.get('System.State') ?? item.fields['System.State'] ?? '';
  const given = fields.get('System.Reason');
  const moved = state !== item.fields['System.State'];
  const reason = moved && given === item.fields['System.Reason'] ? `Moved to state ${String(state)}` : given;
  return { ...Object.fromEntries(fields), 'System.State': state, 'System.Reason': reason ?? '' };
}

function addHistory(item: WorkItemDocument, { history }: Draft, by: Identity, now: string): void {
  for (const text of history) addComment(item, { text, by, now });
}

/** Adds a comment to a work item that is not saved yet. */
export function addComment(item: WorkItemDocument, { text, by, now }: { text: string; by: Identity; now: string }) {
  const comment = {
    id: item.comments.length + 1,
    createdById: by.id,
    createdDate: now,
    text,
    modifiedById: by.id,
    modifiedDate: now,
    version: 1,
  };
  item.comments.push(comment);
  return comment;
}
