import type { ChangeTicket, CommitText, MergedChange } from '../../../src/release/changes/change.ts';

/** A change as a table writes it down: a subject, or more. */
export interface Telling {
  readonly subject: string;
  readonly body?: string;
  /** Title, or title and description, of pull request `pr`. */
  readonly pr?: number;
  readonly title?: string;
  readonly description?: string;
  /** Subjects (and bodies, after an empty line) of inner commits. */
  readonly inner?: readonly string[];
  /** `ABC-1 Story breaking`: key, type (`?`: not known; `_` for a space), labels. */
  readonly tickets?: readonly string[];
}

/** The id of the change with this number in its list, counted from 1. */
export const idOf = (number: number): string => (0xa00 + number).toString(16).repeat(14).slice(0, 40);

/** The id of an inner commit of a change. */
export const innerIdOf = (number: number, inner: number): string =>
  (0xb0000 + number * 0x100 + inner).toString(16).repeat(8);

export function changeOf(telling: string | Telling, index: number): MergedChange {
  const { subject, body = '', pr, title, description = '', inner = [], tickets = [] } = told(telling);
  return {
    commit: { id: idOf(index + 1), subject, body },
    pullRequest: pr === undefined ? undefined : { id: pr, title: title ?? subject, description },
    inner: inner.map((text, at) => commitOf(text, innerIdOf(index + 1, at + 1))),
    tickets: tickets.map(ticketOf),
  };
}

const told = (telling: string | Telling): Telling => (typeof telling === 'string' ? { subject: telling } : telling);

function commitOf(text: string, id: string): CommitText {
  const [subject = '', ...body] = text.split('\n\n');
  return { id, subject, body: body.join('\n\n') };
}

function ticketOf(text: string): ChangeTicket {
  const [key = '', type, ...labels] = text.split(' ');
  return { key, type: type === undefined || type === '?' ? null : type.replaceAll('_', ' '), labels };
}
