import { SlipwayError } from '../../errors.ts';
import type { RawAnswer } from './send-once.ts';

/** A successful answer, read to its end. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As UTF-8, without a byte order mark. */
  readonly text: () => string;
  /** Throws HTTP_NOT_JSON. */
  readonly json: () => unknown;
  readonly bytes: () => Buffer;
}

/** `what` names the request in errors. */
export function responseOf({ status, headers, body }: RawAnswer, what: string): HttpResponse {
  const text = () => body.toString('utf8').replace(/^\uFEFF/, '');
  return {
    status,
    headers,
    text,
    bytes: () => body,
    json: () => {
      try {
        return JSON.parse(text()) as unknown;
      } catch {
        // The parser's message quotes the body: it stays out.
        throw new SlipwayError(`${what} answered ${status} with something that is no JSON.`, {
          kind: 'remote',
          code: 'HTTP_NOT_JSON',
          hint: 'Check the address: a proxy or a sign-in page may answer in its place.',
        });
      }
    },
  };
}
