import { SlipwayError } from '../../errors.ts';
import { createRedactor } from '../../redact.ts';

/** Takes secrets out of text for people. */
export type Redact = (text: string) => string;

const SECRET_HEADER = /authorization|cookie|key|token|secret/i;
const SECRET_PARAMETER = /key|token|secret|sig|pass|pwd|auth|code|cred/i;
const MASK = '***';
/** A redactor that knows the secrets in these request headers, then asks `further`. */
export function redactorFor(headers: Readonly<Record<string, string>>, further: Redact = (text) => text): Redact {
  const { add, redact } = createRedactor();
  const secrets = Object.entries(headers).flatMap(([name, value]) =>
    SECRET_HEADER.test(name) ? secretsIn(value) : [],
  );
  for (const secret of secrets) add(secret);
  return (text) => further(redact(text));
}

function secretsIn(value: string): string[] {
  const [scheme = '', credentials] = value.split(/\s+(.*)/s);
  if (credentials === undefined) return [value];
  if (!/^basic$/i.test(scheme)) return [credentials];
  const password = Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
  return [credentials, password];
}

/** The URL without credentials, fragment and the values of query parameters that sound secret. */
export function redactUrl(url: string, redact: Redact): string {
  if (!URL.canParse(url)) return 'a URL that cannot be parsed';
  const { protocol, host, pathname, search } = new URL(url);
  const query = search.replace(/([?&])([^=&]*)=[^&]*/g, (parameter, separator: string, name: string) =>
    SECRET_PARAMETER.test(name) ? `${separator}${name}=${MASK}` : parameter,
  );
  return redact(`${protocol}//${host}${pathname}${query}`);
}

/** The origin of an http:// or https:// URL; throws HTTP_BAD_URL for anything else. */
export function originOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  // The text itself is not repeated: nobody knows where the secrets are in it.
  throw new SlipwayError('The address is no http:// or https:// URL.', {
    kind: 'input',
    code: 'HTTP_BAD_URL',
    hint: "Give the service's address in full, e.g. https://example.com/.",
  });
}

const EXCERPT_LENGTH = 300;

/** What an answer says, on one line: the message of a JSON error, the title of a page, else the body's beginning. */
export function excerptOf(body: string, contentType: string, redact: Redact): string {
  const start = body.slice(0, 20_000);
  const said = messageIn(body) ?? (/html/i.test(contentType) ? titleOf(start) : start);
  const text = redact(said)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}...` : text;
}

const titleOf = (html: string): string => /<title[^>]{0,200}>([^<]{1,300})/i.exec(html)?.[1] ?? 'an HTML page';

/** Azure DevOps and most others say what is wrong in `message`. */
function messageIn(body: string): string | undefined {
  try {
    const { message } = (JSON.parse(body.replace(/^\uFEFF/, '')) ?? {}) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}
