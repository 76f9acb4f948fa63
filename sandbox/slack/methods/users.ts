import { refuse } from '../errors.ts';
import { presentUser } from '../present/user.ts';
import { has, requiredText, type Method } from '../rest/call.ts';
import { findUser } from '../world.ts';

export const usersInfo: Method = {
  name: 'users.info',
  token: 'bot',
  scopes: ['users:read'],
  isWrite: false,
  args: { user: 'text!', include_locale: 'boolean' },
  handler(call) {
    const user = findUser(call.world, requiredText(call, 'user'));
    if (!user) throw refuse('user_not_found');
    return { user: presentUser(call.world, user, { email: has(call, 'users:read.email') }) };
  },
};

export const usersLookupByEmail: Method = {
  name: 'users.lookupByEmail',
  token: 'bot',
  scopes: ['users:read.email'],
  isWrite: false,
  args: { email: 'text!' },
  handler(call) {
    const email = requiredText(call, 'email').toLowerCase();
    const user = call.world.store.workspace.users.find(
      (one) => !one.deleted && !one.isBot && one.email?.toLowerCase() === email,
    );
    if (!user) throw refuse('users_not_found');
    return { user: presentUser(call.world, user, { email: true }) };
  },
};
