import { reconciled } from '../http/reconciled.ts';
import type { JiraApi } from './jira-api.ts';
import type { WireComment } from './wire.ts';

/** The property of a comment by which a later run knows it; renaming it orphans what is there. */
const MARK = 'slipway.comment';
/** Pages of comments looked through, the newest first. */
const MAX_PAGES = 10;

/** Writes the comment that carries `id`, or edits it when it says something else. True when it wrote. */
export async function putComment(
  api: JiraApi,
  pause: (ms: number) => Promise<void>,
  { key, id, markdown }: { readonly key: string; readonly id: string; readonly markdown: string },
): Promise<boolean> {
  const body = api.richText.write(markdown);
  const present = await findComment(api, key, id);
  if (present && api.richText.isSame(present.body, body)) return false;
  if (present) {
    await api.editComment(key, present.id, body);
    return true;
  }
  await reconciled<unknown>({
    write: () => api.addComment(key, body, [{ key: MARK, value: { id } }]).then(() => true),
    find: () => findComment(api, key, id),
    pause,
  });
  return true;
}

async function findComment(api: JiraApi, key: string, id: string): Promise<WireComment | undefined> {
  let page: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { items, next } = await api.listComments(key, page);
    const found = items.find((comment) => idOf(comment) === id);
    if (found || next === undefined) return found;
    page = next;
  }
  return undefined;
}

function idOf({ properties }: WireComment): unknown {
  const value = properties?.find(({ key }) => key === MARK)?.value;
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
}
