/** Who can fix it: the pipeline's author, whoever owns the credentials, the remote system, another writer, or we. */
export type ErrorKind = 'input' | 'auth' | 'remote' | 'conflict' | 'internal';

export interface ErrorDetails {
  readonly kind: ErrorKind;
  /** `AREA_WHAT`; every code has a section in docs/errors.md. */
  readonly code: string;
  /** What to do about it, as one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * A failure that was foreseen. The message says what happened and to what, the hint what to do; neither carries a secret.
 * Anything thrown that is no SlipwayError is a bug and is reported as one.
 */
export class SlipwayError extends Error {
  override readonly name = 'SlipwayError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, { kind, code, hint, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.hint = hint;
  }
}
