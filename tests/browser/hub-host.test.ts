import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import { HubWorld, PEOPLE } from '../support/hub-world.ts';

const FIXTURE = path.join(import.meta.dirname, '../fixtures/hub-page');
const NAVIGATION = 'ms.vss-features.host-navigation-service';

/** The fixture as an extension would be built: its script in a file of its own. */
async function buildFixture(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-hub-page-'));
  cpSync(FIXTURE, folder, { recursive: true });
  await build({ entryPoints: [path.join(FIXTURE, 'hub.js')], bundle: true, outfile: path.join(folder, 'hub.js') });
  return folder;
}

describe('the page of Azure DevOps around the hub', function () {
  this.timeout(60_000);
  let folder: string;
  let world: HubWorld;
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];

  before(async () => {
    folder = await buildFixture();
    [world, browser] = await Promise.all([HubWorld.start({ folder }), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(troubles.splice(0), []);
  });

  async function newPage(): Promise<Page> {
    page = await (await browser.newContext()).newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    page.on('pageerror', ({ message }) => troubles.push(message));
    return page;
  }

  /** Calls a service of the host in the frame, as an extension does. */
  const callService = (frame: Frame, id: string, method: string, ...args: readonly unknown[]) =>
    frame.evaluate(
      `slipway.getService(${JSON.stringify(id)}).then((service) => service.${method}(...${JSON.stringify(args)}))`,
    );

  /** A request to the REST API in the frame, with the token that the host gives. */
  const fetchRest = (frame: Frame, route: string, init: object = {}) => {
    const { organization, project } = world.project;
    const url = `${world.sandbox.azureService.url}/${organization}/${project}/_apis/${route}`;
    return frame.evaluate<{ status: number; body: { message?: string; value?: { permissions?: string }[] } }>(
      `slipway.getAccessToken()
        .then((token) => fetch(${JSON.stringify(url)}, {
          ...${JSON.stringify(init)},
          headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
        }))
        .then(async (answer) => ({ status: answer.status, body: await answer.json() }))`,
    );
  };

  it('shakes hands and says who looks, at which project', async () => {
    const frame = await world.open(await newPage());
    assert.equal(await frame.locator('#user').textContent(), PEOPLE.mara);
    assert.deepEqual(await frame.evaluate('slipway.getWebContext().project.name'), world.project.project);
    assert.equal(await frame.evaluate('slipway.getContributionId()'), 'slipway.slipway.slipway-hub');
    assert.equal(await frame.evaluate('slipway.getHost().name'), world.project.organization);
    const location = await callService(frame, 'ms.vss-features.location-service', 'getServiceLocation');
    assert.equal(location, `${world.sandbox.azureService.url}/${world.project.organization}/`);
    assert.equal(await page.locator('#waiting').textContent(), '');
  });

  it('gives a token with which another origin reads, and sees what this person may', async () => {
    const route = 'pipelines/approvals?state=pending&$expand=steps,permissions&api-version=7.1';
    for (const [as, expected] of [
      [PEOPLE.mara, 'update'],
      [PEOPLE.jonas, 'view'],
    ] as const) {
      const frame = await world.open(await newPage(), '', { as });
      const { status, body } = await fetchRest(frame, route);
      assert.equal(status, 200);
      assert.deepEqual(
        body.value?.map(({ permissions }) => permissions),
        [expected, expected],
      );
    }
  });

  it('gives a token that is cut to the scopes of the extension', async () => {
    const frame = await world.open(await newPage());
    const body = JSON.stringify({ title: 'No' });
    const route = `git/repositories/${world.repository.id}/pullrequests/1?api-version=7.1`;
    const { status, body: refusal } = await fetchRest(frame, route, { method: 'PATCH', body });
    assert.equal(status, 401);
    assert.match(refusal.message ?? '', /TF400813/);
    // The browser says of every such answer that it came.
    assert.match(troubles.splice(0).join(), /401/);
  });

  it('gives the address to the hub, both ways, and the back button comes back', async () => {
    const frame = await world.open(await newPage(), '/approvals');
    const shown = frame.locator('#hash');
    assert.equal(await shown.textContent(), '/approvals');
    await callService(frame, NAVIGATION, 'setHash', '/release/parcel-tracker/1.4.0');
    await frame.locator('#hash', { hasText: '1.4.0' }).waitFor();
    assert.equal(new URL(page.url()).hash, '#/release/parcel-tracker/1.4.0');
    await callService(frame, NAVIGATION, 'replaceHash', '/release/parcel-tracker/1.4.0?tab=audit');
    assert.match(page.url(), /tab=audit$/);
    await page.goBack();
    await frame.locator('#hash', { hasText: '/approvals' }).waitFor();
    await callService(frame, NAVIGATION, 'setDocumentTitle', 'Approvals');
    assert.equal(await page.title(), 'Approvals');
    assert.equal(await callService(frame, NAVIGATION, 'getHash'), '/approvals');
  });

  it('tells the hub of another theme, and keeps it', async () => {
    const frame = await world.open(await newPage(), '', { theme: 'light' });
    const ground = () =>
      frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--palette-neutral-0').trim()");
    assert.equal(await ground(), '255, 255, 255');
    await frame.evaluate(
      "void (window.changed = new Promise((resolve) => addEventListener('themeApplied', () => resolve(true))))",
    );
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await frame.evaluate('window.changed');
    assert.equal(await ground(), '32, 31, 30');
    await page.reload();
    await world.loaded(page);
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  });

  it('shows toasts and banners as text', async () => {
    const frame = await world.open(await newPage());
    const messages = 'ms.vss-tfs-web.tfs-global-messages-service';
    await callService(frame, messages, 'addToast', { message: '<b>Approved</b>', duration: 5000 });
    assert.equal(await page.locator('.toast').textContent(), '<b>Approved</b>');
    await callService(frame, messages, 'addBanner', { message: 'Look', level: 1 });
    assert.equal(await page.locator('.banner.warning span').textContent(), 'Look');
    await callService(frame, messages, 'closeBanner');
    assert.equal(await page.locator('.banner').count(), 0);
  });

  it('keeps what the hub keeps for a person, for that person', async () => {
    const manager = (rest: string) =>
      `slipway.getService('ms.vss-features.extension-data-service')
        .then((service) => service.getExtensionDataManager('slipway.slipway', ''))
        .then((manager) => manager.${rest})`;
    const read = manager("getValue('seen', { scopeType: 'User' })");
    const frame = await world.open(await newPage());
    await frame.evaluate(manager("setValue('seen', ['a'], { scopeType: 'User' })"));
    const again = await world.open(await newPage());
    assert.deepEqual(await again.evaluate(read), ['a']);
    const other = await world.open(await newPage(), '', { as: PEOPLE.priya });
    assert.equal((await other.evaluate(read)) ?? null, null);
  });

  it('signs somebody else in', async () => {
    await world.open(await newPage());
    await page.getByLabel('Signed in as').selectOption({ label: PEOPLE.jonas });
    await page.locator(`option:checked`, { hasText: PEOPLE.jonas }).waitFor({ state: 'attached' });
    await page.waitForLoadState();
    const frame = await world.loaded(page);
    assert.equal(await frame.locator('#user').textContent(), PEOPLE.jonas);
  });

  it('gives the tab of a run its run', async () => {
    const frame = await world.openRunTab(await newPage(), world.runs.create);
    await frame.locator('#run', { hasText: String(world.runs.create) }).waitFor();
    assert.equal(await frame.evaluate('slipway.getContributionId()'), 'slipway.slipway.slipway-run-tab');
    const data = await callService(frame, 'ms.vss-build-web.build-page-data-service', 'getBuildPageData');
    assert.equal((data as { build: { id: number } }).build.id, world.runs.create);
  });
});
