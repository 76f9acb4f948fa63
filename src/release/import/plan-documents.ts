import { LEDGER_SCHEMA, type LedgerChange, ReleaseDocument, StagingDocument } from '../ledger/ledger-documents.ts';
import { renderNotes } from '../notes/render-notes.ts';
import { compareVersions, isPrerelease } from '../versions/semantic-version.ts';
import { formatTag } from '../versions/tag-format.ts';
import type { OldRelease, OldTicket } from './old-release.ts';

/** What a clone knows of a tag. */
export interface KnownTag {
  readonly commit: string;
  /** True when the history of the source branch has it. */
  readonly isInSource: boolean;
}

export interface PlanContext {
  readonly tagFormat: string;
  /** Tags of the component by name; empty without a clone. */
  readonly tags: ReadonlyMap<string, KnownTag>;
  /** All versions that are released, of the files and of the ledger. */
  readonly released: readonly string[];
}

export type OldStaging = Extract<OldRelease, { readonly kind: 'staging' }>;
export type OldReleased = Extract<OldRelease, { readonly kind: 'released' }>;

/** What the ledger will hold of an archived release. Throws RELEASE_TAG_FORMAT_INVALID. */
export function planRelease(old: OldReleased, { tagFormat, tags, released }: PlanContext): ReleaseDocument {
  const { component, version, startedAt, releasedAt, tickets } = old;
  const tag = formatTag(tagFormat, version, component);
  const known = tags.get(tag);
  const previousVersion = findPrevious(version, released);
  const changes = tickets.map((ticket) => changeOf(ticket, releasedAt, releasedAt));
  const date = releasedAt.slice(0, 10);
  return ReleaseDocument.parse({
    schema: LEDGER_SCHEMA,
    component,
    version,
    previousVersion,
    startedAt,
    updatedAt: releasedAt,
    changes,
    state: 'released',
    commit: known?.commit ?? null,
    // A tag beside the source branch says nothing about what of that branch is released: null lets `stage` look.
    sourceCommit: known?.isInSource === true ? known.commit : null,
    tag,
    releasedAt,
    run: null,
    notes: renderNotes({ component, version, previousVersion, date, changes }, 'markdown'),
    deployments: [],
  } satisfies ReleaseDocument);
}

/** What the ledger will hold of a staging release: it collects, and is ready when it holds something. */
export function planStagingDocument(old: OldStaging, { released }: PlanContext): StagingDocument {
  const { component, version, startedAt, updatedAt, tickets } = old;
  return StagingDocument.parse({
    schema: LEDGER_SCHEMA,
    component,
    version,
    previousVersion: findPrevious(version, released),
    startedAt,
    updatedAt,
    changes: tickets.map((ticket) => changeOf(ticket, startedAt, updatedAt)),
    state: 'staging',
    commit: null,
    ready: tickets.length > 0,
    notReady: tickets.length > 0 ? [] : ['Nothing is staged yet.'],
  } satisfies StagingDocument);
}

/** The first system kept tickets, not commits: each stands for one change. */
function changeOf(ticket: OldTicket, mergedAt: string, readAt: string): LedgerChange {
  const { key, title, type, url, status } = ticket;
  return {
    commit: null,
    pullRequest: null,
    title: title ?? key,
    author: '',
    mergedAt,
    tickets: [{ key, title, type, url, status, statusAt: status === null ? null : readAt }],
    bump: 'patch',
    because: 'imported',
  };
}

/** The highest release for everybody below a version; null when there is none. */
const findPrevious = (version: string, released: readonly string[]): string | null =>
  released
    .filter((other) => !isPrerelease(other) && compareVersions(other, version) < 0)
    .toSorted(compareVersions)
    .at(-1) ?? null;
