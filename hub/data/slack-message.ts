import * as z from 'zod';
import { runSubject } from '../../src/chat/subject.ts';
import type { Rest } from '../host/rest.ts';
import { findDocument, type Repository } from './ledger.ts';

/** Where a message stands; undefined while it is only claimed. */
const Message = z.object({ place: z.object({ channel: z.string(), ts: z.string() }).optional() });

/** The address of the Slack message of a run, in whatever workspace the reader is signed in to; undefined where none is known. */
export async function findSlackMessage(
  rest: Rest,
  place: { readonly project: string; readonly repository: Repository; readonly signal?: AbortSignal },
  run: number,
): Promise<string | undefined> {
  const found = await findDocument(rest, { ...place, path: `messages/${runSubject(run)}.json` }, Message);
  if (found?.place === undefined) return undefined;
  const { channel, ts } = found.place;
  // The ledger does not know the workspace. Who lacks the message is led to its channel.
  return `https://slack.com/app_redirect?${new URLSearchParams({ channel, message_ts: ts }).toString()}`;
}
