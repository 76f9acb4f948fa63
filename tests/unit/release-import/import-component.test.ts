import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { IndexDocument } from '../../../src/release/ledger/ledger-documents.ts';
import { importComponent, type ComponentImport } from '../../../src/release/import/import-component.ts';
import { importRows, summariseImport } from '../../../src/release/import/render-import.ts';
import { stageChanges } from '../../../src/release/actions/stage-changes.ts';
import { FakeRelease, settings } from '../../support/fake-release.ts';
import { oldReleased, oldStaging, oldTicket } from './old-releases.ts';

const tagged = 'a'.repeat(40);

const all = [
  oldStaging('1.3.0'),
  oldReleased('1.1.0', { releasedAt: '2025-02-01T00:00:00.000Z', startedAt: '2025-01-01T00:00:00.000Z' }),
  oldReleased('1.10.0-beta.1'),
  oldReleased('1.2.0'),
];

function start() {
  const fake = new FakeRelease();
  const run = (over: Partial<ComponentImport> = {}) =>
    importComponent(fake.services(), {
      component: 'shop',
      releases: all,
      tagFormat: 'v{version}',
      tags: new Map(),
      dryRun: false,
      ...over,
    });
  const fates = async (over: Partial<ComponentImport> = {}) =>
    (await run(over)).map(
      ({ old, fate }) => `${old.version} ${fate.kind}${'fields' in fate ? `: ${fate.fields.join()}` : ''}`,
    );
  return { fake, run, fates };
}

/** Changes one document of the ledger by hand. */
function edit(fake: FakeRelease, path: string, over: object): void {
  fake.tamper(path, JSON.stringify({ ...(JSON.parse(fake.file(path) ?? '{}') as object), ...over }));
}

describe('The import of a component', () => {
  it('writes releases, staging release and index in one commit', async () => {
    const { fake, run } = start();
    await run();
    assert.deepEqual(fake.messages, ['Import shop: 3 releases, 1 staging']);
    assert.deepEqual(
      fake.releases().map(({ version, previousVersion }) => [version, previousVersion]),
      [
        ['1.1.0', null],
        ['1.10.0-beta.1', '1.2.0'],
        ['1.2.0', '1.1.0'],
      ],
    );
    const index = IndexDocument.parse(JSON.parse(fake.file('index.json') ?? ''));
    assert.deepEqual(
      index.components.map(({ staging, releases }) => [staging?.version, releases.map(({ version }) => version)]),
      [['1.3.0', ['1.10.0-beta.1', '1.2.0', '1.1.0']]],
    );
  });

  it('makes of each ticket a change without a commit', async () => {
    const { fake, run } = start();
    await run();
    const first = fake.releases()[0] ?? assert.fail('There is none.');
    const ticket = {
      key: 'SHOP-1',
      title: 'Pay',
      type: null,
      url: null,
      status: 'Done',
      statusAt: '2025-02-01T00:00:00.000Z',
    };
    assert.deepEqual(first, {
      schema: 1,
      component: 'shop',
      version: '1.1.0',
      previousVersion: null,
      startedAt: '2025-01-01T00:00:00.000Z',
      updatedAt: '2025-02-01T00:00:00.000Z',
      changes: [
        {
          commit: null,
          pullRequest: null,
          title: 'Pay',
          author: '',
          mergedAt: '2025-02-01T00:00:00.000Z',
          tickets: [ticket],
          bump: 'patch',
          because: 'imported',
        },
      ],
      state: 'released',
      commit: null,
      sourceCommit: null,
      tag: 'v1.1.0',
      releasedAt: '2025-02-01T00:00:00.000Z',
      run: null,
      notes: first.notes,
      deployments: [],
    });
    assert.match(first.notes, /^## shop 1\.1\.0 \(2025-02-01\)\n\n1 change, the first release\.[^]+Pay/);
  });

  it('lets the staging release collect on', async () => {
    const { fake, run } = start();
    await run();
    const staging = fake.staging() ?? assert.fail('There is none.');
    const { version, previousVersion, state, ready, commit, startedAt, updatedAt } = staging;
    assert.deepEqual([version, previousVersion, state, ready, commit], ['1.3.0', '1.2.0', 'staging', true, null]);
    assert.deepEqual([startedAt, updatedAt], ['2025-03-20T00:00:00.000Z', '2025-03-21T00:00:00.000Z']);
    assert.deepEqual(
      staging.changes.map(({ title, tickets }) => [title, tickets[0]?.statusAt]),
      [['SHOP-9', null]],
    );
  });

  it('writes nothing the second time, nor in a dry run', async () => {
    const { fake, run, fates } = start();
    const dry = await run({ dryRun: true });
    assert.deepEqual(fake.writes, []);
    assert.deepEqual(await run(), dry);
    assert.deepEqual(await fates(), ['1.10.0-beta.1 there', '1.3.0 there', '1.2.0 there', '1.1.0 there']);
    assert.equal(fake.messages.length, 1);
  });

  it('adds what came since, and no more', async () => {
    const { fake, run, fates } = start();
    await run({ releases: [all[1]!] });
    assert.deepEqual(await fates({ releases: [all[1]!, all[3]!] }), ['1.2.0 imported', '1.1.0 there']);
    assert.deepEqual(await fates(), ['1.10.0-beta.1 imported', '1.3.0 imported', '1.2.0 there', '1.1.0 there']);
    assert.deepEqual(fake.messages, [
      'Import shop: 1 release',
      'Import shop: 1 release',
      'Import shop: 1 release, 1 staging',
    ]);
  });

  it('goes on after it died between components or lost its commit to another run', async () => {
    const { fake, run } = start();
    fake.killAfter = 0;
    await assert.rejects(run());
    fake.killAfter = Number.POSITIVE_INFINITY;
    await Promise.all([run(), run({ releases: [oldReleased('0.9.0')] }), run()]);
    assert.deepEqual(
      fake
        .releases()
        .map(({ version }) => version)
        .sort(),
      ['0.9.0', '1.1.0', '1.10.0-beta.1', '1.2.0'],
    );
    assert.equal(fake.messages.length, 2);
  });

  it('takes commits from the tags of a clone, and a base for the next release only from the source branch', async () => {
    const { fake, run } = start();
    const tags = new Map([
      ['shop-1.1.0', { commit: tagged, isInSource: true }],
      ['shop-1.2.0', { commit: 'b'.repeat(40), isInSource: false }],
    ]);
    await run({ tags, tagFormat: '{component}-{version}' });
    const commits = fake.releases().map(({ tag, commit, sourceCommit }) => [tag, commit?.[0], sourceCommit?.[0]]);
    assert.deepEqual(commits, [
      ['shop-1.1.0', 'a', 'a'],
      ['shop-1.10.0-beta.1', undefined, undefined],
      ['shop-1.2.0', 'b', undefined],
    ]);
  });

  it('overwrites nothing: another release in its place is a conflict that is listed', async () => {
    const { fake, run, fates } = start();
    await run();
    const before = fake.file('releases/shop/1.2.0.json');
    const releases = [
      oldReleased('1.2.0', { releasedAt: '2025-03-15T00:00:00.000Z', tickets: [oldTicket('SHOP-2')] }),
      oldReleased('1.1.0', { ...all[1], tickets: [] } as never),
      oldReleased('1.2.1'),
    ];
    const tags = new Map([['v1.1.0', { commit: tagged, isInSource: true }]]);
    assert.deepEqual(await fates({ releases, tags }), [
      '1.2.1 imported',
      '1.2.0 conflict: releasedAt,tickets',
      '1.1.0 conflict: commit,sourceCommit,tickets',
    ]);
    assert.equal(fake.file('releases/shop/1.2.0.json'), before);
    assert.deepEqual(
      await fates({
        releases: [oldReleased('1.2.0', { startedAt: '2025-01-01T00:00:00.000Z' })],
        tagFormat: '{version}',
      }),
      ['1.2.0 conflict: startedAt,tag'],
    );
  });

  it('knows a release again that was rolled back or deployed since', async () => {
    const { fake, run, fates } = start();
    await run();
    const deployments = [{ environment: 'production', run: 4, at: '2025-04-01T00:00:00.000Z', result: 'succeeded' }];
    edit(fake, 'releases/shop/1.2.0.json', { state: 'rolledBack', deployments });
    assert.deepEqual(await fates({ releases: [all[3]!] }), ['1.2.0 there']);
  });

  it('knows a staging release again that went on, and one that was released', async () => {
    const { fake, run, fates } = start();
    await run();
    const { changes = [] } = fake.staging() ?? {};
    edit(fake, 'staging/shop.json', { version: '2.0.0', changes: [], next: { changes }, state: 'opened' });
    assert.deepEqual(await fates({ releases: [all[0]!] }), ['1.3.0 there']);
    assert.deepEqual(await fates({ releases: [oldStaging('1.2.0')] }), ['1.2.0 there']);
    const other = oldStaging('1.3.0', { startedAt: '2025-03-19T00:00:00.000Z', tickets: [oldTicket('SHOP-10')] });
    assert.deepEqual(await fates({ releases: [other] }), ['1.3.0 conflict: version,startedAt,tickets']);
    edit(fake, 'staging/shop.json', { version: '1.3.0' });
    assert.deepEqual(await fates({ releases: [other] }), ['1.3.0 conflict: startedAt,tickets']);
  });

  it('leaves a ledger that a run can stage on', async () => {
    const { fake, run } = start();
    fake.repository.commit('main', 'Begin', { a: '1' });
    const first = fake.repository.commit('develop', 'Begin', { a: '1' }, [fake.repository.branches.get('main')!]);
    fake.tags.set('v1.2.0', first);
    await run({ releases: [all[3]!, all[0]!] });
    fake.repository.commit('develop', 'SHOP-44 Add a basket', { a: '2' }, [first]);
    await stageChanges(fake.services(), settings({ versioning: 'patch', targetBranch: 'develop' }));
    const staging = fake.staging();
    assert.deepEqual([staging?.version, staging?.previousVersion], ['1.2.1', '1.2.0']);
    assert.deepEqual(
      staging?.changes.map(({ title }) => title),
      ['SHOP-9', 'SHOP-44 Add a basket'],
    );
  });

  it('is not ready with an empty staging release', async () => {
    const { fake, run } = start();
    await run({ releases: [oldStaging('1.0.0', { tickets: [] })] });
    assert.deepEqual(fake.messages, ['Import shop: 1 staging']);
    assert.deepEqual([fake.staging()?.ready, fake.staging()?.notReady], [false, ['Nothing is staged yet.']]);
  });

  it('is told as rows and a sentence', async () => {
    const { run } = start();
    await run({ releases: [all[3]!] });
    const releases = await run({
      releases: [all[0]!, oldReleased('1.2.0', { tickets: [] }), oldReleased('1.1.0', { origin: 'a\x1b[2J\nb.json' })],
      dryRun: true,
    });
    assert.deepEqual(importRows(releases), [
      ['shop', '1.3.0', 'staging', '1', '1.3.0.json', 'import'],
      ['shop', '1.2.0', 'released', '0', '1.2.0.json', 'CONFLICT: differs in tickets; the ledger keeps its own'],
      ['shop', '1.1.0', 'released', '1', 'a b.json', 'import'],
    ]);
    const counts = '2 releases of 1 component';
    assert.equal(
      summariseImport(releases, true),
      `Dry run: ${counts} would be imported, 0 there already, 1 conflict. Nothing was written.`,
    );
    assert.equal(summariseImport(releases, false), `${counts} imported, 0 there already, 1 conflict.`);
    const again = await run({ releases: [all[3]!] });
    assert.equal(importRows(again)[0]?.at(-1), 'none: there already');
  });
});
