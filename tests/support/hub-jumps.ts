import assert from 'node:assert/strict';
import type { BrowserContext, Frame, Locator, Route } from 'playwright-core';

/** More than this is felt (a good Cumulative Layout Shift). */
const FELT = 0.1;

interface Jump {
  readonly value: number;
  readonly what: string;
}

/** Begins anew to note what jumps in a page without being asked to. */
export const watchJumps = (frame: Frame): Promise<void> => frame.evaluate(WATCH);

/** Nothing has jumped since `watchJumps` that anybody would feel. */
export async function checkJumps(frame: Frame, page: string): Promise<void> {
  const jumps = await frame.evaluate<readonly Jump[]>('jumps');
  const sum = jumps.reduce((total, { value }) => total + value, 0);
  const told = jumps.map(({ value, what }) => `${value.toFixed(3)} ${what}`).join('; ');
  assert.ok(sum < FELT, `${page} jumps by ${sum.toFixed(3)}: ${told}`);
}

/**
 * Holds what the hub asks for. `answer` answers one request after another, each once the page has drawn the one before, until
 * the last thing is shown and nothing more is asked; `end` lets everything through.
 */
export async function slowDown(context: BrowserContext) {
  const held: Route[] = [];
  const hold = (route: Route) => void held.push(route);
  await context.route(ASKED, hold);
  return {
    answer: async (frame: Frame, last: Locator): Promise<void> => {
      for (let draws = 0, quiet = 0; draws < MOST_DRAWS; draws += 1) {
        const route = held.shift();
        quiet = route === undefined ? quiet + 1 : 0;
        if (route) await route.fulfill({ response: await route.fetch() });
        await frame.evaluate(DRAWN);
        if (quiet >= ENDED && (await last.isVisible())) return;
      }
    },
    end: async (): Promise<void> => {
      // What is still held when its handler goes is let through by the browser's driver itself.
      for (const route of held.splice(0)) await route.continue();
      await context.unroute(ASKED, hold);
    },
  };
}

const ASKED = /\/_apis\//;
/** Nothing was asked while the page was drawn so many times: it has all. */
const ENDED = 3;
const MOST_DRAWS = 500;

const WATCH = `
  window.jumps = [];
  window.jumpWatch ??= new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput)
        jumps.push({ value, what: sources.map(({ node }) => node?.className || node?.nodeName || '').join(' ') });
  });
  jumpWatch.observe({ type: 'layout-shift' });`;

const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';
