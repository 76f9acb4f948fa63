import type { Dispatcher } from 'undici';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Thrown while the body is read; the size is what is known of it. */
export class TooLarge extends Error {
  readonly size: number;

  constructor(size: number) {
    super('The answer is too large.');
    this.size = size;
  }
}

interface Send {
  readonly dispatcher: Dispatcher;
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** One request and its whole answer. Follows no redirect. Throws what undici throws, the signal's reason, or TooLarge. */
export async function sendOnce({ dispatcher, method, url, headers, body, maxBytes, signal }: Send): Promise<RawAnswer> {
  const { origin, pathname, search } = new URL(url);
  const answer = await dispatcher.request({
    origin,
    path: pathname + search,
    method,
    headers: { ...headers },
    body: body ?? null,
    signal,
  });
  const names = Object.entries(answer.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    [value ?? ''].flat().join(', '),
  ]);
  const answered = Object.fromEntries(names);
  const announced = method === 'HEAD' ? 0 : Number(answered['content-length'] ?? 0);
  const pieces: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = answer.body;
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (Math.max(size, announced) > maxBytes) throw new TooLarge(Math.max(size, announced));
    pieces.push(piece);
  }
  return { status: answer.statusCode, headers: answered, body: Buffer.concat(pieces) };
}
