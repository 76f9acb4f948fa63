import type { Project } from '../documents.ts';
import { presentProject, presentProjectShort } from '../present/project.ts';
import { presentStatus } from '../present/small.ts';
import { json } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { pageOf, queryList, requireProject, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { workflowOf } from '../workflow/offered.ts';
import { restUrl } from '../world.ts';

const visible = ({ world, caller }: Call): readonly Project[] =>
  world.store.projects
    .filter((project) => may(caller, 'BROWSE_PROJECTS', project))
    .sort((one, other) => (one.key < other.key ? -1 : 1));

function searchProjects(call: Call) {
  const keys = queryList(call, 'keys').map((key) => key.toUpperCase());
  const ids = queryList(call, 'id');
  const query = (call.query.get('query') ?? '').toLowerCase();
  const found = visible(call).filter(
    ({ id, key, name }) =>
      (keys.length === 0 || keys.includes(key)) &&
      (ids.length === 0 || ids.includes(id)) &&
      `${key}\n${name}`.toLowerCase().includes(query),
  );
  const { values, ...page } = pageOf(call, found);
  const self = restUrl(call.world, `project/search?startAt=${page.startAt}&maxResults=${page.maxResults}`);
  const next = restUrl(
    call.world,
    `project/search?startAt=${page.startAt + values.length}&maxResults=${page.maxResults}`,
  );
  return json({
    self,
    ...(page.isLast ? {} : { nextPage: next }),
    ...page,
    values: values.map((project) => presentProjectShort(call.world, project)),
  });
}

const listProjects = (call: Call) => json(visible(call).map((project) => presentProjectShort(call.world, project)));

function listStatuses(call: Call) {
  const project = requireProject(call);
  return json(
    project.types.map(({ id, name, subtask }) => ({
      self: restUrl(call.world, `issuetype/${id}`),
      id,
      name,
      subtask,
      statuses: workflowOf(project, id).statuses.map((status) => presentStatus(call.world, project, status)),
    })),
  );
}

export const projectRoutes: readonly Route[] = [
  route('GET', 'project/search', searchProjects, { only: 'cloud' }),
  route('GET', 'project', listProjects, { only: 'datacenter' }),
  route('GET', 'project/{project}', (call) => json(presentProject(call.world, requireProject(call)))),
  route('GET', 'project/{project}/statuses', listStatuses),
];
