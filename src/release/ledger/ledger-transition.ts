import { SlipwayError } from '../../errors.ts';
import { deployedAfter, indexRelease, indexStaging } from './index-entries.ts';
import type { IndexDocument, IndexedComponent, ReleaseDocument, StagingDocument } from './ledger-documents.ts';
import { LEDGER_SCHEMA } from './ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from './ledger-paths.ts';
import { renderDocument } from './parse-ledger.ts';
import { renderIndex } from './render-index.ts';

/** One step of a component, written as one commit. */
export interface Transition {
  readonly component: string;
  /** The commit's message, for people. */
  readonly message: string;
  /** What stands there afterwards; undefined: as before. */
  readonly staging: StagingDocument | undefined;
  /** New releases, and released ones whose state or deployments change. */
  readonly releases: readonly ReleaseDocument[];
}

/** The files of a transition: its documents and the index that lists them. */
export function filesOf(
  transition: Transition,
  index: IndexDocument,
): readonly { readonly path: string; readonly content: string }[] {
  const { component, staging, releases } = transition;
  const documents = [
    ...(staging === undefined ? [] : [{ path: stagingPath(component), content: staging }]),
    ...releases.map((release) => ({ path: releasePath(component, release.version), content: release })),
  ];
  return [
    ...documents.map(({ path, content }) => ({ path, content: renderDocument(content) })),
    { path: INDEX_PATH, content: renderIndex(indexAfter(transition, index)) },
  ];
}

/** The index when the transition has happened. */
export function indexAfter({ component, staging, releases }: Transition, index: IndexDocument): IndexDocument {
  const before = index.components.find((one) => one.component === component);
  const changed = new Set(releases.map(({ version }) => version));
  const deployed = deployedAfter(before?.deployed ?? [], releases);
  const entry: IndexedComponent = {
    component,
    ...(staging === undefined ? before?.staging && { staging: before.staging } : { staging: indexStaging(staging) }),
    ...(deployed.length > 0 && { deployed }),
    releases: [
      ...releases.map(indexRelease),
      ...(before?.releases ?? []).filter(({ version }) => !changed.has(version)),
    ].toSorted((a, b) => compare(b.releasedAt, a.releasedAt)),
  };
  const others = index.components.filter((one) => one.component !== component);
  const components = [...others, entry].toSorted((a, b) => compare(a.component, b.component));
  return { schema: LEDGER_SCHEMA, components };
}

/** By code units: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Refuses to change what was released: only state and deployments may, and deployments only grow. */
export function checkImmutable(before: ReleaseDocument | undefined, after: ReleaseDocument): void {
  if (before === undefined) return;
  const fixed = (document: ReleaseDocument) => JSON.stringify({ ...document, state: 'released', deployments: [] });
  const kept = before.deployments.every(
    (deployment, at) => JSON.stringify(after.deployments[at]) === JSON.stringify(deployment),
  );
  if (kept && fixed(before) === fixed(after)) return;
  throw new SlipwayError(`Release ${after.version} of ${after.component} is archived and cannot be changed.`, {
    kind: 'conflict',
    code: 'LEDGER_RELEASE_IMMUTABLE',
    hint: 'Release the change under a version of its own.',
  });
}
