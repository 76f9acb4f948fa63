import { invalidArgument, RestError } from '../errors.ts';
import { json, list } from '../rest/answers.ts';
import { readBody } from '../rest/body.ts';
import { projectOf, queryFlag, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { fieldNotFound, typeNotFound, workItemNotFound } from './errors.ts';
import { findField } from './fields.ts';
import { workItemPatch } from './patch.ts';
import { itemOfPath, readableItem, requireEdit, requireProject, type WorkItemPlace } from './place.ts';
import { presentWorkItem, type Expansion } from './present.ts';
import { createItem, updateItem } from './save-item.ts';

const MOST_IDS = 200;
const TRACKING = { assembly: 'Microsoft.TeamFoundation.WorkItemTracking.Server' };

function expansionOf(call: Call): Expansion {
  const expand = (call.query.get('$expand') ?? 'none').toLowerCase();
  if (!['none', 'relations', 'fields', 'links', 'all'].includes(expand))
    throw invalidArgument(`The value '${expand}' is not valid for $expand.`);
  const names = (call.query.get('fields') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length > 0 && expand !== 'none' && expand !== 'links')
    throw new RestError(
      400,
      'ConflictingParametersException',
      'The expand parameter can not be used with the fields parameter.',
      TRACKING,
    );
  const fields = names.map((name) => {
    const field = findField(name);
    if (!field) throw fieldNotFound(name);
    return field.referenceName;
  });
  return {
    relations: expand === 'relations' || expand === 'all',
    links: expand === 'links' || expand === 'all',
    ...(fields.length === 0 ? {} : { fields: new Set(fields) }),
  };
}

/** One item alone comes with its links, a list without. */
const getWorkItem = (call: Call) => json(presentWorkItem(itemOfPath(call), { ...expansionOf(call), links: true }));

function listWorkItems(call: Call) {
  const text = call.query.get('ids') ?? '';
  const ids = text.split(',').map((one) => one.trim());
  if (!ids.every((id) => /^[1-9]\d{0,8}$/.test(id))) throw invalidArgument(`The value '${text}' is not valid for ids.`);
  if (ids.length > MOST_IDS)
    throw new RestError(
      400,
      'VssPropertyValidationException',
      `VS403474: You requested ${ids.length} work items which exceeds the limit of ${MOST_IDS}. Modify the set of requested work items and try again.`,
      TRACKING,
    );
  const policy = (call.query.get('errorpolicy') ?? 'fail').toLowerCase();
  if (policy !== 'fail' && policy !== 'omit')
    throw invalidArgument(`The value '${policy}' is not valid for errorPolicy.`);
  const expansion = expansionOf(call);
  projectOf(call);
  return list(
    ids.map(Number).map((id) => {
      const place = findReadable(call, id);
      if (!place && policy === 'fail') throw workItemNotFound(id);
      return place ? presentWorkItem(place, expansion) : null;
    }),
  );
}

function findReadable(call: Call, id: number): WorkItemPlace | undefined {
  try {
    return readableItem(call, id);
  } catch (error) {
    if (error instanceof RestError && error.status === 404) return undefined;
    throw error;
  }
}

/** `bypassRules` would let a stand-in accept what the product must not send. */
function authorOf(call: Call) {
  requireEdit(call);
  if (queryFlag(call, 'bypassRules')) throw invalidArgument('The sandbox does not bypass rules.');
  return { by: call.caller.identity, validateOnly: queryFlag(call, 'validateOnly') };
}

const PATCH = 'application/json-patch+json';

function createWorkItem(call: Call) {
  const project = requireProject(call);
  const type = value(call, 'type');
  if (!type.startsWith('$')) throw typeNotFound(type, project.name);
  const author = authorOf(call);
  const place = { world: call.world, organisation: call.organisation, project };
  const created = createItem(place, type.slice(1), readBody(call, workItemPatch, PATCH), author);
  return json(presentWorkItem(created, { relations: true, links: true }));
}

function updateWorkItem(call: Call) {
  const place = itemOfPath(call);
  const author = authorOf(call);
  const updated = updateItem(place, readBody(call, workItemPatch, PATCH), author);
  return json(presentWorkItem(updated, { relations: true, links: true }));
}

export const workItemRoutes: readonly Route[] = [
  route('GET', 'wit/workitems', 3, listWorkItems),
  route('GET', 'wit/workitems/{id}', 3, getWorkItem),
  route('POST', 'wit/workitems/{type}', 3, createWorkItem),
  route('PATCH', 'wit/workitems/{id}', 3, updateWorkItem),
];
