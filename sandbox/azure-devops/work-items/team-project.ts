import type { Project } from '../documents.ts';
import { organisationUrl, presentProject } from '../present/repository.ts';
import type { Organisation } from '../store.ts';
import type { World } from '../world.ts';
import { processOf } from './process-templates.ts';

/** TeamProject: a project alone, with its process template when that is asked for. */
export function presentTeamProject(
  { world, organisation, project }: { world: World; organisation: Organisation; project: Project },
  { includeCapabilities }: { readonly includeCapabilities: boolean },
) {
  const base = organisationUrl(world, organisation);
  const url = `${base}/_apis/projects/${project.id}`;
  const { name: templateName, id: templateTypeId } = processOf(project);
  const capabilities = {
    processTemplate: { templateName, templateTypeId },
    versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
  };
  return {
    ...presentProject(world, organisation, project),
    ...(includeCapabilities ? { capabilities } : {}),
    _links: { self: { href: url }, web: { href: `${base}/${encodeURIComponent(project.name)}` } },
    defaultTeam: { id: project.id, name: `${project.name} Team`, url: `${url}/teams/${project.id}` },
  };
}
