import type { Issue, Project } from './documents.ts';
import { workflowOf } from './workflow/offered.ts';
import { timeOf, type World } from './world.ts';

interface NewIssue {
  readonly typeId: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly creatorId: string;
}

/** A new issue with the next key of its project; whoever calls this keeps it. */
export function newIssue(world: World, project: Project, { typeId, fields, creatorId }: NewIssue): Issue {
  const at = timeOf(world);
  const key = `${project.key}-${project.nextIssue}`;
  project.nextIssue += 1;
  world.store.saveProject(project);
  return {
    id: world.store.takeId(),
    projectId: project.id,
    key,
    oldKeys: [],
    typeId,
    statusId: workflowOf(project, typeId).initial,
    creatorId,
    created: at,
    updated: at,
    fields: { reporter: creatorId, ...fields },
    comments: [],
    remoteLinks: [],
    properties: {},
    history: [],
  };
}
