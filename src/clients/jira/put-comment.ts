import { reconciled } from '../http/reconciled.ts';
import type { TicketComment } from '../../tickets/ports.ts';
import type { JiraApi } from './jira-api.ts';
import type { WireComment } from './wire.ts';

/** The property of a comment by which a later run knows it; renaming it orphans what is there. */
const MARK = 'slipway.comment';
/** Pages of comments looked through, the newest first. */
const MAX_PAGES = 10;

/** Writes the comment, or edits the one that carries an id of it and says something else. True when it wrote. */
export async function putComment(
  api: JiraApi,
  pause: (ms: number) => Promise<void>,
  { key, id, otherIds = [], markdown }: TicketComment & { readonly key: string },
): Promise<boolean> {
  const body = api.richText.write(markdown);
  const ids = new Set<unknown>([id, ...otherIds]);
  const find = () => findComment(api, key, ids);
  const present = await find();
  if (present && api.richText.isSame(present.body, body)) return false;
  if (present) {
    await api.editComment(key, present.id, body);
    return true;
  }
  await reconciled<unknown>({
    write: () => api.addComment(key, body, [{ key: MARK, value: { id, otherIds } }]).then(() => true),
    find,
    pause,
  });
  return true;
}

async function findComment(api: JiraApi, key: string, ids: ReadonlySet<unknown>): Promise<WireComment | undefined> {
  let page: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { items, next } = await api.listComments(key, page);
    const found = items.find((comment) => idsOf(comment).some((id) => ids.has(id)));
    if (found || next === undefined) return found;
    page = next;
  }
  return undefined;
}

function idsOf({ properties }: WireComment): readonly unknown[] {
  const value = properties?.find(({ key }) => key === MARK)?.value;
  if (typeof value !== 'object' || value === null) return [];
  return [...('id' in value ? [value.id] : []), ...('otherIds' in value ? [value.otherIds].flat() : [])];
}
