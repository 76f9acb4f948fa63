import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { DeploymentRecord } from '../../../hub/data/environments.ts';
import { attributeRuns } from '../../../hub/pages/releases/attribute-runs.ts';
import { chooseEnvironments, listNoted, planMatrix, type ReadRelease } from '../../../hub/pages/releases/matrix.ts';
import { chooseUntold, describeLimits } from '../../../hub/pages/releases/matrix-limits.ts';
import { orderEnvironments } from '../../../hub/pages/releases/order-environments.ts';
import type { IndexDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { indexAfter } from '../../../src/release/ledger/ledger-transition.ts';
import { AT, components, entry, indexed, ledger, release, run } from './some-release.ts';

const record = (environment: string, id: number, over: Partial<DeploymentRecord> = {}): DeploymentRecord => ({
  environment,
  run: id,
  stage: environment,
  job: 'rollout',
  result: 'succeeded',
  at: '2026-11-02T09:00:00Z',
  ...over,
});
const SHOP = 'shop/shop';
const shop = components(
  ledger('shop', [
    entry('shop', {
      staging: { version: '1.2.0', state: 'opened' },
      releases: [indexed('1.1.0', { run: 11 }), indexed('1.0.0', { run: 10 })],
    }),
  ]),
);
const seen = ({
  releases = [],
  ...sources
}: Partial<Omit<Parameters<typeof planMatrix>[0], 'noted'>> & { readonly releases?: readonly ReadRelease[] }) =>
  planMatrix({
    ...{ components: shop, records: [], runs: [], ...sources },
    noted: listNoted(sources.components ?? shop, releases, undefined),
  });

describe('What an empty cell of the matrix may hide', () => {
  const many = (count: number, releases: readonly ReturnType<typeof indexed>[]) =>
    components(
      ledger(
        'shop',
        Array.from({ length: count }, (_, index) => entry(`c${String(index).padStart(2, '0')}`, { releases })),
      ),
    );
  const deployed = (all: ReturnType<typeof many>, keys: readonly string[]) =>
    planMatrix({
      ...{ components: all, records: [], runs: [] },
      noted: keys.map((component) => ({
        ...{ component, version: '1.1.0', environment: 'Production', run: 11, at: AT, result: 'succeeded' },
      })),
    });
  const old = (count: number) => Array.from({ length: count }, (_, index) => indexed(`1.${count - index}.0`));
  const told = (count: number) => old(count).map((one) => ({ ...one, leadMinutes: [] }));

  it('is told with what was looked at, and how to look further', () => {
    const all = many(21, old(3));
    assert.match(
      describeLimits(all, [], deployed(all, ['shop/c00'])) ?? '',
      /^An empty cell may hide .* of what an older Slipway released, the newest 2 releases of 20 components\. Choose a component/,
    );
    const words = describeLimits(many(1, old(11)), [], deployed(many(2, []), ['shop/c01']));
    assert.match(words ?? '', /newest 10 releases\.$/);
  });

  it('is told where an environment has more jobs than were looked at', () => {
    const all = many(2, told(3));
    const jobs = (count: number) => Array.from({ length: count }, (_, index) => record('Production', index + 1));
    const matrix = deployed(all, ['shop/c00']);
    assert.match(describeLimits(all, jobs(50), matrix) ?? '', /^An empty cell may hide .* were looked at\.$/);
    assert.equal(describeLimits(all, jobs(49), matrix), undefined);
  });

  it('is not told where no cell is empty, or everything was looked at', () => {
    const all = many(2, old(3));
    assert.equal(describeLimits(all, [], deployed(all, ['shop/c00', 'shop/c01'])), undefined);
    const few = many(2, old(2));
    assert.equal(describeLimits(few, [], deployed(few, ['shop/c00'])), undefined);
    const indexedAll = many(30, told(5));
    assert.equal(describeLimits(indexedAll, [], deployed(indexedAll, ['shop/c00'])), undefined);
  });

  it('decides which documents are read: few, and none where the index tells', () => {
    const count = (...some: Parameters<typeof many>) => chooseUntold(many(...some)).length;
    assert.deepEqual([count(30, told(9)), count(30, old(9)), count(1, old(20)), count(1, told(20))], [0, 40, 10, 0]);
    assert.equal(count(3, [...told(1), ...old(5)]), 3);
    // Those that the index tells take no place.
    const mixed = [...many(25, told(2)), ...components(ledger('late', [entry('z', { releases: old(1) })]))];
    assert.equal(chooseUntold(mixed).length, 1);
  });
});

describe('The matrix of components and environments', () => {
  it('has the version of the run that published it, and the environments in the order of their stages', () => {
    const matrix = seen({
      records: [
        record('Production', 11, { at: '2026-11-02T10:00:00Z' }),
        record('Sandbox', 11, { at: '2026-11-02T09:00:00Z' }),
      ],
      runs: [run(11)],
    });
    assert.deepEqual(matrix.environments, ['Sandbox', 'Production']);
    assert.equal(matrix.cellOf(SHOP, 'Production')?.live?.version, '1.1.0');
    assert.equal(matrix.cellOf(SHOP, 'Production')?.last, undefined);
  });

  it('tells a failed deployment beside what still runs there', () => {
    const matrix = seen({
      records: [
        record('Production', 12, { result: 'failed', at: '2026-11-03T10:00:00Z' }),
        record('Production', 11, { at: '2026-11-02T10:00:00Z' }),
      ],
      runs: [run(11), run(12, { tags: ['slipway', 'release-1.2.0'] })],
    });
    const cell = matrix.cellOf(SHOP, 'production');
    assert.equal(cell?.live?.version, '1.1.0');
    assert.deepEqual([cell.last?.version, cell.last?.result], ['1.2.0', 'failed']);
  });

  it('tells one that runs, and takes it for live only once it went well', () => {
    const records = (result: string | undefined) => [record('Sandbox', 12, { result })];
    const runs = [run(12, { tags: ['release-1.2.0'] })];
    const going = seen({ records: records(undefined), runs }).cellOf(SHOP, 'Sandbox');
    assert.deepEqual([going?.live, going?.last?.result], [undefined, undefined]);
    assert.equal(going?.last?.version, '1.2.0');
    assert.equal(seen({ records: records('succeeded'), runs }).cellOf(SHOP, 'Sandbox')?.live?.version, '1.2.0');
  });

  it('leaves out jobs that only ask, skipped ones, and runs of no release', () => {
    const matrix = seen({
      records: [
        record('Ask', 11, { job: 'Open.gate' }),
        record('slipway-release', 11),
        record('Sandbox', 11, { result: 'skipped' }),
        record('Elsewhere', 99),
      ],
      runs: [run(11), run(99)],
    });
    assert.deepEqual(matrix.environments, []);
  });

  it('takes what the ledger says where the records are gone, and a rollback for the version that runs', () => {
    const at = (hour: number) => `2026-11-02T${hour}:00:00.000Z`;
    const deployed = (version: string, result: string, hour: number, by: number) => ({
      component: SHOP,
      document: release({ version, deployments: [{ environment: 'Production', run: by, at: at(hour), result }] }),
    });
    const matrix = seen({
      releases: [deployed('1.1.0', 'succeeded', 11, 11), deployed('1.0.0', 'rolledBack', 12, 13)],
    });
    const cell = matrix.cellOf(SHOP, 'Production');
    assert.deepEqual([cell?.live?.version, cell?.live?.result, cell?.last], ['1.0.0', 'rolledBack', undefined]);
  });

  it('knows what the ledger notes to be the last environment of a run', () => {
    const deployments = [{ environment: 'Alpha', run: 11, at: '2026-11-01T08:00:00.000Z', result: 'succeeded' }];
    const matrix = seen({
      records: [record('Sandbox', 11)],
      runs: [run(11)],
      releases: [{ component: SHOP, document: release({ deployments }) }],
    });
    assert.deepEqual(matrix.environments, ['Sandbox', 'Alpha']);
  });

  it('leaves out what is old and of an environment that is gone', () => {
    const at = (day: number) => `2026-10-0${day}T08:00:00.000Z`;
    const deployed = (environment: string, day: number) => ({
      ...{ environment, version: '1.0.0', run: 9, at: at(day), result: 'succeeded' },
    });
    const [one] = components(
      ledger('shop', [
        entry('shop', {
          deployed: [deployed('Gone', 2), deployed('Free text', 5), deployed('production', 1)],
          releases: [indexed('1.1.0', { releasedAt: at(6) }), indexed('1.0.0', { releasedAt: at(4) })],
        }),
      ]),
    );
    assert.ok(one);
    const names = (listed: Parameters<typeof listNoted>[2]) =>
      listNoted([one], [], listed).map((seenOne) => seenOne.environment);
    assert.deepEqual(names([{ name: 'Production' }]), ['Free text', 'production']);
    assert.deepEqual(names(undefined), ['Gone', 'Free text', 'production']);
  });

  it('is the same by the index as by the documents', () => {
    const some = fc.record({
      version: fc.integer({ min: 0, max: 5 }).map((minor) => `1.${minor}.0`),
      environment: fc.constantFrom('Test', 'TEST', 'Production'),
      result: fc.constantFrom('succeeded', 'rolledBack', 'failed'),
      minutes: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.uniqueArray(some, { maxLength: 10, selector: ({ minutes }) => minutes }), (all) => {
        const documents = new Map<string, ReturnType<typeof release>>();
        let index: IndexDocument = { schema: 1, components: [] };
        for (const [number, { version, environment, result, minutes }] of all.entries()) {
          const at = new Date(Date.parse(AT) + minutes * 60_000).toISOString();
          const before = documents.get(version) ?? release({ version });
          const deployments = [...before.deployments, { environment, result, at, run: number + 1 }];
          const document = { ...before, deployments };
          documents.set(version, document);
          index = indexAfter({ component: 'shop', message: '', staging: undefined, releases: [document] }, index);
        }
        const read = [...documents.values()].map((document) => ({ component: SHOP, document }));
        const ways = [
          seen({ components: components(ledger('shop', index.components)) }),
          seen({ components: shop, releases: read }),
        ].map(({ environments, cellOf }) => [
          environments.toSorted(),
          ...['Test', 'Production'].map((environment) => cellOf(SHOP, environment)),
        ]);
        assert.deepEqual(ways[0], ways[1]);
      }),
    );
  });

  it('takes the newest of a job that was run again', () => {
    const matrix = seen({
      records: [record('Sandbox', 11), record('Sandbox', 11, { result: 'failed', at: '2026-11-02T08:00:00Z' })],
      runs: [run(11)],
    });
    assert.deepEqual(matrix.cellOf(SHOP, 'Sandbox')?.last, undefined);
    assert.equal(matrix.cellOf(SHOP, 'Sandbox')?.live?.result, 'succeeded');
  });

  it('looks first at the environments that the ledger names, last at gates', () => {
    const all = ['slipway-release', 'Test', 'Production'].map((name) => ({ name }));
    const deployed = { environment: 'production', run: 1, at: '2026-11-02T08:00:00.000Z', result: 'succeeded' };
    const { chosen, left } = chooseEnvironments(all, [{ component: SHOP, version: '1.1.0', ...deployed }], 2);
    assert.deepEqual([chosen.map(({ name }) => name), left], [['Production', 'Test'], 1]);
  });
});

describe('Which release a run belongs to', () => {
  const two = components(
    ledger('mono', [
      entry('api', { staging: { version: '2.0.0', state: 'opened' }, releases: [indexed('1.0.0', { run: 1 })] }),
      entry('web', { staging: { version: '2.0.0', state: 'opened' }, releases: [indexed('1.0.0', { run: 2 })] }),
    ]),
  );
  const tagged = (id: number, over: Parameters<typeof run>[1] = {}) =>
    run(id, { repositoryId: 'mono', tags: ['release-2.0.0'], ...over });
  const of = (...runs: readonly ReturnType<typeof run>[]) => attributeRuns(runs, two);

  it('is the one that it published, without a tag', () => {
    assert.deepEqual(of(run(2)).get(2), [{ component: 'mono/web', version: '1.0.0' }]);
  });

  it('is that of the component it was queued for, where two have this version', () => {
    assert.deepEqual(of(tagged(5, { parameters: { component: 'api' } })).get(5), [
      { component: 'mono/api', version: '2.0.0' },
    ]);
  });

  it('is that of the component which its pipeline published before', () => {
    const pipeline = { id: 8, name: 'release-web' };
    assert.deepEqual(of(run(2, { pipeline }), tagged(5, { pipeline })).get(5), [
      { component: 'mono/web', version: '2.0.0' },
    ]);
  });

  it('is none where that cannot be told, and none for a version that nobody has', () => {
    assert.equal(of(tagged(5)).get(5), undefined);
    assert.equal(of(run(6, { tags: ['release-9.9.9'] })).get(6), undefined);
  });
});

describe('The order of environments', () => {
  it('is that in which runs go through them; a run that ended early does not change it', () => {
    const runs = [['Test', 'Sandbox', 'Production'], ['Test', 'Production'], ['Production'], ['Sandbox']];
    assert.deepEqual(orderEnvironments(['Production', 'Sandbox', 'Test'], runs), ['Test', 'Sandbox', 'Production']);
  });

  it('keeps every name once, whatever the runs were', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.array(fc.array(fc.string())), (all, runs) => {
        assert.deepEqual([...orderEnvironments(all, runs)].sort(), [...all].sort());
      }),
    );
  });
});
