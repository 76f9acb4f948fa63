import assert from 'node:assert/strict';
import { deployedAfter, indexRelease, indexStaging } from '../../../src/release/ledger/index-entries.ts';
import { IndexDocument } from '../../../src/release/ledger/ledger-documents.ts';
import type { FakeRelease } from '../../support/fake-release.ts';

/** The index says of its only component what the documents say, whatever steps have led there. */
export function assertIndexed(world: FakeRelease): void {
  const text = world.file('index.json');
  if (text === undefined) return;
  const [entry, ...others] = IndexDocument.parse(JSON.parse(text)).components;
  const byVersion = <Row extends { readonly version: string }>(rows: readonly Row[]) =>
    rows.toSorted((one, other) => (one.version < other.version ? -1 : 1));
  const staging = world.staging();
  assert.deepEqual(others, []);
  assert.deepEqual(entry?.staging, staging && indexStaging(staging), 'what is staged');
  assert.deepEqual(byVersion(entry?.releases ?? []), byVersion(world.releases().map(indexRelease)), 'releases');
  assert.deepEqual(entry?.deployed ?? [], deployedAfter([], world.releases()), 'what is deployed');
}
