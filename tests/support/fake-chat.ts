import { createHash } from 'node:crypto';
import { SlipwayError } from '../../src/errors.ts';
import type { ChatMessage } from '../../src/chat/blocks.ts';
import type { KeepServices } from '../../src/chat/keep-message.ts';
import { MessageRecord } from '../../src/chat/message-record.ts';
import type { ChatMessages, ChatUser, ChatUsers, MessageMark, MessagePlace, Unknown } from '../../src/chat/ports.ts';
import type { LedgerBranch } from '../../src/release/ports.ts';
import { FakeLedger } from './fake-ledger.ts';
import { Killed } from './fake-release.ts';
import { memoryLog } from './memory-log.ts';

export interface FakeMessage extends MessagePlace {
  readonly thread: string | undefined;
  readonly broadcast: boolean;
  message: ChatMessage;
  mark: MessageMark;
  isDeleted: boolean;
  /** Can no longer be edited. */
  isClosed: boolean;
}

interface Whisper {
  readonly channel: string;
  readonly thread: string | undefined;
  readonly user: string;
  readonly text: string;
}

const CHANNELS = new Map([
  ['#releases', 'C0RELEASES'],
  ['#reviews', 'C0REVIEWS'],
]);

/**
 * A workspace and a ledger in memory, behind the ports of chat. Refuses what Slack refuses; every write is noted and can be
 * the last; others may come between any two calls.
 */
export class FakeChat {
  readonly posted: FakeMessage[] = [];
  readonly whispers: Whisper[] = [];
  readonly modals: Parameters<ChatMessages['askReason']>[0][] = [];
  readonly users = new Map<string, ChatUser>();
  readonly writes: string[] = [];
  readonly log = memoryLog();
  /** Milliseconds since 1970; moved by pauses. */
  time = Date.parse('2026-03-02T09:00:00.000Z');
  /** False: the scope for reading the channel's history is missing. */
  canRead = true;
  /** So many of the next posts are done, but not told. */
  lostPosts = 0;
  /** Kill behind so many more writes. */
  killAfter = Number.POSITIVE_INFINITY;
  /** Between two calls, others get so many turns. */
  turns: () => number = () => 0;
  #nonces = 0;
  readonly #ledger = new FakeLedger((write) => this.#gate(write));
  readonly ledger: LedgerBranch = this.#ledger.branch;

  services(run: Partial<KeepServices['run']> = {}): KeepServices {
    return {
      ledger: this.ledger,
      messages: this.messages,
      log: this.log,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      nonce: () => `nonce-${(this.#nonces += 1).toString().padStart(12, '0')}`,
      now: () => this.time,
      pause: async (ms) => {
        this.time += ms;
        await turn();
      },
      random: () => 0.5,
      run: { id: 7, job: 'Build/Notify/Job', ...run },
    };
  }

  /** What people see in a channel, the oldest first: messages, and answers that are shown there too. */
  channel(id = 'C0RELEASES'): readonly FakeMessage[] {
    return this.posted.filter((one) => one.channel === id && !one.isDeleted && (!one.thread || one.broadcast));
  }

  thread(root: string): readonly FakeMessage[] {
    return this.posted.filter((one) => one.thread === root && !one.isDeleted);
  }

  /** The record of a message in the ledger. */
  record(name: string): MessageRecord | undefined {
    const text = this.file(`messages/${name}.json`);
    return text === undefined ? undefined : MessageRecord.parse(JSON.parse(text));
  }

  file(path: string): string | undefined {
    return this.#ledger.file(path);
  }

  get ledgerCommits(): number {
    return this.#ledger.messages.length;
  }

  /** The next run goes on where the killed one stopped. */
  revive(): void {
    this.killAfter = Number.POSITIVE_INFINITY;
  }

  readonly messages: ChatMessages = {
    post: async ({ channel, thread, broadcast }, message, mark) => {
      await this.#gate();
      checkMessage(message);
      const id = this.#channelOf(channel);
      if (thread !== undefined && !this.posted.some((one) => one.channel === id && one.ts === thread && !one.thread)) {
        throw refused('thread_not_found');
      }
      const ts = `${Math.floor(this.time / 1000)}.${String(this.posted.length + 1).padStart(6, '0')}`;
      const isShown = broadcast === true && thread !== undefined;
      this.posted.push({
        channel: id,
        ts,
        thread,
        broadcast: isShown,
        message,
        mark,
        isDeleted: false,
        isClosed: false,
      });
      await this.#gate(`post ${mark.part}`);
      if (this.lostPosts > 0) {
        this.lostPosts -= 1;
        throw new SlipwayError('The answer was lost.', { kind: 'remote', code: 'SLACK_UNREACHABLE' });
      }
      return { channel: id, ts };
    },
    update: async (place, message, mark) => {
      await this.#gate();
      checkMessage(message);
      const there = this.#find(place);
      if (there === undefined) return 'gone';
      if (there.isClosed) return 'closed';
      Object.assign(there, { message, mark });
      await this.#gate(`update ${mark.part}`);
      return 'updated';
    },
    readMark: async ({ thread, ...place }) => {
      await this.#gate();
      if (!this.canRead) return UNREADABLE;
      const there = this.#find(place);
      // Slack shows answers to those only who ask for their thread.
      return there !== undefined && (there.thread === thread || (there.broadcast && !thread)) ? there.mark : undefined;
    },
    findMarked: async ({ channel, thread }, since) => {
      await this.#gate();
      if (!this.canRead) return UNREADABLE;
      // Names cannot be looked up without a scope more.
      if (channel.startsWith('#')) return { kind: 'unknown', reason: 'the channel is given by its name.' };
      return this.posted
        .filter((one) => one.channel === channel && !one.isDeleted && Number(one.ts) * 1000 >= since.getTime())
        .filter((one) =>
          thread === undefined ? !one.thread || one.broadcast : one.thread === thread || one.ts === thread,
        )
        .map(({ ts, mark }) => ({ channel, ts, mark }));
    },
    whisper: async ({ channel, thread }, user, text) => {
      await this.#gate();
      this.whispers.push({ channel: this.#channelOf(channel), thread, user, text });
      await this.#gate(`whisper ${user}`);
    },
    askReason: async (modal) => {
      await this.#gate();
      this.modals.push(modal);
      await this.#gate('ask reason');
    },
  };

  readonly chatUsers: ChatUsers = {
    readUser: async (id) => {
      await this.#gate();
      const user = this.users.get(id);
      if (user === undefined) throw refused('user_not_found');
      return user;
    },
  };

  #find({ channel, ts }: MessagePlace): FakeMessage | undefined {
    return this.posted.find((one) => one.channel === channel && one.ts === ts && !one.isDeleted);
  }

  #channelOf(channel: string): string {
    const id = CHANNELS.get(channel) ?? channel;
    if (![...CHANNELS.values()].includes(id)) throw refused('channel_not_found');
    return id;
  }

  async #gate(write?: string): Promise<void> {
    for (let turns = this.turns(); turns > 0; turns -= 1) await turn();
    if (write === undefined) return;
    this.writes.push(write);
    this.killAfter -= 1;
    if (this.killAfter < 0) throw new Killed(write);
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const UNREADABLE: Unknown = { kind: 'unknown', reason: 'the app lacks the scope channels:history.' };

const refused = (error: string): SlipwayError =>
  new SlipwayError(`Slack refused: ${error}.`, { kind: 'remote', code: 'SLACK_REFUSED' });

function checkMessage({ text, blocks }: ChatMessage): void {
  if (text === '' && blocks.length === 0) throw refused('no_text');
  if (blocks.length > 50) throw refused('invalid_blocks');
  const ids = blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map(({ action_id }) => action_id) : [],
  );
  if (new Set(ids).size !== ids.length) throw refused('invalid_blocks');
}
