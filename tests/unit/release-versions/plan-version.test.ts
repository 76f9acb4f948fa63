import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hotfixVersion } from '../../../src/release/versions/hotfix-version.ts';
import { nextPatch, planVersion } from '../../../src/release/versions/plan-version.ts';
import {
  baseVersion,
  comparableVersions,
  compareVersions,
  isPrerelease,
} from '../../../src/release/versions/semantic-version.ts';

const fix = [{ bump: 'patch', because: 'patch: fix' }] as const;
const refuses = (input: Partial<Parameters<typeof planVersion>[0]>, code: string, says?: RegExp) => {
  assert.throws(
    () => planVersion({ previous: '1.3.0', bumps: fix, taken: [], ...input }),
    (error: { code?: string; kind?: string; message?: string }) => {
      assert.deepEqual([error.code, error.kind], [code, 'input']);
      if (says !== undefined) assert.match(error.message ?? '', says);
      return true;
    },
  );
};

describe('Asking for an exact version', () => {
  for (const releaseAs of [
    '',
    '1',
    '1.4',
    'v1.4.0',
    '1.4.0+5',
    '01.4.0',
    '1.4.0-',
    '1.4.0-beta.01',
    ' 1.4.0',
    'latest',
  ]) {
    it(`refuses ${JSON.stringify(releaseAs)}`, () => refuses({ releaseAs }, 'RELEASE_VERSION_INVALID'));
  }

  it('refuses the last one and those below it', () => {
    for (const releaseAs of ['1.3.0', '1.2.9', '1.3.0-rc.1']) {
      refuses({ releaseAs }, 'RELEASE_VERSION_NOT_NEWER', /1\.3\.0 is released already/);
    }
  });

  it('refuses one that exists', () => refuses({ releaseAs: '1.4.0', taken: ['1.4.0'] }, 'RELEASE_VERSION_TAKEN'));

  it('refuses another channel than the one that is set, and takes the same', () => {
    refuses(
      { releaseAs: '1.4.0', prerelease: 'beta' },
      'RELEASE_VERSION_INVALID',
      /no pre-release of the channel beta/,
    );
    const plan = planVersion({
      previous: '1.3.0',
      bumps: [],
      taken: [],
      releaseAs: '1.4.0-beta.7',
      prerelease: 'beta',
    });
    assert.equal(plan.kind === 'version' && plan.version, '1.4.0-beta.7');
  });

  it('says how far it is from the last one', () => {
    const bumpTo = (releaseAs: string) => {
      const plan = planVersion({ previous: '1.3.0', bumps: [], taken: [], releaseAs });
      return plan.kind === 'version' ? plan.bump : plan.kind;
    };
    assert.deepEqual(['1.3.5', '1.9.0', '3.0.0-rc.1'].map(bumpTo), ['patch', 'minor', 'major']);
  });
});

describe('Planning a version', () => {
  it('refuses a last version that is none, without repeating what is hostile', () =>
    refuses({ previous: `1.2\n##vso[x]${'y'.repeat(999)}` }, 'RELEASE_VERSION_INVALID', /^.{1,140}$/));

  for (const prerelease of ['', '7', 'feature/x', 'a.b', 'ä', 'a b', '1.4.0', 'x'.repeat(51)]) {
    it(`refuses the channel ${JSON.stringify(prerelease)}`, () => refuses({ prerelease }, 'RELEASE_CHANNEL_INVALID'));
  }

  it('refuses to count above what a number holds', () =>
    refuses({ previous: `1.0.${Number.MAX_SAFE_INTEGER}` }, 'RELEASE_VERSION_INVALID'));

  it('finds its way among 10,000 taken versions', () => {
    const taken = Array.from({ length: 10_000 }, (_, patch) => `1.3.${patch}`);
    const plan = planVersion({ previous: '1.3.0', bumps: fix, taken });
    assert.equal(plan.kind === 'version' && plan.version, '1.3.10000');
  });
});

describe('A hotfix', () => {
  it('takes the next free patch', () => {
    assert.equal(hotfixVersion('1.2.0', []), '1.2.1');
    assert.equal(hotfixVersion('1.2.0', ['1.2.2', '1.2.1', '1.3.0']), '1.2.3');
    assert.equal(hotfixVersion('1.2.0-rc.1', []), '1.2.1');
  });

  it('refuses a base that is no version', () =>
    assert.throws(() => hotfixVersion('v1', []), { code: 'RELEASE_VERSION_INVALID' }));
});

describe('Versions', () => {
  it('are sorted as numbers, without noise and doubles', () =>
    assert.deepEqual(comparableVersions(['1.9.0', 'x', '1.10.0', '1.10.0-rc.9', '1.10.0-rc.10', '1.9.0', '1.0.0+1']), [
      '1.10.0',
      '1.10.0-rc.10',
      '1.10.0-rc.9',
      '1.9.0',
    ]));

  it('stand above what is none', () => {
    assert.ok(compareVersions('0.0.1', 'x') > 0);
    assert.ok(compareVersions('x', '0.0.1') < 0);
    assert.equal(compareVersions('x', 'y'), 0);
  });

  it('know what they lead to', () => {
    assert.deepEqual(['1.4.0-beta.2', '1.4.0'].map(baseVersion), ['1.4.0', '1.4.0']);
    assert.deepEqual(['1.4.0-beta.2', '1.4.0', 'x'].map(isPrerelease), [true, false, false]);
    assert.deepEqual([null, '1.2.3', '1.4.0-beta.2'].map(nextPatch), ['0.0.1', '1.2.4', '1.4.0']);
  });
});
