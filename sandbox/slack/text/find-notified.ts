import { isObject } from '../blocks/shape.ts';
import { readPieces } from './entities.ts';

/** Names that Slack makes mentions of when a text is parsed: `@here` as a word. */
const BARE = /(?<![\w@.])@(here|channel|everyone)\b/g;

interface Options {
  /** Whether bare names are parsed too. */
  readonly parsesNames: boolean;
}

/** Whom a text notifies: `@here`, `@channel`, `@everyone`, ids of users and of groups. */
function findInText(text: string, { parsesNames }: Options): readonly string[] {
  return readPieces(text).flatMap((piece) => {
    if (piece.kind === 'text') return parsesNames ? (piece.text.match(BARE) ?? []) : [];
    const { entity } = piece;
    if (entity.kind === 'broadcast') return [`@${entity.range}`];
    return entity.kind === 'user' || entity.kind === 'group' ? [entity.id] : [];
  });
}

/** The same of blocks: mrkdwn (bare names too, unless verbatim), Markdown and rich text. */
function findInBlocks(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(findInBlocks);
  if (!isObject(value)) return [];
  const { type, text, verbatim, range, user_id: user, usergroup_id: group } = value;
  if ((type === 'mrkdwn' || type === 'markdown') && typeof text === 'string')
    return findInText(text, { parsesNames: verbatim !== true });
  if (type === 'broadcast') return [`@${String(range)}`];
  if (type === 'user') return [String(user)];
  if (type === 'usergroup') return [String(group)];
  return Object.values(value).flatMap(findInBlocks);
}

interface Content {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments: readonly unknown[];
  /** `parse=full` or `link_names`. */
  readonly parsesNames: boolean;
}

/** Everybody whom a message notifies, once each. What text only shows (`&lt;!here&gt;`) notifies nobody. */
export function findNotified({ text, blocks, attachments, parsesNames }: Content): readonly string[] {
  const inAttachments = attachments.filter(isObject).flatMap((attachment) => [
    ...['text', 'pretext', 'title', 'fallback'].flatMap((name) => {
      const words = attachment[name];
      return typeof words === 'string' ? findInText(words, { parsesNames }) : [];
    }),
    ...findInBlocks(attachment['blocks']),
  ]);
  return [...new Set([...findInText(text, { parsesNames }), ...findInBlocks(blocks), ...inAttachments])];
}
