import { SlipwayError } from '../../errors.ts';
import type { Page } from './jira-api.ts';

const MAX_PAGES = 200;

/** All items of a list. Throws JIRA_TOO_MANY_PAGES when it does not come to an end. */
export async function allPages<Item>(
  what: string,
  read: (page: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let page: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { items: more, next } = await read(page);
    items.push(...more);
    if (next === undefined || next === page) return items;
    page = next;
  }
  throw new SlipwayError(`Jira does not come to an end of the ${what}: ${MAX_PAGES} pages were read.`, {
    kind: 'remote',
    code: 'JIRA_TOO_MANY_PAGES',
    hint: 'Run it again. If it stays, report it.',
  });
}
