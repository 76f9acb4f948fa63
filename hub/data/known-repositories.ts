import { mapConcurrently } from '../../src/concurrency.ts';
import type { HubHost } from '../host/hub-host.ts';
import { asProblem, type HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { listRepositories, type Repository } from './ledger.ts';

const AT_ONCE = 6;
/** Ids of repositories that are remembered; a project where more have something is looked through each time. */
const MOST_KNOWN = 200;
/** More than so many where nothing was found are not looked at again with every look, */
const FEW = 20;
/** but only after this. */
const AGAIN_MS = 10 * 60_000;

export interface HubReader {
  readonly rest: Rest;
  readonly host: Pick<HubHost, 'project' | 'preferences'>;
}

export interface Looking {
  /** Also where there was nothing the last time. */
  readonly everywhere: boolean;
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/** What a repository is looked through for. */
interface Sought<Found> {
  /** What is remembered under, such as `ledgers`. */
  readonly name: string;
  /** For people: what is read of a repository. */
  readonly what: (repository: Repository) => string;
  /** Undefined where there is nothing. */
  readonly look: (repository: Repository) => Promise<Found | undefined>;
}

export interface FoundInRepositories<Found> {
  /** By the names of the repositories. */
  readonly found: readonly Found[];
  /** What could not be read; the others are there. */
  readonly problems: readonly HubProblem[];
  /** Repositories that were not looked at, because those of the last visit are all that was looked for. */
  readonly others: number;
}

/** What is known while the page is open; the host may keep nothing. */
interface Memory {
  readonly ids: ReadonlySet<string>;
  /** When all were looked at, in milliseconds since 1970. */
  readonly allAt: number;
}
const MEMORIES = new WeakMap<HubReader['host']['preferences'], Map<string, Memory>>();

/**
 * Looks through the repositories of a project: those that had something on the last visit alone when they still have, unless
 * `everywhere`, for a project may have hundreds. Remembers where it found something, and where it could not look. Throws
 * HubProblem when the repositories cannot be listed.
 */
export async function lookThrough<Found>(
  { rest, host }: HubReader,
  { everywhere, signal, now = Date.now() }: Looking,
  { name, what, look }: Sought<Found>,
): Promise<FoundInRepositories<Found>> {
  const key = `${name}-${host.project.id}`;
  const memories = memoriesOf(host.preferences);
  const { ids: remembered, allAt = Number.NEGATIVE_INFINITY } = memories.get(key) ?? {};
  const [all, known] = await Promise.all([
    listRepositories(rest, host.project.name, signal),
    remembered ?? readKnown(host.preferences.read(key)),
  ]);
  const sorted = all.toSorted((one, other) => one.name.localeCompare(other.name));
  const problems: HubProblem[] = [];
  const near = await lookAt(sorted.filter(({ id }) => known.has(id)));
  const others = sorted.filter(({ id }) => !known.has(id));
  const isAll = everywhere || (!near.some(hasValue) && isDue(others.length, now - allAt));
  const far = isAll ? await lookAt(others) : [];
  const looked = [...near, ...far];
  const ids = looked.filter(mayHave).map(({ id }) => id);
  memories.set(key, { ids: new Set(ids), allAt: isAll ? now : allAt });
  const isNew = ids.some((id) => !known.has(id));
  // Nobody waits for it, and it never fails.
  if (isNew && ids.length <= MOST_KNOWN) void host.preferences.write(key, JSON.stringify(ids));
  return {
    found: looked.filter(hasValue).map(({ value }) => value),
    problems,
    others: isAll ? 0 : others.length,
  };

  async function lookAt(repositories: readonly Repository[]): Promise<readonly Looked<Found>[]> {
    return mapConcurrently(repositories, AT_ONCE, async (repository) => {
      try {
        return { id: repository.id, value: await look(repository), isUnread: false };
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(asProblem(error, what(repository)));
        return { id: repository.id, value: undefined, isUnread: true };
      }
    });
  }
}

function memoriesOf(preferences: HubReader['host']['preferences']): Map<string, Memory> {
  const memories = MEMORIES.get(preferences) ?? new Map<string, Memory>();
  MEMORIES.set(preferences, memories);
  return memories;
}

/** Whether those where nothing was are looked at because nothing is known to be anywhere; `agoMs` they were the last time. */
const isDue = (others: number, agoMs: number): boolean => others <= FEW || agoMs >= AGAIN_MS;

interface Looked<Value> {
  readonly id: string;
  readonly value: Value | undefined;
  /** Whether it may have something: it could not be read. */
  readonly isUnread: boolean;
}

const mayHave = ({ value, isUnread }: Looked<unknown>): boolean => isUnread || value !== undefined;

const hasValue = <Value>(one: Looked<Value>): one is Looked<Value> & { readonly value: Value } =>
  one.value !== undefined;

async function readKnown(reading: Promise<string | undefined>): Promise<ReadonlySet<string>> {
  try {
    const value: unknown = JSON.parse((await reading) ?? '[]');
    return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}
