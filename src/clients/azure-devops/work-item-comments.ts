import * as z from 'zod';
import { stripInvisible } from '../../neutralise.ts';
import type { TicketComment } from '../../tickets/ports.ts';
import { reconciled } from '../http/reconciled.ts';
import { EDITED_AT, type Board } from './work-items.ts';

/** Comments were never released: every version of them is a preview. */
const VERSION = '7.1-preview.4';
/** Begins the line with the ids. */
const NAME = 'slipway';
const PAGE = 200;
const MAX_PAGES = 10;

const WireComments = z.object({
  comments: z.array(z.object({ id: z.number(), text: z.string().nullish() })),
  continuationToken: z.string().nullish(),
});

interface Present {
  readonly id: number;
  readonly text: string;
}

/**
 * Writes the comment, or edits the one that carries an id of it and says something else; true when it wrote. Comments are
 * HTML and have no properties: the text is shown as it is written, and its last line names the ids.
 */
export async function putItemComment(board: Board, item: number, comment: TicketComment): Promise<boolean> {
  const { id, otherIds = [], markdown } = comment;
  const ids = [id, ...otherIds].map((one) => one.replace(/\s+/g, '-'));
  const mark = [NAME, ...ids].join(' ');
  const text = `${htmlOf(markdown)}<br><br><small>${htmlOf(mark)}</small>`;
  const present = await find(board, item, ids);
  if (present && wordsOf(present.text) === wordsOf(text)) return false;
  if (present) {
    await send(board, { item, comment: present.id, text });
    return true;
  }
  await reconciled<unknown>({
    write: async () => {
      await send(board, { item, text });
      return true;
    },
    find: () => find(board, item, ids),
    pause: (ms) => board.client.pause(ms),
  });
  return true;
}

async function find({ client }: Board, item: number, ids: readonly string[]): Promise<Present | undefined> {
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { comments, continuationToken } = await client.call(
      {
        operation: `list the comments of work item ${item}`,
        path: ['wit', 'workItems', item, 'comments'],
        query: { order: 'desc', $top: PAGE, continuationToken: token },
        apiVersion: VERSION,
        permission: 'View work items in this node',
        grantedAt: EDITED_AT,
      },
      WireComments,
    );
    const found = comments.find(({ text }) => isMarked(text ?? '', ids));
    if (found) return { id: found.id, text: found.text ?? '' };
    if (!continuationToken) return undefined;
    token = continuationToken;
  }
  return undefined;
}

/** Without the line of the ids. */
const wordsOf = (html: string): string => linesOf(html).slice(0, -1).join('\n');

function isMarked(html: string, ids: readonly string[]): boolean {
  const [name, ...marks] = linesOf(html).at(-1)?.split(' ') ?? [];
  return name === NAME && marks.some((one) => ids.includes(one));
}

async function send(
  { client }: Board,
  { item, comment, text }: { readonly item: number; readonly comment?: number; readonly text: string },
): Promise<void> {
  await client.call(
    {
      operation: `comment on work item ${item}`,
      method: comment === undefined ? 'POST' : 'PATCH',
      path: ['wit', 'workItems', item, 'comments', ...(comment === undefined ? [] : [comment])],
      body: { text },
      idempotent: comment !== undefined,
      apiVersion: VERSION,
      permission: 'Edit work items in this node',
      grantedAt: EDITED_AT,
    },
    z.object({}),
  );
}

const htmlOf = (text: string): string =>
  stripInvisible(text)
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/@/g, '&#64;')
    .replace(/\n/g, '<br>');

/** What a reader sees: the service stores HTML in a form of its own. */
const linesOf = (html: string): readonly string[] =>
  html
    .replace(/<br\s{0,9}\/?>|<\/(?:div|p)>/gi, '\n')
    .replace(/<[^>]{0,2000}>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(?:64|x40);/gi, '@')
    .replace(/&amp;/g, '&')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
