import type { Clock } from '../core/clock.ts';
import type { Executor } from '../pipelines/run/executor.ts';
import type { Triggers } from '../pipelines/run/triggers/triggers.ts';
import type { ChangeTracking } from './change-tracking.ts';
import type { Identity, Repository } from './documents.ts';
import type { Later } from './later.ts';
import type { Locks } from './locks.ts';
import type { Organisation, Store } from './store.ts';

/** What every part of the service works with. */
export interface World {
  readonly clock: Clock;
  readonly store: Store;
  readonly changes: ChangeTracking;
  /** One writer at a time per repository. */
  readonly locks: Locks;
  readonly later: Later;
  readonly completing: CompletionSettings;
  /** Runs pipelines of YAML, and starts them. */
  readonly executor: Executor;
  readonly triggers: Triggers;
  /** http://127.0.0.1:PORT, known once the service listens. */
  baseUrl: string;
}

/** How pull requests complete; tests make it slow, or a failure. */
export interface CompletionSettings {
  /** Sandbox milliseconds from the answer to the merge. */
  delayMs: number;
  /** What every completion fails with. */
  failure: string | undefined;
}

export interface RepositoryPlace {
  readonly organisation: Organisation;
  readonly repository: Repository;
  readonly gitDir: string;
}

export const placeOf = (world: World, organisation: Organisation, repository: Repository): RepositoryPlace => ({
  organisation,
  repository,
  gitDir: world.store.gitDir(organisation, repository),
});

/** The identity of an id that the organisation once gave out. */
export function identityOf(organisation: Organisation, id: string): Identity {
  return (
    organisation.document.identities.find((identity) => identity.id === id) ?? {
      id,
      displayName: 'Unknown',
      uniqueName: id,
    }
  );
}
