import type * as z from 'zod';
import { SlipwayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { IndexDocument, IndexedComponent } from './ledger-documents.ts';
import { IndexDocument as IndexShape, LEDGER_SCHEMA, ReleaseDocument, StagingDocument } from './ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from './ledger-paths.ts';
import { checkImmutable, filesOf, type Transition } from './ledger-transition.ts';
import { parseDocument } from './parse-ledger.ts';
import type { LedgerBranch } from '../ports.ts';

/** One component as of one commit of the ledger. */
export interface Snapshot {
  readonly component: string;
  readonly staging: StagingDocument | undefined;
  readonly index: IndexDocument;
  /** Its entry in the index; without releases when it has none. */
  readonly entry: IndexedComponent;
  /** Throws LEDGER_UNREADABLE for one that the index lists and the ledger lacks. */
  readonly readRelease: (version: string) => Promise<ReleaseDocument>;
}

/** What a use case makes of a snapshot: a step to write and what then holds, or nothing to write. */
export type Decision<Value> =
  | { readonly kind: 'write'; readonly transition: Transition; readonly value: Value }
  | { readonly kind: 'keep'; readonly value: Value };

export interface LedgerServices {
  readonly ledger: LedgerBranch;
  readonly log: Log;
  /** Waits so many milliseconds, or rejects when the run is cancelled. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Somebody else wrote between reading and writing: so often it is read and decided anew. */
const MAX_ATTEMPTS = 30;
const LONGEST_PAUSE_MS = 1_500;

/**
 * Reads the ledger, lets `decide` decide, and writes its step if the branch still stands where it was read; else reads and
 * decides again. `dryRun` stops before writing.
 */
export async function transact<Value>(
  services: LedgerServices,
  { component, dryRun }: { readonly component: string; readonly dryRun: boolean },
  decide: (snapshot: Snapshot) => Promise<Decision<Value>>,
): Promise<Value> {
  const { ledger, log, pause, random } = services;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const head = await ledger.readHead();
    const snapshot = await readSnapshot(ledger, head, component);
    const decision = await decide(snapshot);
    if (decision.kind === 'keep') return decision.value;
    const { transition, value } = decision;
    await checkReleases(ledger, head, transition);
    if (dryRun) {
      log.info(`Dry run: the ledger would get "${transition.message}".`);
      return value;
    }
    const files = filesOf(transition, snapshot.index);
    const { kind } = await ledger.push({ head, message: transition.message, files });
    if (kind === 'pushed') {
      log.info(`Ledger: ${transition.message}`);
      return value;
    }
    log.debug(`The ledger moved while this step was decided (attempt ${attempt}): it is read again.`);
    await pause(Math.round(random() * Math.min(LONGEST_PAUSE_MS, 50 * 2 ** attempt)));
  }
  throw new SlipwayError(`The ledger was written by others ${MAX_ATTEMPTS} times while a step was decided.`, {
    kind: 'conflict',
    code: 'LEDGER_BUSY',
    hint: 'Run it again; if it stays, look for pipelines that stage in a loop.',
  });
}

/** The component as it stands now. */
export async function readComponent(ledger: LedgerBranch, component: string): Promise<Snapshot> {
  return readSnapshot(ledger, await ledger.readHead(), component);
}

async function readSnapshot(ledger: LedgerBranch, head: string | undefined, component: string): Promise<Snapshot> {
  const [index, staging] = await Promise.all([
    readDocument(ledger, head, INDEX_PATH, IndexShape),
    readDocument(ledger, head, stagingPath(component), StagingDocument),
  ]);
  const known = index ?? { schema: LEDGER_SCHEMA, components: [] };
  return {
    component,
    staging,
    index: known,
    entry: known.components.find((one) => one.component === component) ?? { component, releases: [] },
    readRelease: async (version) => {
      const path = releasePath(component, version);
      const release = await readDocument(ledger, head, path, ReleaseDocument);
      if (release) return release;
      throw new SlipwayError(`${path} of the ledger is missing, although its index lists it.`, {
        kind: 'conflict',
        code: 'LEDGER_UNREADABLE',
        hint: 'Somebody changed it by hand: restore the file from the history of the ledger branch.',
      });
    },
  };
}

async function readDocument<Value>(
  ledger: LedgerBranch,
  head: string | undefined,
  path: string,
  shape: z.ZodType<Value>,
): Promise<Value | undefined> {
  const text = head === undefined ? undefined : await ledger.readFile(head, path);
  return text === undefined ? undefined : parseDocument(text, shape, path);
}

async function checkReleases(
  ledger: LedgerBranch,
  head: string | undefined,
  { component, releases }: Transition,
): Promise<void> {
  for (const release of releases) {
    checkImmutable(await readDocument(ledger, head, releasePath(component, release.version), ReleaseDocument), release);
  }
}
