import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, it } from 'mocha';
import { chooseComponents, nameComponents, shownFilter } from '../../../hub/pages/releases/component-key.ts';
import { filterHistory, listHistory } from '../../../hub/pages/releases/history.ts';
import { components, entry, indexed, ledger } from './some-release.ts';

const all = components(
  ledger('web', [
    entry('shop', { releases: [indexed('1.0.0', { releasedAt: '2026-10-01T08:00:00.000Z' })] }),
    entry('basket', {
      releases: [
        indexed('2.1.0', { releasedAt: '2026-11-01T08:00:00.000Z', state: 'rolledBack' }),
        indexed('2.0.0', { releasedAt: '2026-09-01T08:00:00.000Z' }),
      ],
    }),
  ]),
);
const versions = (search: string, state = '') =>
  filterHistory(listHistory(all), { search, state }).map(({ release: { version } }) => version);

describe('The history of releases', () => {
  it('has the releases of all components, the newest first', () => {
    assert.deepEqual(versions(''), ['2.1.0', '1.0.0', '2.0.0']);
  });

  it('is searched by component, repository, tag and date, all words at once, in any case', () => {
    assert.deepEqual(versions('BASKET'), ['2.1.0', '2.0.0']);
    assert.deepEqual(versions('v1.0'), ['1.0.0']);
    assert.deepEqual(versions('web 2026-09'), ['2.0.0']);
    assert.deepEqual(versions('basket 1.0.0'), []);
  });

  it('is filtered by state; an unknown one, such as of an old link, filters nothing', () => {
    assert.deepEqual(versions('', 'rolledBack'), ['2.1.0']);
    assert.deepEqual(versions('', 'released'), ['1.0.0', '2.0.0']);
    assert.equal(versions('', 'lost').length, 3);
  });

  it('filters ten thousand releases within 100 ms', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => indexed(`${at}.0.0`, { tickets: at % 7 }));
    const rows = listHistory(components(ledger('web', [entry('shop', { releases: many })])));
    const start = performance.now();
    for (const search of ['s', 'sh', 'shop 9', 'shop 99', 'nothing'])
      filterHistory(rows, { search, state: 'released' });
    const took = (performance.now() - start) / 5;
    assert.equal(filterHistory(rows, { search: 'shop v9999.0.0', state: '' }).length, 1);
    assert.ok(took <= 100, `${took.toFixed(0)} ms`);
  });
});

describe('The names of components', () => {
  it('have the repository where two have the same', () => {
    const twice = components(ledger('a', [entry('shop')]), ledger('b', [entry('shop'), entry('api')]));
    assert.deepEqual([...nameComponents(twice).values()], ['api', 'shop (a)', 'shop (b)']);
  });

  it('are filtered by one of them; a filter that names none shows all', () => {
    assert.deepEqual(
      chooseComponents(all, 'web/shop').map(({ key }) => key),
      ['web/shop'],
    );
    assert.equal(chooseComponents(all, 'web/gone').length, 2);
    assert.deepEqual([shownFilter(all, 'web/shop'), shownFilter(all, 'web/gone')], ['web/shop', '']);
  });
});
