import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findHubPage, hubPathOf, runTabPathOf } from '../../../sandbox/hub/addresses.ts';

const find = (path: string) => findHubPage(new URL(path, 'http://127.0.0.1'));
const project = { organization: 'contoso', project: 'Parcels & Co' };

describe('the addresses of the hub', () => {
  it('are those of Azure DevOps, and are found again', () => {
    assert.equal(
      hubPathOf(project, '/approvals'),
      '/contoso/Parcels%20%26%20Co/_apps/hub/slipway.slipway.slipway-hub#/approvals',
    );
    assert.deepEqual(find(hubPathOf(project)), { kind: 'hub', contribution: 'slipway.slipway.slipway-hub', project });
  });

  it('are those of a run with the view of the tab', () => {
    const path = runTabPathOf({ ...project, id: 12 });
    assert.match(path, /_build\/results\?buildId=12&view=slipway\.slipway\.slipway-run-tab$/);
    const contribution = 'slipway.slipway.slipway-run-tab';
    assert.deepEqual(find(path), { kind: 'runTab', contribution, project, run: 12 });
  });

  for (const path of [
    '/',
    '/contoso/Parcels/_apps/hub/other.extension.hub',
    '/contoso/Parcels/_build/results?buildId=12',
    '/contoso/Parcels/_build/results?buildId=12&view=logs',
    '/contoso/Parcels/_build/results?buildId=x&view=slipway.slipway.slipway-run-tab',
    '/contoso/%E0%A4%A/_apps/hub/slipway.slipway.slipway-hub',
  ])
    it(`are not ${path}`, () => assert.equal(find(path), undefined));
});
