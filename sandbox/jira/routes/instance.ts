import type { Project } from '../documents.ts';
import { schemaOf } from '../fields/field-metadata.ts';
import { PRIORITIES, READ_ONLY_NAMES, RESOLUTIONS, SYSTEM_FIELDS } from '../fields/system-fields.ts';
import { presentPriority, presentResolution, presentStatus, presentType } from '../present/small.ts';
import { presentTime } from '../present/time.ts';
import { json } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { isCloud, pageOf, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { siteUrl, timeOf } from '../world.ts';

const visible = ({ world, caller }: Call): readonly Project[] =>
  world.store.projects.filter((project) => may(caller, 'BROWSE_PROJECTS', project));

/** Each once, also when projects share it. */
function unique<T extends { readonly id: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

function listStatuses(call: Call) {
  const all = visible(call).flatMap((project) =>
    Object.values(project.workflows).flatMap(({ statuses }) =>
      statuses.map((status) => presentStatus(call.world, project, status)),
    ),
  );
  return json(unique(all));
}

const listTypes = (call: Call) =>
  json(unique(visible(call).flatMap((project) => project.types.map((type) => presentType(call.world, project, type)))));

function listFields(call: Call) {
  const custom = visible(call).flatMap(({ fields }) => fields);
  const settable = unique([...SYSTEM_FIELDS, ...custom]).map((field) => {
    const isCustom = field.id.startsWith('customfield_');
    return {
      id: field.id,
      ...(isCloud(call) ? { key: field.id } : {}),
      name: field.name,
      custom: isCustom,
      orderable: true,
      navigable: true,
      searchable: true,
      clauseNames: [isCustom ? `cf[${field.id.replace(/\D/g, '')}]` : field.id, ...(isCustom ? [field.name] : [])],
      schema: schemaOf(field),
    };
  });
  const fixed = Object.entries(READ_ONLY_NAMES).map(([id, name]) => ({
    id,
    ...(isCloud(call) ? { key: id } : {}),
    name,
    custom: false,
    orderable: false,
    navigable: id !== 'comment',
    searchable: true,
    clauseNames: [id],
  }));
  return json([...settable, ...fixed]);
}

/** The one route that needs no caller on the real service; here it does, like every other. */
function getServer(call: Call) {
  const { world } = call;
  const numbers = isCloud(call) ? [1001, 0, 0] : [10, 3, 4];
  return json({
    baseUrl: siteUrl(world),
    version: numbers.join('.') + (isCloud(call) ? '-SNAPSHOT' : ''),
    versionNumbers: numbers,
    deploymentType: isCloud(call) ? 'Cloud' : 'Server',
    buildNumber: isCloud(call) ? 100_300 : 10_030_004,
    buildDate: '2026-10-01T00:00:00.000+0000',
    serverTime: presentTime(timeOf(world)),
    scmInfo: 'sandbox',
    serverTitle: 'Slipway sandbox',
  });
}

const resolutions = ({ world }: Call) => RESOLUTIONS.map(({ id }) => presentResolution(world, id));

const priorities = ({ world }: Call) =>
  PRIORITIES.map(({ id }) => ({ ...presentPriority(world, id), statusColor: '#ff9900', description: '' }));

export const instanceRoutes: readonly Route[] = [
  route('GET', 'status', listStatuses),
  route('GET', 'issuetype', listTypes),
  route('GET', 'field', listFields),
  route('GET', 'resolution', (call) => json(resolutions(call))),
  route('GET', 'resolution/search', (call) => json(pageOf(call, resolutions(call))), { only: 'cloud' }),
  route('GET', 'priority', (call) => json(priorities(call))),
  route('GET', 'priority/search', (call) => json(pageOf(call, priorities(call))), { only: 'cloud' }),
  route('GET', 'serverInfo', getServer),
];
