import type { Method } from '../rest/call.ts';
import { authTest, connectionsOpen } from './auth.ts';
import { deleteMessage, updateMessage } from './change-message.ts';
import { conversationsInfo, conversationsList, conversationsMembers } from './channels.ts';
import { conversationsHistory, conversationsReplies } from './history.ts';
import { postEphemeral } from './post-ephemeral.ts';
import { postMessage } from './post-message.ts';
import { usersInfo, usersLookupByEmail } from './users.ts';
import { viewsOpen } from './views.ts';

/** Every method of the Web API that the stand-in has. */
export const methods: readonly Method[] = [
  authTest,
  connectionsOpen,
  conversationsHistory,
  conversationsInfo,
  conversationsList,
  conversationsMembers,
  conversationsReplies,
  deleteMessage,
  postEphemeral,
  postMessage,
  updateMessage,
  usersInfo,
  usersLookupByEmail,
  viewsOpen,
];
