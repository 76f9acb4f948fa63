import { createHmac } from 'node:crypto';
import type { Seal } from '../../src/chat/ports.ts';

/** A seal with a key of a test. */
export function sealOf(key: string): Seal {
  const mac = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return { mac, isMac: (text, given) => mac(text) === given };
}
