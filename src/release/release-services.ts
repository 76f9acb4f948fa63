import type { LedgerServices } from './ledger/write-ledger.ts';
import type { History, Now, ReleaseBranchWriter, ReleaseHost, ReleaseTickets } from './ports.ts';
import type { Strategy } from './versions/decide-bumps.ts';

/** Everything that the actions of StageRelease work with. */
export interface ReleaseServices extends LedgerServices {
  readonly host: ReleaseHost;
  readonly history: History;
  readonly writer: ReleaseBranchWriter;
  readonly tickets: ReleaseTickets;
  readonly now: Now;
  readonly run: ReleaseRun;
  readonly links: ReleaseLinks;
}

/** Addresses for people. */
export interface ReleaseLinks {
  pullRequest(id: number): string;
  /** What changed between two tags. */
  compare(from: string, to: string): string;
}

/** The run that acts. */
export interface ReleaseRun {
  readonly id: number;
  /** Where a person finds it. */
  readonly url: string;
  /** What it was started for, on the source branch. */
  readonly commit: string;
}

export interface ReleaseSettings {
  readonly component: string;
  readonly versioning: Strategy;
  /** An exact version. */
  readonly releaseAs: string | undefined;
  /** A channel: `beta` makes 1.4.0-beta.1. */
  readonly prerelease: string | undefined;
  /** Short names of branches. */
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Only changes below these count; empty: all. */
  readonly paths: readonly string[];
  readonly tagFormat: string;
  /** Undefined: none is kept. */
  readonly notesFile: string | undefined;
  readonly dryRun: boolean;
}
