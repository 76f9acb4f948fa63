import { createHash } from 'node:crypto';

/** Identifiers of the shapes the service gives, the same in every run. */
export function idSource(): (prefix: string) => string {
  let count = 0;
  return (prefix) => `${prefix}_01${digest(`${prefix} ${++count}`).slice(0, 22)}`;
}

/** Letters and digits that stand for a text. */
export const digest = (text: string): string =>
  createHash('sha512').update(text).digest('base64').replace(/[+/=]/g, '').padEnd(64, 'A');
