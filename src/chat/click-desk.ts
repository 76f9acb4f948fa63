import { createClickQueue } from './click-queue.ts';
import type { ClickServices } from './click-services.ts';
import { handleClick, tell } from './handle-click.ts';
import type { Click, ClickSource } from './ports.ts';
import { rememberLedger, rememberLedgers } from './remember-ledger.ts';
import { rememberUsers } from './remember-users.ts';

/** Whatever comes beyond it is told to come again. */
const LIMITS = { atOnce: 8, waiting: 500 };
const LONGEST_FINISH_MS = 5_000;

export interface ClickDesk {
  /** Why this job hears no clicks; undefined while it does. */
  readonly refused: string | undefined;
  /** Hangs up, and lets clicks that have come end; `now` does not wait for them. */
  close(how: 'finish' | 'now'): Promise<void>;
}

/** Listens and executes every click that comes, whichever run's it is. `onDone` is told of each that did something. */
export async function openDesk(services: ClickServices, source: ClickSource, onDone: () => void): Promise<ClickDesk> {
  const remembering = {
    ...services,
    users: rememberUsers(services.users, services.now),
    ledger: rememberLedger(services.ledger),
    openLedger: rememberLedgers(services.openLedger),
  };
  const queue = createClickQueue<Click>(async (click) => {
    try {
      const { kind } = await handleClick(remembering, click);
      if (kind === 'decided' || kind === 'told') onDone();
    } catch (error) {
      if (services.isCancelled()) return;
      services.log.warn(`A click could not be answered: ${error instanceof Error ? error.message : String(error)}`);
    }
  }, LIMITS);
  const listening = await source.listen(async (click) => {
    if (await queue.add(click)) return;
    await tell(services, click, 'Nothing was done: too many clicks came at once. Click again in a moment.');
  });
  if (listening.kind === 'refused') {
    services.log.info(
      `This job hears no clicks itself (${listening.reason}): another job of the same app executes them, and their outcome is looked for.`,
    );
    return { refused: listening.reason, close: () => Promise.resolve() };
  }
  let closed: Promise<void> | undefined;
  return {
    refused: undefined,
    async close(how) {
      closed ??= listening.close();
      await closed;
      if (how === 'finish') await Promise.race([queue.drained(), services.pause(LONGEST_FINISH_MS)]);
    },
  };
}
