import type { ChatUser, ChatUsers } from './ports.ts';

const MOST_USERS = 500;
/** A person who was deactivated meanwhile may click for so long. */
const LIFE_MS = 5 * 60_000;

interface Memory {
  readonly since: number;
  readonly user: Promise<ChatUser>;
}

/** Asks Slack once for each person in a while, also when they click twice at once. A failure is not remembered. */
export function rememberUsers(users: ChatUsers, now: () => number): ChatUsers {
  const known = new Map<string, Memory>();
  return {
    async readUser(id) {
      const memory = known.get(id);
      if (memory && now() - memory.since < LIFE_MS) return memory.user;
      const [oldest] = known.keys();
      if (oldest !== undefined && known.size >= MOST_USERS) known.delete(oldest);
      const user = users.readUser(id);
      known.set(id, { since: now(), user });
      try {
        return await user;
      } catch (error) {
        known.delete(id);
        throw error;
      }
    },
  };
}
