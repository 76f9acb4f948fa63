import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { deployedAfter, indexRelease, indexStaging } from '../../../src/release/ledger/index-entries.ts';
import { type Deployment, IndexDocument, MOST_LEAD_TIMES } from '../../../src/release/ledger/ledger-documents.ts';
import { indexAfter } from '../../../src/release/ledger/ledger-transition.ts';
import { parseDocument } from '../../../src/release/ledger/parse-ledger.ts';
import { renderIndex } from '../../../src/release/ledger/render-index.ts';
import { change, indexed, release, staging, ticket } from '../hub-releases/some-release.ts';

const AT = '2026-11-02T08:00:00.000Z';
const merged = (mergedAt: string) => change({ mergedAt });
const deployment = (environment: string, run: number, over: Partial<Deployment> = {}): Deployment => ({
  environment,
  run,
  at: new Date(Date.parse(AT) + run * 60_000).toISOString(),
  result: 'succeeded',
  ...over,
});
const EMPTY: IndexDocument = { schema: 1, components: [] };
const read = (text: string) => parseDocument(text, IndexDocument, 'index.json');
const withRelease = (over: object) =>
  JSON.stringify({ schema: 1, components: [{ component: 'shop', releases: [{ ...indexed('1.0.0'), ...over }] }] });
const refused = (text: string, where: RegExp) =>
  assert.throws(
    () => read(text),
    (error) => error instanceof SlipwayError && error.code === 'LEDGER_UNREADABLE' && where.test(error.message),
  );

describe('A release in the index', () => {
  it('has the whole minutes from each merge to the release, but for those that cannot be', () => {
    const changes = [
      merged('2026-11-02T07:58:30.000Z'),
      merged(AT),
      merged('2026-11-02T08:00:01.000Z'),
      merged('1026-11-02T08:00:00.000Z'),
    ];
    assert.deepEqual(indexRelease(release({ releasedAt: AT, changes })).leadMinutes, [1, 0]);
  });

  it('names the tag that a hotfix was made from, when it is one', () => {
    const hotfix = (from: string) =>
      indexRelease(release({ hotfix: { from, branch: 'hotfix/1.0.1', mainline: null } })).hotfixFrom;
    assert.deepEqual([hotfix('v1.0.0'), hotfix('no tag..')], ['v1.0.0', undefined]);
    assert.equal('hotfixFrom' in indexRelease(release()), false);
  });

  it('leaves all that to the document when its changes are too many', () => {
    const changes = Array.from({ length: MOST_LEAD_TIMES + 1 }, () => change());
    const hotfix = { from: 'v1.0.0', branch: 'b', mainline: null };
    const { leadMinutes, hotfixFrom, tickets } = indexRelease(release({ changes, hotfix }));
    assert.deepEqual([leadMinutes, hotfixFrom, tickets], [undefined, undefined, 0]);
    assert.equal(indexRelease(release({ changes: changes.slice(1) })).leadMinutes?.length, MOST_LEAD_TIMES);
  });
});

describe('What is staged in the index', () => {
  it('is told with its counts', () => {
    const changes = [change({ tickets: [ticket('ABC-1'), ticket('ABC-2')] }), change({ tickets: [ticket('ABC-1')] })];
    assert.deepEqual(indexStaging(staging({ changes, ready: false, next: { changes: [change()] } })), {
      ...{ version: '1.2.0', state: 'staging', changes: 2, tickets: 2, ready: false, waiting: 1 },
    });
  });

  it('stays as it is when only a release changes', () => {
    const before = indexAfter({ component: 'shop', message: '', staging: staging(), releases: [] }, EMPTY);
    const after = indexAfter({ component: 'shop', message: '', staging: undefined, releases: [release()] }, before);
    assert.deepEqual(after.components[0]?.staging, before.components[0]?.staging);
  });
});

describe('What is deployed in the index', () => {
  it('is the newest of each environment and result, whatever the case of its name', () => {
    const first = deployedAfter([], [release({ version: '1.0.0', deployments: [deployment('Production', 1)] })]);
    const second = deployedAfter(first, [release({ version: '1.1.0', deployments: [deployment('production', 2)] })]);
    const back = deployment('Production', 3, { result: 'rolledBack' });
    const third = deployedAfter(second, [
      release({ version: '1.0.0', deployments: [deployment('Production', 1), back] }),
      release({ version: '1.1.0', state: 'rolledBack', deployments: [deployment('production', 2)] }),
    ]);
    assert.deepEqual(
      third.map(({ version, run, result }) => [version, run, result]),
      [
        ['1.0.0', 3, 'rolledBack'],
        ['1.1.0', 2, 'succeeded'],
      ],
    );
  });

  it('does not grow with the environments that were ever named', () => {
    const deployments = Array.from({ length: 250 }, (_, run) => deployment(`pr-${run}`, run + 1));
    const deployed = deployedAfter([], [release({ deployments })]);
    assert.deepEqual([deployed.length, deployed[0]?.environment], [100, 'pr-249']);
    read(renderIndex({ schema: 1, components: [{ component: 'shop', deployed, releases: [] }] }));
  });
});

describe('The index as it is stored', () => {
  it('is read as it was written, with a line for each release', () => {
    const releases = fc.array(
      fc.record({
        minor: fc.nat(20),
        leads: fc.array(fc.integer({ min: -5, max: 100_000 }), { maxLength: 5 }),
        environments: fc.array(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 3 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(releases, fc.boolean(), (all, isStaged) => {
        const index = all.reduce((before, { minor, leads, environments }, number) => {
          const changes = leads.map((lead) => merged(new Date(Date.parse(AT) - lead * 60_000).toISOString()));
          const deployments = environments.map((environment, run) => deployment(environment, run + 1));
          const one = release({ version: `1.${minor}.0`, changes, deployments });
          const component = number % 2 === 0 ? 'shop' : 'web';
          const step = { component, message: '', staging: isStaged ? staging() : undefined, releases: [one] };
          return indexAfter(step, before);
        }, EMPTY);
        const text = renderIndex(index);
        assert.deepEqual(read(text), index);
        const listed = index.components.flatMap((one) => one.releases);
        assert.equal(
          text.split('\n').filter((line) => line.startsWith('        {"version":"1.')).length,
          listed.length,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is read as an older Slipway wrote it', () => {
    const old = { component: 'shop', staging: { version: '1.1.0', state: 'opened' }, releases: [indexed('1.0.0')] };
    const text = JSON.stringify({ schema: 1, components: [old] });
    assert.deepEqual(read(text).components, [old]);
    const step = { component: 'shop', message: '', staging: undefined, releases: [release()] };
    const [after] = indexAfter(step, read(text)).components;
    assert.deepEqual(
      after?.releases.map(({ version, leadMinutes }) => [version, leadMinutes]),
      [
        ['1.1.0', [0]],
        ['1.0.0', undefined],
      ],
    );
  });

  it('is refused with figures that cannot be', () => {
    for (const minutes of ['-1', '1.5', 'null', '1e9', '"1"', '1e999'])
      refused(withRelease({}).replace('"run":null', `"run":null,"leadMinutes":[3,${minutes}]`), /leadMinutes/);
    refused(withRelease({ leadMinutes: Array.from({ length: MOST_LEAD_TIMES + 1 }, () => 1) }), /leadMinutes/);
    refused(withRelease({ leadMinutes: 7 }), /leadMinutes/);
    refused(withRelease({ hotfixFrom: 'no tag..' }), /hotfixFrom/);
    refused(withRelease({ leads: [] }), /releases/);
  });

  it('is refused with deployments and counts that cannot be', () => {
    const component = (over: object) =>
      JSON.stringify({ schema: 1, components: [{ component: 'shop', releases: [], ...over }] });
    const one = { ...deployment('Test', 1), version: '1.0.0' };
    read(component({ deployed: [one] }));
    for (const hostile of [{ run: -1 }, { version: '1.0' }, { at: 'soon' }, { environment: '' }, { more: 1 }])
      refused(component({ deployed: [{ ...one, ...hostile }] }), /deployed/);
    refused(component({ deployed: Array.from({ length: 101 }, () => one) }), /deployed/);
    for (const hostile of [{ changes: -1 }, { tickets: 0.5 }, { ready: 'yes' }, { waiting: null }])
      refused(component({ staging: { version: '1.0.0', state: 'staging', ...hostile } }), /staging/);
  });
});
