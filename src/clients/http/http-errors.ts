import { SlipwayError, type ErrorDetails, type ErrorKind } from '../../errors.ts';

/** The service answered with a status that is no success. */
export class HttpStatusError extends SlipwayError {
  readonly status: number;
  /** What the body says, short, on one line, redacted; may be empty. The body itself may quote a secret and is not kept. */
  readonly excerpt: string;

  constructor(message: string, details: ErrorDetails & { status: number; excerpt: string }) {
    super(message, details);
    this.status = details.status;
    this.excerpt = details.excerpt;
  }
}

/**
 * A write was sent and it is not known whether it was done: the connection broke, or the answer was a 408 or 5xx. Look
 * whether the thing is there before you write again.
 */
export class LostAnswerError extends SlipwayError {}

/** The answer is larger than the caller allowed; `size` is what is known of it, in bytes, at least the limit. */
export class AnswerTooLargeError extends SlipwayError {
  readonly size: number;

  constructor(message: string, details: ErrorDetails & { size: number }) {
    super(message, details);
    this.size = details.size;
  }
}

/** Who can do something about a status. */
export function kindOfStatus(status: number): ErrorKind {
  if (status === 401 || status === 403 || status === 407) return 'auth';
  if (status === 409 || status === 412) return 'conflict';
  return 'remote';
}
