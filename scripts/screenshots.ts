// npm run screenshots: draws the images that the documentation shows, from the built task in dist/.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scaledClock } from '../sandbox/core/clock.ts';
import { runReview } from '../sandbox/review-run.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { seedSample } from '../sandbox/seed-sample.ts';
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
try {
  await draw(await reviewSample());
} finally {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Reviews the sample's first pull request and gives the address of its page. */
async function reviewSample(): Promise<string> {
  const { repository, pullRequests } = await seedSample(sandbox);
  const [pullRequest] = pullRequests;
  if (!pullRequest) throw new Error('The sample has no pull request.');
  const taskFolder = path.join(root, 'dist/tasks/AIReview');
  const run = await runReview({ sandbox, repository, pullRequest, taskFolder, workFolder: path.join(folder, 'work') });
  if (run.result !== 'Succeeded') throw new Error(`The review did not succeed:\n${run.log}`);
  const { organisation, project, repository: name } = repository;
  return `${sandbox.azureService.url}/${organisation}/${project}/_git/${name}/pullrequest/${pullRequest.id}`;
}

/** The finding with a suggestion, below its line, once for each theme. */
async function draw(address: string): Promise<void> {
  const browser = await launchBrowser();
  try {
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
      await page.screenshot({ path: path.join(root, file) });
      await page.close();
      console.log(`Wrote ${file}.`);
    }
  } finally {
    await browser.close();
  }
}
