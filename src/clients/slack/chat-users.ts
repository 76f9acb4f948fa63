import * as z from 'zod';
import type { ChatUsers } from '../../chat/ports.ts';
import type { WebApi } from './web-api.ts';

const Name = z.string().optional().catch(undefined);

const Answer = z.object({
  user: z.object({
    id: z.string(),
    name: Name,
    real_name: Name,
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    profile: z.object({ email: Name, display_name: Name, real_name: Name }).optional(),
  }),
});

/** The people of the workspace, as far as the bot sees them. */
export const createChatUsers = (api: WebApi): ChatUsers => ({
  async readUser(id) {
    const { user } = await api.call({ method: 'users.info', args: { user: id }, isRepeatable: true }, Answer);
    const { profile } = user;
    const names = [profile?.real_name, user.real_name, profile?.display_name, user.name];
    return {
      id: user.id,
      name: names.find((name) => name !== undefined && name.trim() !== '') ?? user.id,
      email: profile?.email?.trim() === '' ? undefined : profile?.email,
      isBot: user.is_bot === true || user.id === 'USLACKBOT',
      isDeleted: user.deleted === true,
    };
  },
});
