import type { Ledger } from '../../../hub/data/ledger.ts';
import type { Run } from '../../../hub/data/runs.ts';
import { type ListedComponent, listComponents } from '../../../hub/pages/releases/component-key.ts';
import {
  type IndexedComponent,
  type IndexedRelease,
  LEDGER_SCHEMA,
  type LedgerChange,
  type ReleaseDocument,
  type StagingDocument,
} from '../../../src/release/ledger/ledger-documents.ts';

export const AT = '2026-11-02T08:00:00.000Z';
export const COMMIT = 'c'.repeat(40);

export const indexed = (version: string, over: Partial<IndexedRelease> = {}): IndexedRelease => ({
  version,
  tag: `v${version}`,
  releasedAt: AT,
  state: 'released',
  tickets: 1,
  run: null,
  ...over,
});

export const entry = (component: string, over: Partial<IndexedComponent> = {}): IndexedComponent => ({
  component,
  releases: [],
  ...over,
});

export const ledger = (id: string, components: readonly IndexedComponent[]): Ledger => ({
  repository: { id, name: id, webUrl: `https://dev.azure.com/fabrikam/Shop/_git/${id}` },
  index: { schema: LEDGER_SCHEMA, components },
});

export const components = (...ledgers: readonly Ledger[]): readonly ListedComponent[] => listComponents(ledgers);

export const change = (over: Partial<LedgerChange> = {}): LedgerChange => ({
  commit: COMMIT,
  pullRequest: 7,
  title: 'Add a basket',
  author: 'Ada',
  mergedAt: AT,
  tickets: [],
  bump: 'minor',
  because: 'feat adds a feature',
  ...over,
});

export const ticket = (key: string, over: Partial<LedgerChange['tickets'][number]> = {}) => ({
  key,
  title: 'A basket',
  type: 'Story',
  url: `https://fabrikam.atlassian.net/browse/${key}`,
  status: 'Done',
  statusAt: AT,
  ...over,
});

const common = {
  schema: LEDGER_SCHEMA,
  component: 'shop',
  previousVersion: '1.1.0',
  startedAt: AT,
  updatedAt: AT,
  changes: [change()],
  commit: COMMIT,
} as const;

export const staging = (over: Partial<StagingDocument> = {}): StagingDocument => ({
  ...common,
  version: '1.2.0',
  state: 'staging',
  ready: true,
  notReady: [],
  ...over,
});

export const release = (over: Partial<ReleaseDocument> = {}): ReleaseDocument => ({
  ...common,
  version: '1.1.0',
  previousVersion: '1.0.0',
  state: 'released',
  sourceCommit: COMMIT,
  tag: 'v1.1.0',
  releasedAt: AT,
  run: 11,
  notes: '',
  deployments: [],
  ...over,
});

export const run = (id: number, over: Partial<Run> = {}): Run => ({
  id,
  number: `2026.${id}`,
  pipeline: { id: 3, name: 'release' },
  repositoryId: 'shop',
  tags: [],
  status: 'completed',
  result: 'succeeded',
  requestedFor: 'Ada',
  queuedAt: AT,
  finishedAt: AT,
  parameters: {},
  ...over,
});
