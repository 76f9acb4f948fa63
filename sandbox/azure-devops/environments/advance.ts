import type { ProjectPlace } from '../pipelines/place.ts';
import type { CheckpointDocument, CheckpointState } from './documents.ts';

/** What the checks of a run need of whoever executes it. */
export interface CheckServices {
  /** The token that `$(system.AccessToken)` stands for: the run's own. Asked for only when a request needs it. */
  accessToken(): string;
}

/**
 * Looks at a checkpoint again: takes over decisions, evaluates what is due, takes locks. To be called every now and then
 * while it gives `waiting`; it holds up to 20 s while a REST check is asked. Calls for one checkpoint follow each other.
 */
export type Advance = (
  place: ProjectPlace,
  checkpoint: CheckpointDocument,
  services: CheckServices,
) => Promise<CheckpointState>;
