import { workflowOf, type IssuePlace } from '../workflow/offered.ts';
import type { World } from '../world.ts';
import { presentTime } from './time.ts';
import { presentUserId } from './user.ts';

/** The saved changes of an issue's status, the oldest first; Data Center tells no ids of fields. */
export function presentChanges(world: World, { issue, project }: IssuePlace) {
  const { statuses } = workflowOf(project, issue.typeId);
  const nameOf = (statusId: string) => statuses.find(({ id }) => id === statusId)?.name ?? statusId;
  return issue.history.map(({ at, byId, from, to }, index) => ({
    id: String(Number(issue.id) * CHANGES + index),
    author: presentUserId(world, byId),
    created: presentTime(at),
    items: [
      {
        field: 'status',
        fieldtype: 'jira',
        ...(world.deployment === 'cloud' ? { fieldId: 'status' } : {}),
        from,
        fromString: nameOf(from),
        to,
        toString: nameOf(to),
      },
    ],
  }));
}

/** Changes of one issue that have an id of their own. */
const CHANGES = 10_000;
