import * as z from 'zod';
import type { Issue, IssueType, Project } from '../documents.ts';
import { fieldErrors, refusal } from '../errors.ts';
import { describeByField } from '../fields/field-metadata.ts';
import type { FieldValues } from '../fields/set-fields.ts';
import { setFields } from '../fields/set-fields.ts';
import { DEFAULT_PRIORITY } from '../fields/system-fields.ts';
import { newIssue } from '../new-issue.ts';
import { chooseFields, presentIssue, presentNames } from '../present/issue.ts';
import { presentTransition } from '../present/transition.ts';
import { json, noContent } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { entityProperties, readBody } from '../rest/body.ts';
import { isCloud, queryList, requireIssue, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { findOffers } from '../workflow/offered.ts';
import { findProject, restUrl, saveIssue } from '../world.ts';
import { expandChanges } from './changelog.ts';

const change = z.record(z.string(), z.unknown());

/** What is sent to create, edit and move an issue. */
export const issueBody = z.strictObject({
  fields: change.optional(),
  update: change.optional(),
  properties: entityProperties.optional(),
  historyMetadata: z.unknown().optional(),
  transition: z.unknown().optional(),
});

function getIssue(call: Call) {
  const { world } = call;
  const place = requireIssue(call);
  const { issue, project } = place;
  const ids = chooseFields(project, queryList(call, 'fields'));
  const expand = queryList(call, 'expand');
  const asked = queryList(call, 'properties');
  const keys = asked.includes('*all') ? Object.keys(issue.properties) : asked.filter((key) => key in issue.properties);
  const offers = () =>
    findOffers(world, project, issue, call.caller)
      .filter(({ isAvailable }) => isAvailable)
      .map((offer) => presentTransition(world, place, offer, { withFields: expand.includes('transitions.fields') }));
  return json({
    ...presentIssue(world, place, ids),
    ...(expand.includes('names') ? { names: presentNames(project, ids) } : {}),
    ...(expand.some((word) => word.startsWith('transitions')) ? { transitions: offers() } : {}),
    ...(expand.includes('changelog') ? { changelog: expandChanges(call, place) } : {}),
    ...(expand.includes('editmeta') ? { editmeta: { fields: describeEdit(call, issue, project) } } : {}),
    ...(asked.length > 0 ? { properties: Object.fromEntries(keys.map((key) => [key, issue.properties[key]])) } : {}),
  });
}

const editScreen = (project: Project, typeId: string) => project.screens[typeId]?.edit ?? [];

const describeEdit = (call: Call, issue: Issue, project: Project) =>
  may(call.caller, 'EDIT_ISSUES', project)
    ? describeByField(call.world, project, editScreen(project, issue.typeId))
    : {};

function getEditMetadata(call: Call) {
  const { issue, project } = requireIssue(call);
  return json({ fields: describeEdit(call, issue, project) });
}

interface Reference {
  readonly id?: unknown;
  readonly key?: unknown;
  readonly name?: unknown;
}

const reference = (given: unknown): Reference => (typeof given === 'object' && given !== null ? given : {});

function chooseProject(call: Call, given: unknown): Project {
  const { id, key } = reference(given);
  const wanted = id ?? key;
  const project = typeof wanted === 'string' ? findProject(call.world, wanted) : undefined;
  if (!project || !may(call.caller, 'BROWSE_PROJECTS', project))
    throw fieldErrors({ project: isCloud(call) ? 'Specify a valid project ID or key' : 'valid project is required' });
  if (!may(call.caller, 'CREATE_ISSUES', project))
    throw refusal(403, 'You do not have permission to create issues in this project.');
  return project;
}

function chooseType(call: Call, project: Project, given: unknown): IssueType {
  const { id, name } = reference(given);
  if (id === undefined && name === undefined)
    throw fieldErrors({ issuetype: isCloud(call) ? 'Specify an issue type' : 'issue type is required' });
  const type = project.types.find((one) => (id === undefined ? one.name === name : one.id === id));
  if (!type)
    throw fieldErrors({ issuetype: isCloud(call) ? 'Specify a valid issue type' : 'valid issue type is required' });
  return type;
}

function createIssue(call: Call) {
  const { world, caller } = call;
  const { fields = {}, update = {}, properties = [] } = readBody(call, issueBody);
  const project = chooseProject(call, fields['project']);
  const type = chooseType(call, project, fields['issuetype']);
  const screen = (project.screens[type.id]?.create ?? []).filter(
    ({ field }) => !['project', 'issuetype'].includes(field),
  );
  const given = Object.fromEntries(Object.entries(fields).filter(([id]) => id !== 'project' && id !== 'issuetype'));
  const hasPriority = screen.some(({ field }) => field === 'priority');
  const old: FieldValues = hasPriority ? { priority: DEFAULT_PRIORITY } : {};
  const values = setFields({ fields: given, update }, { screen, context: { world, project }, old, isComplete: true });
  const issue = newIssue(world, project, { typeId: type.id, fields: values, creatorId: caller.user.accountId });
  for (const { key, value: content } of properties) issue.properties[key] = content;
  saveIssue(world, issue);
  return json({ id: issue.id, key: issue.key, self: restUrl(world, `issue/${issue.id}`) }, 201);
}

function editIssue(call: Call) {
  const { world, caller } = call;
  const { issue, project } = requireIssue(call);
  const { fields = {}, update = {}, properties = [] } = readBody(call, issueBody);
  if (!may(caller, 'EDIT_ISSUES', project))
    throw refusal(403, 'You do not have permission to edit issues in this project.');
  const { comment, ...rest } = update;
  if (comment !== undefined) throw refusal(400, "The sandbox takes comments at the issue's comments only.");
  const screen = editScreen(project, issue.typeId).filter(({ field }) => field !== 'issuetype');
  const isEmpty = Object.keys(fields).length + Object.keys(rest).length + properties.length === 0;
  if (isEmpty && isCloud(call)) throw refusal(400, "one of 'fields' or 'update' required");
  const changes = { fields, update: rest };
  issue.fields = setFields(changes, { screen, context: { world, project }, old: issue.fields, isComplete: false });
  for (const { key, value: content } of properties) issue.properties[key] = content;
  saveIssue(world, issue);
  return noContent();
}

function bulkFetch(call: Call) {
  const body = readBody(
    call,
    z.strictObject({
      issueIdsOrKeys: z.array(z.string()).min(1).max(100),
      fields: z.array(z.string()).optional(),
      fieldsByKeys: z.boolean().optional(),
      expand: z.array(z.string()).optional(),
      properties: z.array(z.string()).max(5).optional(),
    }),
  );
  const found = [...new Set(body.issueIdsOrKeys)].map((idOrKey) => {
    try {
      return requireIssue(call, idOrKey);
    } catch {
      // The list says which could not be given, and not why.
      return idOrKey;
    }
  });
  const unique = new Map(found.flatMap((one) => (typeof one === 'string' ? [] : [[one.issue.id, one] as const])));
  const missing = found.filter((one) => typeof one === 'string');
  return json({
    issues: [...unique.values()].map((place) =>
      presentIssue(call.world, place, chooseFields(place.project, body.fields ?? [])),
    ),
    issueErrors:
      missing.length === 0
        ? []
        : [{ id: missing.join(','), errorMessage: 'Issue does not exist or you do not have permission to see it.' }],
  });
}

export const issueRoutes: readonly Route[] = [
  route('POST', 'issue', createIssue),
  route('POST', 'issue/bulkfetch', bulkFetch, { only: 'cloud', isRead: true }),
  route('GET', 'issue/{issue}', getIssue),
  route('PUT', 'issue/{issue}', editIssue),
  route('GET', 'issue/{issue}/editmeta', getEditMetadata),
];
