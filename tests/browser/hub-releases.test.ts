import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'mocha';
import type { Frame } from 'playwright-core';
import {
  checkAccessible,
  checkPage,
  type HubOpening,
  LOOKS,
  stopwatch,
  tellFigure,
  useHub,
  ZOOMED,
} from '../support/hub-browser.ts';
import { checkJumps, slowDown, watchJumps } from '../support/hub-jumps.ts';
import { HOSTILE, ledgerFiles } from '../support/hub-seed.ts';
import { HubWorld, PEOPLE } from '../support/hub-world.ts';

const root = path.join(import.meta.dirname, '../..');

describe('the releases of the hub', function () {
  this.timeout(120_000);
  const hub = useHub(() => HubWorld.start());
  let world: HubWorld;
  before(() => {
    world = hub.world;
  });

  const open = (hash = '/releases', opening?: HubOpening) => (opening ? hub.open(hash, opening) : hub.show(hash));
  const row = (frame: Frame, component: string) =>
    frame.getByRole('table', { name: 'Versions of the components' }).getByRole('row').filter({ hasText: component });
  const card = (frame: Frame, version = '1.5.0') => frame.getByRole('article', { name: `parcel-tracker ${version}` });
  const releaseHash = (component: string, version: string): string =>
    `/release/${world.repository.id}/${component}/${version}`;

  it('shows which version is where, in the order of the stages, with the runs', async () => {
    const { frame } = await open();
    const tracker = row(frame, 'parcel-tracker');
    // After what the ledger notes, which is there at once.
    await frame.getByRole('columnheader', { name: 'Sandbox' }).waitFor();
    const heads = await frame.getByRole('columnheader').allInnerTexts();
    assert.deepEqual(heads.slice(0, 5), ['Component', 'Staged', 'Released last', 'Sandbox', 'Production']);
    const cells = (await tracker.getByRole('cell').allInnerTexts()).map((text) => text.split('\n')[0]);
    assert.deepEqual(cells, ['1.5.0', '1.4.0', '1.4.0', '1.4.0']);
    const href = await tracker.getByRole('link', { name: /^run/ }).first().getAttribute('href');
    assert.ok(href?.endsWith(`/_build/results?buildId=${world.runs.production}`), href ?? '');
    assert.deepEqual((await row(frame, 'parcel-web').getByRole('cell').allInnerTexts()).slice(-2), ['–', '–']);
    const newest = frame.getByRole('table', { name: 'Releases, the newest first' }).getByRole('row').nth(1);
    assert.match(
      (await newest.innerText()).replaceAll(/\s+/g, ' '),
      new RegExp(
        `^parcel-tracker 1\\.4\\.0 parcel-tracker-v1\\.4\\.0 Jan 9, 2026 1 .?\\s?Released ${world.runs.production}$`,
      ),
    );
  });

  /** Until the last card is there. */
  async function checkSlow(last: string): Promise<void> {
    const { page, frame } = await hub.show('/setup');
    for (const { viewport } of LOOKS.toReversed()) {
      await page.setViewportSize(viewport);
      await world.open(page, '/setup');
      const slow = await slowDown(page.context());
      await world.open(page, '/releases');
      await watchJumps(frame);
      await slow.answer(frame, frame.getByRole('article', { name: last }));
      await slow.end();
      await frame.getByRole('article', { name: last }).waitFor();
      assert.equal(await frame.getByRole('columnheader', { name: 'Production' }).count(), 1);
      await checkJumps(frame, `at ${viewport.width} pixels`);
    }
  }

  it('does not jump as one answer follows the other', () => checkSlow('parcel-tracker'));

  it('says before anything is pressed what would be released, and why it is not ready', async () => {
    const { frame } = await open();
    await card(frame).waitFor();
    assert.match(
      await card(frame).innerText(),
      /parcel-tracker 1\.5\.0 would be released now: after 1\.4\.0, 2 changes/,
    );
    const reasons = card(frame).getByRole('list', { name: 'Why it is not ready' });
    assert.deepEqual(await reasons.getByRole('listitem').allInnerTexts(), ['PARCEL-1 is In Review, not Done.']);
    const run = card(frame).getByRole('link', { name: 'Run the pipeline release' });
    assert.match((await run.getAttribute('href')) ?? '', /\/_build\?definitionId=\d+$/);
    // The only card is open.
    await card(frame).getByText('Second change').waitFor();
    const text = await card(frame).innerText();
    for (const part of [/Collecting since Jan 10, 2026/, /minor feat: a new function/, /PARCEL-6\b/, /PARCEL-7\b/])
      assert.match(text, part);
  });

  it('shows a release with its plan, tickets, stages, gates, deployments and notes', async () => {
    const { frame } = await open(releaseHash('parcel-tracker', '1.4.0'), { timezoneId: 'Asia/Tokyo', locale: 'en-GB' });
    await frame
      .getByRole('list', { name: /^Gates of run/ })
      .getByText('Mara')
      .first()
      .waitFor();
    const text = await frame.locator('main').innerText();
    for (const expected of [
      /parcel-tracker 1\.4\.0\s+All releases of parcel-tracker\s+Released/,
      /Change number 5\s+Pull request 5/,
      /PARCEL-5[^]*In Review\s+as of/,
      /Production\s+Waits for approval/,
      /Production – Production\s+Waits\s+Decide/,
      /times out in/,
    ])
      assert.match(text.replaceAll(/[✓◔]/g, ''), expected);
    const released = frame.locator('time[datetime="2026-01-09T09:00:00.000Z"]').first();
    assert.equal(await released.getAttribute('title'), 'Friday, 9 January 2026 at 18:00:00 GMT+9');
    const inSlack = await frame.getByRole('link', { name: 'in Slack' }).first().getAttribute('href');
    assert.equal(inSlack, 'https://slack.com/app_redirect?channel=C0123456789&message_ts=1767603600.000100');
    const deployments = frame.getByRole('table', { name: 'Deployments of this release' });
    assert.match(await deployments.innerText(), /Production/);
    assert.equal(await frame.getByRole('heading', { name: '1.4.0', exact: true }).count(), 1);
  });

  it('goes to a release by keyboard alone, and back with the search kept', async () => {
    const { page, frame } = await open();
    await frame.getByLabel('Search releases').focus();
    await page.keyboard.type('parcel-web 1.1');
    await frame.getByText('1 of 8 releases').waitFor();
    const link = frame.getByRole('table', { name: 'Releases, the newest first' }).getByRole('link').first();
    for (let presses = 0; presses < 5; presses += 1) {
      if ((await link.and(frame.locator(':focus')).count()) > 0) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await frame.getByRole('heading', { level: 1, name: 'parcel-web 1.1.0' }).waitFor();
    assert.match(page.url(), /#\/release\//);
    await page.goBack();
    await frame.getByText('1 of 8 releases').waitFor();
    await page.reload();
    const again = await world.loaded(page);
    await again.getByText('1 of 8 releases').waitFor();
    assert.equal(await again.getByLabel('Search releases').inputValue(), 'parcel-web 1.1');
  });

  for (const look of LOOKS)
    it(`is accessible and all of it reached by Tab, ${look.theme} at ${look.viewport.width} pixels`, async () => {
      const opened = await hub.show('/releases', look);
      await opened.frame.getByRole('columnheader', { name: 'Sandbox' }).waitFor();
      await card(opened.frame).waitFor();
      await checkPage(opened);
      const release = await hub.show(releaseHash('parcel-tracker', '1.4.0'), look);
      await release.frame
        .getByRole('list', { name: /^Gates of run/ })
        .getByText('Mara')
        .first()
        .waitFor();
      await checkPage(release);
    });

  it('shows what can be read beside what may not be, and tries again', async () => {
    const refusal = { status: 403, body: { message: 'You need the View permission for environments.' } };
    const isEnvironments = ({ path }: { readonly path: string }) => path.includes('/pipelines/environments');
    world.fail(isEnvironments, { kind: 'answer', ...refusal }, { times: 1 });
    const { frame } = await open();
    const alert = frame.locator('.slipway-problem');
    await alert.waitFor();
    assert.match(
      await alert.innerText(),
      /You may not see or change the environments of Parcels[^]*need the View permission/,
    );
    await card(frame).waitFor();
    await frame.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    await frame.getByRole('columnheader', { name: 'Sandbox' }).waitFor();
  });

  it('tells a version that was raised meanwhile where it went', async () => {
    const { frame } = await open(releaseHash('parcel-tracker', '1.4.1'));
    await frame.getByText('There is no release 1.4.1 of parcel-tracker').waitFor();
    await frame.getByRole('link', { name: '1.5.0' }).click();
    await frame.getByText('PARCEL-1 is In Review, not Done.').waitFor();
    // A change that was pushed without a pull request has its commit.
    const change = frame.locator('.slipway-changes > li').filter({ hasText: 'Second change' });
    assert.equal(await change.getByRole('link', { name: /^Pull request/ }).count(), 0);
    const commit = await change.getByRole('link', { name: 'cccccccc' }).getAttribute('href');
    assert.match(commit ?? '', /\/_git\/parcel-tracker\/commit\/c{39}7$/);
  });

  it('shows a stranger nothing of releases, and says why', async () => {
    const { page, frame } = await open('/releases', { as: PEOPLE.stranger });
    for (const hash of ['/releases', releaseHash('parcel-tracker', '1.4.0'), '/approvals?show=all']) {
      await world.open(page, hash, { as: PEOPLE.stranger });
      await frame
        .getByText(/your account may not see it|you may not see its repository/)
        .first()
        .waitFor();
      const text = await frame.locator('main').innerText();
      // What a link itself says, anybody may read who has it.
      const told = text.replace(/(.*) parcel-tracker( 1\.4\.0)?/g, '');
      for (const secret of ['1.5.0', 'parcel-web', 'PARCEL-', 'Change number', 'Jonas'])
        assert.ok(!told.includes(secret), `${hash} tells ${secret}: ${text}`);
    }
  });

  describe('when a release is queued from it', () => {
    interface Queued {
      readonly id: number;
      readonly requestedFor: { readonly displayName: string };
      readonly templateParameters: Readonly<Record<string, string>>;
    }
    const runs = async () =>
      ((await world.request('GET', 'build/builds?queryOrder=queueTimeDescending')) as { readonly value: Queued[] })
        .value;
    const press = async (frame: Frame) => {
      await card(frame).getByRole('button', { name: 'Create release 1.5.0 of parcel-tracker' }).click();
      await frame.locator('dialog').getByText('is queued as you').waitFor();
    };

    before(() => {
      const name = 'release-notes';
      const file = { name, yamlPath: `.azure/${name}.yml`, tasksFolder: path.join(root, 'dist/tasks') };
      world.sandbox.azureDevOps.createYamlPipeline({ ...world.repository, ...file });
    });

    it('says what would be, and queues one run as who is signed in, by keyboard alone', async () => {
      const before = (await runs()).length;
      const { page, frame } = await open();
      await card(frame).getByRole('button', { name: 'Create release 1.5.0 of parcel-tracker' }).focus();
      await page.keyboard.press('Enter');
      const dialog = frame.locator('dialog');
      await dialog.getByText('is queued as you').waitFor();
      const text = await dialog.innerText();
      assert.match(
        text,
        /parcel-tracker 1\.5\.0 would be released now: after 1\.4\.0, 2 changes[^]*In Review, not Done/,
      );
      assert.match(text, /Under way already: run .* of Jonas/);
      await page.setViewportSize(ZOOMED);
      await checkPage({ page, frame });
      await page.setViewportSize(LOOKS[0].viewport);
      await dialog.getByLabel('Pipeline that releases it').selectOption('release-notes');
      await dialog.getByText('does not release parcel-tracker: its YAML opens no release').waitFor();
      assert.equal(await dialog.locator('button[type=submit]').getAttribute('aria-disabled'), 'true');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.equal((await runs()).length, before);
      await page.keyboard.press('Enter');
      await dialog.getByText('is queued as you').waitFor();
      await dialog.locator('button[type=submit]').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await frame.getByText(/^✓? ?Run .* is queued\./).waitFor();
      const after = await runs();
      assert.equal(after.length, before + 1);
      assert.equal(after[0]?.requestedFor.displayName, PEOPLE.mara);
      assert.equal(after[0].templateParameters['component'], 'parcel-tracker');
      const link = frame.getByRole('link', { name: 'See the run' });
      assert.ok((await link.getAttribute('href'))?.endsWith(`buildId=${after[0].id}`));
      await checkAccessible(frame);
    });

    it('finds the run whose answer was lost, and queues no second one', async () => {
      const before = (await runs()).length;
      const { page, frame } = await open('/releases', {});
      // Not on the wire: what a broken connection took, a browser may send again by itself.
      await page.context().route(/\/_apis\/pipelines\/\d+\/runs\?/, async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        await route.fetch();
        return route.abort();
      });
      await press(frame);
      await frame.locator('dialog button[type=submit]').dblclick();
      await frame.getByText(/Run .* is queued\./).waitFor();
      assert.equal((await runs()).length, before + 1);
    });

    it('names the permission that is missing, and queues nothing', async () => {
      const before = (await runs()).length;
      const { frame } = await open('/releases', { as: PEOPLE.reader });
      await press(frame);
      await frame.locator('dialog button[type=submit]').click();
      const alert = frame.locator('dialog').getByRole('alert');
      await alert.waitFor();
      assert.match(await alert.innerText(), /No run was queued: no permission\. .*Queue builds/);
      assert.equal((await runs()).length, before);
      await checkAccessible(frame);
    });
  });

  describe('with many components in many environments', () => {
    before(async () => {
      const environments = ['Development', 'Test', 'Sandbox', 'Staging', 'Production'];
      const many = Array.from({ length: 20 }, (_, number) => ({
        ...{ component: `component-${number}`, releases: 3, run: world.runs.production, environments },
        ...(number < 10 && { staged: Array.from({ length: number === 0 ? 31 : 3 }, () => ({})) }),
      }));
      await world.commit('slipway/ledger', ledgerFiles(many));
    });

    it('does not jump as one answer follows the other', () => checkSlow('component-7'));

    it('goes on with the focus where more is shown, though the button that showed it is gone', async () => {
      const { page, frame } = await open(releaseHash('component-0', '1.3.0'));
      await frame.getByRole('button', { name: 'Show all 31 changes' }).press('Enter');
      await frame.locator('li:focus', { hasText: 'Change number 34' }).waitFor();
      await open();
      await frame.getByRole('article', { name: 'component-7' }).waitFor();
      const slow = await slowDown(page.context());
      await frame.getByRole('button', { name: 'Show more of the 10 components' }).press('Enter');
      await frame.locator('h2:focus', { hasText: 'Staged' }).waitFor();
      await frame.getByText('Reading what is staged as component-9').waitFor();
      assert.equal(await frame.getByRole('article', { name: 'component-7' }).count(), 1);
      await slow.end();
      await frame.getByRole('article', { name: 'component-9' }).waitFor();
    });
  });

  describe('with ten thousand releases and hostile text', () => {
    before(async () => {
      const staged = [{ title: HOSTILE, author: HOSTILE.slice(0, 200), because: HOSTILE }];
      await world.commit('slipway/ledger', ledgerFiles([{ component: 'parcel-tracker', releases: 10_000, staged }]));
    });

    it('shows first content within 1.5 seconds, and filters within 100 ms', async function () {
      const { page, frame } = await open('/approvals');
      const lap = await stopwatch(page);
      await frame.getByRole('link', { name: 'Releases', exact: true }).click();
      await frame.getByText('10000 releases').waitFor();
      const first = await lap();
      assert.ok(first.spent > 0 && first.spent <= 1_500, `${first.spent} ms until the first content`);
      const rows = frame.getByRole('table', { name: 'Releases, the newest first' }).getByRole('row');
      assert.ok((await rows.count()) < 100);
      await card(frame, '1.10000.0').waitFor();
      const search = frame.getByLabel('Search releases');
      // What is typed first also readies the engine.
      for (const text of ['1', '1.']) await search.fill(text);
      // The best of three: caches are cold when others work beside it.
      const laps: Awaited<ReturnType<typeof lap>>[] = [];
      for (const version of ['1.9999.0', '1.9998.0', '1.9997.0']) {
        await search.fill('1.');
        await frame.getByText('10000 releases').waitFor();
        await lap();
        await search.fill(version);
        await frame.getByText('1 of 10000 releases').waitFor();
        laps.push(await lap());
      }
      const times = laps.map(({ spent }) => spent);
      assert.equal(Math.min(...times) <= 100, true, `${times.join(', ')} ms for a filter`);
      tellFigure(this.test, 'first content', [first]);
      tellFigure(this.test, 'filter', laps);
    });

    it('stays where somebody scrolls to, though the row with the focus is gone', async () => {
      const { page, frame } = await open();
      const first = frame.getByRole('link', { name: 'parcel-tracker 1.9999.0' }).last();
      await first.focus();
      await first.hover();
      await page.mouse.wheel(0, 20_000);
      await first.waitFor({ state: 'detached' });
      await frame.getByRole('link', { name: 'parcel-tracker 1.95' }).first().waitFor();
      assert.ok((await frame.evaluate<number>('scrollY')) > 15_000);
      assert.equal(await frame.locator('h1:focus, h2:focus').count(), 0);
    });

    it('shows text of anyone as text, and the whole of a long one when asked', async () => {
      const [, phone] = LOOKS;
      const list = await hub.show('/releases', phone);
      await card(list.frame, '1.10000.0').waitFor();
      await checkAccessible(list.frame);
      const opened = await hub.show(releaseHash('parcel-tracker', '1.10000.0'), phone);
      const { frame } = opened;
      const title = frame.locator('summary', { hasText: '<img src=x onerror=alert(1)>' }).first();
      await title.waitFor();
      await title.click();
      await frame.getByText(HOSTILE.slice(-60)).first().waitFor();
      assert.equal(await frame.locator('main img, main script').count(), 0);
      await checkPage(opened);
    });
  });

  describe('in an organisation without a ledger', () => {
    before(() => world.commit('slipway/ledger', [['index.json', '{"schema":1,"components":[]}']]));

    it('says what to do next, with files to copy', async () => {
      const { page, frame } = await open();
      await frame.getByRole('heading', { name: 'Nothing is staged in Parcels yet' }).waitFor();
      assert.match(
        await frame.getByRole('region', { name: 'staging.yml' }).innerText(),
        /template: pipelines\/staging\.yml/,
      );
      await frame.getByRole('button', { name: 'Copy staging.yml' }).click();
      await frame.getByText(/^(Copied\.|Selected: press)/).waitFor();
      assert.ok(page.url().includes('_apps/hub'));
      await checkAccessible(frame);
    });
  });
});
