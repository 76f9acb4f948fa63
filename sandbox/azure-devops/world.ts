import type { Clock } from '../core/clock.ts';
import type { ExecutorSettings } from '../pipelines/run/executor-settings.ts';
import type { RunFiles } from '../pipelines/run/run-files.ts';
import type { ChangeTracking } from './change-tracking.ts';
import type { Identity, Project, PullRequestDocument, Repository } from './documents.ts';
import type { Later } from './later.ts';
import type { Locks } from './locks.ts';
import type { BuildDocument, PipelineDocument } from './pipelines/documents.ts';
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
  readonly executor: RunEngine;
  readonly triggers: RunStarter;
  /** http://127.0.0.1:PORT, known once the service listens. */
  baseUrl: string;
}

interface PipelineOfRuns {
  readonly world: World;
  readonly organisation: Organisation;
  readonly project: Project;
  readonly pipeline: PipelineDocument;
}

/** Runs pipelines of YAML: what the service asks of it. */
export interface RunEngine {
  readonly settings: ExecutorSettings;
  readonly files: RunFiles;
  add(place: PipelineOfRuns, build: BuildDocument): void;
  resume(world: World): void;
  cancel(place: PipelineOfRuns, build: BuildDocument): void;
  cancelStage(place: PipelineOfRuns, build: BuildDocument, stage: string): void;
  retry(
    place: PipelineOfRuns,
    build: BuildDocument,
    wanted: { readonly stage: string; readonly allJobs: boolean },
  ): void;
  settled(build: BuildDocument, options?: { readonly except?: readonly string[] }): Promise<void>;
  close(): Promise<void>;
}

/** Starts runs for what happens in repositories. */
export interface RunStarter {
  remember(world: World, place: RepositoryPlace): Promise<void>;
  branchesMoved(world: World, place: RepositoryPlace, pusher: Identity | undefined): Promise<void>;
  pullRequestChanged(world: World, place: RepositoryPlace, pullRequest: PullRequestDocument, by?: Identity): void;
  runChanged(world: World, organisation: Organisation, build: BuildDocument): void;
  resume(world: World, place: RepositoryPlace): void;
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
