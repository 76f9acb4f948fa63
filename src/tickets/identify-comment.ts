import { stripInvisible } from '../neutralise.ts';
import { maskSecretsIn } from '../review/mask-secrets.ts';
import type { TicketComment } from './ports.ts';

/** Renaming it orphans the comments that are there. */
const MARK = 'transition-';

interface Occasion {
  /** Markdown, as it was given. */
  readonly text: string;
  /** Of the task: a status or a category. */
  readonly to: string;
  /** The ticket's stay where it stands now, as its tracker tells it. */
  readonly visit: string | undefined;
  readonly runUrl: string;
}

/**
 * The comment with what it is known by: one for each time that a ticket gets there, whichever run finds that it is missing,
 * and one for each run at most. Where no visits are told, it is one for each target and text.
 */
export function identifyComment({ text, to, visit, runUrl }: Occasion, hash: (text: string) => string): TicketComment {
  const markdown = maskSecretsIn(stripInvisible(text));
  const mark = (...parts: readonly string[]) => `${MARK}${hash(JSON.stringify(parts)).slice(0, 16)}`;
  return visit === undefined
    ? { id: mark(to, markdown), markdown }
    : { id: mark('visit', markdown, visit), otherIds: [mark('run', to, markdown, runUrl)], markdown };
}
