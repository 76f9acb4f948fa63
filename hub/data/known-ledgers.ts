import { mapConcurrently } from '../../src/concurrency.ts';
import { IndexDocument } from '../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH } from '../../src/release/ledger/ledger-paths.ts';
import type { HubHost } from '../host/hub-host.ts';
import { asProblem, type HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { findDocument, type Ledger, listRepositories } from './ledger.ts';

const AT_ONCE = 6;
/** Ids of repositories that are remembered; a project with more ledgers is looked through each time. */
const MOST_KNOWN = 200;

export interface FoundLedgers {
  /** By the names of their repositories. */
  readonly ledgers: readonly Ledger[];
  /** What could not be read; the others are there. */
  readonly problems: readonly HubProblem[];
  /** Repositories that were not looked at, because the ledgers of the last visit are all that was looked for. */
  readonly others: number;
}

/**
 * The ledgers of a project. Those of the last visit alone when there were any, unless `everywhere`: a project may have
 * hundreds of repositories. Remembers what it found. Throws HubProblem when the repositories cannot be listed.
 */
export async function readLedgers(
  { rest, host }: { readonly rest: Rest; readonly host: Pick<HubHost, 'project' | 'preferences'> },
  { everywhere, signal }: { readonly everywhere: boolean; readonly signal?: AbortSignal },
): Promise<FoundLedgers> {
  const project = host.project.name;
  const key = `ledgers-${host.project.id}`;
  const [all, known] = await Promise.all([
    listRepositories(rest, project, signal),
    everywhere ? new Set<string>() : readKnown(host.preferences.read(key)),
  ]);
  const wanted = all.filter(({ id }) => known.has(id));
  const near = await look(wanted);
  const isEnough = near.ledgers.length > 0;
  const far = isEnough ? { ledgers: [], problems: [] } : await look(all.filter(({ id }) => !known.has(id)));
  const found = [...near.ledgers, ...far.ledgers];
  const ids = found.map(({ repository }) => repository.id);
  const isNew = ids.some((id) => !known.has(id));
  // Nobody waits for it, and it never fails.
  if (isNew && ids.length <= MOST_KNOWN) void host.preferences.write(key, JSON.stringify(ids));
  return {
    ledgers: found.toSorted((one, other) => one.repository.name.localeCompare(other.repository.name)),
    problems: [...near.problems, ...far.problems],
    others: isEnough ? all.length - wanted.length : 0,
  };

  async function look(repositories: typeof all): Promise<Pick<FoundLedgers, 'ledgers' | 'problems'>> {
    const ledgers: Ledger[] = [];
    const problems: HubProblem[] = [];
    await mapConcurrently(repositories, AT_ONCE, async (repository) => {
      try {
        const index = await findDocument(rest, { project, repository, path: INDEX_PATH, signal }, IndexDocument);
        if (index) ledgers.push({ repository, index });
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(asProblem(error, `the ledger of ${repository.name}`));
      }
    });
    return { ledgers, problems };
  }
}

async function readKnown(reading: Promise<string | undefined>): Promise<ReadonlySet<string>> {
  try {
    const value: unknown = JSON.parse((await reading) ?? '[]');
    return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}
