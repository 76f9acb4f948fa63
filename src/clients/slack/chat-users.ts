import * as z from 'zod';
import type { ChatUsers } from '../../chat/ports.ts';
import type { WebApi } from './web-api.ts';

const Name = z.string().optional().catch(undefined);

const Id = z.string().nullish().catch(undefined);

const Answer = z.object({
  user: z.object({
    id: z.string(),
    name: Name,
    real_name: Name,
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    profile: z.object({ email: Name, display_name: Name, real_name: Name }).optional(),
    team_id: Id,
    enterprise_user: z.object({ enterprise_id: Id, teams: z.array(z.string()).optional().catch(undefined) }).optional(),
  }),
});
type WireUser = z.infer<typeof Answer>['user'];

const Self = z.object({ team_id: Id, enterprise_id: Id });

/** The people of the workspace, as far as the bot sees them. */
export function createChatUsers(api: WebApi): ChatUsers {
  const readSelf = remember(() => api.call({ method: 'auth.test', args: {}, isRepeatable: true }, Self));
  return {
    async readUser(id) {
      const reading = api.call({ method: 'users.info', args: { user: id }, isRepeatable: true }, Answer);
      const [{ user }, self] = await Promise.all([reading, readSelf()]);
      const { profile } = user;
      const names = [profile?.real_name, user.real_name, profile?.display_name, user.name];
      return {
        id: user.id,
        name: names.find((name) => name !== undefined && name.trim() !== '') ?? user.id,
        email: profile?.email?.trim() === '' ? undefined : profile?.email,
        isBot: user.is_bot === true || user.id === 'USLACKBOT',
        isDeleted: user.deleted === true,
        isOutsider: !isOurs(user, self),
      };
    },
  };
}

/** What does not say whose it is, is nobody's. A company may have several workspaces (Enterprise Grid). */
function isOurs({ team_id: team, enterprise_user: company }: WireUser, self: z.infer<typeof Self>): boolean {
  const teams = [team, ...(company?.teams ?? [])];
  if (self.team_id && teams.includes(self.team_id)) return true;
  return Boolean(self.enterprise_id) && company?.enterprise_id === self.enterprise_id;
}

/** One answer for all who ask; a failure is not remembered. */
function remember<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let known: Promise<Value> | undefined;
  return async () => {
    known ??= ask();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}
