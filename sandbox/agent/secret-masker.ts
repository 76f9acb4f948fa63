/** The password of a URL; the agent masks it whoever wrote it. */
const urlPassword = /(?<=\/\/[^:/?#\n]+:)(?:[\w.~-]|(?:%|%AZP25)[0-9a-fA-F]{2}|[!$&'()*+,;=]|:)+(?=@)/g;

/** Through a buffer, because half a surrogate pair cannot be URI-encoded. */
const uriEscape = (text: string) =>
  encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const jsonEscape = (text: string) => JSON.stringify(text).slice(1, -1);
const backslashUnescape = (text: string) =>
  text.replaceAll('\\\\', '\\').replaceAll("\\'", "'").replaceAll('\\"', '"').replaceAll('\\t', '\t');

/** Replaces secrets by `***`. Overlapping and touching secrets become one `***`. */
export class SecretMasker {
  readonly #secrets = new Set<string>();

  /** Adds a value and what JSON, a URI and a shell make of it. */
  add(value: string): void {
    if (value === '') return;
    for (const secret of [value, jsonEscape(value), uriEscape(value), backslashUnescape(value)]) {
      if (secret !== '') this.#secrets.add(secret);
    }
  }

  /** Adds a secret of the job message: also trimmed, escaped for commands, and in base64. */
  addJobSecret(value: string): void {
    if (value.trim() === '') return;
    const base64 = Buffer.from(value, 'utf8').toString('base64');
    const broken = value.replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const escaped = value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    for (const secret of [value, broken, escaped, base64]) {
      this.add(secret);
      for (const quote of ["'", '"']) {
        if (secret.startsWith(quote) && secret.endsWith(quote)) this.add(trimOf(secret, quote));
      }
      this.add(trimOf(secret, ' \t\r\n'));
    }
  }

  mask(text: string): string {
    const found = this.#intervals(text).sort((a, b) => a.start - b.start);
    let masked = '';
    let end = 0;
    let last = -1;
    for (const interval of found) {
      if (interval.start > last) masked += `${text.slice(end, interval.start)}***`;
      end = last = Math.max(last, interval.end);
    }
    return masked + text.slice(end);
  }

  #intervals(text: string): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    for (const secret of this.#secrets) {
      for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
        found.push({ start: at, end: at + secret.length });
      }
    }
    for (const match of text.matchAll(urlPassword)) {
      found.push({ start: match.index, end: match.index + match[0].length });
    }
    return found;
  }
}

function trimOf(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const openParameters = new Set(
  [
    'role scope tenantid issuedAt expiresAt audience authenticationType authorizationType accessTokenType',
    'accessTokenFetchingMethod useWindowsSecurity unsecured OAuthAccessTokenIsSupplied completeCallbackPayload',
    'acceptUntrustedCerts',
  ]
    .join(' ')
    .toLowerCase()
    .split(' '),
);

/** Whether the value of a connection's authorization parameter is masked. */
export function isSecretParameter(name: string): boolean {
  return !openParameters.has(name.toLowerCase());
}
