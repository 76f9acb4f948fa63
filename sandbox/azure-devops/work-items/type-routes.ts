import { organisationUrl } from '../present/repository.ts';
import { json, list } from '../rest/answers.ts';
import { value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { typeNotFound } from './errors.ts';
import { FIELDS } from './fields.ts';
import { requireProject } from './place.ts';
import {
  findType,
  processOf,
  STATE_COLORS,
  type WorkItemState,
  type WorkItemTypeTemplate,
} from './process-templates.ts';

const presentState = ({ name, category }: WorkItemState) => ({ name, color: STATE_COLORS[category], category });

/** WorkItemType. */
function presentType(call: Call, projectId: string, type: WorkItemTypeTemplate) {
  const base = organisationUrl(call.world, call.organisation);
  const required = ['System.Title', 'System.State', 'System.AreaPath', 'System.IterationPath'];
  return {
    name: type.name,
    referenceName: type.referenceName,
    description: '',
    color: '009CCC',
    icon: { id: 'icon_book', url: `${base}/_apis/wit/workItemIcons/icon_book?color=009CCC&v=2` },
    isDisabled: false,
    fields: FIELDS.map(({ name, referenceName }) => ({
      alwaysRequired: required.includes(referenceName),
      referenceName,
      name,
      url: `${base}/${projectId}/_apis/wit/fields/${referenceName}`,
    })),
    states: type.states.map(presentState),
    url: `${base}/${projectId}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}`,
  };
}

function typeOf(call: Call) {
  const project = requireProject(call);
  const type = findType(project, value(call, 'type'));
  if (!type) throw typeNotFound(value(call, 'type'), project.name);
  return { project, type };
}

function listTypes(call: Call) {
  const project = requireProject(call);
  return list(processOf(project).types.map((type) => presentType(call, project.id, type)));
}

function getType(call: Call) {
  const { project, type } = typeOf(call);
  return json(presentType(call, project.id, type));
}

export const workItemTypeRoutes: readonly Route[] = [
  route('GET', 'wit/workitemtypes', 2, listTypes),
  route('GET', 'wit/workitemtypes/{type}', 2, getType),
  route('GET', 'wit/workitemtypes/{type}/states', 1, (call) => list(typeOf(call).type.states.map(presentState))),
];
