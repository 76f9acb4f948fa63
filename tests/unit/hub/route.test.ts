import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { formatRoute, PAGES, parseRoute, type Route } from '../../../hub/route.ts';

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const names = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'a/b', '100%', '%2F', '..', '?', '#', '🚀'));
const routes: fc.Arbitrary<Route> = fc.record({
  page: fc.constantFrom(...PAGES),
  item: fc.array(names, { maxLength: 5 }),
  filters: fc
    .array(fc.tuple(names, names), { maxLength: 5 })
    .map((pairs): Route['filters'] => Object.fromEntries(pairs)),
});

describe('The address of a page of the hub', () => {
  it('names everything again that was put into it', () => {
    fc.assert(
      fc.property(routes, (route) => {
        const { page, item, filters } = parseRoute(formatRoute(route));
        assert.deepEqual([page, item], [route.page, route.item]);
        assert.deepEqual(Object.entries(filters), Object.entries(route.filters));
      }),
    );
  });

  it('is an address again, whatever somebody sent', () => {
    const long = encodeURIComponent(`${'x'.repeat(499)}🚀`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(`${long}?search=${long}`)), (sent) => {
        const route = parseRoute(`/release/${sent}`);
        assert.deepEqual(parseRoute(formatRoute(route)), route);
      }),
    );
    assert.equal(formatRoute({ page: 'release', item: ['\uD83D'], filters: {} }), '/release/%EF%BF%BD');
  });
});
