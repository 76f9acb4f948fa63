import type { ChatMessages, ChatUsers } from '../../chat/ports.ts';
import { createChatMessages } from './chat-messages.ts';
import { createChatUsers } from './chat-users.ts';
import { createWebApi, type WebApiOptions } from './web-api.ts';

/** A Slack app by its bot token. Nothing is sent yet. */
export function createSlack(options: WebApiOptions): { readonly messages: ChatMessages; readonly users: ChatUsers } {
  const api = createWebApi(options);
  return { messages: createChatMessages(api), users: createChatUsers(api) };
}
