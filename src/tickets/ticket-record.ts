import * as z from 'zod';
import type { Thread } from '../pull-request.ts';
import { isIssueKey } from './find-keys.ts';

/** On the pull request: the ticket that was created for it. On a thread: which run claims to create it. */
export const TICKET_PROPERTY = 'slipway.ticket';

const Record = z.object({ schema: z.literal(1), key: z.string().refine(isIssueKey) });

/** The key that an earlier run remembered; undefined when there is none, or what is there was not written by us. */
export function parseRecord(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : Record.safeParse(JSON.parse(text)).data?.key;
  } catch {
    return undefined;
  }
}

export const writeRecord = (key: string): string => JSON.stringify({ schema: 1, key });

/** Which run, which attempt of it, which of its jobs. */
export interface RunIdentity {
  readonly buildId: number;
  readonly attempt: number;
  readonly job: string;
}

export const claimOf = ({ buildId, attempt, job }: RunIdentity): string => `${buildId}/${attempt}/${job}`;

export function parseClaim(text: string): RunIdentity | undefined {
  const [, buildId, attempt, job = ''] = /^(\d{1,12})\/(\d{1,6})\/([\w.-]{1,100})$/.exec(text) ?? [];
  return buildId === undefined ? undefined : { buildId: Number(buildId), attempt: Number(attempt), job };
}

export const CLAIM_TEXT = 'Creating a ticket for this change…';

export const createdText = (key: string, url: string): string => `Ticket [${key}](${url}) was created for this change.`;

/** A thread by which a run claims to create the ticket, or tells that it did. */
export interface Claim {
  readonly threadId: number;
  readonly commentId: number;
  readonly text: string;
  /** Undefined: of no run that we know how to ask for. */
  readonly run: RunIdentity | undefined;
}

/** The claims of our identity, the oldest first: a property alone can be written by anybody. */
export const findClaims = (threads: readonly Thread[]): readonly Claim[] =>
  threads
    .filter(({ isOwn, isDeleted, properties }) => isOwn && !isDeleted && Object.hasOwn(properties, TICKET_PROPERTY))
    .flatMap(({ id, comments, properties }): readonly Claim[] => {
      const comment = comments.find(({ isDeleted }) => !isDeleted);
      if (comment === undefined) return [];
      const run = parseClaim(properties[TICKET_PROPERTY] ?? '');
      return [{ threadId: id, commentId: comment.id, text: comment.content, run }];
    })
    .sort((one, other) => one.threadId - other.threadId);

/** True while no ticket is told. */
export const isOpen = ({ text }: Claim): boolean => text.trim() === CLAIM_TEXT;
