import type { LedgerChange, StagingDocument } from '../ledger/ledger-documents.ts';
import { LEDGER_SCHEMA } from '../ledger/ledger-documents.ts';
import type { VersionPlan } from '../versions/plan-version.ts';
import { nextPatch } from '../versions/plan-version.ts';

export interface Staged {
  readonly component: string;
  readonly previousVersion: string | null;
  readonly changes: readonly LedgerChange[];
  /** Of the source branch. */
  readonly commit: string | null;
  readonly plan: VersionPlan;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/**
 * A staging release that collects. Without a change that calls for a version it stands under the next patch, which is the
 * least that the next release will be, and is not ready.
 */
export function planStaging(before: StagingDocument | undefined, staged: Staged): StagingDocument {
  const { component, previousVersion, changes, commit, plan, at } = staged;
  const notReady =
    changes.length === 0 ? ['Nothing is staged yet.'] : plan.kind === 'nothing' ? [sentence(plan.because)] : [];
  return {
    schema: LEDGER_SCHEMA,
    component,
    version: plan.kind === 'version' ? plan.version : nextPatch(previousVersion),
    previousVersion,
    state: 'staging',
    startedAt: before?.startedAt ?? at,
    updatedAt: at,
    commit,
    changes,
    ready: notReady.length === 0,
    notReady,
  };
}

const sentence = (because: string): string => `No staged change calls for a release (${because}).`;

/** True when the documents differ in more than who wrote them and when. */
export function differs(a: StagingDocument | undefined, b: StagingDocument): boolean {
  if (a === undefined) return true;
  const told = (document: StagingDocument) => JSON.stringify(sorted({ ...document, updatedAt: '', run: 0 }));
  return told(a) !== told(b);
}

const sorted = (document: StagingDocument): unknown =>
  Object.entries(document).toSorted(([a], [b]) => (a < b ? -1 : 1));
