import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page, Route } from 'playwright-core';
import { useHub, ZOOMED } from '../support/hub-browser.ts';
import { FAULTS } from '../support/hub-faults.ts';
import { checkJumps, slowDown, watchJumps } from '../support/hub-jumps.ts';
import { walkByKeyboard } from '../support/hub-keyboard.ts';
import { HubWorld } from '../support/hub-world.ts';

/** What stands on a page once everything could be read. */
const WHOLE = {
  '/releases': /Nothing is staged: the next merge begins a release/,
  '/release/REPOSITORY/parcel-tracker/1.1.0': /Change number 2/,
  '/approvals': /Nothing waits for an approval/,
  '/reviews': /No pull request was reviewed yet/,
  '/audits': /No release was audited yet/,
  '/compare': /Choose two/,
  '/metrics': /Releases that were published: \d+/,
  '/setup': /The doctor has not looked yet/,
} as const;

const LAST = '/setup';

describe('every page of the hub', function () {
  this.timeout(120_000);
  const hub = useHub(() =>
    HubWorld.start({ withRuns: false, components: [{ component: 'parcel-tracker', releases: 3 }] }),
  );
  let page: Page;
  let frame: Frame;
  let pages: readonly (readonly [hash: string, whole: RegExp])[];
  let fault: ((route: Route) => Promise<void>) | undefined;

  before(async () => {
    const { world } = hub;
    pages = Object.entries(WHOLE).map(([hash, whole]) => [hash.replace('REPOSITORY', world.repository.id), whole]);
    page = await hub.newPage({ isShared: true, viewport: ZOOMED });
    await page.context().route(/\/_apis\//, (route) => fault?.(route) ?? route.continue());
    // The browser's own deadlines do not hear of the clock that a test moves on.
    await page.addInitScript(DEADLINES);
    frame = await world.open(page, '/setup');
  });
  after(() => page.context().close());

  const show = async (hash: string): Promise<void> => {
    await hub.world.open(page, hash);
  };

  const focused = () => frame.evaluate<string>(FOCUSED);

  it('has an address, the way back, all of it by Tab, and fits at 200 % zoom without a jump', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const [hash, whole] of pages) {
      await watchJumps(frame);
      await show(hash);
      await frame.getByText(whole).first().waitFor();
      assert.ok(page.url().endsWith(`#${hash}`), page.url());
      const wide = await frame.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      assert.ok(wide <= 0, `${hash} stands out by ${wide} pixels`);
      await checkJumps(frame, hash);
      await walkByKeyboard({ page, frame });
      assert.deepEqual(await frame.evaluate(MOVING), [], hash);
    }
    await page.emulateMedia({ reducedMotion: null, forcedColors: 'active' });
    for (const [hash, whole] of pages.toReversed().slice(1)) {
      await page.goBack();
      await frame.getByText(whole).first().waitFor();
      assert.ok(page.url().endsWith(`#${hash}`), page.url());
      if (hash === '/audits' || hash === '/releases') await walkByKeyboard({ page, frame });
    }
    await page.emulateMedia({ forcedColors: null });
  });

  it('puts the focus and the title of the browser on the page that a link leads to, and on the way back', async () => {
    const links = frame.getByRole('navigation', { name: 'Slipway' }).getByRole('link');
    await show(LAST);
    const seen = async (title: string) => {
      await frame.locator('h1:focus', { hasText: title }).waitFor();
      // Told to the page around it, which hears of it a moment later.
      const wanted = `${title} - Slipway`;
      for (let looks = 0; looks < 500 && (await page.title()) !== wanted; looks += 1);
      assert.equal(await page.title(), wanted);
    };
    const titles = await links.allInnerTexts();
    for (const title of titles) {
      await links.getByText(title).focus();
      await page.keyboard.press('Enter');
      await seen(title);
    }
    await links.first().press('Enter');
    await frame.getByRole('link', { name: 'parcel-tracker 1.1.0' }).press('Enter');
    await seen('parcel-tracker 1.1.0');
    await page.goBack();
    await seen(titles[0] ?? '');
  });

  for (const [what, [broken, words]] of Object.entries(FAULTS))
    it(`says ${what}, and is whole when tried again`, async () => {
      await show(LAST);
      for (const [hash, whole] of pages) {
        fault = broken;
        await show(hash);
        await frame.locator('main').getByText(words).first().waitFor();
        fault = undefined;
        await frame.getByRole('button', { name: 'Try again' }).last().press('Enter');
        await frame.getByText(whole).first().waitFor();
        assert.equal(await frame.getByRole('alert').count(), 0);
        // The button is gone: a screen reader goes on at the heading of what came instead.
        assert.match(await focused(), /^H[123] /, hash);
      }
    });

  it('asks again for its own file, when the network was dead as it was first opened', async () => {
    const opened = await hub.open('/setup');
    const file = /page-audits\.js$/;
    await opened.page.context().route(file, (route) => route.abort());
    await opened.frame.getByRole('link', { name: 'Audits' }).click();
    await opened.frame.getByText('No connection: the page Audits was not read.').waitFor();
    await opened.page.context().unroute(file);
    await opened.frame.getByRole('button', { name: 'Try again' }).click();
    await opened.frame.getByText(WHOLE['/audits']).waitFor();
  });

  it('says that no answer came in time, and is whole when tried again', async () => {
    await show(LAST);
    for (const [hash, whole] of pages) {
      const held: Route[] = [];
      fault = (route) => Promise.resolve(void held.push(route));
      await show(hash);
      const late = frame.locator('main').getByText('No answer in time').first();
      // Each is as long as the hub waits for an answer; one question may follow another.
      for (let waits = 0; waits < 3 && (await late.count()) === 0; waits += 1) {
        await frame
          .getByRole('status')
          .filter({ hasText: /^Reading / })
          .first()
          .waitFor();
        await page.clock.runFor(20_500);
      }
      await late.waitFor();
      fault = undefined;
      for (const route of held) await route.abort();
      await frame.getByRole('button', { name: 'Try again' }).last().press('Enter');
      await frame.getByText(whole).first().waitFor();
      assert.equal(await frame.getByRole('alert').count(), 0);
    }
  });

  it('says what it waits for while the network is slow, and does not jump as one answer follows the other', async () => {
    await show(LAST);
    const slow = await slowDown(page.context());
    for (const [hash, whole] of pages) {
      await show(hash);
      await watchJumps(frame);
      await frame
        .getByRole('status')
        .filter({ hasText: /^Reading / })
        .first()
        .waitFor();
      await slow.answer(frame, frame.getByText(whole).first());
      await frame.getByText(whole).first().waitFor();
      await checkJumps(frame, hash);
    }
    await slow.end();
  });
});

const DEADLINES = `AbortSignal.timeout = (ms) => {
  const deadline = new AbortController();
  setTimeout(() => deadline.abort(new DOMException('Too late.', 'TimeoutError')), ms);
  return deadline.signal;
}`;
/** What moves in the page, or would. */
const MOVING = `[...document.querySelectorAll('*')].filter((one) => {
  const { animationName, transitionDuration } = getComputedStyle(one);
  return animationName !== 'none' || transitionDuration !== '0s';
}).map(({ className }) => className)`;
const FOCUSED = `document.activeElement.tagName + ' ' + document.activeElement.textContent`;
