/** Something that the other side calls methods of. */
export type Callable = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Message {
  readonly id: number;
  readonly instanceId?: string;
  readonly methodName?: string;
  readonly params?: readonly unknown[];
  readonly result?: unknown;
  readonly error?: unknown;
  readonly handshakeToken?: string;
}

/** Calls between this page and the one in the frame, as the SDK of extensions speaks them. */
export interface Channel {
  /** Calls a method of an object of the other page. */
  call(instanceId: string, methodName: string, params: readonly unknown[]): Promise<unknown>;
}

interface ChannelOptions {
  readonly frame: HTMLIFrameElement;
  /** Of the page in the frame; messages of others are dropped. */
  readonly origin: string;
  /** What the other page may call, by name. */
  readonly objects: Readonly<Record<string, Callable>>;
}

export function openChannel({ frame, origin, objects }: ChannelOptions): Channel {
  const functions = new Map<string, (...args: never[]) => unknown>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  let messages = 0;

  const send = (message: Message): void => frame.contentWindow?.postMessage(JSON.stringify(message), origin);

  /** Functions stay here: the other side gets a number to call them by. */
  const pack = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const id = functions.size + 1;
      functions.set(`proxy${id}`, value as () => unknown);
      return { __proxyFunctionId: id, _channelId: 1 };
    }
    if (value instanceof Date) return { __proxyDate: value.getTime() };
    if (value instanceof Error) return { name: value.name, message: value.message };
    if (Array.isArray(value)) return value.map(pack);
    if (typeof value !== 'object' || value === null) return value;
    const shown = Object.entries(value).filter(([key]) => !key.startsWith('_'));
    return Object.fromEntries(shown.map(([key, one]) => [key, pack(one)]));
  };

  const unpack = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if ('__proxyFunctionId' in value) {
      const name = `proxy${String(value.__proxyFunctionId)}`;
      return (...args: readonly unknown[]) => call('__proxyFunctions', name, args);
    }
    if ('__proxyDate' in value) return new Date(Number(value.__proxyDate));
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpack(one)]));
  };

  const call = (instanceId: string, methodName: string, params: readonly unknown[]): Promise<unknown> => {
    messages += 1;
    const id = messages;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      send({ id, instanceId, methodName, params: params.map(pack) });
    });
  };

  const find = (instanceId: string, methodName: string): ((...args: never[]) => unknown) => {
    if (instanceId === '__proxyFunctions') {
      const found = functions.get(methodName);
      if (found) return found;
      throw new Error(`RPC method not found: ${methodName}`);
    }
    const object = Object.hasOwn(objects, instanceId) ? objects[instanceId] : undefined;
    if (!object) throw new Error(`The registered object ${instanceId} could not be found.`);
    const method = Object.hasOwn(object, methodName) ? object[methodName] : undefined;
    if (!method) throw new Error(`RPC method not found: ${methodName}`);
    return method;
  };

  const answer = async ({ id, instanceId = '', methodName = '', params = [], handshakeToken }: Message) => {
    // The other side knows its parent by the token that it sent, until it knows the origin.
    const token = handshakeToken === undefined ? {} : { handshakeToken };
    try {
      const args = params.map(unpack) as never[];
      send({ id, result: pack(await find(instanceId, methodName)(...args)), ...token });
    } catch (error) {
      send({ id, error: pack(error), ...token });
    }
  };

  window.addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
    const message = source === frame.contentWindow && from === origin ? readMessage(data) : undefined;
    if (!message) return;
    if (message.instanceId !== undefined) return void answer(message);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error !== undefined && message.error !== null) asked?.reject(unpack(message.error));
    else asked?.resolve(unpack(message.result));
  });
  return { call };
}

function readMessage(data: unknown): Message | undefined {
  try {
    const message = typeof data === 'string' ? (JSON.parse(data) as Message | null) : null;
    return typeof message?.id === 'number' ? message : undefined;
  } catch {
    return undefined;
  }
}
