import type { Project } from '../documents.ts';
import { restUrl, type World } from '../world.ts';
import { presentNamed, presentType } from './small.ts';
import { presentUserId } from './user.ts';
import { presentVersion } from './version.ts';

/** A project in a list or in an issue. */
export function presentProjectShort(world: World, { id, key, name, style }: Project) {
  const cloud = { simplified: style === 'team', style: style === 'team' ? 'next-gen' : 'classic', isPrivate: false };
  return {
    self: restUrl(world, `project/${id}`),
    id,
    key,
    name,
    projectTypeKey: 'software',
    ...(world.deployment === 'cloud' ? cloud : { archived: false }),
  };
}

/** A project in an issue. */
export function presentProjectOfIssue(world: World, { id, key, name, style }: Project) {
  const cloud = { simplified: style === 'team' };
  return {
    self: restUrl(world, `project/${id}`),
    id,
    key,
    name,
    projectTypeKey: 'software',
    ...(world.deployment === 'cloud' ? cloud : {}),
  };
}

export function presentProject(world: World, project: Project) {
  return {
    ...presentProjectShort(world, project),
    description: '',
    lead: presentUserId(world, project.leadId),
    components: project.components.map((one) => presentNamed(world, 'component', one)),
    issueTypes: project.types.map((one) => presentType(world, project, one)),
    assigneeType: 'UNASSIGNED',
    versions: project.versions.map((one) => presentVersion(world, project, one)),
    roles: {},
  };
}
