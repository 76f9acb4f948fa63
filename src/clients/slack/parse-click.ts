import * as z from 'zod';
import type { Click } from '../../chat/ports.ts';
import { ModalMetadata, REASON_BLOCK, REASON_INPUT, REASON_MODAL } from './reason-modal.ts';

const Place = z.object({
  channel_id: z.string().optional(),
  message_ts: z.string().optional(),
  thread_ts: z.string().optional(),
});

const ButtonClick = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: Place.optional(),
  message: z.object({ ts: z.string().optional(), thread_ts: z.string().optional() }).optional(),
  actions: z.array(z.object({ type: z.string(), value: z.string().optional() })),
});

const Submission = z.object({
  type: z.literal('view_submission'),
  user: z.object({ id: z.string() }),
  view: z.object({
    callback_id: z.literal(REASON_MODAL),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});

/** What an interaction means for us; undefined for link buttons and for what is of another app or another making. */
export function parseClick(body: unknown): Click | undefined {
  const button = ButtonClick.safeParse(body);
  if (button.success) return fromButton(button.data);
  const submission = Submission.safeParse(body);
  return submission.success ? fromSubmission(submission.data) : undefined;
}

function fromButton(body: z.infer<typeof ButtonClick>): Click | undefined {
  const { user, actions, trigger_id: trigger } = body;
  const value = actions.find(({ type }) => type === 'button')?.value;
  if (value === undefined) return undefined;
  return { kind: 'button', value, userId: user.id, ...placeOf(body), trigger, reason: undefined };
}

/** Slack tells where the button is in two ways, not always in both. */
const placeOf = ({ channel, container, message }: z.infer<typeof ButtonClick>) => ({
  channel: channel?.id ?? container?.channel_id ?? '',
  ts: message?.ts ?? container?.message_ts,
  thread: message?.thread_ts ?? container?.thread_ts,
});

function fromSubmission({ user, view }: z.infer<typeof Submission>): Click | undefined {
  const carried = ModalMetadata.safeParse(parseJson(view.private_metadata));
  if (!carried.success) return undefined;
  const { value, channel, ts, thread } = carried.data;
  const reason = view.state.values[REASON_BLOCK]?.[REASON_INPUT]?.value?.trim();
  return {
    kind: 'reason',
    value,
    userId: user.id,
    channel,
    ts,
    thread,
    trigger: undefined,
    reason: reason === '' ? undefined : reason,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
