import { SlipwayError } from '../../errors.ts';
import type { Failure } from './classify-failure.ts';
import { AnswerTooLargeError, HttpStatusError, LostAnswerError, kindOfStatus } from './http-errors.ts';
import type { TooLate } from './pacer.ts';
import { excerptOf, type Redact } from './redact.ts';
import type { RawAnswer } from './send-once.ts';

/** What is known of a request when it fails for good. */
export interface Attempted {
  /** `GET https://...`, redacted. */
  readonly what: string;
  readonly tries: number;
  readonly redact: Redact;
  /** When the service wants to be asked again, if it said so and that is too late for us. */
  readonly comeBack?: Date | undefined;
}

const triesOf = (tries: number): string => (tries > 1 ? ` (${tries} tries)` : '');

/** The error for an answer that is no success and is not tried again. */
export function statusError({ status, headers, body }: RawAnswer, attempted: Attempted): HttpStatusError {
  const { what, tries, redact, comeBack } = attempted;
  const excerpt = excerptOf(body.toString('utf8'), headers['content-type'] ?? '', redact);
  const when = comeBack ? ` It asks to wait until ${comeBack.toISOString()}.` : '';
  return new HttpStatusError(
    `${what} answered ${status}${triesOf(tries)}${excerpt === '' ? '.' : `: ${excerpt}`}${when}`,
    {
      kind: kindOfStatus(status),
      code: status === 429 ? 'HTTP_RATE_LIMITED' : 'HTTP_STATUS',
      ...(comeBack ? { hint: `Run it again after ${comeBack.toISOString()}.` } : {}),
      status,
      excerpt,
    },
  );
}

const SIGN_IN = /sign-?in|login|oauth|_signedin/i;

/**
 * Azure DevOps answers a bad token with 203 and a page, or with a redirect to its sign-in page. No redirect is followed:
 * it would carry the token to another host.
 */
export function signInOrRedirectError({ status, headers }: RawAnswer, { what }: Attempted): SlipwayError | undefined {
  const location = headers['location'] ?? '';
  const redirected = status >= 300 && status < 400;
  if ((status === 203 && /html/i.test(headers['content-type'] ?? '')) || (redirected && SIGN_IN.test(location))) {
    return new SlipwayError(`${what} answered ${status} with a sign-in page: the credentials were not accepted.`, {
      kind: 'auth',
      code: 'HTTP_SIGN_IN',
      hint: 'Check that the token is valid, not expired and meant for this host.',
    });
  }
  if (!redirected) return undefined;
  const target = URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
  return new SlipwayError(`${what} answered ${status}, a redirect${target}, which is not followed.`, {
    kind: 'input',
    code: 'HTTP_REDIRECTED',
    hint: 'Give the address that the service answers at without a redirect.',
  });
}

/** The error for a request that got no answer. */
export function failureError({ reason, text }: Failure, { what, tries, redact }: Attempted): SlipwayError {
  const message = `${what} got no answer${triesOf(tries)}: ${redact(text)}.`;
  switch (reason) {
    case 'certificate':
      return new SlipwayError(message, {
        kind: 'input',
        code: 'HTTP_CERTIFICATE',
        hint: "Give the agent your organisation's root certificate (NODE_EXTRA_CA_CERTS or --sslcacert).",
      });
    case 'proxy':
      return new SlipwayError(message, {
        kind: 'input',
        code: 'HTTP_PROXY',
        hint: "Check the address, user name and password of the agent's proxy, and whether it allows this host.",
      });
    case 'timeout':
    case 'network':
      return new SlipwayError(message, {
        kind: 'remote',
        code: 'HTTP_UNREACHABLE',
        hint: 'Check that the agent reaches this host (name, firewall, proxy), then run it again.',
      });
  }
}

/** The error for a write of which it is not known whether it was done. */
export function lostAnswerError(outcome: string, { what, redact }: Attempted): LostAnswerError {
  return new LostAnswerError(`${what} was sent, but the answer was lost: ${redact(outcome)}.`, {
    kind: 'remote',
    code: 'HTTP_LOST_ANSWER',
    hint: 'Run it again: what was done is found and not done twice.',
  });
}

/** The error for a request that was not even sent, because its host asked for quiet beyond the deadline. */
export function quietError(what: string, { comeBack }: TooLate): SlipwayError {
  const when = comeBack?.toISOString() ?? 'later';
  return new SlipwayError(`${what} was not sent: the service asked to wait until ${when}.`, {
    kind: 'remote',
    code: 'HTTP_RATE_LIMITED',
    hint: `Run it again after ${when}.`,
  });
}

/** The error for an answer of `size` bytes or more. */
export function tooLargeError(what: string, size: number, limit: number): AnswerTooLargeError {
  return new AnswerTooLargeError(`${what} answered with ${size} bytes or more, the limit is ${limit}.`, {
    kind: 'remote',
    code: 'HTTP_ANSWER_TOO_LARGE',
    size,
  });
}
