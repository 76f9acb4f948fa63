import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { NewRun, RunHost } from './ports.ts';

/** The run that this task queues, as far as it is known. */
export interface Child {
  /** Undefined until the service has told it. */
  id: number | undefined;
  /** False for a run that others queued: it is not ours to cancel. */
  isOurs: boolean;
  readonly newRun: NewRun;
  /** The highest id of a run of the pipeline before ours. */
  readonly newestKnown: number;
}

/** What still works for some seconds after the run was cancelled. */
export interface Rescue {
  readonly host: Pick<RunHost, 'findQueued' | 'cancel'>;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Within these the service has queued what was on its way, or never will. */
const LOOKS = 3;
const PAUSE_MS = 600;

/** Best effort: the task is being ended, and that is what it reports. A request on its way may have queued a run. */
export async function cancelChild(
  { openRescue, log }: { readonly openRescue: () => Rescue; readonly log: Log },
  child: Child,
): Promise<void> {
  try {
    const rescue = openRescue();
    const id = child.id ?? (await findQueued(rescue, child));
    if (id === undefined) return;
    await rescue.host.cancel(id);
    log.info(`Run ${id} is cancelled as well.`);
  } catch (error) {
    const which = child.id === undefined ? 'The run that may have been queued' : `Run ${child.id}`;
    const why = error instanceof SlipwayError ? error.message : 'Azure DevOps did not answer in time.';
    log.warn(`${which} could not be cancelled and goes on: ${why}`);
  }
}

async function findQueued({ host, pause }: Rescue, { newRun, newestKnown }: Child): Promise<number | undefined> {
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    const id = await host.findQueued(newRun, newestKnown);
    if (id !== undefined) return id;
    if (looks < LOOKS) await pause(PAUSE_MS);
  }
  return undefined;
}
