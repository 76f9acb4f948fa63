import { mapConcurrently } from '../../concurrency.ts';
import type { ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { type Decision, type Snapshot, transact } from '../ledger/ledger.ts';
import type { LedgerServices } from '../ledger/write-ledger.ts';
import { count } from '../notes/release-facts.ts';
import { compareVersions } from '../versions/semantic-version.ts';
import { findReleaseDifferences, findStagingDifferences } from './compare-documents.ts';
import type { OldRelease } from './old-release.ts';
import {
  type OldReleased,
  type OldStaging,
  type PlanContext,
  planRelease,
  planStagingDocument,
} from './plan-documents.ts';

/** The ledger is one request per document. */
const CONCURRENCY = 8;

/** What becomes of one release. */
export type ImportFate =
  | { readonly kind: 'imported' }
  | { readonly kind: 'there' }
  /** The ledger has another document in its place, which stays. */
  | { readonly kind: 'conflict'; readonly fields: readonly string[] };

export interface ImportedRelease {
  readonly old: OldRelease;
  readonly fate: ImportFate;
}

export interface ComponentImport extends Pick<PlanContext, 'tagFormat' | 'tags'> {
  readonly component: string;
  readonly releases: readonly OldRelease[];
  readonly dryRun: boolean;
}

/**
 * Brings one component into the ledger, as one commit. What the ledger has is never overwritten; when it has everything,
 * nothing is written. Gives the releases, the highest version first, with what becomes of them; in a dry run what would.
 */
export function importComponent(
  services: LedgerServices,
  request: ComponentImport,
): Promise<readonly ImportedRelease[]> {
  return transact(services, request, (snapshot) => decideImport(snapshot, request));
}

interface Planned<Document> {
  readonly old: OldRelease;
  readonly document: Document;
  readonly fate: ImportFate;
}

async function decideImport(
  snapshot: Snapshot,
  { component, releases, tagFormat, tags }: ComponentImport,
): Promise<Decision<readonly ImportedRelease[]>> {
  const archived = releases.filter((one): one is OldReleased => one.kind === 'released');
  const inLedger = snapshot.entry.releases.map(({ version }) => version);
  const context = { tagFormat, tags, released: [...inLedger, ...archived.map(({ version }) => version)] };
  const plannedReleases = await mapConcurrently(archived, CONCURRENCY, (old) => planOne(snapshot, old, context));
  const plannedStaging = releases
    .filter((one): one is OldStaging => one.kind === 'staging')
    .map((old) => planStaging(snapshot, old, context));
  const planned = [...plannedReleases, ...plannedStaging];
  const value = planned
    .map(({ old, fate }) => ({ old, fate }))
    .toSorted((a, b) => compareVersions(b.old.version, a.old.version));
  const fresh = plannedReleases.filter(isFresh).map(({ document }) => document);
  const staging = plannedStaging.find(isFresh)?.document;
  if (fresh.length === 0 && staging === undefined) return { kind: 'keep', value };
  const message = messageOf(component, fresh.length, staging);
  return { kind: 'write', transition: { component, message, staging, releases: fresh }, value };
}

const isFresh = ({ fate }: Planned<unknown>): boolean => fate.kind === 'imported';

async function planOne(
  { entry, readRelease }: Snapshot,
  old: OldReleased,
  context: PlanContext,
): Promise<Planned<ReleaseDocument>> {
  const document = planRelease(old, context);
  if (!entry.releases.some(({ version }) => version === old.version))
    return { old, document, fate: { kind: 'imported' } };
  const fields = findReleaseDifferences(await readRelease(old.version), document);
  return { old, document, fate: fateOf(fields) };
}

/** What has been released since the files were written is staged no more. */
function planStaging({ staging, entry }: Snapshot, old: OldStaging, context: PlanContext): Planned<StagingDocument> {
  const document = planStagingDocument(old, context);
  if (entry.releases.some(({ version }) => version === old.version)) return { old, document, fate: { kind: 'there' } };
  if (staging === undefined) return { old, document, fate: { kind: 'imported' } };
  return { old, document, fate: fateOf(findStagingDifferences(staging, document)) };
}

const fateOf = (fields: readonly string[]): ImportFate =>
  fields.length === 0 ? { kind: 'there' } : { kind: 'conflict', fields };

/** The first line of the ledger's commit. */
function messageOf(component: string, releases: number, staging: StagingDocument | undefined): string {
  const parts = [
    ...(releases === 0 ? [] : [count(releases, 'release')]),
    ...(staging === undefined ? [] : ['1 staging']),
  ];
  return `Import ${component}: ${parts.join(', ')}`;
}
