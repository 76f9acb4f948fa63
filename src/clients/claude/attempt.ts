import type Anthropic from '@anthropic-ai/sdk';
import { APIError } from '@anthropic-ai/sdk';
import type { Billed } from './cost.ts';
import { type Reply, ReplyBuilder } from './reply.ts';
import { StreamCut, StreamStalled } from './trouble.ts';

export interface AttemptEnd {
  /** The reply, or why there is none. */
  readonly outcome:
    | { readonly kind: 'replied'; readonly reply: Reply }
    | { readonly kind: 'broke'; readonly error: unknown };
  /** What it used, as far as the service said. */
  readonly billed: Billed | undefined;
}

interface Attempting {
  readonly client: Anthropic;
  readonly request: Anthropic.MessageCreateParamsStreaming;
  readonly signal: AbortSignal;
  readonly idleMs: number;
}

/** Sends one request and reads its stream. Throws only the signal's reason. */
export async function attemptRequest({ client, request, signal, idleMs }: Attempting): Promise<AttemptEnd> {
  signal.throwIfAborted();
  const builder = new ReplyBuilder();
  const controller = new AbortController();
  const abort = () => controller.abort();
  const watchdog = setTimeout(abort, idleMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const opening = client.messages.create(request, { signal: controller.signal });
    const broke = await readInto(builder, () => watchdog.refresh(), opening);
    signal.throwIfAborted();
    const reply = builder.finish();
    // Some gateways leave the connection open behind a complete reply.
    if (reply) return { outcome: { kind: 'replied', reply }, billed: builder.billed };
    const silent = new StreamStalled(`Claude sent nothing for ${Math.round(idleMs / 1000)} s`);
    return { outcome: { kind: 'broke', error: controller.signal.aborted ? silent : broke }, billed: builder.billed };
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', abort);
  }
}

/** Reads a stream to its end; gives why it ended, should the reply turn out to be incomplete. */
async function readInto(
  builder: ReplyBuilder,
  onEvent: () => void,
  opening: PromiseLike<AsyncIterable<Anthropic.RawMessageStreamEvent>>,
): Promise<unknown> {
  let isOpen = false;
  try {
    const stream = await opening;
    isOpen = true;
    for await (const event of stream) {
      onEvent();
      builder.add(event);
    }
  } catch (error) {
    // Behind the headers everything that is no error of the service is the connection's.
    if (!isOpen || error instanceof APIError) return error;
    return new StreamCut("Claude's reply was cut off on the way", { cause: error });
  }
  return new StreamCut("Claude's reply ended early");
}
