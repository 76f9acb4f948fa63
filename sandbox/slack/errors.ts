import type { ServiceResponse } from '../core/service.ts';

interface Details {
  /** What is wrong, one line each, as Slack words it. */
  readonly problems?: readonly string[];
  readonly needed?: string;
  readonly provided?: string;
  /** Seconds; makes it 429. */
  readonly retryAfter?: number;
  /** What the stand-in thinks is wrong, where Slack does not say. */
  readonly reason?: string;
}

/** A refusal of the Web API by the name that Slack gives it. */
export class SlackError extends Error {
  readonly error: string;
  readonly details: Details;

  constructor(error: string, details: Details = {}) {
    super([error, ...(details.problems ?? [])].join('; '));
    this.error = error;
    this.details = details;
  }
}

export const refuse = (error: string, details?: Details): SlackError => new SlackError(error, details);

/** The body of a refusal: 200, or 429 with Retry-After. */
export function errorResponse({ error, details }: SlackError): ServiceResponse {
  const { problems = [], needed, provided, retryAfter, reason } = details;
  const body = {
    ok: false,
    error,
    ...(needed === undefined ? {} : { needed, provided }),
    ...(problems.length > 0 && error.startsWith('invalid_blocks') ? { errors: problems } : {}),
    ...(problems.length > 0 ? { response_metadata: { messages: problems.map((text) => `[ERROR] ${text}`) } } : {}),
  };
  return {
    status: retryAfter === undefined ? 200 : 429,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(reason === undefined ? {} : { 'x-sandbox-reason': encodeURI(reason.slice(0, 500)) }),
    },
    body: JSON.stringify(body),
  };
}
