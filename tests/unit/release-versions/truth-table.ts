import type { Strategy } from '../../../src/release/versions/decide-bumps.ts';
import type { Case } from './case.ts';
import { idOf, innerIdOf } from './change-of.ts';
import { numbers } from './numbers-table.ts';

type Row = readonly [name: string, changes: Case['changes'], expected: string | null, because: string];

const rows = (previous: string | null, strategy: Strategy, table: readonly Row[]): readonly Case[] =>
  table.map(([name, changes, expected, because]) => ({ name, previous, strategy, changes, expected, because }));

const patch = rows('1.2.3', 'patch', [
  ['any commit', ['whatever'], '1.2.4', 'patch: a01a01a'],
  ['a breaking feature all the same', ['feat!: x'], '1.2.4', 'patch: a01a01a'],
  ['five changes move once', ['a', 'b', 'c', 'd', 'e'], '1.2.4', 'patch: a01a01a'],
  ['a pull request', [{ subject: 'Merged PR 7: x', pr: 7, title: 'x' }], '1.2.4', 'patch: pull request 7'],
  ['an id in the subject alone', ['Merged PR 7: x'], '1.2.4', 'patch: pull request 7'],
  ['an empty message', [''], '1.2.4', 'patch: a01a01a'],
  ['a change and its revert', ['x', 'Revert "x"'], '1.2.4', 'patch: a01a01a, reverted by a02a02a'],
  ['no change', [], null, 'no changes'],
]);

const types = rows('1.2.3', 'conventional', [
  ['a fix', ['fix: x'], '1.2.4', 'patch: fix in a01a01a'],
  ['a faster way', ['perf: x'], '1.2.4', 'patch: perf in a01a01a'],
  ['a feature', ['feat: x'], '1.3.0', 'minor: feat in a01a01a'],
  ['a feature with its long name', ['feature: x'], '1.3.0', 'minor: feature in a01a01a'],
  ['a scope', ['feat(api): x'], '1.3.0', 'minor: feat(api) in a01a01a'],
  ['a scope with blanks and slashes', ['fix(web/log in): x'], '1.2.4', 'patch: fix(web/log in) in a01a01a'],
  ['a type in capitals', ['FEAT: x'], '1.3.0', 'minor: feat in a01a01a'],
  ['a type with a capital', ['Fix(Api): x'], '1.2.4', 'patch: fix(Api) in a01a01a'],
  ['no blank after the colon', ['feat:x'], '1.3.0', 'minor: feat in a01a01a'],
  ['a bang', ['feat!: x'], '2.0.0', 'major: feat! in a01a01a'],
  ['a bang after a scope', ['feat(api)!: x'], '2.0.0', 'major: feat(api)! in a01a01a'],
  ['a bang on a chore', ['chore!: drop Node 18'], '2.0.0', 'major: chore! in a01a01a'],
  ['a bang before the scope is no type', ['feat!(api): x'], null, 'none: the message has no type'],
  ['a footer', [{ subject: 'fix: x', body: 'why\n\nBREAKING CHANGE: y' }], '2.0.0', 'major: fix! in a01a01a'],
  ['a footer with a hyphen', [{ subject: 'fix: x', body: 'BREAKING-CHANGE: y' }], '2.0.0', 'major: fix! in a01a01a'],
  [
    'a footer that begins on the next line',
    [{ subject: 'fix: x', body: 'BREAKING CHANGE:\n\nthe port is gone' }],
    '2.0.0',
    'major: fix! in a01a01a',
  ],
  [
    'a footer in small letters is prose',
    [{ subject: 'fix: x', body: 'breaking change: y' }],
    '1.2.4',
    'patch: fix in a01a01a',
  ],
  [
    'an empty footer of a template',
    [{ subject: 'fix: x', body: 'BREAKING CHANGE:' }],
    '1.2.4',
    'patch: fix in a01a01a',
  ],
  [
    'a footer in a code block',
    [{ subject: 'fix: x', body: '```\nBREAKING CHANGE: y\n```' }],
    '1.2.4',
    'patch: fix in a01a01a',
  ],
  [
    'a footer without a type',
    [{ subject: 'x', body: 'BREAKING CHANGE: y' }],
    '2.0.0',
    'major: a breaking change in a01a01a',
  ],
  ['a chore', ['chore: x'], null, 'none: chore'],
  ['documentation', ['docs(readme): x'], null, 'none: docs'],
  ['a type of the house', ['wip: x'], null, 'none: wip'],
  ['no type', ['Add search'], null, 'none: the message has no type'],
  ['an empty message', [''], null, 'none: the message has no type'],
  ['a type without a text', ['feat:'], null, 'none: the message has no type'],
  ['a bracket that never closes', ['feat(api: x'], null, 'none: the message has no type'],
  ['an address', ['https://example.com/x'], null, 'none: the message has no type'],
  ['a bad byte', ['feat: caf\uFFFD'], '1.3.0', 'minor: feat in a01a01a'],
  [
    'Windows line ends',
    [{ subject: 'fix: x\r', body: 'a\r\n\r\nBREAKING CHANGE: y\r\n' }],
    '2.0.0',
    'major: fix! in a01a01a',
  ],
  ['the highest of several', ['fix: a', 'feat: b', 'chore: c'], '1.3.0', 'minor: feat in a02a02a'],
  ['the first of the highest', ['feat(a): a', 'feat(b): b'], '1.3.0', 'minor: feat(a) in a01a01a'],
  ['chores alone', ['chore: a', 'ci: b'], null, 'none: chore'],
  ['a megabyte', [{ subject: 'fix: x', body: 'long '.repeat(200_000) }], '1.2.4', 'patch: fix in a01a01a'],
]);

const azure = rows('1.2.3', 'conventional', [
  ['a squash', ['Merged PR 123: feat(api): x'], '1.3.0', 'minor: feat(api) in pull request 123'],
  ['a breaking squash', ['Merged PR 123: feat(api)!: x'], '2.0.0', 'major: feat(api)! in pull request 123'],
  ['a squash in a squash', ['Merged PR 7: Merged PR 5: feat: x'], '1.3.0', 'minor: feat in pull request 7'],
  ['a prefix in small letters', ['merged pr 7:fix: x'], '1.2.4', 'patch: fix in pull request 7'],
  [
    'a merge whose title is in the body',
    [{ subject: 'Merge pull request 12 from a into b', body: '\nfeat: x' }],
    '1.3.0',
    'minor: feat in pull request 12',
  ],
  ['a merge without a title', ['Merge pull request 12 from a into b'], null, 'none: the message has no type'],
  ['a merge of branches', ["Merge branch 'main' into develop"], null, 'none: the message has no type'],
  [
    'work items below',
    [{ subject: 'Merged PR 1: fix: x', body: 'Related work items: #1, #2' }],
    '1.2.4',
    'patch: fix in pull request 1',
  ],
  [
    'a title that says more than the commit',
    [{ subject: 'wip', pr: 9, title: 'feat(ui): x' }],
    '1.3.0',
    'minor: feat(ui) in pull request 9',
  ],
  [
    'a commit that says more than the title',
    [{ subject: 'feat: x', pr: 9, title: 'Login' }],
    '1.3.0',
    'minor: feat in pull request 9',
  ],
  [
    'a description with a footer',
    [{ subject: 'Merged PR 9: fix: x', pr: 9, title: 'fix: x', description: 'BREAKING CHANGE: y' }],
    '2.0.0',
    'major: fix! in pull request 9',
  ],
  [
    'a body with starred commits',
    [{ subject: 'Merged PR 9: Login', body: '* fix: a\n* feat: b' }],
    '1.3.0',
    'minor: feat in the commits listed in pull request 9',
  ],
  [
    'a body with hyphens',
    [{ subject: 'Merged PR 9: Login', body: '- fix: a' }],
    '1.2.4',
    'patch: fix in the commits listed in pull request 9',
  ],
  [
    'a body of plain lines',
    [{ subject: 'Merged PR 9: Login', body: 'feat: a\nfix: b' }],
    '1.3.0',
    'minor: feat in the commits listed in pull request 9',
  ],
  [
    'prose with a colon',
    [{ subject: 'Merged PR 9: Login', body: '- Note: nothing\nSee: feat' }],
    null,
    'none: the message has no type',
  ],
  [
    'boxes of a template',
    [{ subject: 'Merged PR 9: Login', body: '- [ ] feat: new\n- [x] fix: old' }],
    null,
    'none: the message has no type',
  ],
  [
    'a chore that holds a feature',
    [{ subject: 'Merged PR 9: chore: x', pr: 9, title: 'chore: x', inner: ['feat(db): a'] }],
    '1.3.0',
    'minor: feat(db) in b0101b0 of pull request 9',
  ],
  [
    'a fix that holds a breaking change',
    [{ subject: 'Merged PR 9: fix: x', pr: 9, title: 'fix: x', inner: ['refactor: a\n\nBREAKING CHANGE: b'] }],
    '2.0.0',
    'major: refactor! in b0101b0 of pull request 9',
  ],
  [
    'title and commits that ask for as much',
    [{ subject: 'Merged PR 9: feat: x', pr: 9, title: 'feat: x', inner: ['feat: a'] }],
    '1.3.0',
    'minor: feat in pull request 9',
  ],
  [
    'a rebase',
    [{ subject: 'docs: b', pr: 9, title: 'Login', inner: ['fix: a'] }],
    '1.2.4',
    'patch: fix in b0101b0 of pull request 9',
  ],
]);

const reverts = rows('1.2.3', 'conventional', [
  [
    'one of git',
    ['feat: x', { subject: 'Revert "feat: x"', body: `This reverts commit ${idOf(1)}.` }],
    null,
    'none: reverted by a02a02a',
  ],
  [
    'by a short id',
    ['feat: x', { subject: 'Take it out', body: 'This reverts commit a01a01a0.' }],
    null,
    'none: reverted by a02a02a',
  ],
  ['by the subject alone', ['feat: x', 'Revert "feat: x"'], null, 'none: reverted by a02a02a'],
  ['by a subject in other quotes', ['feat: x', "Revert 'feat: x'"], null, 'none: reverted by a02a02a'],
  ['of Conventional Commits', ['feat: x', 'revert: feat: x'], null, 'none: reverted by a02a02a'],
  [
    'with Refs',
    ['feat: x', { subject: 'revert: never again', body: 'Refs: a01a01a' }],
    null,
    'none: reverted by a02a02a',
  ],
  [
    'of Azure Repos',
    ['Merged PR 7: feat: x', "Merged PR 8: Revert 'Merged PR 7: feat: x'"],
    null,
    'none: reverted by pull request 8',
  ],
  [
    'of Azure Repos by title',
    [
      { subject: 'Merged PR 7: feat: x', pr: 7, title: 'feat: x' },
      { subject: "Merged PR 8: Revert 'feat: x'", pr: 8, title: "Revert 'feat: x'" },
    ],
    null,
    'none: reverted by pull request 8',
  ],
  [
    'of Azure Repos by number',
    ['Merged PR 7: feat: x', { subject: 'Merged PR 8: Back out', body: 'Reverts !7' }],
    null,
    'none: reverted by pull request 8',
  ],
  [
    'of Azure Repos by commit',
    ['feat: x', { subject: 'Back out', body: 'Reverted commit a01a01a0.' }],
    null,
    'none: reverted by a02a02a',
  ],
  ['a fix remains', ['feat: x', 'fix: y', 'Revert "feat: x"'], '1.2.4', 'patch: fix in a02a02a'],
  ['of a revert', ['feat: x', 'Revert "feat: x"', 'Revert "Revert "feat: x""'], '1.3.0', 'minor: feat in a01a01a'],
  [
    'of a revert, in git since 2.43',
    ['feat: x', 'Revert "feat: x"', 'Reapply "feat: x"'],
    '1.3.0',
    'minor: feat in a01a01a',
  ],
  [
    'of a revert, in mixed quotes',
    ['Merged PR 7: feat: x', "Merged PR 8: Revert 'Merged PR 7: feat: x'", 'Revert "Revert \'feat: x\'"'],
    '1.3.0',
    'minor: feat in pull request 7',
  ],
  [
    'three times',
    ['feat: x', 'Revert "feat: x"', 'Reapply "feat: x"', 'Revert "feat: x"'],
    null,
    'none: reverted by a04a04a',
  ],
  ['done again after a revert', ['feat: x', 'Revert "feat: x"', 'feat: x'], '1.3.0', 'minor: feat in a03a03a'],
  [
    'of an earlier release',
    [{ subject: 'Revert "feat: old"', body: 'This reverts commit 1234567.' }],
    '1.2.4',
    'patch: reverts 1234567 of an earlier release',
  ],
  [
    'of an earlier release by subject',
    ['revert: feat: old'],
    '1.2.4',
    'patch: reverts "feat: old" of an earlier release',
  ],
  [
    'of an earlier release by number',
    ["Revert 'Merged PR 3: old'"],
    '1.2.4',
    'patch: reverts pull request 3 of an earlier release',
  ],
  [
    'of two, one of an earlier release',
    ['feat: x', { subject: 'Back out', body: `This reverts commits ${idOf(1)} and 1234567.` }],
    '1.2.4',
    'patch: reverts a01a01a of an earlier release',
  ],
  ['before what it names', ['Revert "feat: x"', 'feat: x'], '1.3.0', 'minor: feat in a02a02a'],
  [
    'of a part',
    ['feat: x', { subject: 'Take out half', body: 'This partially reverts commit a01a01a.' }],
    '1.3.0',
    'minor: feat in a01a01a',
  ],
  [
    'of one of the commits of a merge',
    [
      { subject: 'Merged PR 9: Login', pr: 9, title: 'Login', inner: ['feat: a', 'fix: b'] },
      { subject: 'Revert "feat: a"', body: `This reverts commit ${innerIdOf(1, 1)}.` },
    ],
    '1.2.4',
    'patch: fix in b0102b0 of pull request 9',
  ],
  [
    'of all commits of a merge',
    [{ subject: 'Merged PR 9: feat: x', pr: 9, title: 'feat: x', inner: ['feat: a'] }, 'Revert "feat: a"'],
    null,
    'none: reverted by a02a02a',
  ],
  [
    'of a merge',
    [
      { subject: 'Merged PR 9: x', inner: ['feat: a'] },
      { subject: 'Back out', body: `This reverts commit ${idOf(1)}, reversing\nchanges made to ${innerIdOf(1, 1)}.` },
    ],
    null,
    'none: reverted by a02a02a',
  ],
  [
    'within a squash',
    [{ subject: 'Merged PR 9: chore: x', body: '* feat: a\n* Revert "feat: a"' }],
    null,
    'none: chore',
  ],
  [
    'beside a fix',
    ['feat: x', { subject: 'fix: do it another way', body: `This reverts commit ${idOf(1)}.` }],
    '1.2.4',
    'patch: fix in a02a02a',
  ],
  ['that is only spoken of', ['feat: x', 'docs: how to revert "feat: x"'], '1.3.0', 'minor: feat in a01a01a'],
  ['with a bang', ['revert!: feat: old'], '2.0.0', 'major: revert! in a01a01a'],
]);

const tickets = rows('1.2.3', 'ticket', [
  ['a story', [{ subject: 'x', tickets: ['ABC-1 Story'] }], '1.3.0', 'minor: ABC-1 is a Story'],
  ['an epic', [{ subject: 'x', tickets: ['ABC-1 Epic'] }], '1.3.0', 'minor: ABC-1 is an Epic'],
  ['a new feature', [{ subject: 'x', tickets: ['ABC-1 New_Feature'] }], '1.3.0', 'minor: ABC-1 is a New Feature'],
  ['an improvement', [{ subject: 'x', tickets: ['ABC-1 improvement'] }], '1.3.0', 'minor: ABC-1 is an improvement'],
  ['a story of Boards', [{ subject: 'x', tickets: ['AB#1 User_Story'] }], '1.3.0', 'minor: AB#1 is a User Story'],
  [
    'an item of a backlog',
    [{ subject: 'x', tickets: ['AB#1 Product_Backlog_Item'] }],
    '1.3.0',
    'minor: AB#1 is a Product Backlog Item',
  ],
  ['a bug', [{ subject: 'feat!: x', tickets: ['ABC-1 Bug'] }], '1.2.4', 'patch: ABC-1 is a Bug'],
  ['a sub-task', [{ subject: 'x', tickets: ['ABC-1 Sub-task'] }], '1.2.4', 'patch: ABC-1 is a Sub-task'],
  ['a label', [{ subject: 'x', tickets: ['ABC-1 Bug breaking'] }], '2.0.0', 'major: ABC-1 is labelled breaking'],
  [
    'a label among others',
    [{ subject: 'x', tickets: ['ABC-1 Task ui Breaking-Change'] }],
    '2.0.0',
    'major: ABC-1 is labelled breaking-change',
  ],
  [
    'a label of an unknown type',
    [{ subject: 'x', tickets: ['ABC-1 ? breaking'] }],
    '2.0.0',
    'major: ABC-1 is labelled breaking',
  ],
  ['no ticket', ['feat: x'], '1.2.4', 'patch: no ticket'],
  [
    'a type of the house',
    [{ subject: 'x', tickets: ['ABC-1 Saga'] }],
    '1.2.4',
    'patch: ABC-1 has the type Saga, which says nothing',
  ],
  ['a ticket nobody knows', [{ subject: 'x', tickets: ['ABC-1'] }], '1.2.4', 'patch: the type of ABC-1 is not known'],
  ['several tickets', [{ subject: 'x', tickets: ['ABC-1 Bug', 'ABC-2 Story'] }], '1.3.0', 'minor: ABC-2 is a Story'],
  [
    'a story and its revert',
    [
      { subject: 'x', tickets: ['ABC-1 Story'] },
      { subject: 'Revert "x"', tickets: ['ABC-1 Story'] },
    ],
    null,
    'none: reverted by a02a02a',
  ],
  [
    'a revert of an earlier release',
    [{ subject: 'Revert "x"', tickets: ['ABC-1 Story'] }],
    '1.2.4',
    'patch: reverts "x" of an earlier release',
  ],
]);

/** Which version follows, and why. */
export const TRUTH: ReadonlyMap<string, readonly Case[]> = new Map([
  ['versioning by patch', patch],
  ['Conventional Commits', types],
  ['what Azure Repos writes', azure],
  ['reverts', reverts],
  ['versioning by ticket', tickets],
  ['numbers', numbers],
]);
