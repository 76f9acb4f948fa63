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

/** Best effort: the task is being ended, and that is what it reports. A request on its way may have queued a run. */
export async function cancelChild(
  { openRescue, log }: { readonly openRescue: () => RunHost; readonly log: Log },
  child: Child,
): Promise<void> {
  try {
    const rescue = openRescue();
    const id = child.id ?? (await rescue.findQueued(child.newRun, child.newestKnown));
    if (id === undefined) return;
    await rescue.cancel(id);
    log.info(`Run ${id} is cancelled as well.`);
  } catch (error) {
    const which = child.id === undefined ? 'The run that may have been queued' : `Run ${child.id}`;
    const why = error instanceof SlipwayError ? error.message : 'Azure DevOps did not answer in time.';
    log.warn(`${which} could not be cancelled and goes on: ${why}`);
  }
}
