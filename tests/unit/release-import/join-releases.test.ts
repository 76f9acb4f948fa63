import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SlipwayError } from '../../../src/errors.ts';
import { joinReleases } from '../../../src/release/import/join-releases.ts';
import type { ImportProblem, OldRelease } from '../../../src/release/import/old-release.ts';
import { oldReleased, oldStaging } from './old-releases.ts';

const file = (releases: readonly OldRelease[], problems: readonly ImportProblem[] = []) => ({ releases, problems });

const failing = (code: string, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SlipwayError);
  assert.equal(error.code, code);
  assert.match(error.message, text);
  return true;
};

describe('The releases of all files', () => {
  it('are put together by component, in the order of the names', () => {
    const web = oldReleased('1.0.0', { component: 'web' });
    const shop = [oldReleased('1.0.0'), oldStaging('1.1.0')];
    const joined = joinReleases([file([web, shop[0]!]), file([shop[1]!])]);
    assert.deepEqual(
      [...joined],
      [
        ['shop', shop],
        ['web', [web]],
      ],
    );
  });

  it('count once when two files say the same', () => {
    const joined = joinReleases([file([oldReleased('1.0.0')]), file([oldReleased('1.0.0', { origin: 'copy.json' })])]);
    assert.deepEqual(
      joined.get('shop')?.map(({ origin }) => origin),
      ['1.0.0.json'],
    );
  });

  it('are refused when two files say different things, or two releases stage, with all problems at once', () => {
    const problem = { file: 'c.json', field: 'version', text: 'Wrong.' };
    const files = [
      file([oldReleased('1.0.0'), oldStaging('1.1.0')], [problem]),
      file([
        oldReleased('1.0.0', { origin: 'other.json', startedAt: '2020-01-01T00:00:00.000Z' }),
        oldStaging('1.2.0'),
      ]),
    ];
    const message = [
      '3 things in the files cannot be understood:',
      '- c.json version: Wrong.',
      '- other.json: shop 1.0.0 stands also in 1.0.0.json, and differently. Keep the right one of the two.',
      '- 1.2.0.json: shop 1.2.0 is a second staging release beside 1.1.0 in 1.1.0.json. Keep one, or say when the other was released.',
    ].join('\n');
    assert.throws(() => joinReleases(files), { code: 'IMPORT_INVALID', message });
  });

  it('are refused when one is staged and released at once', () => {
    const files = [file([oldReleased('1.0.0'), oldStaging('1.0.0', { origin: 'staging.json' })])];
    assert.throws(
      () => joinReleases(files),
      failing('IMPORT_INVALID', /^One thing .+\n- staging\.json: shop 1\.0\.0 stands/),
    );
  });

  it('name so many problems and count the others', () => {
    const problems = Array.from({ length: 103 }, (_, at) => ({ file: `${at}.json`, field: '', text: 'Wrong.' }));
    assert.throws(
      () => joinReleases([file([], problems)]),
      failing('IMPORT_INVALID', /\n- 99\.json: Wrong\.\n- and 3 more\.$/),
    );
  });

  it('must be some', () => assert.throws(() => joinReleases([file([])]), failing('IMPORT_EMPTY', /no release/)));
});
