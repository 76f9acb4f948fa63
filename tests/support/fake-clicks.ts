import type { Click, ClickSource } from '../../src/chat/ports.ts';
import type { FakeChat, FakeMessage } from './fake-chat.ts';

type OnClick = (click: Click) => Promise<void>;

/** Socket Mode of one app in memory: any of its connections gets any click. */
export class FakeClicks {
  readonly listeners: OnClick[] = [];
  /** Which connection gets the next click; the first unless a test says otherwise. */
  route: (connections: number) => number = () => 0;
  readonly #most: number;

  constructor(most = 10) {
    this.#most = most;
  }

  source(): ClickSource {
    return {
      listen: (onClick) => {
        if (this.listeners.length >= this.#most) {
          return Promise.resolve({ kind: 'refused', reason: 'too_many_websockets' });
        }
        this.listeners.push(onClick);
        const close = () => {
          this.hangUp(onClick);
          return Promise.resolve();
        };
        return Promise.resolve({ kind: 'listening', close });
      },
    };
  }

  hangUp(onClick: OnClick): void {
    const at = this.listeners.indexOf(onClick);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  /** False when nobody listens: Slack tells the person then. */
  async send(click: Click): Promise<boolean> {
    const { length } = this.listeners;
    const onClick = this.listeners[this.route(length) % Math.max(1, length)];
    await onClick?.(click);
    return onClick !== undefined;
  }
}

/** The value that a message's button of that label carries; undefined when it has none. */
export function valueOf(message: FakeMessage | undefined, label: string): string | undefined {
  const buttons = (message?.message.blocks ?? []).flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return buttons.find(({ text }) => text.text === label)?.value;
}

export function clickOn(message: FakeMessage, value: string, over: Partial<Click> = {}): Click {
  return {
    kind: 'button',
    value,
    userId: 'U0MARA',
    channel: message.channel,
    ts: message.ts,
    thread: message.thread,
    trigger: undefined,
    reason: undefined,
    ...over,
  };
}

/** What a message says, with all that is in its blocks. */
export const textIn = (message: FakeMessage | undefined): string => JSON.stringify(message?.message ?? '');

/** People of a workspace. */
export function invitePeople({ users }: FakeChat): void {
  const add = (id: string, name: string, email: string | undefined, over = {}) =>
    users.set(id, { id, name, email, isBot: false, isDeleted: false, isOutsider: false, ...over });
  add('U0MARA', 'Mara Novak', 'Mara@contoso.com');
  add('U0JON', 'Jon Rey', 'jon@contoso.com');
  add('U0REQ', 'Rita Quest', 'rita@contoso.com');
  add('U0HIDDEN', 'Hidden', undefined);
  add('U0BOT', 'Bot', 'bot@contoso.com', { isBot: true });
  add('U0OUT', 'Jon Rey', 'jon@contoso.com', { isOutsider: true });
  add('U0OUTBYID', 'Ada Out', 'ada@fabrikam.com', { isOutsider: true });
  add('U0GONE', 'Gone', 'gone@contoso.com', { isDeleted: true });
}
