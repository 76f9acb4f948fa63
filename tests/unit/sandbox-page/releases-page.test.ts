import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { renderOverviewPage } from '../../../sandbox/page/overview-page.ts';
import { renderReleasesPage } from '../../../sandbox/page/releases-page.ts';
import { changeOf, hostile, releaseOf, releasesViewOf, stagingOf, ticketOf } from './ledgers.ts';
import { viewOf } from './views.ts';

describe('the page of releases', () => {
  it('shows the card of what is staged: changes, tickets, why, and that it may go', () => {
    const page = renderReleasesPage(releasesViewOf());
    const card = /data-staging="shop"[^]*?<\/article>/.exec(page)?.[0] ?? '';
    for (const text of ['1.5.0', 'ready', 'Search the shop', 'SHOP-7', 'Story, In Progress', '>SHOP-7 is a Story<'])
      assert.ok(card.includes(text), text);
    assert.ok(card.includes('href="/contoso/Parcel%20Tracker/_git/shop/pullrequest/7"'));
    assert.ok(card.includes('href="https://jira.example.com/browse/SHOP-7"'));
  });

  it('says what a release waits for, and what waits for the one after', () => {
    const staging = stagingOf({ state: 'opened', ready: false, notReady: ['pull request 9 has conflicts'] });
    const page = renderReleasesPage(
      releasesViewOf({ staging: [{ ...staging, next: { changes: [changeOf({ title: 'later' })] } }] }),
    );
    assert.match(page, /not ready/);
    assert.match(page, /pull request 9 has conflicts/);
    assert.match(page, /1 change waits for the release after this one/);
  });

  it('lists releases, tags, the history of the ledger and runs', () => {
    const page = renderReleasesPage(releasesViewOf());
    for (const text of [
      'data-release="1.4.0"',
      'data-tag="v1.4.0"',
      'Release shop 1.4.0 [skip ci]',
      'data-run="3"',
      'version: 1.4.0',
      'Production',
    ])
      assert.ok(page.includes(text), text);
  });

  it('leads to the boards of the projects whose tickets it has, each once', () => {
    const page = renderReleasesPage(releasesViewOf({ staging: [stagingOf({ changes: [changeOf(), changeOf()] })] }));
    assert.deepEqual(page.match(/href="[^"]*\/board"/g), ['href="https://jira.example.com/projects/SHOP/board"']);
  });

  it('is a page, too, where there is no ledger', () => {
    const nothing = { components: [], staging: [], releases: [], steps: [], tags: [], runs: [] };
    const page = renderReleasesPage(releasesViewOf(nothing));
    for (const text of ['no ledger yet', 'Nothing is staged', 'There are no tags', 'No pipeline has run'])
      assert.ok(page.includes(text), text);
  });

  it('names the documents that are none', () => {
    assert.match(renderReleasesPage(releasesViewOf({ unreadable: ['index.json'] })), /Not a document[^]*index\.json/);
  });

  it('escapes whatever a ledger says, and leads nowhere but to the web', () => {
    const ticket = ticketOf({
      key: hostile,
      title: hostile,
      type: hostile,
      status: hostile,
      url: 'javascript:alert(1)',
    });
    const change = changeOf({ title: hostile, author: hostile, because: hostile, tickets: [ticket] });
    const page = renderReleasesPage(
      releasesViewOf({
        staging: [stagingOf({ component: hostile, version: hostile, notReady: [hostile], changes: [change] })],
        releases: [releaseOf({ component: hostile, tag: hostile, notes: hostile, changes: [change] })],
        unreadable: [hostile],
        steps: [{ commit: hostile, message: hostile, author: hostile, at: new Date(0) }],
        tags: [{ name: hostile, commit: hostile, annotation: { message: hostile, at: undefined } }],
        runs: [
          {
            ...{ id: 1, number: hostile, pipeline: hostile, state: hostile, branch: hostile, commit: hostile },
            ...{ at: new Date(0), parameters: { [hostile]: hostile } },
          },
        ],
      }),
    );
    assert.ok(!/<script|<b>"|\u202e|href="javascript/.test(page));
    assert.ok(page.includes('&lt;script&gt;'));
  });
});

describe('the overview', () => {
  it('shows the releases of a repository above its pull requests', () => {
    const ledger = releasesViewOf();
    const page = renderOverviewPage([viewOf()], [ledger]);
    assert.match(page, /data-component="shop"[^]*1\.5\.0[^]*1\.4\.0/);
    assert.ok(page.includes('href="/contoso/Parcel%20Tracker/_git/shop/releases"'));
    assert.equal(page.match(/<section class="repository"/g)?.length, 2);
    assert.ok(!renderOverviewPage([viewOf()], []).includes('Releases'));
  });
});
