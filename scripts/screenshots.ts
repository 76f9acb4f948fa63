// npm run screenshots: draws the images that the documentation shows, from the built tasks in dist/.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { runsPathOf } from '../sandbox/page/runs/addresses.ts';
import { addressesOf, approve, awaitCard } from '../sandbox/play/gates.ts';
import { openPlay } from '../sandbox/play/open-play.ts';
import type { Decide, Play } from '../sandbox/play/play.ts';
import { playStory } from '../sandbox/play/story.ts';
import { launchBrowser } from './browser.ts';
import { openHubPage } from './draw-hub.ts';

const root = path.join(import.meta.dirname, '..');
const THEMES = { light: 'images/review.png', dark: 'images/review-dark.png' } as const;

/** In CSS pixels; the images are 1400 pixels wide. */
const VIEWPORT = { width: 1250, height: 800 };
const SCALE = 1400 / VIEWPORT.width;
/** What is seen below the thread. */
const BELOW = 40;

const RELEASES = { hash: '/releases', shows: /Succeeded/ };

const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-screenshots-'));
const printed: string[] = [];
const browser = await launchBrowser();

/** Draws what people see while production waits for them. */
const drawThenApprove: Decide = async (play, gate) => {
  if (gate.stage === 'Production') {
    const { ts } = await awaitCard(play, gate);
    const { slack, azureDevOps } = addressesOf(play, gate);
    await drawSlack(slack, ts);
    await drawRun(azureDevOps);
    await drawGates(play);
    await drawHub(play, 'images/hub-approvals.png', { hash: '/approvals', theme: 'light', shows: /times out in/ });
  }
  await approve(play, gate);
};

const play = await openPlay({
  folder,
  tasksFolder: path.join(root, 'dist/tasks'),
  hubFolder: path.join(root, 'dist/hub'),
  decide: drawThenApprove,
  print: (line) => printed.push(line),
  signal: new AbortController().signal,
});
try {
  if (!(await playStory(play))) throw new Error(printed.join('\n'));
  await drawReview(play);
  await drawRelease(play);
  await drawHubPages(play);
} finally {
  await browser.close();
  await play.sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

function newPage(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  // The page is where its anchor is at once.
  return browser.newPage({ colorScheme, viewport: VIEWPORT, deviceScaleFactor: SCALE, reducedMotion: 'reduce' });
}

/** The card with its buttons, in the thread of the release. */
async function drawSlack(address: string, ts: string): Promise<void> {
  const page = await newPage();
  await page.goto(address);
  await page.locator(`[data-ts="${ts}"]`).first().scrollIntoViewIfNeeded();
  await keep(page, 'images/slack.png');
}

async function drawRun(address: string): Promise<void> {
  const page = await newPage();
  await page.goto(address);
  await page.locator('[data-stage="Production"]').scrollIntoViewIfNeeded();
  await keep(page, 'images/run.png');
}

async function drawGates({ sandbox, data: { repository } }: Play): Promise<void> {
  const page = await newPage();
  const address = { organization: repository.organisation, project: repository.project };
  await page.goto(`${sandbox.azureService.url}${runsPathOf(address)}`);
  await keep(page, 'images/gates.png');
}

/** The finding with a suggestion, below its line, once for each theme. */
async function drawReview({ repository, data }: Play): Promise<void> {
  for (const [colorScheme, file] of Object.entries(THEMES) as ['light' | 'dark', string][]) {
    const page = await newPage(colorScheme);
    await page.goto(`${repository.cloneUrl()}/pullrequest/${data.pullRequests[0]?.id ?? 0}`);
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

/** What was released, and the board. */
async function drawRelease({ sandbox, repository, data }: Play): Promise<void> {
  const releases = await newPage();
  await releases.goto(`${repository.cloneUrl()}/releases#released`);
  await keep(releases, 'images/release.png');
  const board = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  await board.goto(`${sandbox.jira.siteUrl()}/projects/${data.board}/board`);
  await keep(board, 'images/board.png');
}

/** The hub when everything is released: what is where, and the release. */
async function drawHubPages(play: Play): Promise<void> {
  await drawHub(play, 'images/hub-releases.png', { ...RELEASES, theme: 'light' });
  await drawHub(play, 'images/hub-releases-dark.png', { ...RELEASES, theme: 'dark' });
  await drawHub(play, 'images/hub-metrics.png', {
    hash: '/metrics?days=30',
    theme: 'light',
    shows: /Accepted findings/,
  });
  const release = await openHubPage(browser, play, {
    picture: { ...RELEASES, theme: 'light' },
    now: play.sandbox.now(),
  });
  const hub = release.frameLocator('#extension');
  await hub
    .getByRole('table', { name: /^Releases/ })
    .getByRole('link')
    .first()
    .click();
  await hub
    .getByRole('list', { name: /^Gates of run/ })
    .getByText('approved')
    .first()
    .waitFor();
  await keep(release, 'images/hub-release.png');
}

async function drawHub(play: Play, file: string, picture: Parameters<typeof openHubPage>[2]['picture']): Promise<void> {
  await keep(await openHubPage(browser, play, { picture, now: play.sandbox.now() }), file);
}

async function keep(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: path.join(root, file) });
  await page.close();
  console.log(`Wrote ${file}.`);
}
