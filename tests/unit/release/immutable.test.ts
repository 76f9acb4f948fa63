import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import type { ReleaseDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { checkImmutable } from '../../../src/release/ledger/ledger-transition.ts';

const at = '2026-01-01T00:00:00.000Z';
const release: ReleaseDocument = {
  schema: 1,
  component: 'shop',
  version: '1.0.0',
  previousVersion: null,
  startedAt: at,
  updatedAt: at,
  changes: [],
  state: 'released',
  commit: null,
  sourceCommit: null,
  tag: 'v1.0.0',
  releasedAt: at,
  run: 7,
  notes: 'As told.',
  deployments: [{ environment: 'Test', run: 7, at, result: 'succeeded' }],
};

describe('An archived release', () => {
  const refused = (after: ReleaseDocument) =>
    assert.throws(
      () => checkImmutable(release, after),
      (error) => error instanceof SlipwayError && error.code === 'LEDGER_RELEASE_IMMUTABLE',
    );

  it('gets more deployments and another state', () => {
    const more = { environment: 'Production', run: 8, at, result: 'succeeded' };
    checkImmutable(release, { ...release, state: 'rolledBack', deployments: [...release.deployments, more] });
    checkImmutable(undefined, release);
  });

  it('is changed in nothing else', () => {
    refused({ ...release, notes: 'Told anew.' });
    refused({ ...release, tag: 'v1.0.1' });
    refused({ ...release, updatedAt: '2026-01-02T00:00:00.000Z' });
  });

  it('loses no deployment, and none is rewritten', () => {
    refused({ ...release, deployments: [] });
    refused({ ...release, deployments: release.deployments.map((one) => ({ ...one, result: 'failed' })) });
  });
});
