import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readLedgers } from '../../../hub/data/read-ledgers.ts';
import { loadRelease } from '../../../hub/pages/release/load-release.ts';
import { loadRuns } from '../../../hub/pages/release/load-runs.ts';
import { describeMatrix } from '../../../hub/pages/releases/describe-matrix.ts';
import { loadMatrix } from '../../../hub/pages/releases/load-matrix.ts';
import { loadStaging } from '../../../hub/pages/releases/load-staging.ts';
import { indexAfter } from '../../../src/release/ledger/ledger-transition.ts';
import { fakeProject } from './fake-project.ts';
import { components, entry, indexed, ledger, release, staging } from './some-release.ts';

const INDEX = ledger('shop', [
  entry('shop', { staging: { version: '1.2.0', state: 'staging' }, releases: [indexed('1.1.0', { run: 11 })] }),
]).index;
const REPOSITORIES = { value: ['shop', 'docs', 'old'].map((id) => ({ id, name: id, isDisabled: id === 'old' })) };

function hostWith(kept: Record<string, string>) {
  const preferences = {
    read: (key: string) => Promise.resolve(kept[key]),
    write: (key: string, value: string) => {
      kept[key] = value;
      return Promise.resolve();
    },
  };
  return { project: { id: 'p', name: 'Shop' }, preferences };
}

describe('Finding the ledgers of a project', () => {
  const project = (over: Readonly<Record<string, unknown>> = {}) =>
    fakeProject((path) => {
      if (path in over) return over[path];
      if (path === 'git/repositories') return REPOSITORIES;
      return path === 'git/repositories/shop/items:/index.json' ? INDEX : undefined;
    });

  it('takes one request for the repositories and one for each of them, and remembers those that have one', async () => {
    const { rest, asked } = project();
    const kept = {};
    const found = await readLedgers({ rest, host: hostWith(kept) }, { everywhere: false });
    assert.deepEqual(
      found.ledgers.map(({ repository }) => repository.id),
      ['shop'],
    );
    assert.deepEqual([asked.length, found.others, kept], [3, 0, { 'ledgers-p': '["shop"]' }]);
  });

  it('looks only there the next time, and says how many it left out', async () => {
    const { rest, asked } = project();
    const found = await readLedgers({ rest, host: hostWith({ 'ledgers-p': '["shop"]' }) }, { everywhere: false });
    assert.deepEqual([found.ledgers.length, found.others, asked.length], [1, 1, 2]);
  });

  it('looks everywhere when asked, when nothing is there any more, and when what was kept is no list', async () => {
    const all = async (kept: Record<string, string>, everywhere: boolean) => {
      const { rest, asked } = project();
      await readLedgers({ rest, host: hostWith(kept) }, { everywhere });
      return asked.length;
    };
    assert.equal(await all({ 'ledgers-p': '["shop"]' }, true), 3);
    assert.equal(await all({ 'ledgers-p': '["docs"]' }, false), 3);
    assert.equal(await all({ 'ledgers-p': '{"broken' }, false), 3);
  });

  it('goes on looking where it could not look, and says so each time', async () => {
    const { rest } = project({ 'git/repositories/docs/items:/index.json': 500 });
    const kept: Record<string, string> = {};
    const told = [];
    for (const everywhere of [false, false, true, false]) {
      // As another visit would: nothing but what is kept is known.
      const { ledgers, problems } = await readLedgers({ rest, host: hostWith(kept) }, { everywhere });
      told.push([ledgers.length, problems.length]);
    }
    assert.deepEqual(
      told,
      Array.from({ length: 4 }, () => [1, 1]),
    );
  });

  it('looks through hundreds without any not with every look, also where the host keeps nothing', async () => {
    const value = Array.from({ length: 300 }, (_, id) => ({ id: `${id}`, name: `${id}` }));
    const { rest, asked } = project({ 'git/repositories': { value } });
    const host = hostWith({});
    const counts = [];
    for (const [minute, everywhere] of [
      [0, false],
      [1, false],
      [2, true],
      [11, false],
      [12, false],
      [12, false],
    ] as const) {
      await readLedgers({ rest, host }, { everywhere, now: minute * 60_000 });
      counts.push(asked.splice(0).length);
    }
    assert.deepEqual(counts, [301, 1, 301, 1, 301, 1]);
  });

  it('shows the ledgers that can be read beside what is wrong with others', async () => {
    const { rest } = project({ 'git/repositories/docs/items:/index.json': 403 });
    const found = await readLedgers({ rest, host: hostWith({}) }, { everywhere: false });
    assert.equal(found.ledgers.length, 1);
    assert.deepEqual(
      found.problems.map(({ problem }) => problem.kind),
      ['forbidden'],
    );
  });
});

const shop = components(ledger('shop', INDEX.components));
const ENVIRONMENTS = { value: [{ id: 4, name: 'Production' }] };
const RECORDS = {
  value: [
    { owner: { id: 11 }, jobName: 'rollout', stageName: 'P', result: 'succeeded', queueTime: '2026-11-02T09:00:00Z' },
  ],
};
const RUNS = { value: [{ id: 11, definition: { id: 3 }, repository: { id: 'shop' }, tags: ['release-1.1.0'] }] };
const RELEASE = 'git/repositories/shop/items:/releases/shop/1.1.0.json';
const ANSWERS: Readonly<Record<string, unknown>> = {
  'pipelines/environments': ENVIRONMENTS,
  'pipelines/environments/4/environmentdeploymentrecords': RECORDS,
  'build/builds': RUNS,
  [RELEASE]: release(),
};

describe('Reading what is deployed', () => {
  it('takes one request for each list, and one for a release that an older Slipway indexed', async () => {
    const { rest, asked } = fakeProject((path) => ANSWERS[path]);
    const { matrix, problems } = await loadMatrix({ rest, project: 'Shop' }, shop);
    assert.equal(matrix.cellOf('shop/shop', 'Production')?.live?.version, '1.1.0');
    assert.deepEqual([problems, asked.toSorted()], [[], Object.keys(ANSWERS).sort()]);
  });

  it('takes none for a release where the index tells enough', async () => {
    const { rest, asked } = fakeProject((path) => ANSWERS[path]);
    const steps = Array.from({ length: 40 }, (_, number) => release({ component: `c${number}`, run: 100 + number }));
    let { index } = ledger('shop', []);
    for (const one of [release(), ...steps])
      index = indexAfter({ component: one.component, message: '', staging: undefined, releases: [one] }, index);
    const { matrix, limits } = await loadMatrix(
      { rest, project: 'Shop' },
      components(ledger('shop', index.components)),
    );
    assert.equal(matrix.cellOf('shop/shop', 'Production')?.live?.version, '1.1.0');
    const lists = Object.keys(ANSWERS).filter((path) => path !== RELEASE);
    assert.deepEqual([asked.toSorted(), limits], [lists.toSorted(), undefined]);
  });

  it('says that nothing is deployed only where everything could be read', async () => {
    const told = async (environments: unknown) => {
      const { rest } = fakeProject((path) =>
        path === RELEASE ? release() : path === 'pipelines/environments' ? environments : { value: [] },
      );
      return describeMatrix(await loadMatrix({ rest, project: 'Shop' }, shop));
    };
    assert.deepEqual([await told({ value: [] }), await told(403)], ['No deployment was found.', '']);
  });

  it('shows what the ledger says to whoever may not see environments, and says why', async () => {
    const deployments = [{ environment: 'Production', run: 11, at: '2026-11-02T09:00:00.000Z', result: 'succeeded' }];
    const { rest } = fakeProject((path) => (path === RELEASE ? release({ deployments }) : 403));
    const { matrix, problems } = await loadMatrix({ rest, project: 'Shop' }, shop);
    assert.equal(matrix.cellOf('shop/shop', 'Production')?.live?.version, '1.1.0');
    assert.deepEqual(
      problems.map(({ what, problem }) => [what, problem.kind]),
      [['the environments of Shop', 'forbidden']],
    );
  });
});

describe('Reading what is staged', () => {
  const STAGING = 'git/repositories/shop/items:/staging/shop.json';

  it('has the document with the pipeline that releases it', async () => {
    const pipelines = { value: [{ id: 9, name: 'release', process: { yamlFilename: '.azure/release.yml' } }] };
    const { rest } = fakeProject((path) => ({ [STAGING]: staging(), 'build/definitions': pipelines })[path]);
    const { staging: found } = await loadStaging({ rest, project: 'Shop' }, shop);
    assert.deepEqual(
      found.map(({ document, pipeline }) => [document.version, pipeline?.id]),
      [['1.2.0', 9]],
    );
  });

  it('has the pipeline that published the last release, also when it is of another repository', async () => {
    const pipelines = { value: [{ id: 9, name: 'release', process: { yamlFilename: '.azure/release.yml' } }] };
    const builds = { value: [{ id: 11, definition: { id: 4, name: 'Ship' } }] };
    const { rest } = fakeProject(
      (path) => ({ [STAGING]: staging(), 'build/definitions': pipelines, 'build/builds': builds })[path],
    );
    const { staging: found } = await loadStaging({ rest, project: 'Shop' }, shop);
    assert.deepEqual(
      found.map((one) => [one.pipeline?.id, one.pipelines.map(({ name }) => name)]),
      [[4, ['Ship', 'release']]],
    );
  });

  it('says of a document that a newer Slipway wrote that it is not understood', async () => {
    const { rest } = fakeProject((path) => (path === STAGING ? { ...staging(), schema: 99 } : { value: [] }));
    const { staging: found, problems } = await loadStaging({ rest, project: 'Shop' }, shop);
    assert.deepEqual([found, problems.map(({ problem }) => problem.kind)], [[], ['unreadable']]);
  });
});

describe('Reading a release', () => {
  const REPOSITORY = 'git/repositories/shop';
  const find = (version: string, answers: Readonly<Record<string, unknown>>) => {
    const { rest } = fakeProject((path) => answers[path]);
    return loadRelease({ rest, project: 'Shop' }, { repositoryId: 'shop', component: 'shop', version });
  };
  const there = {
    [REPOSITORY]: { id: 'shop', name: 'shop' },
    [RELEASE]: release(),
    'git/repositories/shop/items:/staging/shop.json': staging(),
  };

  it('finds a released version, a staged one, and names what collects instead of one that is gone', async () => {
    assert.equal((await find('1.1.0', there)).kind, 'released');
    assert.equal((await find('1.2.0', there)).kind, 'staged');
    assert.deepEqual(await find('1.1.1', there), { kind: 'none', staging: '1.2.0' });
    assert.deepEqual(await find('1.1.0', {}), { kind: 'none', staging: undefined });
  });

  it('finds the runs of a staged version among those that are under way', async () => {
    const { rest, asked } = fakeProject(() => ({
      value: [
        { id: 20, definition: { id: 3, name: 'release' }, status: 'inProgress' },
        { id: 19, definition: { id: 4, name: 'release' }, status: 'inProgress', tags: ['release-1.1.0'] },
      ],
    }));
    const runs = await loadRuns({ rest, project: 'Shop', repositoryId: 'shop' }, staging({ state: 'opened' }));
    assert.deepEqual(
      runs.map(({ id }) => id),
      [20],
    );
    assert.equal(asked.length, 2);
  });
});
