import type { Project } from '../documents.ts';
import { refusal } from '../errors.ts';
import { describeScreen } from '../fields/field-metadata.ts';
import { presentType } from '../present/small.ts';
import { json } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { isCloud, pageOf, requireProject, value, type Call, type Page } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';

/** Cloud names the list after what is in it; Data Center always says `values`. */
const paged = <T>(call: Call, name: string, { values, isLast, ...page }: Page<T>) =>
  json(isCloud(call) ? { ...page, [name]: values } : { ...page, isLast, values });

/** The project of the path; throws when nothing can be created there. */
function requireTarget(call: Call): Project {
  const project = requireProject(call);
  if (!may(call.caller, 'CREATE_ISSUES', project))
    throw refusal(403, 'You do not have permission to create issues in this project.');
  return project;
}

function listTypes(call: Call) {
  const project = requireTarget(call);
  const types = project.types.map((type) => presentType(call.world, project, type));
  return paged(call, 'issueTypes', pageOf(call, types));
}

function listFields(call: Call) {
  const project = requireTarget(call);
  const typeId = value(call, 'type');
  const screens = project.screens[typeId];
  if (!screens) throw refusal(404, `The issue type with ID '${typeId}' does not exist in this project.`);
  const fields = describeScreen(call.world, project, screens.create).map((one) => ({ ...one, fieldId: one.key }));
  return paged(call, 'fields', pageOf(call, fields));
}

export const createMetadataRoutes: readonly Route[] = [
  route('GET', 'issue/createmeta/{project}/issuetypes', listTypes),
  route('GET', 'issue/createmeta/{project}/issuetypes/{type}', listFields),
];
