import type { User } from '../documents.ts';
import { findUser, restUrl, type World } from '../world.ts';

/** A person: by account id on Cloud, by name and key on Data Center. */
export function presentUser(world: World, user: User) {
  const { accountId, name, displayName, emailAddress, active } = user;
  const common = { emailAddress, displayName, active, timeZone: 'Etc/UTC' };
  if (world.deployment === 'cloud')
    return { self: restUrl(world, `user?accountId=${accountId}`), accountId, accountType: 'atlassian', ...common };
  return {
    self: restUrl(world, `user?username=${encodeURIComponent(name)}`),
    name,
    key: `JIRAUSER${accountId}`,
    ...common,
  };
}

export function presentUserId(world: World, id: unknown) {
  const user = typeof id === 'string' ? findUser(world, id) : undefined;
  return user ? presentUser(world, user) : null;
}
