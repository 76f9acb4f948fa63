import type { JiraApi } from './jira-api.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireChange } from './wire.ts';

/** The oldest changes come first, and with them the first visits: what comes after so many is of no interest. */
const MAX_PAGES = 20;

/**
 * Ids of the statuses that an issue was in, by their first visits. Empty for an issue that never changed its status, and
 * for one whose history may not be seen.
 */
export async function readStatusHistory(api: JiraApi, key: string): Promise<readonly string[]> {
  const changes: WireChange[] = [];
  let page: string | undefined;
  try {
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const { items, next } = await api.listChanges(key, page);
      changes.push(...items);
      if (next === undefined) break;
      page = next;
    }
  } catch (error) {
    if (error instanceof JiraRefusal && [403, 404].includes(error.status)) return [];
    throw error;
  }
  return [...new Set(changes.sort(byTime).flatMap(visitsOf))];
}

/** Ids grow with time, but not in an issue that was imported. */
const byTime = (one: WireChange, other: WireChange): number =>
  momentOf(one) - momentOf(other) || Number(one.id) - Number(other.id);

const momentOf = ({ created }: WireChange): number => Date.parse(created ?? '');

/** Where a change of the status came from, and where it led. */
const visitsOf = ({ items }: WireChange): readonly string[] =>
  (items ?? []).filter(isOfStatus).flatMap(({ from, to }) => [from, to].filter((id) => typeof id === 'string'));

type Item = NonNullable<WireChange['items']>[number];

/** A custom field may be called "status", too. Data Center does not tell ids of fields. */
const isOfStatus = ({ field, fieldId, fieldtype }: Item): boolean =>
  fieldId === undefined || fieldId === null ? field === 'status' && fieldtype !== 'custom' : fieldId === 'status';
