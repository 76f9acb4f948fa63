import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Seal } from '../../chat/ports.ts';

/** Seals the values of buttons with the signing key of the service connection. */
export function createSeal(signingKey: string): Seal {
  const mac = (text: string) => createHmac('sha256', signingKey).update(text, 'utf8').digest();
  return {
    mac: (text) => mac(text).toString('base64url'),
    isMac(text, given) {
      const expected = mac(text);
      const seen = Buffer.from(given, 'base64url');
      // Other texts decode to the same bytes: only one of them is the seal.
      return seen.length === expected.length && timingSafeEqual(seen, expected) && seen.toString('base64url') === given;
    },
  };
}
