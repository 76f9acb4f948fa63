import type { Issue, Project } from '../documents.ts';
import { describeByField } from '../fields/field-metadata.ts';
import { requireStatus, workflowOf, type Offer } from '../workflow/offered.ts';
import type { World } from '../world.ts';
import { presentStatus } from './small.ts';

interface Options {
  readonly withFields: boolean;
}

/** A transition that an issue is offered; Data Center says less of it. */
export function presentTransition(
  world: World,
  { project, issue }: { readonly project: Project; readonly issue: Issue },
  { transition, isAvailable }: Offer,
  { withFields }: Options,
) {
  const { id, name, from, to, screen, condition } = transition;
  const status = requireStatus(workflowOf(project, issue.typeId), to);
  const flags = {
    hasScreen: screen !== undefined,
    isGlobal: from === 'any',
    isInitial: false,
    isAvailable,
    isConditional: condition !== undefined,
    isLooped: to === issue.statusId,
  };
  return {
    id,
    name,
    to: presentStatus(world, project, status),
    ...(world.deployment === 'cloud' ? flags : {}),
    ...(withFields ? { fields: describeByField(world, project, screen ?? []) } : {}),
  };
}
