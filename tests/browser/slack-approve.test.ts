import assert from 'node:assert/strict';
import path from 'node:path';
import axe from 'axe-core';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import { runPathOf } from '../../sandbox/page/runs/addresses.ts';
import { openHub, openRunTab } from '../support/open-hub.ts';
import { APPROVER, PipelineWorld, RELAY } from '../support/pipeline-world.ts';
import { CHANNEL, until } from '../support/slack-world.ts';

const RELEASE = {
  ...{ createGate: 'none', mergeGate: 'none', sandboxGate: 'none' },
  ...{ relay: true, approvalToken: '$(approvalToken)', approvers: 'mara.novak@example.com' },
};

/** What the pages are looked at in. */
const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 360, height: 800 } },
] as const;

describe('a release that waits for a person', function () {
  this.timeout(240_000);
  let world: PipelineWorld;
  let browser: Browser;
  const troubles: string[] = [];

  before(async () => {
    world = await PipelineWorld.start({
      ...{ withSlack: true, parameters: { release: RELEASE }, gates: ['Production'], validated: false },
      hub: { folder: process.env['HUB_ROOT'] ?? path.join(import.meta.dirname, '../../dist/hub') },
    });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await world.stop('browser-release');
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
    const answer = await page.goto(url);
    assert.equal(answer?.status(), 200, url);
    return page;
  }

  async function check(url: string): Promise<void> {
    for (const look of LOOKS) {
      // The pages let no script of others run; the check is one.
      const page = await open(url, { ...look, bypassCSP: true });
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.ok((await page.evaluate<number>(overflow)) <= 0, `${url} can be scrolled sideways`);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      assert.deepEqual(found, [], url);
      assert.ok(passes.some(({ id }) => id === 'color-contrast'));
    }
  }

  const site = () => world.world.sandbox.azureService.url;
  const slackPage = () => world.slack.slack.pageUrl(CHANNEL, APPROVER);
  const runPage = (id: number) => {
    const { organisation: organization, project } = world.world.repository;
    return `${site()}${runPathOf({ organization, project, id })}`;
  };
  const releasesPage = () => `${world.world.repository.cloneUrl()}/releases`;

  /** A page for the hub, whose clock the test moves on, and where its hub stands. */
  async function newHubPage() {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => troubles.push(`the hub: ${error.message}`));
    await page.clock.install();
    const { sandbox, repository } = world.world;
    if (!sandbox.hub) throw new Error('The sandbox serves no hub.');
    const project = { organization: repository.organisation, project: repository.project };
    return { page, place: { sandbox, hub: sandbox.hub, project } };
  }

  /** The approvals of the hub as the approver sees them. */
  async function openApprovals() {
    const { page, place } = await newHubPage();
    return { page, frame: await openHub(page, place, { hash: '/approvals', as: APPROVER }) };
  }

  /** Waits until a run asks at a stage and Slack shows that. */
  async function awaitGate(run: number, stage: string): Promise<void> {
    await world.settled(run, ['Relay']);
    assert.equal(await world.waitsFor(run), stage, await world.log(run));
    await until('a card', () => world.slack.findCard(stage), 120_000);
  }

  /** Stages a change and starts its release; gives the run when it asks at a stage and Slack shows that. */
  async function release(title: string, stage = 'Production'): Promise<number> {
    const { jira } = world.world.sandbox;
    const key = jira.createIssue({ project: 'ABC', summary: title, status: 'Code Review' });
    await world.world.merge({ title: `${key}: ${title}` });
    const staging = (await world.runsOf('staging')).at(-1)!;
    assert.equal((await world.settled(staging.id)).result, 'succeeded', await world.log(staging.id));
    const run = await world.queue('release');
    await awaitGate(run, stage);
    return run;
  }

  describe('in Slack', () => {
    let run: number;
    before(async () => {
      const { organisation, project } = world.world.repository;
      // Of this release alone: the next one asks for production only.
      const check = world.world.sandbox.azureDevOps.createApprovalCheck({
        ...{ organisation, project, environment: 'Sandbox' },
        approvers: [APPROVER, RELAY].map((displayName) => ({ displayName })),
        minRequiredApprovers: 1,
      });
      run = await release('Greet people', 'Sandbox');
      const route = `pipelines/checks/configurations/${check.id}?api-version=7.1-preview.1`;
      await world.world.request('DELETE', route, undefined, world.world.tokenOf('Administrator'));
    });

    it('shows what waits there and on the page of the run, for everybody', async () => {
      await check(slackPage());
      await check(runPage(run));
      assert.equal(await (await open(runPage(run))).locator('article.gate form.decide').count(), 1);
    });

    it('shows within seconds what is decided in the hub', async () => {
      const slack = await open(slackPage());
      await slack
        .getByRole('button', { name: /^Approve/ })
        .first()
        .waitFor();
      const { frame } = await openApprovals();
      await frame.getByRole('button', { name: /^Approve Sandbox/ }).click();
      await frame.locator('dialog button[type=submit]').click();
      await frame.getByText(/You approved Sandbox/).waitFor();
      // By itself: the page follows the channel.
      await slack
        .getByText(/Approved by Mara Novak/)
        .first()
        .waitFor({ timeout: 30_000 });
      await awaitGate(run, 'Production');
    });

    it('reaches production when Approve is clicked, and the hub no longer asks', async () => {
      const hub = await openApprovals();
      const asked = hub.frame.getByRole('button', { name: /^Approve Production/ });
      await asked.waitFor();
      const page = await open(slackPage());
      // Shown in the channel and in its thread.
      await page
        .getByRole('button', { name: /^Approve/ })
        .first()
        .click();
      // The page follows by itself.
      await page
        .locator('[data-ts]')
        .filter({ hasText: 'Production' })
        .filter({ hasText: /Approved by Mara Novak/ })
        .first()
        .waitFor({ timeout: 120_000 });
      // The next look of the hub.
      await hub.page.clock.runFor(16_000);
      await asked.waitFor({ state: 'detached' });
      assert.equal((await world.settled(run)).result, 'succeeded', await world.log(run));
      await page
        .getByText(/shop 0\.1\.0 is released/)
        .first()
        .waitFor({ timeout: 30_000 });
      const [released] = await world.world.releases();
      assert.deepEqual(
        [released?.version, released?.deployments.map(({ environment, result }) => `${environment} ${result}`)],
        ['0.1.0', ['Production succeeded']],
      );
      const seen = await open(runPage(run));
      assert.equal(
        await seen.locator('[data-stage="Production"] h2 [data-state]').getAttribute('data-state'),
        'succeeded',
      );
    });

    it('tells in the tab of its run what the tasks staged, told and decided', async () => {
      const { page, place } = await newHubPage();
      const frame = await openRunTab(page, place, { run, as: APPROVER });
      await frame.getByRole('heading', { name: 'MergePullRequest Succeeded' }).waitFor();
      const text = await frame.locator('main').innerText();
      for (const told of [
        /Released shop 0\.1\.0 \(v0\.1\.0\) with one ticket\./,
        /1 ticket moved to "Done"\./,
        /Updated the message of run-\d+ in C\w+/,
        /All other stages have ended: 2 approvals shown\./,
        /Tickets\s+ABC-1/,
      ])
        assert.match(text, told);
      // Where something lay on the agent says nothing to anybody.
      assert.doesNotMatch(text, /_temp/);
    });

    it('leads from the overview over the releases to the board, the ticket and its pull request', async () => {
      const page = await open(site());
      await page.getByRole('link', { name: 'Releases' }).click();
      assert.equal(await page.locator('h1').textContent(), 'Releases');
      assert.equal(await page.locator('[data-tag="v0.1.0"]').count(), 1);
      assert.ok((await page.locator('[data-release="0.1.0"] tbody tr').count()) > 0);
      await page.getByRole('link', { name: 'Board of ABC' }).click();
      assert.equal(await page.locator('[data-status="Done"] [data-key="ABC-1"]').count(), 1);
      await page.getByRole('link', { name: 'ABC-1', exact: true }).click();
      assert.match((await page.locator('h1').textContent()) ?? '', /Greet people/);
    });

    it('is on pages for everybody', async () => {
      const jira = world.world.sandbox.jira.siteUrl();
      for (const url of [site(), releasesPage(), `${jira}/`, `${jira}/projects/ABC/board`, `${jira}/browse/ABC-1`])
        await check(url);
    });

    it('lets a keyboard reach the tables that scroll', async () => {
      const page = await open(releasesPage(), { viewport: { width: 360, height: 800 } });
      const labels: string[] = [];
      for (let count = 0; count < 60; count += 1) {
        await page.keyboard.press('Tab');
        labels.push(await page.evaluate<string>("document.activeElement?.getAttribute('aria-label') ?? ''"));
      }
      for (const label of ['Table of components', 'Changes of shop 0.1.0', 'Table of tags', 'Table of runs'])
        assert.ok(labels.includes(label), `${label} in ${labels.join(', ')}`);
    });
  });

  // A suite of its own: mocha runs what stands beside a suite before it.
  describe('in Azure DevOps', () => {
    it('ends as rejected when Reject is pressed, and Slack tells the same', async () => {
      const run = await release('Say good night');
      const page = await open(runPage(run));
      await page.getByLabel('Decide as').selectOption({ label: APPROVER });
      await page.getByLabel('Comment').fill('Not on a Friday');
      await page.getByRole('button', { name: 'Reject' }).click();
      await page.locator('.gate-rejected').waitFor();
      assert.match((await page.locator('article.gate').textContent()) ?? '', /Mara Novak:\s+rejected, Not on a Friday/);
      assert.equal((await world.settled(run)).result, 'failed');
      await page.reload();
      assert.equal(
        await page.locator('[data-stage="Production"] h2 [data-state]').getAttribute('data-state'),
        'failed',
      );
      const slack = await open(slackPage());
      await slack
        .getByText(/Rejected by Mara Novak/)
        .first()
        .waitFor();
      assert.deepEqual([(await world.world.staging())?.state, (await world.world.releases()).length], ['opened', 1]);
    });
  });
});
