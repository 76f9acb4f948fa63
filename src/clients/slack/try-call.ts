import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import * as z from 'zod';
import { classifyFailure } from '../http/classify-failure.ts';

/** How one try of a call ended. */
export type Try =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly error: string; readonly needed?: string; readonly details: readonly string[] }
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** `sent` false: Slack surely never saw it. `passing` false: another try is of no use. */
  | { readonly kind: 'lost'; readonly sent: boolean; readonly passing: boolean; readonly text: string }
  /** Something that is not Slack answered. */
  | { readonly kind: 'unreadable' };

const DEFAULT_WAIT_MS = 5_000;

/** Names of refusals under which Slack may have done what it was asked, or may do it the next time. */
const ACCIDENTS = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

const Refusal = z.object({
  error: z.string(),
  needed: z.string().optional().catch(undefined),
  response_metadata: z
    .object({ messages: z.array(z.string()).catch([]), retryAfter: z.number().optional().catch(undefined) })
    .partial()
    .optional()
    .catch(undefined),
});

/** One request of a method, by the SDK. Throws only what is no answer and no failure of the network: a bug. */
export async function tryCall(client: WebClient, method: string, args: Record<string, unknown>): Promise<Try> {
  try {
    return { kind: 'done', body: await client.apiCall(method, args) };
  } catch (error) {
    const end = readThrown(error);
    if (end === undefined) throw error;
    return end;
  }
}

/** What an error of the SDK says; undefined for what is none of its own. */
export function readThrown(error: unknown): Failed | undefined {
  if (error instanceof WebAPIPlatformError) return fromRefusal(error.data);
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', afterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIHTTPError) return fromStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) return fromFailure(error.original);
  // A 429 without a time is a bare Error to the SDK.
  const isBare = error instanceof Error && error.message.startsWith('Retry header');
  return isBare ? { kind: 'limited', afterMs: DEFAULT_WAIT_MS } : undefined;
}

type Failed = Exclude<Try, { readonly kind: 'done' }>;

function fromRefusal(data: unknown): Failed {
  const parsed = Refusal.safeParse(data);
  // The SDK makes an error of any text that is no JSON.
  if (!parsed.success || !/^[\w.:-]{1,100}$/.test(parsed.data.error)) return { kind: 'unreadable' };
  const { error, needed, response_metadata: metadata } = parsed.data;
  if (error === 'ratelimited' || error === 'rate_limited') {
    return {
      kind: 'limited',
      afterMs: metadata?.retryAfter === undefined ? DEFAULT_WAIT_MS : metadata.retryAfter * 1000,
    };
  }
  if (ACCIDENTS.has(error)) return { kind: 'lost', sent: true, passing: true, text: error };
  return { kind: 'refused', error, ...(needed === undefined ? {} : { needed }), details: metadata?.messages ?? [] };
}

function fromStatus(status: number): Failed {
  if (status >= 500) return { kind: 'lost', sent: true, passing: true, text: `status ${status}` };
  return status >= 300 && status < 400
    ? { kind: 'unreadable' }
    : { kind: 'refused', error: `http_${status}`, details: [] };
}

/** The reason is inside: fetch says only that it failed. */
function fromFailure(error: Error): Failed {
  const cause = error.cause instanceof Error ? error.cause : error;
  const { sent, passing, text } = classifyFailure(cause, error.name === 'TimeoutError');
  return { kind: 'lost', sent, passing, text };
}
