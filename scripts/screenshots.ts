// npm run screenshots: draws the images that the documentation shows, from the built tasks in dist/.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { scaledClock } from '../sandbox/core/clock.ts';
import { playRelease } from '../sandbox/play-release.ts';
import { runReview } from '../sandbox/review-run.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { BOARD_PROJECT } from '../sandbox/seed-board.ts';
import { seedSample, type Seeded } from '../sandbox/seed-sample.ts';
import { launchBrowser } from './browser.ts';

const root = path.join(import.meta.dirname, '..');
const THEMES = { light: 'images/review.png', dark: 'images/review-dark.png' } as const;

/** In CSS pixels; the images are 1400 pixels wide. */
const VIEWPORT = { width: 1250, height: 800 };
/** What is seen below the thread. */
const BELOW = 40;

const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-screenshots-'));
// At the sample's own time, so that a new image differs only where the page does.
const sandbox = await startSandbox({ folder, clock: scaledClock(1, new Date('2026-03-09T10:00:00Z')) });
const browser = await launchBrowser();
try {
  const seeded = await seedSample(sandbox);
  await drawReview(await reviewSample(seeded));
  await drawRelease(seeded);
} finally {
  await browser.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Reviews the sample's first pull request and gives the address of its page. */
async function reviewSample({ repository, pullRequests }: Seeded): Promise<string> {
  const [pullRequest] = pullRequests;
  if (!pullRequest) throw new Error('The sample has no pull request.');
  const taskFolder = path.join(root, 'dist/tasks/AIReview');
  const run = await runReview({ sandbox, repository, pullRequest, taskFolder, workFolder: path.join(folder, 'work') });
  if (run.result !== 'Succeeded') throw new Error(`The review did not succeed:\n${run.log}`);
  const { organisation, project, repository: name } = repository;
  return `${sandbox.azureService.url}/${organisation}/${project}/_git/${name}/pullrequest/${pullRequest.id}`;
}

/** The finding with a suggestion, below its line, once for each theme. */
async function drawReview(address: string): Promise<void> {
  for (const [colorScheme, file] of Object.entries(THEMES) as ['light' | 'dark', string][]) {
    const page = await browser.newPage({ colorScheme, viewport: VIEWPORT, deviceScaleFactor: 1400 / VIEWPORT.width });
    await page.goto(address);
    const thread = page
      .locator('tr.threads article[data-status=active]')
      .filter({ hasText: 'Suggested change' })
      .first();
    const box = await thread.boundingBox();
    if (!box) throw new Error('No thread with a suggestion stands on the page.');
    await page.evaluate(`scrollTo(0, ${box.y + box.height + BELOW - VIEWPORT.height})`);
    await keep(page, file);
  }
}

/** Plays a release, then shows what was released and the board. */
async function drawRelease(seeded: Seeded): Promise<void> {
  const printed: string[] = [];
  const print = (line: string) => printed.push(line);
  if (!(await playRelease(sandbox, seeded, { folder, apiKey: undefined, print }))) throw new Error(printed.join('\n'));
  const releases = await browser.newPage({
    viewport: VIEWPORT,
    deviceScaleFactor: 1400 / VIEWPORT.width,
    // The page is where its anchor is at once.
    reducedMotion: 'reduce',
  });
  await releases.goto(`${seeded.repository.cloneUrl()}/releases#released`);
  await keep(releases, 'images/release.png');
  const board = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  await board.goto(`${sandbox.jira.siteUrl()}/projects/${BOARD_PROJECT}/board`);
  await keep(board, 'images/board.png');
}

async function keep(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: path.join(root, file) });
  await page.close();
  console.log(`Wrote ${file}.`);
}
