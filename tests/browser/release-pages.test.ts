import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import { playSampleRelease, type PlayedRelease } from '../support/played-release.ts';

describe('the pages of a release', function () {
  this.timeout(120_000);
  let played: PlayedRelease;
  let browser: Browser;
  const troubles: string[] = [];

  before(async () => {
    played = await playSampleRelease();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await played.close();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(troubles.splice(0), []);
  });

  /** Opens a page; what the browser complains of fails the test. */
  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(`${url}: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`${url}: ${error.message}`));
    page.on('requestfailed', (request) => troubles.push(`${url}: ${request.url()} failed`));
    const answer = await page.goto(url);
    assert.equal(answer?.status(), 200, url);
    return page;
  }

  const pages = () => [
    played.azureDevOps,
    `${played.azureDevOps}${played.releases}`,
    `${played.jira}/`,
    `${played.jira}/projects/PARCEL/board`,
    `${played.jira}/browse/PARCEL-47`,
  ];

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      it(`are accessible and fit, ${colorScheme} and ${width} pixels wide`, async () => {
        for (const url of pages()) {
          // The pages let no script run; the check is one.
          const page = await open(url, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
          const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          assert.ok((await page.evaluate<number>(overflow)) <= 0, `${url} can be scrolled sideways`);
          await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
          await page.evaluate(axe.source);
          const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
          assert.deepEqual(found, [], url);
          assert.ok(passes.some(({ id }) => id === 'color-contrast'));
        }
      });
    }
  }

  it('lead from the overview over the releases to the board and the tickets', async () => {
    const page = await open(played.azureDevOps);
    await page.getByRole('link', { name: 'Releases' }).click();
    assert.equal(await page.locator('h1').textContent(), 'Releases');
    const release = page.locator('[data-release="1.5.0"]');
    assert.equal(await release.locator('tbody tr').count(), 5);
    assert.equal(await page.locator('[data-tag="v1.5.0"]').count(), 1);
    assert.equal(await page.locator('[data-step]').count(), 6);
    await page.getByRole('link', { name: 'Board of PARCEL' }).click();
    const done = page.locator('[data-status="Done"]');
    for (const key of ['PARCEL-38', 'PARCEL-43', 'PARCEL-44', 'PARCEL-47'])
      assert.equal(await done.locator(`[data-key="${key}"]`).count(), 1, key);
    await page.getByRole('link', { name: 'PARCEL-47', exact: true }).click();
    assert.match((await page.locator('h1').textContent()) ?? '', /how long the service has been up/);
    await page
      .getByRole('link', { name: /pull request 7/i })
      .first()
      .click();
    assert.match((await page.locator('h1').textContent()) ?? '', /^!7/);
  });

  it('let a keyboard reach the tables that scroll', async () => {
    const page = await open(`${played.azureDevOps}${played.releases}`, { viewport: { width: 360, height: 800 } });
    const labels: string[] = [];
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press('Tab');
      labels.push(await page.evaluate<string>("document.activeElement?.getAttribute('aria-label') ?? ''"));
    }
    for (const label of ['Table of components', 'Changes of parcel-tracker 1.5.0', 'Table of tags', 'Table of runs'])
      assert.ok(labels.includes(label), `${label} in ${labels.join(', ')}`);
  });
});
