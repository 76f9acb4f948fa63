import { type DocumentDecision, type DocumentServices, updateDocument } from '../release/ledger/update-document.ts';
import { MESSAGE_SCHEMA, type MessageRecord, type QuestionRecord, recordPlace } from './message-record.ts';
import type { MessagePlace } from './ports.ts';
import { elsewhere } from './message-errors.ts';
import type { Hash } from './subject.ts';

export interface RecordServices extends DocumentServices {
  readonly hash: Hash;
  /** Random; another one each time. */
  readonly nonce: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly run: {
    readonly id: number;
    /** The same in all attempts of the job. */
    readonly job: string;
  };
}

/** Whose message it is and where it belongs. */
export interface MessageKey {
  readonly subject: string;
  /** Id, or name with #. */
  readonly channel: string;
  /** `ts` of the message in whose thread it belongs. */
  readonly thread?: string | undefined;
  /** What its buttons ask; left out, what the record holds stays. */
  readonly question?: QuestionRecord | undefined;
}

/** How a subject stands once it is surely claimed by somebody. */
export type Standing =
  /** By us, and nobody has posted anything under its nonce. `before`: the message that it had in another channel. */
  | { readonly kind: 'claimed'; readonly record: MessageRecord; readonly before?: MessageRecord }
  /** Claimed before, but not posted as far as the record knows. */
  | { readonly kind: 'unplaced'; readonly record: MessageRecord }
  | { readonly kind: 'placed'; readonly record: MessageRecord; readonly place: MessagePlace };

/**
 * Claims a subject unless it is claimed, and keeps the question that its buttons ask. `replaced` is the nonce of a message
 * that is gone: such a record is claimed anew. Throws SLACK_SUBJECT_ELSEWHERE when this very run has its message in another
 * channel.
 */
export async function claimMessage(
  services: RecordServices,
  key: MessageKey,
  replaced: string | undefined,
): Promise<Standing> {
  const fresh = newRecord(services, key);
  return updateDocument(services, recordPlace(key.subject, services.hash), (current): Claim => {
    if (current === undefined) return write({ kind: 'claimed', record: fresh });
    if (current.nonce === replaced) {
      const { question } = current;
      return write({ kind: 'claimed', record: { ...(question === undefined ? {} : { question }), ...fresh } });
    }
    if (!isSameChannel(current, key)) {
      if (current.run === services.run.id) throw elsewhere(current, key.channel);
      return write({ kind: 'claimed', record: fresh, before: current });
    }
    const kept = standingOf(current);
    if (key.question === undefined || JSON.stringify(current.question) === JSON.stringify(key.question)) {
      return { kind: 'keep', value: kept };
    }
    return write({ ...kept, record: { ...current, question: key.question } });
  });
}

/**
 * Takes over a claim that came to nothing, if it still stands as it was seen; else gives how it stands now. The nonce
 * stays: what its claimant posted after all will be found by it.
 */
export async function takeOver(services: RecordServices, seen: MessageRecord): Promise<Standing> {
  return updateDocument(services, recordPlace(seen.subject, services.hash), (current): Claim => {
    if (current === undefined || JSON.stringify(current) !== JSON.stringify(seen)) {
      return { kind: 'keep', value: standingOf(current ?? seen) };
    }
    return write({ kind: 'claimed', record: { ...seen, ...claimOf(services) } });
  });
}

/** Records where a message stands, unless another one is recorded meanwhile; gives the place that holds. */
export async function recordMessage(
  services: RecordServices,
  { subject, nonce }: MessageRecord,
  place: MessagePlace,
): Promise<MessagePlace> {
  const { channel, ts } = place;
  return updateDocument(
    services,
    recordPlace(subject, services.hash),
    (current): DocumentDecision<MessageRecord, MessagePlace> => {
      if (current?.nonce !== nonce) return { kind: 'keep', value: place };
      if (current.place !== undefined) return { kind: 'keep', value: current.place };
      const document = { ...current, place: { channel, ts } };
      return { kind: 'write', document, message: messageOf('posted', document), value: place };
    },
  );
}

/**
 * Gives a claim back whose message Slack would surely not take: nobody has to wait for it. One that somebody else has
 * touched meanwhile stays.
 */
export async function releaseClaim(
  services: RecordServices,
  { record, before }: Extract<Standing, { readonly kind: 'claimed' }>,
): Promise<void> {
  const message = messageOf('not posted', record);
  await updateDocument(
    services,
    recordPlace(record.subject, services.hash),
    (current): DocumentDecision<MessageRecord, undefined> => {
      if (JSON.stringify(current) !== JSON.stringify(record)) return { kind: 'keep', value: undefined };
      return before === undefined
        ? { kind: 'remove', message, value: undefined }
        : { kind: 'write', document: before, message, value: undefined };
    },
  );
}

/** Clocks of the agents and of Slack differ by this much at most. */
const CLOCK_SKEW_MS = 60_000;

/** From when on the messages of a claim can have been posted. */
export const sinceClaim = ({ claimedAt }: MessageRecord): Date => new Date(Date.parse(claimedAt) - CLOCK_SKEW_MS);

type Claim = DocumentDecision<MessageRecord, Standing>;

export function standingOf(record: MessageRecord): Standing {
  return record.place === undefined ? { kind: 'unplaced', record } : { kind: 'placed', record, place: record.place };
}

const write = (standing: Standing): Claim => ({
  kind: 'write',
  document: standing.record,
  message: messageOf(standing.kind === 'claimed' ? 'to be posted' : 'with another question', standing.record),
  value: standing,
});

function newRecord(services: RecordServices, { subject, channel, thread, question }: MessageKey): MessageRecord {
  return {
    schema: MESSAGE_SCHEMA,
    subject,
    channel,
    ...(thread === undefined ? {} : { thread }),
    nonce: services.nonce(),
    ...claimOf(services),
    ...(question === undefined ? {} : { question }),
  };
}

const claimOf = ({ now, run }: RecordServices): Pick<MessageRecord, 'claimedAt' | 'run' | 'job'> => ({
  claimedAt: new Date(now()).toISOString(),
  run: run.id,
  job: run.job,
});

/** A channel may be named by its id where it was named by its name before. */
const isSameChannel = ({ channel, place }: MessageRecord, key: MessageKey): boolean =>
  nameOf(channel) === nameOf(key.channel) || place?.channel === key.channel;

const nameOf = (channel: string): string => channel.replace(/^#/, '').toLowerCase();

const messageOf = (step: string, { subject, channel }: MessageRecord): string =>
  `Slack message of ${subject} in ${channel}, ${step}`;
