import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { SlipwayError } from '../../errors.ts';
import { finalError } from './final-errors.ts';
import type { Redact } from './redact.ts';
import { parseRetryAfter } from './retry-delay.ts';

/** The connection of a stream ended before the reply did. */
export class StreamCut extends Error {
  override readonly name = 'StreamCut';
}

/** A stream was silent for too long. */
export class StreamStalled extends Error {
  override readonly name = 'StreamStalled';
}

/** Why a request gave no reply. */
export type Trouble =
  /** Another attempt may succeed. `what` is a sentence without its full stop. */
  | { readonly kind: 'transient'; readonly what: string; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'tooLong' }
  /** No attempt will succeed. */
  | { readonly kind: 'final'; readonly error: SlipwayError };

export interface TroubleContext {
  readonly url: string;
  readonly model: string;
  readonly redact: Redact;
  readonly now: number;
}

/** An error inside a stream has no status of its own. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** The only message that is looked at: this 400 has no code of its own. */
const TOO_LONG = /prompt is too long|exceed context limit/i;

const CERTIFICATE =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w*CERT\w*|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** What an error of a request means; undefined for one that is a bug. */
export function findTrouble(error: unknown, context: TroubleContext): Trouble | undefined {
  if (error instanceof StreamStalled || error instanceof StreamCut) return transient(error.message);
  if (error instanceof APIConnectionError) return connectionTrouble(error, context.url);
  if (!isAnswer(error)) return undefined;
  const status = error.status ?? STATUS_OF_TYPE[error.type ?? ''] ?? 500;
  if (isTooLong(status, error)) return { kind: 'tooLong' };
  if (isTransient(status, error.errorCode)) {
    return transient(describeTransient(status), parseRetryAfter(error.headers, context.now));
  }
  return { kind: 'final', error: finalError(status, error, context) };
}

/** `instanceof` alone leaves the status untyped. */
const isAnswer = (error: unknown): error is APIError<number | undefined, Headers | undefined, object | undefined> =>
  error instanceof APIError;

const transient = (what: string, retryAfterMs?: number): Trouble => ({ kind: 'transient', what, retryAfterMs });

const isTooLong = (status: number, error: APIError): boolean =>
  status === 413 || (status === 400 && TOO_LONG.test(error.apiMessage ?? ''));

function isTransient(status: number, code: string | null): boolean {
  if (status === 429) return !(code?.endsWith('_spend_limit_reached') ?? false);
  return status === 408 || status === 409 || status >= 500;
}

function describeTransient(status: number): string {
  if (status === 529) return 'Claude is overloaded';
  if (status === 429) return "Claude's rate limit is reached";
  if (status === 408 || status === 504) return 'Claude took too long';
  return `Claude answered with an error (${status})`;
}

/** Codes of Node's for mistakes in a program; the SDK calls everything that fetch throws a lost connection. */
const BUG = /^(ERR_)?MODULE_NOT_FOUND$|^ERR_(INVALID|UNESCAPED|MISSING)_/;

function connectionTrouble(error: APIConnectionError, url: string): Trouble | undefined {
  const code = codeOf(error);
  if (code !== undefined && BUG.test(code)) return undefined;
  if (code === undefined || !CERTIFICATE.test(code)) {
    return transient(`Claude could not be reached${code === undefined ? '' : ` (${code})`}`);
  }
  return {
    kind: 'final',
    error: new SlipwayError(`The certificate of ${new URL(url).host} is not trusted (${code}).`, {
      kind: 'remote',
      code: 'CLAUDE_CERTIFICATE',
      hint: "Add the certificate authority of your proxy to the agent's NODE_EXTRA_CA_CERTS.",
    }),
  };
}

/** The system's code (ECONNREFUSED…), which stands a few causes deep. */
function codeOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return undefined;
}
