import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before } from 'mocha';
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import { walkByKeyboard } from './hub-keyboard.ts';
import { type HubWorld, PEOPLE } from './hub-world.ts';

export interface HubOpening extends BrowserContextOptions {
  /** Who is signed in; Mara when left out. */
  readonly as?: string;
  readonly theme?: 'light' | 'dark';
  /** For several tests, which move its clock on and close it themselves. */
  readonly isShared?: boolean;
}

export interface OpenHub {
  readonly page: Page;
  readonly frame: Frame;
}

const ELSEWHERE = '/setup?elsewhere';

/** How every page is looked at: the usual way, and in the dark on a phone. */
export const LOOKS = [
  { theme: 'light', viewport: { width: 1280, height: 900 } },
  { theme: 'dark', viewport: { width: 360, height: 740 } },
] as const;
/** At 1280 × 900 pixels, twice as large. */
export const ZOOMED = { width: 640, height: 450 };

/** A browser on the hub of a world, for the tests of a suite: all of them see the same world. */
interface HubBrowser {
  readonly world: HubWorld;
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A page that fails the test when it throws, opens a dialog, or breaks what its policy or React asks of it. */
  newPage(opening?: HubOpening): Promise<Page>;
  /** Opens the hub. `hash` is without `#`. */
  open(hash: string, opening?: HubOpening): Promise<OpenHub>;
  /** Shows a page anew in a page of the browser that all tests of the suite share: a quarter of the time of opening the hub. */
  show(hash: string, look?: (typeof LOOKS)[number]): Promise<OpenHub>;
}

/** Call it in a suite: starts a world and a browser for it, and closes after each test what that opened. */
export function useHub(start: () => Promise<HubWorld>): HubBrowser {
  let world: HubWorld | undefined;
  let browser: Browser | undefined;
  const troubles: string[] = [];
  const opened: BrowserContext[] = [];
  const shared = new Map<string, Page>();
  const started = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('The suite has not begun.');
    return value;
  };

  before(async () => {
    [world, browser] = await Promise.all([start(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await world?.stop();
  });
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close();
    assert.deepEqual(troubles.splice(0), []);
  });

  const hub: HubBrowser = {
    get world() {
      return started(world);
    },
    async newContext(options = {}) {
      const context = await started(browser).newContext({ viewport: LOOKS[0].viewport, ...options });
      opened.push(context);
      return context;
    },
    async newPage({ as: _as, theme: _theme, isShared = false, ...options } = {}) {
      const context = await hub.newContext(options);
      const page = await context.newPage();
      if (isShared) {
        opened.splice(opened.indexOf(context), 1);
        await page.clock.install();
      }
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy|Warning:/.test(message.text())) troubles.push(message.text());
      });
      page.on('dialog', (dialog) => {
        troubles.push(`a dialog says ${dialog.message()}`);
        void dialog.dismiss();
      });
      return page;
    },
    async open(hash, opening = {}) {
      const page = await hub.newPage(opening);
      const { as = PEOPLE.mara, theme = 'light' } = opening;
      return { page, frame: await started(world).open(page, hash, { as, theme }) };
    },
    async show(hash, look = LOOKS[0]) {
      const page = shared.get(look.theme) ?? (await hub.newPage({ ...look, isShared: true }));
      shared.set(look.theme, page);
      // What stands there already would not be read anew.
      await started(world).open(page, ELSEWHERE, look);
      return { page, frame: await started(world).open(page, hash, look) };
    },
  };
  return hub;
}

/** Accessible, and every control of it reached with Tab alone. */
export async function checkPage(opened: OpenHub): Promise<void> {
  await checkAccessible(opened.frame);
  await walkByKeyboard(opened);
}

/** Nothing that axe finds, nothing that stands out at the side, and no text that turns the order of what is beside it. */
export async function checkAccessible(frame: Frame): Promise<void> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate<axe.AxeResults>('axe.run()');
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
    [],
  );
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  assert.ok((await frame.evaluate<number>(overflow)) <= 0, 'something stands out at the side');
  assert.deepEqual(await frame.evaluate<readonly string[]>(TURNING), [], 'text turns the order of its neighbours');
}

/** Texts with marks of direction that share a paragraph with others and are not isolated from them. */
const TURNING = `(() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(text.data) || text.parentElement.closest('option')) continue;
    let one = text.parentElement;
    const style = () => getComputedStyle(one);
    const isApart = () => /isolate|plaintext/.test(style().unicodeBidi);
    while (style().display === 'inline' && !isApart()) one = one.parentElement;
    const isAlone = one.textContent.trim() === text.data.trim();
    if (style().display !== 'inline' && !isAlone) found.push(one.outerHTML.slice(0, 200));
  }
  return found;
})()`;

/** Milliseconds that the page itself has computed so far: the machine may have other things to do. */
async function measureSpent(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

/** Measures what somebody waits for: what the page computes, in milliseconds, and how long it takes by the clock. */
export async function stopwatch(page: Page): Promise<() => Promise<{ readonly spent: number; readonly wall: number }>> {
  const measure = await measureSpent(page);
  let last = { spent: await measure(), at: performance.now() };
  return async () => {
    const now = { spent: await measure(), at: performance.now() };
    const lap = { spent: now.spent - last.spent, wall: now.at - last.at };
    last = now;
    return lap;
  };
}

/** Lets the end of the run tell a figure of a test: by the clock it says something on a quiet machine only. */
export function tellFigure(test: object | undefined, name: string, laps: readonly { readonly wall: number }[]): void {
  const figure = `${name} ${Math.min(...laps.map(({ wall }) => wall)).toFixed(0)} ms`;
  if (test) Object.assign(test, { figures: [...((test as { figures?: string[] }).figures ?? []), figure] });
}
