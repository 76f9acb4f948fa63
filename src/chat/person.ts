import { stripInvisible } from '../neutralise.ts';
import type { ChatUser } from './ports.ts';

const LONGEST_NAME = 80;

/** By letters of ASCII only: what an address may have beyond them is not folded into it. */
const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export const sameEmail = (one: string, other: string): boolean => lowerAscii(one.trim()) === lowerAscii(other.trim());

/** A name that its owner chose, on one line, without brackets that could look like an identity. */
export const nameOf = ({ name, id }: Pick<ChatUser, 'name' | 'id'>): string =>
  cutLine(stripInvisible(name).replaceAll(/[()<>[\]{}]/g, ' '), LONGEST_NAME) || id;

/** How outputs and the ledger name somebody. */
export const identityOf = ({ email, id }: Pick<ChatUser, 'email' | 'id'>): string => email ?? id;

/** `Mara Novak (mara@contoso.com, U0123)` */
export const describePerson = (user: ChatUser): string =>
  `${nameOf(user)} (${user.email === undefined ? '' : `${user.email}, `}${user.id})`;

/** Anybody may call themselves what they like in Slack: what identifies them stands beside it. */
export const describeDecider = (by: { readonly name?: string | undefined; readonly decidedBy: string }): string =>
  by.name === undefined ? by.decidedBy : `${by.name} (${by.decidedBy})`;

/** Text from outside on one line of at most so many units. */
export function cutLine(text: string, longest: number): string {
  const line = stripInvisible(text.slice(0, 20 * longest))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : line;
}
