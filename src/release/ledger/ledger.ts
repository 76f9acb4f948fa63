import { SlipwayError } from '../../errors.ts';
import type { IndexDocument, IndexedComponent } from './ledger-documents.ts';
import { IndexDocument as IndexShape, LEDGER_SCHEMA, ReleaseDocument, StagingDocument } from './ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from './ledger-paths.ts';
import { checkImmutable, filesOf, type Transition } from './ledger-transition.ts';
import { readDocument } from './read-document.ts';
import { type LedgerServices, writeLedger } from './write-ledger.ts';
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

/**
 * Reads the ledger, lets `decide` decide, and writes its step if the branch still stands where it was read; else reads and
 * decides again. `dryRun` stops before writing.
 */
export async function transact<Value>(
  services: LedgerServices,
  { component, dryRun }: { readonly component: string; readonly dryRun: boolean },
  decide: (snapshot: Snapshot) => Promise<Decision<Value>>,
): Promise<Value> {
  const { ledger, log } = services;
  const step = await writeLedger(services, async (head) => {
    const snapshot = await readSnapshot(ledger, head, component);
    const decision = await decide(snapshot);
    if (decision.kind === 'keep') return decision;
    const { transition, value } = decision;
    await checkReleases(ledger, head, transition);
    if (dryRun) {
      log.info(`Dry run: the ledger would get "${transition.message}".`);
      return { kind: 'keep', value };
    }
    const files = filesOf(ofRun(transition, services.run), snapshot.index);
    return { kind: 'write', message: transition.message, files, value };
  });
  if (step.kind === 'write') log.info(`Ledger: ${step.message}`);
  return step.value;
}

/** Releases name the run that published them already. */
function ofRun(transition: Transition, run: LedgerServices['run']): Transition {
  const { staging } = transition;
  if (staging === undefined || run === undefined) return transition;
  return { ...transition, staging: { ...staging, run: run.id } };
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

async function checkReleases(
  ledger: LedgerBranch,
  head: string | undefined,
  { component, releases }: Transition,
): Promise<void> {
  for (const release of releases) {
    checkImmutable(await readDocument(ledger, head, releasePath(component, release.version), ReleaseDocument), release);
  }
}
