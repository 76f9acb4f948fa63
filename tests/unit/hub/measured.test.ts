import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Ledger } from '../../../hub/data/ledger.ts';
import { readMeasured } from '../../../hub/data/measured.ts';
import { byWeek, lastDays, measure, quantile } from '../../../hub/pages/metrics/figures.ts';
import { loadLists, measureComponents } from '../../../hub/pages/metrics/load-metrics.ts';
import { IndexDocument, type ReleaseDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { indexAfter } from '../../../src/release/ledger/ledger-transition.ts';
import { parseDocument } from '../../../src/release/ledger/parse-ledger.ts';
import { renderIndex } from '../../../src/release/ledger/render-index.ts';
import { fakeProject } from '../hub-releases/fake-project.ts';
import { change, ledger, release } from '../hub-releases/some-release.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const iso = (time: number): string => new Date(time).toISOString();

/** The index of releases, as it is written and read; with `isOld` as it was before it told figures. */
function indexOf(releases: readonly ReleaseDocument[], isOld: (release: ReleaseDocument) => boolean): IndexDocument {
  let index: IndexDocument = { schema: 1, components: [] };
  for (const one of releases)
    index = indexAfter({ component: one.component, message: '', staging: undefined, releases: [one] }, index);
  const old = new Set(releases.filter(isOld).map(({ component, version }) => `${component}/${version}`));
  const components = index.components.map((entry) => ({
    ...entry,
    releases: entry.releases.map(({ leadMinutes, hotfixFrom, ...row }) => ({
      ...row,
      ...(!old.has(`${entry.component}/${row.version}`) && {
        ...(leadMinutes && { leadMinutes }),
        ...(hotfixFrom !== undefined && { hotfixFrom }),
      }),
    })),
  }));
  return parseDocument(renderIndex({ ...index, components }), IndexDocument, 'index.json');
}

function projectOf(releases: readonly ReleaseDocument[], isOld: (release: ReleaseDocument) => boolean = () => false) {
  const index = indexOf(releases, isOld);
  const documents = new Map(
    releases.map((one) => [`git/repositories/shop/items:/releases/${one.component}/${one.version}.json`, one]),
  );
  const project = fakeProject((path) => {
    if (path === 'git/repositories') return { value: [{ id: 'shop', name: 'shop' }] };
    if (path === 'build/builds') return { value: [] };
    return path === 'git/repositories/shop/items:/index.json' ? index : documents.get(path);
  });
  return { ...project, ledgers: [ledger('shop', index.components)] };
}

const numbered = (count: number, at: (number: number) => number): readonly ReleaseDocument[] =>
  Array.from({ length: count }, (_, number) => {
    const time = at(number);
    const changes = [change({ mergedAt: iso(time - 2 * HOUR) }), change({ mergedAt: iso(time - 4 * HOUR) })];
    return release({ version: `1.${number}.0`, tag: `v1.${number}.0`, releasedAt: iso(time), changes });
  });

const told = () => undefined;
const measured = (project: {
  readonly rest: Parameters<typeof readMeasured>[0];
  readonly ledgers: readonly Ledger[];
}) => readMeasured(project.rest, { project: 'Shop' }, { ledgers: project.ledgers, since: 0, told });

/** By the definitions, of the documents alone. */
function figuresOf(releases: readonly ReleaseDocument[], from: number) {
  const at = ({ releasedAt }: ReleaseDocument) => Date.parse(releasedAt);
  const within = releases.filter((one) => at(one) >= from);
  const leads = within.flatMap((one) =>
    one.changes.map(({ mergedAt }) => (at(one) - Date.parse(mergedAt)) / HOUR).filter((hours) => hours >= 0),
  );
  const failed = within.filter(
    ({ component, tag, state }) =>
      state === 'rolledBack' ||
      releases.some(({ component: other, hotfix }) => other === component && hotfix?.from === tag),
  );
  const restores = failed.flatMap((one) => {
    const later = releases.filter(({ component }) => component === one.component).map(at);
    const next = Math.min(...later.filter((time) => time > at(one)));
    return next === Infinity ? [] : [(next - at(one)) / HOUR];
  });
  const median = (hours: readonly number[]) => (hours.length === 0 ? undefined : quantile(hours, 0.5));
  const counts = [within.length, failed.length, leads.length, restores.length];
  return { counts, lead: median(leads), restore: median(restores) };
}

const tell = ({ releases, failed, leadTime, restore }: ReturnType<typeof measure>) => ({
  counts: [releases, failed, leadTime?.changes ?? 0, restore?.restored ?? 0],
  lead: leadTime?.median,
  restore: restore?.median,
});

interface Generated {
  readonly component: string;
  /** Milliseconds before now. */
  readonly ago: number;
  readonly leads: readonly number[];
  readonly isRolledBack: boolean;
  /** Number of the release that it is a hotfix of. */
  readonly from: number | null;
}

function documentOf({ component, ago, leads, isRolledBack, from }: Generated, number: number): ReleaseDocument {
  const changes = leads.map((lead) => change({ mergedAt: iso(NOW - ago - lead) }));
  const hotfix = { from: `v1.${from ?? 0}.0`, branch: 'hotfix', mainline: null };
  const names = { component, version: `1.${number}.0`, tag: `v1.${number}.0`, releasedAt: iso(NOW - ago) };
  return release({
    ...names,
    state: isRolledBack ? 'rolledBack' : 'released',
    changes,
    ...(from !== null && { hotfix }),
  });
}

describe('Measuring releases', () => {
  it('takes one request for the index of each repository, and none for any of 200 releases', async () => {
    const { rest, asked } = projectOf(numbered(200, (number) => NOW - number * HOUR));
    const preferences = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
    const host = { project: { id: 'p', name: 'Shop' }, preferences };
    const period = lastDays(90, NOW);
    const { signal } = new AbortController();
    const { components, problems } = await loadLists({ rest, host, known: new Map(), runs: 50 }, signal);
    const look = (component: string, since: number) =>
      measureComponents({ rest, project: 'Shop', signal }, components, { component, since, told });
    const found = await look('', period.from);
    assert.deepEqual(measure(found.releases, period).leadTime, { median: 3, p90: 4, changes: 400 });
    assert.deepEqual([found.releases.length, found.left], [200, 0]);
    assert.equal((await look('shop/shop', NOW - DAY)).releases.length, 25);
    const archive = 'git/repositories/shop/items';
    const lists = ['git/repositories', 'git/repositories', archive, `${archive}:/index.json`, 'build/builds'];
    assert.deepEqual(asked.toSorted(), lists.toSorted());
    assert.deepEqual(problems, []);
  });

  it('reads the newest 300 documents of what an older Slipway indexed, and tells how many it left', async () => {
    const project = projectOf(
      numbered(310, (number) => NOW - number * HOUR),
      ({ version }) => version !== '1.5.0',
    );
    const { releases, left } = await measured(project);
    assert.deepEqual([releases.length, left, project.asked.length], [301, 9, 300]);
    assert.ok(!project.asked.some((path) => /1\.(5|30[1-9])\.0/.test(path)));
    assert.ok(releases.every(({ leadMinutes }) => leadMinutes.length === 2));
  });

  it('keeps components of one name in two repositories apart', async () => {
    const [one] = numbered(1, () => NOW - DAY);
    const hotfix = { from: 'v1.0.0', branch: 'hotfix', mainline: null };
    const of = (id: string, document: ReleaseDocument) => ledger(id, indexOf([document], () => false).components);
    const two = release({ version: '1.0.1', tag: 'v1.0.1', releasedAt: iso(NOW), hotfix });
    const ledgers = [of('a', one ?? release()), of('b', two)];
    const { releases } = await measured({ rest: fakeProject(() => 500).rest, ledgers });
    assert.equal(measure(releases, lastDays(7, NOW)).failed, 0);
  });

  it('comes to the same by the index as by the documents, whoever wrote which line', async () => {
    const some = fc.record({
      component: fc.constantFrom('shop', 'web'),
      // Some at one moment.
      ago: fc.integer({ min: 0, max: 40 }).map((steps) => steps * 30 * HOUR + 1),
      leads: fc.array(fc.integer({ min: -HOUR, max: 90 * DAY }), { maxLength: 4 }),
      isRolledBack: fc.boolean(),
      from: fc.option(fc.nat(11)),
      isOld: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), async (all, days) => {
        const period = lastDays(days, NOW);
        const documents = all.map(documentOf);
        const isOld = ({ version }: ReleaseDocument) => all[Number(version.split('.')[1])]?.isOld === true;
        const ways = await Promise.all(
          [() => false, () => true, isOld].map((old) => measured(projectOf(documents, old))),
        );
        const [first, ...others] = ways.map(
          ({ releases }) => [measure(releases, period), byWeek(releases, [], period)] as const,
        );
        assert.ok(first);
        for (const other of others) assert.deepEqual(other, first);
        const [whole, expected] = [tell(first[0]), figuresOf(documents, period.from)];
        assert.deepEqual(whole.counts, expected.counts);
        // Whole minutes, rounded down.
        const lost = (expected.lead ?? 0) - (whole.lead ?? 0);
        assert.ok(lost > -1e-9 && lost < 1 / 60, `${lost} hours`);
        assert.ok(Math.abs((expected.restore ?? 0) - (whole.restore ?? 0)) < 1e-9);
      }),
      { numRuns: 40 },
    );
  });
});
