import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { renderOverviewPage } from '../../../sandbox/page/overview-page.ts';
import { renderPullRequestPage } from '../../../sandbox/page/pull-request-page.ts';
import { fileOf, rangeOf, threadOf, viewOf } from './views.ts';

const HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>\u202E\u0000\ud800";
const opened = (page: string) => page.match(/<details\s+class="file"[^>]*\sopen\b/g)?.length ?? 0;

describe('the page of a pull request', () => {
  it('shows a thread right below its line, with the range marked', () => {
    const files = [fileOf('src/a.ts', ' one', '+if (a == b) run();', ' three')];
    const page = renderPullRequestPage(viewOf({ files, threads: [threadOf(5, rangeOf('src/a.ts', [2, 7], [2, 9]))] }));
    assert.match(
      page,
      /if \(a <mark>==<\/mark> b\) run\(\);<\/td>\s*<\/tr>\s*<tr class="threads">\s*<td colspan="4">\s*<article[^>]*data-thread-id="5"[^>]*data-status="active"/,
    );
  });

  it('marks by UTF-16 code units', () => {
    const files = [fileOf('a', '+😀 == x')];
    const page = renderPullRequestPage(viewOf({ files, threads: [threadOf(1, rangeOf('a', [1, 4], [1, 6]))] }));
    assert.ok(page.includes('😀 <mark>==</mark> x'));
  });

  it('shows status, vote, branches, iteration and summary', () => {
    const summary = threadOf(1, undefined, '## Summary of all', 'closed');
    const page = renderPullRequestPage(viewOf({ threads: [summary], mergeStatus: 'conflicts' }));
    assert.match(page, /data-context="slipway\/ai-review"\s+data-state="failed"/);
    for (const text of [
      'waits for the author',
      'feature/x',
      'aaaaaaaa..bbbbbbbb',
      'Summary of all',
      'no merge preview',
    ]) {
      assert.ok(page.includes(text), text);
    }
  });

  it('folds threads that are done, and says what they were about', () => {
    const place = rangeOf('a', [1, 1], [1, 2]);
    const files = [fileOf('a', '+x')];
    const page = renderPullRequestPage(viewOf({ files, threads: [threadOf(1, place, '**Careful** here', 'fixed')] }));
    assert.match(
      page,
      /<details>\s*<summary class="thread-head">\s*<span class="badge thread-done">Resolved<\/span>[^]*?Careful here<\/span>/,
    );
  });

  it('loses no thread: on other lines, on whole files, on files that are gone', () => {
    const threads = [
      threadOf(1, rangeOf('a', [900, 1], [900, 2])),
      threadOf(2, { path: 'a', range: undefined }),
      threadOf(3, rangeOf('gone', [1, 1], [1, 2])),
    ];
    const page = renderPullRequestPage(viewOf({ files: [fileOf('a', '+x')], threads }));
    assert.equal(page.match(/<article/g)?.length, 3);
    assert.ok(page.includes('no longer part of the change'));
  });

  it('lets no text of others become markup', () => {
    const files = [{ ...fileOf(HOSTILE, `+${HOSTILE}`, ` ${HOSTILE}`), binary: false }];
    const view = viewOf({
      title: HOSTILE,
      author: HOSTILE,
      description: HOSTILE,
      sourceBranch: HOSTILE,
      targetBranch: HOSTILE,
      address: { organization: HOSTILE.slice(0, -1), project: 'p', repository: 'r', id: 1 },
      statuses: [{ iteration: 1, state: 'failed', genre: HOSTILE, name: HOSTILE, description: HOSTILE }],
      votes: [{ name: HOSTILE, vote: 10 }],
      iterations: [{ ...viewOf().iterations[0]!, reason: HOSTILE }],
      files,
      threads: [threadOf(1, rangeOf(HOSTILE, [1, 3], [1, 9]), HOSTILE), threadOf(2, undefined, HOSTILE, 'closed')],
    });
    for (const page of [renderPullRequestPage(view), renderOverviewPage([view], [])]) {
      assert.doesNotMatch(page, /<script|<img|onerror='|\u202e|\u0000|\p{Surrogate}/u);
      assert.match(page, /⟨U\+202E⟩/);
    }
  });

  it('bears a title of 10 kB', () => {
    const page = renderPullRequestPage(viewOf({ title: 'long '.repeat(2_000) }));
    assert.ok((/<title>(.*)<\/title>/.exec(page)?.[1]?.length ?? 0) < 300);
  });

  it('folds files without threads when there are many', () => {
    const files = Array.from({ length: 150 }, (_, index) => fileOf(`f${index}`, '+x'));
    const page = renderPullRequestPage(viewOf({ files, threads: [threadOf(1, rangeOf('f70', [1, 1], [1, 2]))] }));
    assert.equal(opened(page), 1);
    assert.equal(opened(renderPullRequestPage(viewOf({ files: files.slice(0, 5) }))), 5);
  });

  it('shows 5,000 files, and says what it leaves out', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `+line ${index}`);
    const files = Array.from({ length: 5_000 }, (_, index) => fileOf(`f${index}`, ...(index < 60 ? lines : ['+x'])));
    const page = renderPullRequestPage(viewOf({ files, threads: [threadOf(1, rangeOf('f59', [499, 1], [499, 2]))] }));
    assert.equal(page.match(/<details\s+class="file"/g)?.length, 5_000);
    assert.match(page, /14,9\d\d lines are not shown/);
    assert.match(page, /data-thread-id="1"/);
    assert.ok(page.length < 12_000_000, `${page.length}`);
  });

  it('cuts lines that are too long', () => {
    const page = renderPullRequestPage(viewOf({ files: [fileOf('a', `+${'x'.repeat(1_000_000)}`)] }));
    assert.ok(page.length < 20_000);
    assert.ok(page.includes('998,000 more characters'));
  });
});

describe('the page of all pull requests', () => {
  it('groups them by repository, newest first', () => {
    const other = viewOf({ address: { organization: 'fabrikam', project: 'P', repository: 'r', id: 3 } });
    const newer = viewOf({ address: { ...viewOf().address, id: 8 } });
    const page = renderOverviewPage([viewOf(), newer, other], []);
    assert.equal(page.match(/<section class="repository"/g)?.length, 2);
    assert.deepEqual(
      [...page.matchAll(/data-pull-request="(\d+)"/g)].map(([, id]) => id),
      ['8', '7', '3'],
    );
    assert.ok(page.includes('href="/contoso/Parcel%20Tracker/_git/parcel-tracker/pullrequest/7"'));
  });

  it('says so when there are none', () => {
    assert.match(renderOverviewPage([], []), /no pull requests yet/);
  });
});
