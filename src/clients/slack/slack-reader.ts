import * as z from 'zod';
import type { SlackReader } from '../../setup/ports.ts';
import { createWebApi, type WebApi, type WebApiOptions } from './web-api.ts';

interface SlackReaderOptions extends Omit<WebApiOptions, 'token'> {
  readonly botToken: string;
  readonly appToken: string | undefined;
  readonly hasSigningKey: boolean;
}

// The SDK adds the scopes from the header of the answer.
const Self = z.object({
  user: z.string().nullish(),
  team: z.string().nullish(),
  response_metadata: z.object({ scopes: z.array(z.string()).nullish() }).nullish(),
});
const Channel = z.object({
  channel: z.object({
    name: z.string().nullish(),
    is_member: z.boolean().nullish(),
    is_archived: z.boolean().nullish(),
  }),
});

/** What a Slack app may do. Every call only reads; `auth.test` counts for both kinds of tokens. */
export function createSlackReader({ botToken, appToken, hasSigningKey, ...rest }: SlackReaderOptions): SlackReader {
  const bot = createWebApi({ ...rest, token: botToken });
  const app = appToken === undefined ? undefined : createWebApi({ ...rest, token: appToken });
  const test = (api: WebApi) => api.call({ method: 'auth.test', args: {}, isRepeatable: true }, Self);
  return {
    hasSigningKey,
    hasAppToken: app !== undefined,
    async readSelf() {
      const { user, team, response_metadata: metadata } = await test(bot);
      return { bot: user ?? 'slipway', team: team ?? 'its workspace', scopes: metadata?.scopes ?? undefined };
    },
    async readAppScopes() {
      return app === undefined ? undefined : ((await test(app)).response_metadata?.scopes ?? undefined);
    },
    async readChannel(id) {
      const { channel } = await bot.call(
        { method: 'conversations.info', args: { channel: id }, isRepeatable: true },
        Channel,
      );
      return {
        name: channel.name ?? id,
        isMember: channel.is_member ?? false,
        isArchived: channel.is_archived ?? false,
      };
    },
    async readHistory(id) {
      await bot.call(
        { method: 'conversations.history', args: { channel: id, limit: 1 }, isRepeatable: true },
        z.object({}),
      );
    },
  };
}
