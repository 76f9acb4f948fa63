import type { StatusCategory, TicketStatus } from './ports.ts';

/** Where tickets shall go, as people write it: a status by name or id, or a category. */
export interface StatusTarget {
  readonly text: string;
  /** Undefined when the text is no usual name of a category. */
  readonly category: StatusCategory | undefined;
}

const CATEGORY_NAMES: Readonly<Record<string, StatusCategory>> = {
  todo: 'toDo',
  new: 'toDo',
  proposed: 'toDo',
  inprogress: 'inProgress',
  indeterminate: 'inProgress',
  done: 'done',
  complete: 'done',
  completed: 'done',
};

/**
 * Statuses that end work without doing it. They are in the category `done` of most workflows, and are no place to put a
 * finished ticket unless they are named.
 */
const ABANDONED = /^(won'?tdo|won'?tfix|cancell?ed|rejected|declined|duplicate|obsolete|abandoned|invalid|removed)$/;

/** Letters as people compare them: case, white space, width and the kind of apostrophe do not count. */
export const sameLetters = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .replace(/[’‘ʼ]/g, "'")
    .toLowerCase();

export const parseTarget = (text: string): StatusTarget => ({
  text: text.trim(),
  category: Object.hasOwn(CATEGORY_NAMES, sameLetters(text)) ? CATEGORY_NAMES[sameLetters(text)] : undefined,
});

/** True when the target means this very status. */
export const isNamed = ({ id, name }: TicketStatus, { text }: StatusTarget): boolean =>
  id === text || sameLetters(name) === sameLetters(text);

/** True when the target means any status of this one's category. A ticket that stands in an abandoned one is there. */
export const isInCategory = ({ category }: TicketStatus, target: StatusTarget): boolean => category === target.category;

export const isAbandoned = ({ name }: TicketStatus): boolean => ABANDONED.test(sameLetters(name));

/** The same for a status that a ticket may be moved to. */
export const isDestination = (status: TicketStatus, target: StatusTarget): boolean =>
  isInCategory(status, target) && !isAbandoned(status);

const RANKS: Readonly<Record<StatusCategory, number>> = { toDo: 0, inProgress: 1, done: 2 };

/** Larger is further. */
export const rankOf = (category: StatusCategory): number => RANKS[category];
