import type { AskInput, ChatServices, RelayInput } from '../../src/chat/chat-services.ts';
import { DecisionDocument } from '../../src/chat/decision-document.ts';
import type { FakeChat } from './fake-chat.ts';
import type { FakeClicks } from './fake-clicks.ts';
import { Killed } from './fake-release.ts';
import { sealOf } from './seal.ts';

export const HOME = {
  organisation: 'https://dev.azure.com/contoso',
  project: '11111111-2222-3333-4444-555555555555',
  repository: '66666666-7777-8888-9999-000000000000',
};
export const KEY = 'the key of this project';

/** One job's process: it can be killed behind any of its writes, and does nothing from then on. */
export class ChatProcess {
  readonly writes: string[] = [];
  killAfter = Number.POSITIVE_INFINITY;
  isCancelled = false;
  #isDead = false;
  readonly #chat: FakeChat;
  readonly #clicks: FakeClicks;

  constructor(chat: FakeChat, clicks: FakeClicks) {
    this.#chat = chat;
    this.#clicks = clicks;
  }

  services(over: Partial<ChatServices> = {}): ChatServices {
    const chat = this.#chat;
    const base = chat.services();
    const messages = this.#guard(chat.messages, ['post', 'update', 'whisper', 'askReason']);
    const ledger = this.#guard(chat.ledger, ['push']);
    const pause = async (ms: number) => {
      this.#checkRunning();
      await base.pause(ms);
      this.#checkRunning();
    };
    return {
      ...base,
      messages,
      ledger,
      openLedger: (repository) => {
        throw new Error(`no repository ${repository}`);
      },
      users: this.#guard(chat.chatUsers, []),
      clicks: {
        listen: async (onClick) => {
          const listening = await this.#clicks.source().listen(async (click) => {
            this.#check();
            await onClick(click);
          });
          return listening;
        },
      },
      seal: sealOf(KEY),
      redact: (text) => text.replaceAll('hunter2', '***'),
      home: HOME,
      pause,
      run: {
        id: 7,
        job: 'Ask/Ask/Job',
        url: 'https://x/7',
        requester: { id: 'r', email: 'rita@contoso.com', name: 'Rita Quest' },
      },
      openRescue: () => ({ messages, ledger, log: chat.log, pause: base.pause, random: () => 0.5 }),
      isCancelled: () => this.isCancelled,
      keepProgress: () => undefined,
      decider: undefined,
      ...over,
    };
  }

  #check(): void {
    if (this.#isDead) throw new Killed('dead');
  }

  #checkRunning(): void {
    this.#check();
    if (this.isCancelled) throw new Error('cancelled');
  }

  #guard<Port extends object>(port: Port, writes: readonly (keyof Port & string)[]): Port {
    const guarded = Object.entries(port).map(([name, method]) => [
      name,
      async (...given: readonly unknown[]): Promise<unknown> => {
        this.#check();
        const value: unknown = await (method as (...given: readonly unknown[]) => Promise<unknown>)(...given);
        if (!(writes as readonly string[]).includes(name)) return value;
        this.writes.push(name);
        this.killAfter -= 1;
        if (this.killAfter < 0) this.#isDead = true;
        this.#check();
        return value;
      },
    ]);
    return Object.fromEntries(guarded) as Port;
  }
}

export const askInput = (over: Partial<AskInput> = {}): AskInput => ({
  subject: undefined,
  channel: 'C0RELEASES',
  question: 'Create release 1.4.0?\nIt has *three* tickets.',
  choices: ['Approve', 'Reject'],
  approvers: [],
  allowRequester: false,
  timeoutMinutes: 30,
  ifTimeout: 'fail',
  dryRun: false,
  ...over,
});

export const relayInput = (over: Partial<RelayInput> = {}): RelayInput => ({
  channel: 'C0RELEASES',
  environments: [],
  approvers: [],
  allowRequester: false,
  timeoutMinutes: 30,
  dryRun: false,
  ...over,
});

/** The decisions that stand in the ledger. */
export function decisionIn(chat: FakeChat, run: number, subject: string): DecisionDocument | undefined {
  const text = chat.file(`decisions/${run}/${subject}.json`);
  return text === undefined ? undefined : DecisionDocument.parse(JSON.parse(text));
}
