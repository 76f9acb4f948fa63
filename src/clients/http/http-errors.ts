import { SlipwayError, type ErrorDetails, type ErrorKind } from '../../errors.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the body says, short, on one line, redacted. */
  readonly excerpt: string;
}

/** The service answered with a status that is no success. The message holds an excerpt of the body, cleaned. */
export class HttpStatusError extends SlipwayError {
  readonly status: number;
  /** What the service said, short, on one line, redacted; may be empty. */
  readonly excerpt: string;
  // Private, so that printing the error does not print them: a service may quote a secret.
  readonly #headers: Readonly<Record<string, string>>;
  readonly #body: string;

  constructor(message: string, details: ErrorDetails & Answer) {
    super(message, details);
    this.status = details.status;
    this.excerpt = details.excerpt;
    this.#headers = details.headers;
    this.#body = details.body;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  /** The whole body, as the service sent it: parse it, never show it. */
  get body(): string {
    return this.#body;
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
