import { redactor } from './output.ts';
import { tl } from './task-lib.ts';

const registered = new Set<string>();

/**
 * Has a credential masked by the agent and by ourselves, also as it travels: URI-encoded, and in base64 alone, after a
 * colon and after `user:`.
 */
export function registerSecret(secret: string, user?: string): void {
  const known = `${user ?? ''}:${secret}`;
  if (secret.trim() === '' || registered.has(known)) return;
  registered.add(known);
  const travelling = [secret, `:${secret}`, ...(user === undefined ? [] : [`${user}:${secret}`])];
  const derived = [encodeURIComponent(secret), ...travelling.map((text) => Buffer.from(text).toString('base64'))];
  for (const text of travelling) redactor.add(text);
  // The agent refuses secrets of several lines.
  for (const text of new Set([...secret.split(/\r\n|\r|\n/), ...derived])) {
    if (text.trim() !== '') tl.setSecret(text);
  }
}
