import type { StatusDocument } from '../documents.ts';
import type { PullRequestPlace } from '../rest/call.ts';
import { isOfCheck } from './evaluate.ts';
import { STATUS, statusCheck } from './policy-types.ts';
import { policiesOn } from './scope.ts';

interface PostedStatus extends Pick<StatusDocument, 'genre' | 'name' | 'createdById'> {
  readonly iterationId: number | undefined;
}

/** Why the status policies on the target branch do not take a status; undefined when they do. */
export function refusesStatus(place: PullRequestPlace, status: PostedStatus): string | undefined {
  const checks = policiesOn(place, place.pullRequest.targetRef)
    .filter(({ typeId }) => typeId === STATUS)
    .map(({ settings }) => statusCheck.parse(settings))
    .filter((check) => isOfCheck(check, status));
  if (checks.some(({ authorId }) => ![undefined, null, status.createdById].includes(authorId)))
    return 'Policy configuration requires status to be posted by another account.';
  if (status.iterationId === undefined && checks.some(({ invalidateOnSourceUpdate }) => invalidateOnSourceUpdate))
    return 'Policy configuration requires status to be posted on iteration.';
  return undefined;
}
