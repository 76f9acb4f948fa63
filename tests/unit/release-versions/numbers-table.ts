import type { Case } from './case.ts';

const from = (
  name: string,
  previous: string | null,
  change: string,
  rest: Omit<Case, 'name' | 'previous' | 'strategy' | 'changes'>,
): Case => ({
  name,
  previous,
  strategy: 'conventional',
  changes: change === '' ? [] : [change],
  ...rest,
});
const [fix, feat, major] = ['patch: fix in a01a01a', 'minor: feat in a01a01a', 'major: feat! in a01a01a'] as const;

/** How numbers go on: first releases, taken versions, pre-releases, exact versions. */
export const numbers: readonly Case[] = [
  from('a first fix', null, 'fix: x', { expected: '0.0.1', because: fix }),
  from('a first feature', null, 'feat: x', { expected: '0.1.0', because: feat }),
  from('a first breaking change', null, 'feat!: x', { expected: '1.0.0', because: major }),
  from('a breaking change before 1.0.0', '0.3.1', 'feat!: x', { expected: '1.0.0', because: major }),
  from('ten is more than nine', '1.9.9', 'fix: x', { expected: '1.9.10', because: fix }),
  from('a taken patch', '1.3.0', 'fix: x', {
    taken: ['1.3.1', '1.3.2'],
    expected: '1.3.3',
    because: `${fix}; 1.3.1 cannot be used any more`,
  }),
  from('a taken minor', '1.3.0', 'feat: x', {
    taken: ['1.4.0'],
    expected: '1.5.0',
    because: `${feat}; 1.4.0 cannot be used any more`,
  }),
  from('a taken major', '1.3.0', 'feat!: x', {
    taken: ['2.0.0'],
    expected: '3.0.0',
    because: `${major}; 2.0.0 cannot be used any more`,
  }),
  from('a gap among the taken', '1.3.0', 'fix: x', { taken: ['1.3.2'], expected: '1.3.1', because: fix }),
  from('a taken one with build metadata', '1.3.0', 'fix: x', {
    taken: ['1.3.1+7'],
    expected: '1.3.2',
    because: `${fix}; 1.3.1 cannot be used any more`,
  }),
  from('noise among the taken', '1.3.0', 'fix: x', {
    taken: ['nightly', 'v1.3.1', '1.3', ''],
    expected: '1.3.1',
    because: fix,
  }),
  from('a first pre-release', '1.3.0', 'feat: x', { prerelease: 'beta', expected: '1.4.0-beta.1', because: feat }),
  from('a second one', '1.3.0', 'feat: x', {
    prerelease: 'beta',
    taken: ['1.4.0-beta.1'],
    expected: '1.4.0-beta.2',
    because: feat,
  }),
  from('an eleventh one', '1.3.0', 'feat: x', {
    prerelease: 'rc',
    taken: ['1.4.0-rc.9', '1.4.0-rc.10'],
    expected: '1.4.0-rc.11',
    because: feat,
  }),
  from('another channel counts apart', '1.3.0', 'feat: x', {
    prerelease: 'rc',
    taken: ['1.4.0-beta.7'],
    expected: '1.4.0-rc.1',
    because: feat,
  }),
  from('a pre-release of what is released', '1.3.0', 'feat: x', {
    prerelease: 'rc',
    taken: ['1.4.0'],
    expected: '1.5.0-rc.1',
    because: `${feat}; 1.4.0 cannot be used any more`,
  }),
  from('a fix after a pre-release', '1.4.0-beta.1', 'fix: x', {
    prerelease: 'beta',
    taken: ['1.3.0', '1.4.0-beta.1'],
    expected: '1.4.0-beta.2',
    because: fix,
  }),
  from('a breaking change after a pre-release', '1.4.0-beta.1', 'feat!: x', {
    prerelease: 'beta',
    taken: ['1.3.0'],
    expected: '2.0.0-beta.1',
    because: major,
  }),
  from('a promotion', '1.4.0-beta.2', 'fix: x', { taken: ['1.3.0'], expected: '1.4.0', because: fix }),
  from('a promotion without a change', '1.4.0-rc.1', '', { expected: '1.4.0', because: 'promotes 1.4.0-rc.1' }),
  from('a promotion to the next channel', '1.4.0-beta.3', '', {
    prerelease: 'rc',
    expected: '1.4.0-rc.1',
    because: 'promotes 1.4.0-beta.3',
  }),
  from('the same channel without a change', '1.4.0-beta.3', 'chore: x', {
    prerelease: 'beta',
    expected: null,
    because: 'none: chore',
  }),
  from('an earlier channel', '1.4.0-rc.1', 'fix: x', {
    prerelease: 'beta',
    taken: ['1.3.0'],
    expected: '1.4.1-beta.1',
    because: `${fix}; 1.4.0 cannot be used any more`,
  }),
  from('a pre-release without a change', '1.3.0', '', { prerelease: 'beta', expected: null, because: 'no changes' }),
  from('an exact version', '1.3.0', 'fix: x', {
    releaseAs: '2.5.0',
    expected: '2.5.0',
    because: '2.5.0 was asked for',
  }),
  from('an exact version without a change', '1.3.0', '', {
    releaseAs: '1.3.1',
    expected: '1.3.1',
    because: '1.3.1 was asked for',
  }),
  from('an exact first version', null, 'chore: x', {
    releaseAs: '1.0.0',
    expected: '1.0.0',
    because: '1.0.0 was asked for',
  }),
  from('an exact pre-release', '1.3.0', 'fix: x', {
    releaseAs: '2.0.0-rc.1',
    expected: '2.0.0-rc.1',
    because: '2.0.0-rc.1 was asked for',
  }),
];
