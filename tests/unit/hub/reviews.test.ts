import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import { describe, it } from 'mocha';
import { readPullRequests, readReviews, readThreads, unpack } from '../../../hub/data/reviews.ts';
import { HubProblem } from '../../../hub/host/hub-problem.ts';
import { countFindings, filterRows, inDollars, rowsOf, totalsOf } from '../../../hub/pages/reviews/review-rows.ts';
import type { ReviewDocument } from '../../../src/review/review-document.ts';
import { fakeRest } from '../../support/fake-rest.ts';

const SHOP = {
  id: '0f3d1c9e-2a4b-4c6d-8e0f-112233445566',
  name: 'shop',
  webUrl: 'https://dev.azure.com/f/Shop/_git/shop',
};
const FINDING = {
  fingerprint: 'f1',
  severity: 'major',
  category: 'bug',
  title: 'Compares loosely.',
  path: 'src/a.ts',
  side: 'new',
  startLine: 2,
  endLine: 2,
} as const;
const document = (over: Partial<ReviewDocument> = {}): ReviewDocument => ({
  schema: 1,
  iteration: 1,
  commit: 'a'.repeat(40),
  verdict: 'requestChanges',
  coverage: { percent: 100, files: 1, reviewed: 1 },
  findings: [FINDING],
  costUsd: 0.02,
  model: 'claude',
  reviewedAt: '2026-11-28T08:00:00.000Z',
  ...over,
});
const archive = (files: Readonly<Record<string, unknown>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        strToU8(typeof content === 'string' ? content : JSON.stringify(content)),
      ]),
    ),
  );

describe('The reviews that the hub reads', () => {
  it('are those of the repository itself, and no other file of the archive', () => {
    const { reviews, unreadable } = unpack(
      archive({
        [`reviews/${SHOP.id}/7.json`]: document(),
        [`reviews/${SHOP.id}/8.json`]: 'not JSON',
        [`reviews/${SHOP.id}/9.json`]: { ...document(), schema: 2 },
        [`reviews/${SHOP.id}/../../x.json`]: document(),
        [`reviews/other/10.json`]: document(),
        [`reviews/${SHOP.id}/${'9'.repeat(20)}.json`]: document(),
      }),
      SHOP,
      'the reviews',
    );
    assert.deepEqual(
      reviews.map(({ pullRequest }) => pullRequest),
      [7],
    );
    assert.equal(unreadable, 2);
  });

  it('leave out what nobody of ours writes, and say when the archive is broken', () => {
    const bomb = archive({ [`reviews/${SHOP.id}/7.json`]: ' '.repeat(10_000_000) });
    assert.deepEqual(unpack(bomb, SHOP, 'the reviews'), { reviews: [], unreadable: 0, left: 0 });
    assert.throws(() => unpack(new Uint8Array([1, 2, 3]), SHOP, 'the reviews'), HubProblem);
  });

  it('are those of the newest pull requests where there are more than a page holds', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    const many = archive(
      Object.fromEntries(numbers.map((number) => [`reviews/${SHOP.id}/${number}.json`, document()])),
    );
    const size = JSON.stringify(document()).length;
    const unpacked = (reviews: number, bytesInAll: number) => {
      const { reviews: found, left } = unpack(many, SHOP, 'the reviews', { reviews, bytesInAll });
      return [found.map(({ pullRequest }) => pullRequest).toSorted((one, other) => one - other), left];
    };
    assert.deepEqual(unpacked(12, 12 * size), [numbers, 0]);
    assert.deepEqual(unpacked(3, 12 * size), [[10, 11, 12], 9]);
    assert.deepEqual(unpacked(12, 3 * size), [[10, 11, 12], 9]);
  });

  const host = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      project: { id: 'p', name: 'Shop' },
      preferences: {
        read: (key: string) => Promise.resolve(kept.get(key)),
        write: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
      },
    };
  };
  const repositories = { value: [SHOP, { ...SHOP, id: 'second', name: 'second' }] };

  it('are asked for once per repository, and later only where there were any', async () => {
    const zip = archive({ [`reviews/${SHOP.id}/7.json`]: document() });
    const rest = fakeRest({ [`${SHOP.id}/items`]: zip, 'second/items': undefined, _apis: repositories });
    const items = () => rest.asked.filter((path) => path.includes('/items?')).length;
    const desk = host();
    const first = await readReviews({ rest, host: desk }, { everywhere: false });
    assert.deepEqual([first.reviews.length, first.others, items()], [1, 0, 2]);
    const second = await readReviews({ rest, host: desk }, { everywhere: false });
    assert.deepEqual([second.reviews.length, second.others, items()], [1, 1, 3]);
  });

  it('are shown beside the repositories that could not be read', async () => {
    const zip = archive({ [`reviews/${SHOP.id}/7.json`]: document() });
    const refused = new HubProblem('x', { kind: 'forbidden', detail: 'TF401027' });
    const rest = fakeRest({ [`${SHOP.id}/items`]: zip, 'second/items': refused, _apis: repositories });
    const found = await readReviews({ rest, host: host() }, { everywhere: false });
    assert.deepEqual([found.reviews.length, found.problems], [1, [refused]]);
  });

  it('get their names and threads from the pull requests', async () => {
    const pullRequest = { pullRequestId: 7, title: 'Add search', status: 'active', createdBy: { displayName: 'Ada' } };
    const threads = [
      { id: 3, status: 'fixed', properties: { 'slipway.finding': { $type: 'System.String', $value: 'f1' } } },
      { id: 4, status: 'active', isDeleted: true, properties: { 'slipway.finding': { $value: 'f2' } } },
      { id: 5, status: 'active', properties: null },
    ];
    const rest = fakeRest({ '/threads': { value: threads }, '/pullrequests': { value: [pullRequest] } });
    const facts = await readPullRequests(rest, { project: 'Shop' }, SHOP);
    assert.deepEqual(facts.get(7), { title: 'Add search', author: 'Ada', status: 'active' });
    const found = await readThreads(rest, { project: 'Shop' }, { repository: SHOP, pullRequest: 7 });
    assert.deepEqual([...found], [['f1', { id: 3, status: 'fixed' }]]);
  });
});

describe('The rows of reviews', () => {
  const titles = new Map([[SHOP.id, new Map([[7, { title: 'Add search', author: 'Ada', status: 'active' }]])]]);
  const rows = rowsOf(
    [
      { repository: SHOP, pullRequest: 7, document: document() },
      {
        repository: SHOP,
        pullRequest: 8,
        document: document({ verdict: 'approve', findings: [], costUsd: null, reviewedAt: '2026-10-01T08:00:00.000Z' }),
      },
    ],
    titles,
  );
  const shown = (filters: Parameters<typeof filterRows>[1]) =>
    filterRows(rows, filters).map(({ pullRequest }) => pullRequest);

  it('are narrowed by every filter', () => {
    assert.deepEqual(shown({}), [7, 8]);
    assert.deepEqual(shown({ verdict: 'approve' }), [8]);
    assert.deepEqual(shown({ severity: 'minor' }), [7]);
    assert.deepEqual(shown({ severity: 'critical' }), []);
    assert.deepEqual(shown({ severity: 'minor', category: 'security' }), []);
    assert.deepEqual(shown({ since: '2026-11-01' }), [7]);
    assert.deepEqual(shown({ repository: 'second' }), []);
    assert.deepEqual(shown({ text: 'SEARCH ada' }), [7]);
    assert.deepEqual(shown({ text: '!8' }), [8]);
  });

  it('add up to totals that tell what is not known', () => {
    const totals = totalsOf(rows);
    assert.deepEqual(
      [totals.reviews, totals.findings, totals.bySeverity.major, totals.byCategory.get('bug'), totals.withoutCost],
      [2, 1, 1, 1, 1],
    );
    assert.equal(inDollars(totals.costUsd), '$0.0200');
    assert.equal(inDollars(12), '$12.00');
    assert.equal(countFindings([]), 'none');
    assert.equal(countFindings([FINDING, { severity: 'critical' }]), '1 critical, 1 major');
  });

  it('are filtered within 100 ms when there are ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...rows[index % 2]!, key: `${index}` }));
    // Processor time, and the best of a few: other work on the machine is not counted.
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      assert.equal(filterRows(many, { text: 'search', severity: 'minor' }).length, 5000);
      return process.cpuUsage(before).user / 1000;
    });
    assert.ok(Math.min(...times) < 100, times.join(', '));
  });
});
