import { mapConcurrently } from '../../src/concurrency.ts';
import type { HubHost } from '../host/hub-host.ts';
import { asProblem, type HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { listRepositories, type Repository } from './ledger.ts';

const AT_ONCE = 6;
/** Ids of repositories that are remembered; a project where more have something is looked through each time. */
const MOST_KNOWN = 200;

export interface HubReader {
  readonly rest: Rest;
  readonly host: Pick<HubHost, 'project' | 'preferences'>;
}

export interface Looking {
  /** Also where there was nothing the last time. */
  readonly everywhere: boolean;
  readonly signal?: AbortSignal;
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

/**
 * Looks through the repositories of a project: those that had something on the last visit alone when they still have, unless
 * `everywhere`, for a project may have hundreds. Remembers where it found something. Throws HubProblem when the repositories
 * cannot be listed.
 */
export async function lookThrough<Found>(
  { rest, host }: HubReader,
  { everywhere, signal }: Looking,
  { name, what, look }: Sought<Found>,
): Promise<FoundInRepositories<Found>> {
  const key = `${name}-${host.project.id}`;
  const [all, known] = await Promise.all([
    listRepositories(rest, host.project.name, signal),
    everywhere ? new Set<string>() : readKnown(host.preferences.read(key)),
  ]);
  const sorted = all.toSorted((one, other) => one.name.localeCompare(other.name));
  const problems: HubProblem[] = [];
  const near = await lookAt(sorted.filter(({ id }) => known.has(id)));
  const isEnough = near.some(({ value }) => value !== undefined);
  const far = isEnough ? [] : await lookAt(sorted.filter(({ id }) => !known.has(id)));
  const having = [...near, ...far].filter(hasValue);
  const ids = having.map(({ id }) => id);
  const isNew = ids.some((id) => !known.has(id));
  // Nobody waits for it, and it never fails.
  if (isNew && ids.length <= MOST_KNOWN) void host.preferences.write(key, JSON.stringify(ids));
  return {
    found: having.map(({ value }) => value),
    problems,
    others: isEnough ? all.length - near.length : 0,
  };

  async function lookAt(repositories: readonly Repository[]) {
    return mapConcurrently(repositories, AT_ONCE, async (repository) => {
      try {
        return { id: repository.id, value: await look(repository) };
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(asProblem(error, what(repository)));
        return { id: repository.id, value: undefined };
      }
    });
  }
}

const hasValue = <Value>(one: {
  readonly id: string;
  readonly value: Value | undefined;
}): one is { readonly id: string; readonly value: Value } => one.value !== undefined;

async function readKnown(reading: Promise<string | undefined>): Promise<ReadonlySet<string>> {
  try {
    const value: unknown = JSON.parse((await reading) ?? '[]');
    return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}
