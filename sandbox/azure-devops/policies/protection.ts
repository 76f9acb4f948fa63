import { may, type Caller } from '../rest/authentication.ts';
import type { RepositoryPlace } from '../world.ts';
import { policiesOn } from './scope.ts';

/** True when an enabled, required policy stands on the branch: it only changes through pull requests. */
export const isProtected = (place: RepositoryPlace, refName: string): boolean =>
  policiesOn(place, refName).some(({ isBlocking }) => isBlocking);

/** Whether the caller may move or delete a branch that exists. A new one may be pushed whatever its name. */
export const mayPushTo = (place: RepositoryPlace, caller: Caller, refName: string): boolean =>
  !isProtected(place, refName) || may(caller, 'bypassPushPolicies');
