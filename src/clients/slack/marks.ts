import * as z from 'zod';
import type { MessageMark } from '../../chat/ports.ts';

const EVENT_TYPE = 'slipway_message';

const WireMark = z.object({
  event_type: z.literal(EVENT_TYPE),
  event_payload: z.object({ nonce: z.string(), part: z.string(), hash: z.string() }),
});

/** A message as lists of them give it; only what we look at. */
export const WireMessage = z.object({
  ts: z.string(),
  bot_id: z.string().optional().catch(undefined),
  metadata: z.unknown(),
});
export type WireMessage = z.infer<typeof WireMessage>;

export const metadataOf = ({ nonce, part, hash }: MessageMark) => ({
  event_type: EVENT_TYPE,
  event_payload: { nonce, part, hash },
});

/** The mark of a message; undefined when it has none of ours. */
export function markOfMessage({ metadata }: WireMessage): MessageMark | undefined {
  const parsed = WireMark.safeParse(metadata);
  return parsed.success ? parsed.data.event_payload : undefined;
}
