import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { startService, type Service } from '../../../sandbox/core/service.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';
import type { PullRequestAddress } from '../../../sandbox/page/page-data.ts';
import { isPageRequest, pageHandler } from '../../../sandbox/page/page-handler.ts';
import { releasesViewOf } from './ledgers.ts';
import { viewOf } from './views.ts';

const asked: PullRequestAddress[] = [];
let service: Service;

describe('the pages over HTTP', () => {
  before(async () => {
    const handler = pageHandler({
      listPullRequests: () => Promise.resolve([viewOf()]),
      readPullRequest: (address) => {
        asked.push(address);
        return Promise.resolve(address.id === 7 ? viewOf() : undefined);
      },
      listLedgers: () => Promise.resolve([releasesViewOf()]),
      readReleases: ({ repository }) => Promise.resolve(repository === 'a/b' ? releasesViewOf() : undefined),
    });
    service = await startService({ nameOf: () => undefined, handler, traffic: new Traffic(), clock: systemClock });
  });

  after(() => service.close());

  it('are where the real service has them', async () => {
    const answer = await fetch(`${service.url}/contoso/Parcel%20Tracker/_git/a%2Fb/pullrequest/7`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /A title/);
    assert.deepEqual(asked.at(-1), { organization: 'contoso', project: 'Parcel Tracker', repository: 'a/b', id: 7 });
    assert.match(await (await fetch(service.url)).text(), /Pull requests/);
    const releases = await fetch(`${service.url}/contoso/Parcel%20Tracker/_git/a%2Fb/releases`);
    assert.equal(releases.status, 200);
    assert.match(await releases.text(), /<h1>Releases/);
  });

  it('forbid scripts and everything from elsewhere', async () => {
    const { headers } = await fetch(service.url);
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'self'/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  it('bring their own style', async () => {
    const [, path = ''] = /stylesheet"\s+href="([^"]+)"/.exec(await (await fetch(service.url)).text()) ?? [];
    const style = await fetch(service.url + path);
    assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.match(await style.text(), /prefers-color-scheme: dark/);
  });

  it('are read only, and not everywhere', async () => {
    assert.equal((await fetch(service.url, { method: 'POST' })).status, 405);
    for (const path of [
      '/nothing',
      '/o/p/_git/r/pullrequest/8',
      '/o/p/_git/r/pullrequest/x',
      '/o/p/_git/r/releases',
      '/favicon.ico',
    ]) {
      assert.equal((await fetch(service.url + path)).status, 404, path);
    }
  });

  it('are told apart from the APIs', () => {
    const isPage = (path: string) => isPageRequest({ url: new URL(path, 'http://localhost') });
    const pages = ['/', '/o/p/_git/r/pullrequest/8', '/o/p/_git/r/releases', '/_page/page.css'];
    assert.deepEqual(pages.map(isPage), [true, true, true, true]);
    assert.deepEqual(['/o/p/_git/r/info/refs', '/o/_apis/projects'].map(isPage), [false, false]);
  });
});
