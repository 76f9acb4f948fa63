const MASK = '***';

/** Shorter values are no secrets but would blacken half of every log. */
const MIN_LENGTH = 4;

const URL_PASSWORD = /(\/\/[^\s/:@]*:)[^\s/@]+@/g;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export interface Redactor {
  /** Masks `secret` from now on, in every form of `listSecretForms`. Undefined and very short values are ignored. */
  readonly add: (secret: string | undefined) => void;
  /** `text` with every known secret and every password inside a URL replaced by `***`. */
  readonly redact: (text: string) => string;
}

/** The one memory of secrets. Overlapping secrets are masked as a whole. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  return {
    add(secret) {
      for (const form of secret === undefined ? [] : listSecretForms(secret)) forms.add(form);
    },
    redact(text) {
      return maskRanges(text, findRanges(text, forms)).replace(URL_PASSWORD, `$1${MASK}@`);
    },
  };
}

/** `value` (JSON data) with every string in it redacted, keys too; numbers and structure stay. */
export function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactDeep(item, redact)]));
}

/**
 * The ways a secret shows up in text: as it is, without quotes, by lines, escaped for URLs, JSON and logging commands,
 * and in base64, alone or at any place inside something longer.
 */
export function listSecretForms(secret: string): readonly string[] {
  const bare = secret.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const raw = [secret, secret.trim(), bare, ...bare.split(/\r\n|\r|\n/).map((line) => line.trim())];
  const forms = raw.flatMap((value) => [value, ...listEscapedForms(value), ...listBase64Forms(value)]);
  return [...new Set(forms)].filter((form) => form.length >= MIN_LENGTH && !/^\**$/.test(form));
}

function listEscapedForms(text: string): readonly string[] {
  // A lone surrogate cannot be URI-encoded.
  const wellFormed = text.replace(/\p{Cs}/gu, '\ufffd');
  const component = encodeURIComponent(wellFormed);
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const uris = [encodeURI(wellFormed), component, strict, strict.replaceAll('%20', '+')];
  const command = text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = command.replaceAll(']', '%5D').replaceAll(';', '%3B');
  const json = JSON.stringify(text).slice(1, -1);
  const lowerHex = uris.map((uri) => uri.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()));
  return [...uris, ...lowerHex, json, json.replaceAll('/', '\\/'), command, property];
}

/** Whole, and the part that the secret alone decides when 0, 1 or 2 bytes stand before it in their group of three. */
function listBase64Forms(text: string): readonly string[] {
  const bytes = encodeUtf8(text);
  if (bytes.length < MIN_LENGTH) return [];
  const inner = [0, 1, 2].map((offset) => {
    const digits = encodeBase64([...Array<number>(offset).fill(0), ...bytes]);
    return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const whole = encodeBase64(bytes);
  const padded = whole.padEnd(Math.ceil(whole.length / 4) * 4, '=');
  return [padded, whole, ...inner].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function encodeUtf8(text: string): readonly number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    if (code < 0x800) return [0xc0 | (code >> 6), continuation(code)];
    if (code >= 0xd800 && code < 0xe000) return [0xef, 0xbf, 0xbd];
    if (code < 0x10000) return [0xe0 | (code >> 12), continuation(code >> 6), continuation(code)];
    return [0xf0 | (code >> 18), continuation(code >> 12), continuation(code >> 6), continuation(code)];
  });
}

function continuation(code: number): number {
  return 0x80 | (code & 0x3f);
}

function encodeBase64(bytes: readonly number[]): string {
  let digits = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const used = Math.min(bytes.length - i, 3) + 1;
    for (let digit = 0; digit < used; digit++) digits += BASE64[(group >> (18 - 6 * digit)) & 63] ?? '';
  }
  return digits;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function findRanges(text: string, forms: ReadonlySet<string>): readonly Range[] {
  const ranges: Range[] = [];
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      ranges.push({ start, end: start + form.length });
    }
  }
  return ranges.sort((a, b) => a.start - b.start);
}

function maskRanges(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let position = 0;
  for (const { start, end } of ranges) {
    if (start >= position) masked += text.slice(position, start) + MASK;
    position = Math.max(position, end);
  }
  return masked + text.slice(position);
}
