import type { JiraApi } from './jira-api.ts';
import { JiraRefusal } from './refusal.ts';
import type { WireChange } from './wire.ts';

/** The oldest changes come first, and with them the first visits: what comes after so many is of no interest to these. */
const MAX_PAGES = 20;

/**
 * Ids of the statuses that an issue was in, by their first visits. Empty for an issue that never changed its status, and
 * for one whose history may not be seen.
 */
export async function readStatusHistory(api: JiraApi, key: string): Promise<readonly string[]> {
  const { changes } = (await readChanges(api, key)) ?? { changes: [] };
  return [...new Set(changes.flatMap(visitsOf))];
}

/** The id of the last change of the status; '' without one, undefined when the history may not be seen or is too long. */
export async function readVisit(api: JiraApi, key: string): Promise<string | undefined> {
  const history = await readChanges(api, key);
  if (!history?.isWhole) return undefined;
  const last = history.changes.findLast(({ items }) => items?.some(isOfStatus));
  return last === undefined ? '' : (last.id ?? last.created ?? undefined);
}

interface History {
  /** By time. */
  readonly changes: readonly WireChange[];
  readonly isWhole: boolean;
}

async function readChanges(api: JiraApi, key: string): Promise<History | undefined> {
  const changes: WireChange[] = [];
  let page: string | undefined;
  try {
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const { items, next } = await api.listChanges(key, page);
      changes.push(...items);
      page = next;
      if (next === undefined) break;
    }
  } catch (error) {
    if (error instanceof JiraRefusal && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
  return { changes: changes.sort(byTime), isWhole: page === undefined };
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
