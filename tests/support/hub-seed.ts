import type { MessageRecord } from '../../src/chat/message-record.ts';
import { runSubject } from '../../src/chat/subject.ts';
import {
  IndexDocument,
  type LedgerChange,
  ReleaseDocument,
  StagingDocument,
} from '../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH, releasePath, stagingPath } from '../../src/release/ledger/ledger-paths.ts';
import { indexAfter } from '../../src/release/ledger/ledger-transition.ts';
import { renderDocument } from '../../src/release/ledger/parse-ledger.ts';
import { renderIndex } from '../../src/release/ledger/render-index.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-05T09:00:00Z');
/** Of longer histories only these have documents of their own, beside their line in the index; and a release is larger. */
const MOST_DOCUMENTS = 50;
const CHANGES_OF_LONG = 4;
const HOUR_MS = 3_600_000;

/** 10 kB of what anyone may write: markup, script, an override of the direction, control characters, no space to break at. */
export const HOSTILE = `<img src=x onerror=alert(1)><script>alert(2)</script>\u0007\u001b[31m \u202egnp.exe ${'long'.repeat(2_500)}`;

export interface SeededComponent {
  readonly component: string;
  /** How many releases: 1.0.0, 1.1.0 and so on. */
  readonly releases: number;
  /** Run that published the newest of them. */
  readonly run?: number;
  /** Where that run brought it; Production when left out. */
  readonly environments?: readonly string[];
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
  because: 'minor: feat: a new function',
  ...over,
});

function releaseOf(
  { component, releases, run, environments = ['Production'] }: SeededComponent,
  number: number,
): ReleaseDocument {
  const version = versionOf(number);
  const at = moment(number);
  const count = releases > MOST_DOCUMENTS ? CHANGES_OF_LONG : 1;
  const changes = Array.from({ length: count }, (_, index) =>
    changeOf(number + 1 + index, { mergedAt: new Date(Date.parse(at) - (index + 3) * HOUR_MS).toISOString() }),
  );
  return ReleaseDocument.parse({
    ...{ schema: 1, component, version, previousVersion: number === 0 ? null : versionOf(number - 1) },
    ...{ startedAt: at, updatedAt: at, releasedAt: at, state: 'released', changes },
    ...{ commit: commitOf(number), sourceCommit: commitOf(number), tag: `${component}-v${version}` },
    run: number === releases - 1 ? (run ?? null) : null,
    notes: `## ${version}\n\n- Change number ${number + 1}\n`,
    deployments:
      run === undefined || number < releases - 1
        ? []
        : environments.map((environment) => ({ environment, run, at: moment(number), result: 'succeeded' as const })),
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
  let index: IndexDocument = { schema: 1, components: [] };
  const files = components.flatMap((one) => {
    const { component } = one;
    const numbers = Array.from({ length: one.releases }, (_, number) => one.releases - 1 - number);
    const releases = numbers.map((number) => releaseOf(one, number));
    const staging = one.staged && stagingOf(one);
    index = indexAfter({ component, message: '', staging, releases }, index);
    const message = one.run === undefined ? undefined : messageOf(one.run);
    return [
      ...releases
        .slice(0, MOST_DOCUMENTS)
        .map((release) => [releasePath(component, release.version), release] as const),
      ...(staging ? [[stagingPath(component), staging] as const] : []),
      ...(message ? [[`messages/${message.subject}.json`, message] as const] : []),
    ];
  });
  return [
    [INDEX_PATH, renderIndex(IndexDocument.parse(index))],
    ...files.map(([name, document]) => [name, renderDocument(document)] as const),
  ];
}
