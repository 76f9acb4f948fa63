import type { ReleasesView } from '../../../sandbox/page/page-data.ts';
import type { LedgerChange, ReleaseDocument, StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';

const at = '2026-03-10T09:30:00.000Z';
const commit = 'c'.repeat(40);

export const hostile = '<script>alert(1)</script><b>"\'&\u202e';

export const ticketOf = (over: Partial<LedgerChange['tickets'][number]> = {}): LedgerChange['tickets'][number] => ({
  key: 'SHOP-7',
  title: 'Search the shop',
  type: 'Story',
  url: 'https://jira.example.com/browse/SHOP-7',
  status: 'In Progress',
  statusAt: at,
  ...over,
});

export const changeOf = (over: Partial<LedgerChange> = {}): LedgerChange => ({
  commit,
  pullRequest: 7,
  title: 'Search the shop',
  author: 'Mara Lindqvist',
  mergedAt: at,
  tickets: [ticketOf()],
  bump: 'minor',
  because: 'minor: SHOP-7 is a Story',
  ...over,
});

const common = {
  schema: 1,
  component: 'shop',
  previousVersion: '1.4.0',
  startedAt: at,
  updatedAt: at,
  commit,
  changes: [changeOf()],
} as const;

export const stagingOf = (over: Partial<StagingDocument> = {}): StagingDocument => ({
  ...{ ...common, version: '1.5.0', state: 'staging', ready: true, notReady: [] },
  ...over,
});

export const releaseOf = (over: Partial<ReleaseDocument> = {}): ReleaseDocument => ({
  ...{ ...common, version: '1.4.0', previousVersion: '1.3.0', state: 'released', sourceCommit: commit },
  ...{ tag: 'v1.4.0', releasedAt: at, run: 3, notes: '- Search the shop' },
  deployments: [{ environment: 'Production', run: 3, at, result: 'succeeded' }],
  ...over,
});

export const releasesViewOf = (over: Partial<ReleasesView> = {}): ReleasesView => ({
  address: { organization: 'contoso', project: 'Parcel Tracker', repository: 'shop' },
  components: [
    {
      component: 'shop',
      staging: { version: '1.5.0', state: 'staging' },
      releases: [{ version: '1.4.0', tag: 'v1.4.0', releasedAt: at, state: 'released', tickets: 1, run: 3 }],
    },
  ],
  staging: [stagingOf()],
  releases: [releaseOf()],
  unreadable: [],
  steps: [{ commit, message: 'Release shop 1.4.0 [skip ci]', author: 'Build Service', at: new Date(at) }],
  tags: [{ name: 'v1.4.0', commit, annotation: { message: 'Release 1.4.0', at: new Date(at) } }],
  runs: [
    {
      ...{ id: 3, number: '20260310.1', pipeline: 'shop', state: 'succeeded', branch: 'main', commit },
      ...{ at: new Date(at), parameters: { version: '1.4.0' } },
    },
  ],
  ...over,
});
