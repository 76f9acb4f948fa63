import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findLatest, formatTag, parseTag, tagPrefix } from '../../../src/release/versions/tag-format.ts';

const FORMATS = [
  'v{version}',
  '{version}',
  '{component}-v{version}',
  'release/{version}',
  '{component}/{version}-done',
];

describe('The format of tags', () => {
  it('gives names and reads them again', () => {
    const names = FORMATS.map((format) => formatTag(format, '1.2.3-rc.1', 'api'));
    assert.deepEqual(names, [
      'v1.2.3-rc.1',
      '1.2.3-rc.1',
      'api-v1.2.3-rc.1',
      'release/1.2.3-rc.1',
      'api/1.2.3-rc.1-done',
    ]);
    assert.deepEqual(
      FORMATS.map((format, at) => parseTag(format, 'api', names[at]!)),
      FORMATS.map(() => '1.2.3-rc.1'),
    );
    assert.deepEqual(
      FORMATS.map((format) => tagPrefix(format, 'api')),
      ['v', '', 'api-v', 'release/', 'api/'],
    );
  });

  it('takes noise for what it is', () => {
    for (const name of [
      'v1.2',
      'v1.2.3.4',
      'vv1.2.3',
      'v01.2.3',
      'v1.2.3+5',
      'x1.2.3',
      'v',
      '',
      'nightly',
      'api-v1.2.3',
    ]) {
      assert.equal(parseTag('v{version}', 'api', name), undefined, name);
    }
    assert.equal(parseTag('{component}-v{version}', 'api', 'api-v2-v1.0.0'), undefined);
    assert.equal(parseTag('{component}-v{version}', 'api', 'web-v1.0.0'), undefined);
  });

  it('makes a part of a name of any component', () => {
    assert.equal(formatTag('{component}-v{version}', '1.0.0', 'My App: ~2'), 'My-App-2-v1.0.0');
    assert.equal(formatTag('{component}/v{version}', '1.0.0', '../a//.b.lock/'), 'a/b-lock/v1.0.0');
    assert.equal(formatTag('{component}-v{version}', '1.0.0', '???'), 'component-v1.0.0');
  });

  for (const format of [
    '',
    'v',
    'v{version}{version}',
    'v {version}',
    '{name}-{version}',
    'a..{version}',
    '/{version}',
    '-{version}',
    '{version}/',
    '{version}.lock',
    '{version}.',
    'a~{version}',
    'a//{version}',
    '.a/{version}',
    'a/.b/{version}',
    'v{version}\n',
    '$(x){version}',
    `${'a'.repeat(200)}{version}`,
  ]) {
    it(`refuses ${JSON.stringify(format.slice(0, 30))}`, () =>
      assert.throws(() => formatTag(format, '1.0.0', 'api'), { code: 'RELEASE_TAG_FORMAT_INVALID', kind: 'input' }));
  }

  it('gives any component a name that git takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (component) => {
        const name = formatTag('{component}-v{version}', '1.0.0', component);
        assert.match(name, /^[^\s~^:?*[\]\\\x00-\x1f\x7f]+$/);
        assert.doesNotMatch(name, /\.\.|\/\/|@\{|^[-./]|\/\.|\.lock(?:\/|$)/);
        assert.equal(parseTag('{component}-v{version}', component, name), '1.0.0');
      }),
    );
  });
});

describe('The latest tag', () => {
  const tags = (names: readonly string[]) => names.map((name) => ({ name }));
  const find = (names: readonly string[], prereleases = false) =>
    findLatest(tags(names), { format: 'v{version}', component: 'api', prereleases })?.tag.name;

  it('is the highest, not the last', () => {
    assert.equal(find(['v1.9.0', 'v1.10.0', 'v1.2.0', 'nightly']), 'v1.10.0');
    assert.equal(find(['v1.0.0-rc.9', 'v1.0.0-rc.10'], true), 'v1.0.0-rc.10');
    assert.equal(find(['v1.0.0', 'v1.0.0-rc.10'], true), 'v1.0.0');
    assert.equal(find(['v1.0.0-rc.9']), undefined);
    assert.equal(find([]), undefined);
  });

  it('is found among 10,000 with noise in a moment', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => (at % 2 === 0 ? `v1.${at}.0` : `build-${at}`));
    const before = process.cpuUsage();
    assert.equal(find(names), 'v1.9998.0');
    assert.ok(process.cpuUsage(before).user < 1_000_000);
  });
});
