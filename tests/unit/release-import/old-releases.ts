import type { OldTicket } from '../../../src/release/import/old-release.ts';
import type { OldReleased, OldStaging } from '../../../src/release/import/plan-documents.ts';

export const oldTicket = (key: string, over: Partial<OldTicket> = {}): OldTicket => ({
  key,
  title: null,
  type: null,
  url: null,
  status: null,
  ...over,
});

export const oldReleased = (version: string, over: Partial<OldReleased> = {}): OldReleased => ({
  kind: 'released',
  component: 'shop',
  version,
  startedAt: '2025-03-01T00:00:00.000Z',
  releasedAt: '2025-03-14T00:00:00.000Z',
  tickets: [oldTicket('SHOP-1', { title: 'Pay', status: 'Done' })],
  origin: `${version}.json`,
  ...over,
});

export const oldStaging = (version: string, over: Partial<OldStaging> = {}): OldStaging => ({
  kind: 'staging',
  component: 'shop',
  version,
  startedAt: '2025-03-20T00:00:00.000Z',
  updatedAt: '2025-03-21T00:00:00.000Z',
  tickets: [oldTicket('SHOP-9')],
  origin: `${version}.json`,
  ...over,
});
