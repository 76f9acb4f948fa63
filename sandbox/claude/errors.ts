/** The types of error the service answers with. */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'conflict_error'
  | 'api_error'
  | 'overloaded_error';

/** What one HTTP error says. */
export interface Failure {
  readonly status: number;
  readonly type: ErrorType;
  readonly message: string;
  /** Stands in `error.details.error_code`. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request the service refuses, or an answer that a script turned into a failure. */
export class ClaudeError extends Error {
  override readonly name = 'ClaudeError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A 400, the answer to nearly everything that is wrong with a request. */
export const invalid = (message: string): ClaudeError =>
  new ClaudeError({ status: 400, type: 'invalid_request_error', message });

/** The body of an error, also of one inside a stream. */
export const errorBody = (
  { type, message, code }: Pick<Failure, 'type' | 'message' | 'code'>,
  requestId: string,
): object => ({
  type: 'error',
  error: { type, message, ...(code === undefined ? {} : { details: { error_code: code } }) },
  request_id: requestId,
});
