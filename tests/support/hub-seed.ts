import type { MessageRecord } from '../../src/chat/message-record.ts';
import { runSubject } from '../../src/chat/subject.ts';
import {
  IndexDocument,
  type LedgerChange,
  ReleaseDocument,
  StagingDocument,
} from '../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from '../../src/release/ledger/ledger-paths.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-05T09:00:00Z');
/** Of longer histories only these have documents of their own, beside their line in the index. */
const MOST_DOCUMENTS = 50;

export interface SeededComponent {
  readonly component: string;
  /** How many releases: 1.0.0, 1.1.0 and so on. */
  readonly releases: number;
  /** Run that published the newest of them. */
  readonly run?: number;
  /** Changes of the one that collects now, which is the next version; none is staged when left out. */
  readonly staged?: readonly Partial<LedgerChange>[];
}

const commitOf = (number: number): string => number.toString(16).padStart(40, 'c');
const moment = (number: number): string => new Date(FIRST + number * DAY_MS).toISOString();
const versionOf = (number: number): string => `1.${number}.0`;

/** A change of a component, with one ticket. */
export const changeOf = (number: number, over: Partial<LedgerChange> = {}): LedgerChange => ({
  commit: commitOf(number),
  pullRequest: number,
  title: `Change number ${number}`,
  author: 'Jonas Weber',
  mergedAt: moment(number),
  tickets: [
    {
      key: `PARCEL-${number}`,
      title: `Ticket number ${number}`,
      type: 'Story',
      url: `https://example.atlassian.net/browse/PARCEL-${number}`,
      status: 'In Review',
      statusAt: moment(number),
    },
  ],
  bump: 'minor',
  because: 'feat: a new function',
  ...over,
});

function releaseOf({ component, releases, run }: SeededComponent, number: number): ReleaseDocument {
  const version = versionOf(number);
  const at = moment(number);
  return ReleaseDocument.parse({
    ...{ schema: 1, component, version, previousVersion: number === 0 ? null : versionOf(number - 1) },
    ...{ startedAt: at, updatedAt: at, releasedAt: at, state: 'released', changes: [changeOf(number + 1)] },
    ...{ commit: commitOf(number), sourceCommit: commitOf(number), tag: `${component}-v${version}` },
    run: number === releases - 1 ? (run ?? null) : null,
    notes: `## ${version}\n\n- Change number ${number + 1}\n`,
    deployments:
      run === undefined || number < releases - 1
        ? []
        : [{ environment: 'Production', run, at: moment(number), result: 'succeeded' }],
  });
}

function stagingOf({ component, releases, staged = [] }: SeededComponent): StagingDocument {
  const at = moment(releases);
  return StagingDocument.parse({
    ...{ schema: 1, component, version: versionOf(releases), state: 'staging', commit: commitOf(releases) },
    previousVersion: releases === 0 ? null : versionOf(releases - 1),
    ...{ startedAt: at, updatedAt: at, ready: false, notReady: ['PARCEL-1 is In Review, not Done.'] },
    changes: staged.map((change, index) => changeOf(releases + index + 1, change)),
  });
}

/** The Slack message of a run. */
const messageOf = (run: number): MessageRecord => ({
  ...{ schema: 1, subject: runSubject(run), channel: '#releases', nonce: 'n', claimedAt: moment(0), run, job: 'j' },
  place: { channel: 'C0123456789', ts: '1767603600.000100' },
});

/** The files of a ledger with these components, by path. */
export function ledgerFiles(
  components: readonly SeededComponent[],
): readonly (readonly [path: string, text: string])[] {
  const render = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;
  const files = components.flatMap((one) => {
    const numbers = Array.from({ length: one.releases }, (_, number) => one.releases - 1 - number);
    const releases = numbers.map((number) => releaseOf(one, number));
    const kept = releases
      .slice(0, MOST_DOCUMENTS)
      .map((release) => [releasePath(one.component, release.version), render(release)] as const);
    const indexed = releases.map(({ version, tag, releasedAt, state, run }) => {
      return { version, tag, releasedAt, state, tickets: 1, run };
    });
    const said = one.run === undefined ? [] : [messageOf(one.run)];
    const staging = one.staged && stagingOf(one);
    const entry = {
      component: one.component,
      ...(staging && { staging: { version: staging.version, state: staging.state } }),
      releases: indexed,
    };
    const staged = staging ? [[stagingPath(one.component), render(staging)] as const] : [];
    const own = [
      ...kept,
      ...staged,
      ...said.map((message) => [`messages/${message.subject}.json`, render(message)] as const),
    ];
    return [{ entry, own }];
  });
  const sorted = files.map(({ entry }) => entry).toSorted((a, b) => (a.component < b.component ? -1 : 1));
  const index = IndexDocument.parse({ schema: 1, components: sorted });
  return [[INDEX_PATH, render(index)], ...files.flatMap(({ own }) => own)];
}
