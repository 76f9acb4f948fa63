import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { LedgerBranch, LedgerFile } from '../ports.ts';

export interface LedgerServices {
  readonly ledger: LedgerBranch;
  readonly log: Log;
  /** Waits so many milliseconds, or rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The run that writes; an import has none. */
  readonly run?: { readonly id: number };
}

/** What is made of one head of the ledger: a commit on top of it, or nothing to write. */
export type LedgerStep<Value> =
  | {
      readonly kind: 'write';
      /** The commit's message, for people. */
      readonly message: string;
      readonly files: readonly LedgerFile[];
      readonly value: Value;
    }
  | { readonly kind: 'keep'; readonly value: Value };

/** Somebody else wrote between reading and writing: so often it is read and decided anew. */
const MAX_ATTEMPTS = 30;
const LONGEST_PAUSE_MS = 1_500;

/**
 * Lets `decide` read and decide at the ledger's head, and writes its step if the branch still stands there; else it is
 * asked again at the new head. Throws LEDGER_BUSY when others were always faster.
 */
export async function writeLedger<Value>(
  { ledger, log, pause, random }: LedgerServices,
  decide: (head: string | undefined) => Promise<LedgerStep<Value>>,
): Promise<LedgerStep<Value>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const head = await ledger.readHead();
    const step = await decide(head);
    if (step.kind === 'keep') return step;
    const { kind } = await ledger.push({ head, message: step.message, files: step.files });
    if (kind === 'pushed') return step;
    log.debug(`The ledger moved while this step was decided (attempt ${attempt}): it is read again.`);
    await pause(Math.round(random() * Math.min(LONGEST_PAUSE_MS, 50 * 2 ** attempt)));
  }
  throw new SlipwayError(`The ledger was written by others ${MAX_ATTEMPTS} times while a step was decided.`, {
    kind: 'conflict',
    code: 'LEDGER_BUSY',
    hint: 'Run it again; if it stays, look for pipelines that stage in a loop.',
  });
}
