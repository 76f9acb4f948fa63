import type { ChatMessage, Rendered } from './blocks.ts';
import {
  claimMessage,
  type MessageKey,
  type RecordServices,
  recordMessage,
  releaseClaim,
  sinceClaim,
  type Standing,
  takeOver,
} from './claim-message.ts';
import { keepThread, sincePosted, type ThreadChanges, threadOf, UNTOUCHED } from './keep-thread.ts';
import { markOf } from './mark.ts';
import { SlipwayError } from '../errors.ts';
import { busy, isSurelyRefused } from './message-errors.ts';
import type { MessageRecord } from './message-record.ts';
import type { ChatMessages, MessagePlace } from './ports.ts';

export interface KeepServices extends RecordServices {
  readonly messages: ChatMessages;
}

/** The one message of a subject as it is to be. */
export interface WantedMessage extends MessageKey {
  readonly rendered: Rendered;
  /** Of a message in a thread: shown in the channel too, once, when it is posted. */
  readonly broadcast?: boolean;
}

export interface KeptMessage {
  /** `replied`: it can no longer be edited, so that its text stands in its thread. */
  readonly kind: 'posted' | 'updated' | 'unchanged' | 'replied';
  readonly place: MessagePlace;
  readonly record: MessageRecord;
  readonly thread: ThreadChanges;
}

/** A job that claimed a message and has not posted it for so long never will. */
const CLAIM_LIFE_MS = 120_000;
/** Together half a minute: who waits longer for another job's message holds up an agent. */
const LOOKS = 15;
const LOOK_PAUSE_MS = 2_000;
/** A message that is deleted again as soon as it is posted is left alone. */
const REPLACEMENTS = 3;

/**
 * Makes the one message of a subject say what it is to say: posts it, updates it where it stands, or leaves it alone when
 * it says so already. Of several jobs that do it at once, one posts. Killed behind any write and run again, it goes on
 * from there. Throws SLACK_* and what the ledger throws.
 */
export async function keepMessage(services: KeepServices, wanted: WantedMessage): Promise<KeptMessage> {
  let replaced: string | undefined;
  let standing = await claimMessage(services, wanted, replaced);
  let replacements = 0;
  for (let look = 0; look < LOOKS + REPLACEMENTS; look += 1) {
    switch (standing.kind) {
      case 'claimed': {
        const place = await postMessage(services, wanted, standing);
        return finish(services, wanted, { kind: 'posted', record: standing.record, place });
      }
      case 'unplaced':
        standing = await settleClaim(services, wanted, standing);
        break;
      case 'placed': {
        const kind = await updateMessage(services, wanted, standing);
        if (kind !== 'gone') return finish(services, wanted, { ...standing, kind });
        if (replacements === REPLACEMENTS) throw busy(wanted.subject);
        replacements += 1;
        replaced = standing.record.nonce;
        services.log.info(`The message of ${wanted.subject} was deleted: it is posted anew.`);
        standing = await claimMessage(services, wanted, replaced);
        break;
      }
    }
  }
  throw busy(wanted.subject);
}

type Claimed = Extract<Standing, { readonly kind: 'claimed' }>;
type Placed = Extract<Standing, { readonly kind: 'placed' }>;
type Unplaced = Extract<Standing, { readonly kind: 'unplaced' }>;

async function postMessage(
  services: KeepServices,
  { rendered, channel, thread, broadcast }: WantedMessage,
  claimed: Claimed,
): Promise<MessagePlace> {
  const { record } = claimed;
  const target = {
    channel,
    ...(thread === undefined ? {} : { thread, broadcast: broadcast === true }),
  };
  const mark = markOf(services, record, 'message', rendered.message);
  let place: MessagePlace;
  try {
    place = await services.messages.post(target, rendered.message, mark);
  } catch (error) {
    if (isSurelyRefused(error)) await giveBack(services, claimed);
    throw error;
  }
  return recordMessage(services, record, place);
}

/** Best effort: what kept the message from being posted is what the caller has to know. */
async function giveBack(services: KeepServices, claimed: Claimed): Promise<void> {
  try {
    await releaseClaim(services, claimed);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    services.log.debug(`The claim of ${claimed.record.subject} stays: ${error.message}`);
  }
}

/** Somebody died between claiming and recording, or is posting right now: the message itself tells, if it can be found. */
async function settleClaim(
  services: KeepServices,
  { channel, thread, subject }: WantedMessage,
  { record }: Unplaced,
): Promise<Standing> {
  const { messages, now, run, pause, log } = services;
  const place = { channel, ...(thread === undefined ? {} : { thread }) };
  const found = await messages.findMarked(place, sinceClaim(record));
  const own = 'kind' in found ? undefined : found.find(({ mark }) => isMessageOf(record, mark));
  if (own !== undefined) {
    const settled = await recordMessage(services, record, { channel: own.channel, ts: own.ts });
    return { kind: 'placed', record, place: settled };
  }
  const isOurs = record.run === run.id && record.job === run.job && run.job !== '';
  if (isOurs || now() - Date.parse(record.claimedAt) > CLAIM_LIFE_MS) return takeOver(services, record);
  log.debug(`Another job (${record.job} of run ${record.run}) is posting the message of ${subject}.`);
  await pause(LOOK_PAUSE_MS);
  return claimMessage(services, { subject, channel, thread }, undefined);
}

const isMessageOf = (record: MessageRecord, mark: { readonly nonce: string; readonly part: string }): boolean =>
  mark.nonce === record.nonce && mark.part === 'message';

async function updateMessage(
  services: KeepServices,
  { rendered: { message }, subject }: WantedMessage,
  { record, place }: Placed,
): Promise<'updated' | 'unchanged' | 'replied' | 'gone'> {
  const { messages, log } = services;
  const mark = markOf(services, record, 'message', message);
  const seen = await messages.readMark({ ...place, thread: record.thread });
  if (seen === undefined) return 'gone';
  if ('kind' in seen)
    log.info(`Whether the message of ${subject} changes is not known, so it is written: ${seen.reason}`);
  else if (seen.hash === mark.hash) return 'unchanged';
  const updated = await messages.update(place, message, mark);
  return updated === 'closed' ? replyInstead(services, { record, place }, message) : updated;
}

/** Slack lets no message be edited for ever, if the workspace says so. */
async function replyInstead(
  services: KeepServices,
  { record, place }: Pick<Placed, 'record' | 'place'>,
  message: ChatMessage,
): Promise<'replied' | 'unchanged'> {
  const { messages, log } = services;
  const mark = markOf(services, record, 'continued', message);
  const root = threadOf(record, place);
  const found = await messages.findMarked(root, sincePosted(place));
  const last =
    'kind' in found ? undefined : found.findLast((one) => one.mark.nonce === mark.nonce && one.mark.part === mark.part);
  if (last?.mark.hash === mark.hash) return 'unchanged';
  log.info('The message can no longer be edited: what changed is written into its thread.');
  if (last !== undefined && (await messages.update(last, message, mark)) === 'updated') return 'replied';
  await messages.post(root, message, mark);
  return 'replied';
}

async function finish(
  services: KeepServices,
  { rendered }: WantedMessage,
  kept: Omit<KeptMessage, 'thread'>,
): Promise<KeptMessage> {
  if (rendered.thread.length === 0) return { ...kept, thread: UNTOUCHED };
  const { record, place, kind } = kept;
  const thread = await keepThread(services, { record, place, parts: rendered.thread, isNew: kind === 'posted' });
  return { ...kept, thread };
}
