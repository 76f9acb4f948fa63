const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** UTF-8 text as base64url without padding. Halves of surrogate pairs become U+FFFD. */
export function encodeBase64url(text: string): string {
  const bytes = Array.from(text).flatMap(bytesOf);
  let digits = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const used = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < used; digit += 1) digits += DIGITS[(group >> (18 - 6 * digit)) & 63] ?? '';
  }
  return digits;
}

/** The text that `encodeBase64url` makes exactly this of; undefined when there is none. */
export function decodeBase64url(digits: string): string | undefined {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  const text = textOf(bytes);
  return text !== undefined && encodeBase64url(text) === digits ? text : undefined;
}

function bytesOf(character: string): readonly number[] {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), rest(code)];
  if (code >= 0xd800 && code < 0xe000) return [0xef, 0xbf, 0xbd];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(code >> 6), rest(code)];
  return [0xf0 | (code >> 18), rest(code >> 12), rest(code >> 6), rest(code)];
}

const rest = (code: number): number => 0x80 | (code & 0x3f);

/** Percent signs let the language read UTF-8; it refuses what is none. */
function textOf(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}
