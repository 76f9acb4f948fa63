import assert from 'node:assert/strict';
import axe from 'axe-core';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import type { Finding } from '../../src/review/finding.ts';
import { type ReviewedPullRequest, type ReviewedSample, reviewSample } from '../support/reviewed-sample.ts';

/** The branches of late-refunds, cancel-moved and text-languages, and the state that their reviews post. */
const STATES = {
  'PARCEL-41-late-refunds': 'failed',
  'PARCEL-33-cancel': 'failed',
  'PARCEL-44-german-texts': 'succeeded',
} as const;

const HOSTILE = `<img src=x onerror=alert(1)><script>alert(2)</script> "' \u202egnp.exe ##vso[task.complete result=Failed]`;

describe('the pages of the sandbox', function () {
  this.timeout(120_000);
  let sample: ReviewedSample;
  let browser: Browser;
  const troubles: string[] = [];

  before(async () => {
    sample = await reviewSample(Object.keys(STATES));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await sample.close();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    assert.deepEqual(troubles.splice(0), []);
  });

  /** Opens a page; what the browser complains of fails the test. */
  async function open(pathname: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(`${pathname}: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`${pathname}: ${error.message}`));
    page.on('requestfailed', (request) => troubles.push(`${pathname}: ${request.url()} failed`));
    page.on('dialog', (dialog) => {
      troubles.push(`${pathname}: a dialog says ${dialog.message()}`);
      void dialog.dismiss();
    });
    const answer = await page.goto(`${sample.sandbox.azureService.url}${pathname}`);
    assert.equal(answer?.status(), 200);
    return page;
  }

  for (const [index, [branch, state]] of Object.entries(STATES).entries()) {
    describe(branch, () => {
      let pullRequest: ReviewedPullRequest;
      before(() => (pullRequest = sample.reviewed[index]!));

      it('shows each finding directly below its line, and marks its code', async () => {
        const page = await open(pullRequest.pathname);
        assert.ok(pullRequest.findings.length > 0);
        for (const finding of pullRequest.findings) await checkPlace(page, pullRequest, finding);
        assert.equal(await page.locator('tr.threads article').count(), pullRequest.findings.length);
        const marked = pullRequest.findings.reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0);
        assert.equal(await page.locator('table.diff mark').count(), marked);
        assert.equal(await page.locator('.file > .threads').count(), 0);
      });

      it('shows every planted problem that was found at the line it was planted in', async () => {
        const page = await open(pullRequest.pathname);
        for (const { path, line } of pullRequest.expected) {
          const wasFound = pullRequest.findings.some(
            (finding) => finding.path === path && finding.startLine <= line && line <= finding.endLine,
          );
          assert.equal(await rowOf(page, path, line).locator('mark').count(), wasFound ? 1 : 0, `${path}:${line}`);
        }
      });

      it('has the summary on top, and its verdict as a status', async () => {
        const page = await open(pullRequest.pathname);
        const summary = page.locator('article.thread').first();
        assert.equal(
          await summary.locator('xpath=ancestor::section[1]').getAttribute('aria-labelledby'),
          'conversation',
        );
        assert.match(await textOf(summary), state === 'failed' ? /Changes requested/ : /Nothing blocks this change/);
        assert.ok((await boxOf(summary)).bottom < (await boxOf(page.locator('details.file').first())).top);
        const status = page.locator('aside .status');
        assert.equal(await status.count(), 1);
        assert.equal(await status.getAttribute('data-context'), 'slipway/ai-review');
        assert.equal(await status.getAttribute('data-state'), state);
        assert.match(await textOf(status), new RegExp(`${pullRequest.findings.length} finding`));
      });
    });
  }

  const rowOf = (page: Page, path: string, line: number): Locator =>
    page
      .locator(`details.file[data-path=${JSON.stringify(path)}] table.diff tbody tr`)
      .filter({ has: page.locator(`xpath=self::tr/td[2][normalize-space()="${line}"]`) });

  async function checkPlace(page: Page, { source }: ReviewedPullRequest, finding: Finding): Promise<void> {
    const { path, startLine, endLine, code, title } = finding;
    const place = `${path}:${startLine}-${endLine}`;
    const row = rowOf(page, path, endLine);
    const boxes = row.locator('xpath=following-sibling::tr[1][@class="threads"]').locator('article');
    assert.equal(await boxes.count(), 1, `${place} has not one box`);
    assert.ok((await textOf(boxes)).includes(title.replace(/[`*_]/g, '')), `${place} has another finding's box`);
    const [line, box] = [await boxOf(row), await boxOf(boxes)];
    const gap = box.top - line.bottom;
    assert.ok(gap >= 0 && gap < 24, `${place}: ${gap} pixels between line and box`);
    assert.ok(box.left >= line.left && box.right <= line.right, `${place}: the box leaves its file`);
    const inGit = (await sample.linesOf(source, path)).slice(startLine - 1, endLine);
    const marked = await Promise.all(
      inGit.map((_, index) =>
        rowOf(page, path, startLine + index)
          .locator('mark')
          .allTextContents(),
      ),
    );
    assert.deepEqual(
      marked,
      inGit.map((text) => [text]),
      place,
    );
    const isMasked = code.some((text) => text.includes('‹secret:'));
    if (!isMasked) assert.deepEqual(marked.flat(), code, place);
  }

  for (const [colorScheme, width] of [['light', 1280] as const, ['dark', 360] as const]) {
    it(`is accessible and fits, ${colorScheme} and ${width} pixels wide`, async () => {
      const pathnames = ['/', ...sample.reviewed.map(({ pathname }) => pathname)];
      for (const pathname of pathnames) {
        // The pages let no script run; the check is one.
        const page = await open(pathname, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.ok((await page.evaluate<number>(overflow)) <= 0, `${pathname} can be scrolled sideways`);
        await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        assert.deepEqual(found, [], pathname);
        assert.ok(passes.some(({ id }) => id === 'color-contrast'));
      }
    });
  }

  it('lets a keyboard reach the list of files and open one', async () => {
    // 150 files: those without threads are folded.
    const page = await open(sample.pathnameOf(5), { reducedMotion: 'reduce' });
    const focused = page.locator(':focus');
    const press = async (key: string, isThere: () => Promise<boolean>) => {
      for (let count = 0; count < 60; count += 1) {
        await page.keyboard.press(key);
        if (await isThere()) return;
      }
      assert.fail(`${key} does not lead there`);
    };
    await page.keyboard.press('Tab');
    assert.equal(await focused.getAttribute('href'), '#main');
    await press('Tab', async () => (await focused.getAttribute('href'))?.startsWith('#file-') === true);
    const name = ((await focused.getAttribute('title')) ?? '').replace(/"/g, '\\"');
    const file = page.locator(`details.file[data-path="${name}"]`);
    assert.equal(await file.getAttribute('open'), null);
    await page.keyboard.press('Enter');
    await file.locator('table.diff').waitFor({ state: 'visible' });
    const { top } = await boxOf(file);
    assert.ok(top > -50 && top < 100, `the file stands at ${top}`);
    await file.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await file.locator('table.diff').waitFor({ state: 'hidden' });
  });

  it('shows a hostile title as text', async () => {
    const { sandbox, repository, reviewed } = sample;
    const { id } = await sandbox.azureDevOps.createPullRequest({
      ...repository,
      source: reviewed[0]!.source.replace('refs/heads/', ''),
      target: 'feature/PARCEL-33-cancel',
      title: HOSTILE,
      description: HOSTILE,
      author: { displayName: '<b>Eve</b>' },
    });
    const shown = HOSTILE.replace('\u202e', '⟨U+202E⟩');
    for (const [pathname, place] of [
      [sample.pathnameOf(id), 'h1 bdi'],
      ['/', `[data-pull-request="${id}"] h3 bdi`],
    ] as const) {
      const page = await open(pathname);
      assert.equal(await page.locator(place).textContent(), shown);
      assert.equal(await page.locator('img, script, main [onerror], b b').count(), 0);
    }
  });
});

const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? '';

/** Where an element stands, in CSS pixels of the page's window. */
async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  assert.ok(box, 'the element is not shown');
  return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}
