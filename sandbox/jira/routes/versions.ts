import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Issue, Project, Version } from '../documents.ts';
import { fieldErrors, refusal } from '../errors.ts';
import { putValue } from '../fields/set-fields.ts';
import { presentVersion } from '../present/version.ts';
import { json, noContent } from '../rest/answers.ts';
import { may } from '../rest/authentication.ts';
import { readBody } from '../rest/body.ts';
import { isCloud, pageOf, requireProject, value, type Call } from '../rest/call.ts';
import { route, type Route } from '../rest/router.ts';
import { findProject, restUrl, saveIssue } from '../world.ts';
import { checkVersionFields, putVersionFields, versionBody } from './version-fields.ts';

const SCOPE = { scope: 'manage:jira-project' } as const;

interface VersionPlace {
  readonly version: Version;
  readonly project: Project;
}

const present = ({ world }: Call, { version, project }: VersionPlace) => presentVersion(world, project, version);

function listVersions(call: Call) {
  const project = requireProject(call);
  return json(project.versions.map((version) => present(call, { version, project })));
}

const STATES: Readonly<Record<string, (version: Version) => boolean>> = {
  released: ({ released, archived }) => released && !archived,
  unreleased: ({ released, archived }) => !released && !archived,
  archived: ({ archived }) => archived,
};

function pageVersions(call: Call) {
  const project = requireProject(call);
  const query = (call.query.get('query') ?? '').toLowerCase();
  const states = (call.query.get('status') ?? '').split(',').filter(Boolean);
  const versions = project.versions.filter(
    (version) =>
      (states.length === 0 || states.some((state) => STATES[state]?.(version) ?? false)) &&
      `${version.name}\n${version.description ?? ''}`.toLowerCase().includes(query),
  );
  const { values, ...page } = pageOf(call, versions);
  const self = restUrl(
    call.world,
    `project/${project.key}/version?startAt=${page.startAt}&maxResults=${page.maxResults}`,
  );
  return json({ self, ...page, values: values.map((version) => present(call, { version, project })) });
}

function requireVersion(call: Call): VersionPlace {
  const { world, caller } = call;
  const id = value(call, 'version');
  for (const project of world.store.projects) {
    const version = project.versions.find((one) => one.id === id);
    if (version && may(caller, 'BROWSE_PROJECTS', project)) return { version, project };
  }
  throw refusal(404, `Could not find version for id '${id}'`);
}

function requireAdministrator({ caller }: Call, project: Project): void {
  if (!may(caller, 'ADMINISTER_PROJECTS', project))
    throw refusal(403, 'You must have global or project administrator rights in order to modify versions.');
}

function createVersion(call: Call) {
  const { world, caller } = call;
  const body = readBody(call, versionBody);
  const wanted = body.projectId === undefined ? body.project : String(body.projectId);
  if (wanted === undefined) throw fieldErrors({ projectId: 'Project must be specified to create a version.' });
  const project = findProject(world, wanted);
  if (!project || !may(caller, 'BROWSE_PROJECTS', project))
    throw refusal(404, `No project could be found with ${body.projectId === undefined ? 'key' : 'id'} '${wanted}'.`);
  requireAdministrator(call, project);
  checkVersionFields(body, project);
  const version: Version = { id: world.store.takeId(), name: '', archived: false, released: false, relatedWork: [] };
  putVersionFields(version, body);
  project.versions.push(version);
  world.store.saveProject(project);
  return json(present(call, { version, project }), 201);
}

const issuesOf = ({ world }: Call, { version, project }: VersionPlace, field: string): readonly Issue[] =>
  world.store.issues.filter(
    ({ projectId, fields }) =>
      projectId === project.id && ((fields[field] ?? []) as readonly string[]).includes(version.id),
  );

const isUnresolved = ({ fields }: Issue) => fields['resolution'] === undefined;

/** Gives the unresolved issues of a version another one. */
function moveUnfixed(call: Call, place: VersionPlace, address: string): void {
  const id = /\/version\/(\d+)$/.exec(address)?.[1];
  const target = place.project.versions.find((one) => one.id === id);
  if (!target)
    throw fieldErrors({ moveUnfixedIssuesTo: 'The version to move unfixed issues to does not exist in this project.' });
  for (const issue of issuesOf(call, place, 'fixVersions').filter(isUnresolved)) {
    const others = (issue.fields['fixVersions'] as readonly string[]).filter((one) => one !== place.version.id);
    putValue(issue, 'fixVersions', [...new Set([...others, target.id])]);
    saveIssue(call.world, issue);
  }
}

function updateVersion(call: Call) {
  const place = requireVersion(call);
  const { version, project } = place;
  const body = readBody(call, versionBody);
  requireAdministrator(call, project);
  checkVersionFields(body, project, version);
  if (body.moveUnfixedIssuesTo !== undefined && body.released === true)
    moveUnfixed(call, place, body.moveUnfixedIssuesTo);
  putVersionFields(version, body);
  call.world.store.saveProject(project);
  return json(present(call, place));
}

function deleteVersion(call: Call) {
  const { version, project } = requireVersion(call);
  requireAdministrator(call, project);
  for (const field of ['fixVersions', 'versions'])
    for (const issue of issuesOf(call, { version, project }, field)) {
      const rest = (issue.fields[field] as readonly string[]).filter((id) => id !== version.id);
      putValue(issue, field, rest.length === 0 ? undefined : rest);
      saveIssue(call.world, issue);
    }
  project.versions.splice(project.versions.indexOf(version), 1);
  call.world.store.saveProject(project);
  return noContent();
}

function countUnresolved(call: Call) {
  const place = requireVersion(call);
  const issues = issuesOf(call, place, 'fixVersions');
  return json({
    self: restUrl(call.world, `version/${place.version.id}/unresolvedIssueCount`),
    issuesUnresolvedCount: issues.filter(isUnresolved).length,
    ...(isCloud(call) ? { issuesCount: issues.length } : {}),
  });
}

function countRelated(call: Call) {
  const place = requireVersion(call);
  return json({
    self: restUrl(call.world, `version/${place.version.id}/relatedIssueCounts`),
    issuesFixedCount: issuesOf(call, place, 'fixVersions').length,
    issuesAffectedCount: issuesOf(call, place, 'versions').length,
    issueCountWithCustomFieldsShowingVersion: 0,
    customFieldUsage: [],
  });
}

const workBody = z.strictObject({
  category: z.string().min(1).max(100),
  title: z.string().optional(),
  url: z.url().optional(),
  relatedWorkId: z.string().optional(),
});

function listWork(call: Call) {
  return json(requireVersion(call).version.relatedWork);
}

function createWork(call: Call) {
  const { version, project } = requireVersion(call);
  if (!may(call.caller, 'ADMINISTER_PROJECTS', project))
    throw refusal(403, 'You cannot resolve issues in this project.');
  const { category, title, url } = readBody(call, workBody);
  const work = {
    relatedWorkId: randomUUID(),
    category,
    ...(title === undefined ? {} : { title }),
    ...(url === undefined ? {} : { url }),
  };
  version.relatedWork.push(work);
  call.world.store.saveProject(project);
  return json(work, 201);
}

export const versionRoutes: readonly Route[] = [
  route('GET', 'project/{project}/versions', listVersions),
  route('GET', 'project/{project}/version', pageVersions),
  route('POST', 'version', createVersion, SCOPE),
  route('GET', 'version/{version}', (call) => json(present(call, requireVersion(call)))),
  route('PUT', 'version/{version}', updateVersion, SCOPE),
  route('DELETE', 'version/{version}', deleteVersion, SCOPE),
  route('GET', 'version/{version}/unresolvedIssueCount', countUnresolved),
  route('GET', 'version/{version}/relatedIssueCounts', countRelated),
  route('GET', 'version/{version}/relatedwork', listWork, { only: 'cloud' }),
  route('POST', 'version/{version}/relatedwork', createWork, { ...SCOPE, only: 'cloud' }),
];
