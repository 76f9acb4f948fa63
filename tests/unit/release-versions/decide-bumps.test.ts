import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Strategy } from '../../../src/release/versions/decide-bumps.ts';
import { decideBumps, isUndone, STRATEGIES } from '../../../src/release/versions/decide-bumps.ts';
import { subjectKey } from '../../../src/release/versions/find-reverts.ts';
import { planVersion } from '../../../src/release/versions/plan-version.ts';
import { compareVersions } from '../../../src/release/versions/semantic-version.ts';
import type { Telling } from './change-of.ts';
import { changeOf, idOf } from './change-of.ts';

const subjects = fc
  .tuple(fc.constantFrom('feat: ', 'fix: ', 'feat(api)!: ', 'chore: ', 'docs: ', ''), fc.stringMatching(/^[a-z]{1,8}$/))
  .map(([type, text]) => type + text);
const versions = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((numbers) => numbers.join('.'));
const strategies = fc.constantFrom(...STRATEGIES);
const versionOf = (changes: readonly (string | Telling)[], strategy: Strategy, taken: readonly string[] = []) =>
  planVersion({ previous: '1.2.3', bumps: decideBumps(changes.map(changeOf), strategy), taken });

describe('Deciding bumps', () => {
  it('answers for every change, in order', () => {
    fc.assert(
      fc.property(fc.array(subjects), strategies, (changes, strategy) => {
        const decided = decideBumps(changes.map(changeOf), strategy);
        assert.deepEqual(
          decided.map(({ commit }) => commit),
          changes.map((_, at) => idOf(at + 1)),
        );
        for (const { bump, because } of decided) assert.ok(because.startsWith(`${bump}: `), because);
      }),
    );
  });

  it('gives a version that is higher and not taken, whatever is', () => {
    const input = fc.record({
      previous: fc.option(
        fc.oneof(
          versions,
          versions.map((version) => `${version}-beta.3`),
        ),
      ),
      changes: fc.array(subjects, { minLength: 1, maxLength: 6 }),
      taken: fc.array(
        fc.oneof(
          versions,
          versions.map((version) => `${version}-beta.4`),
          fc.string(),
        ),
      ),
      prerelease: fc.option(fc.constantFrom('beta', 'alpha', 'rc'), { nil: undefined }),
      strategy: strategies,
    });
    fc.assert(
      fc.property(input, ({ previous, changes, taken, prerelease, strategy }) => {
        const plan = planVersion({ previous, bumps: decideBumps(changes.map(changeOf), strategy), taken, prerelease });
        if (plan.kind === 'nothing') return;
        assert.ok(compareVersions(plan.version, previous ?? '0.0.0') > 0, plan.version);
        assert.ok(!taken.includes(plan.version), plan.version);
      }),
      { numRuns: 500 },
    );
  });

  it('never lowers a version for one change more', () => {
    fc.assert(
      fc.property(fc.array(subjects), subjects, strategies, (changes, more, strategy) => {
        const [before, after] = [versionOf(changes, strategy), versionOf([...changes, more], strategy)];
        if (before.kind === 'nothing') return;
        assert.ok(after.kind === 'version' && compareVersions(after.version, before.version) >= 0);
      }),
    );
  });

  it('gives the same version by patch for any order', () => {
    const shuffled = fc
      .array(subjects, { minLength: 1 })
      .chain((changes) => fc.tuple(fc.constant(changes), fc.shuffledSubarray(changes, { minLength: changes.length })));
    fc.assert(
      fc.property(shuffled, ([changes, other]) => {
        const [one, two] = [versionOf(changes, 'patch'), versionOf(other, 'patch')];
        assert.deepEqual(
          [one.kind === 'version' && one.version, two.kind === 'version' && two.version],
          ['1.2.4', '1.2.4'],
        );
      }),
    );
  });

  it('decides as if a change and its revert had never been', () => {
    const pair = fc.record({
      rest: fc.uniqueArray(subjects, { maxLength: 6 }),
      gone: fc.stringMatching(/^feat!?: [A-Z]{1,8}$/),
      at: fc.nat(),
      form: fc.constantFrom<(subject: string, id: string) => Telling>(
        (subject, id) => ({ subject: `Revert "${subject}"`, body: `This reverts commit ${id}.` }),
        (_, id) => ({ subject: 'Back out', body: `Reverted commit ${id.slice(0, 8)}` }),
        (subject) => ({ subject: `Merged PR 99: Revert '${subject}'` }),
        (subject) => ({ subject: `revert: ${subject}` }),
      ),
    });
    fc.assert(
      fc.property(pair, ({ rest, gone, at, form }) => {
        // People quote a title in other letters: of two that differ in those alone the newer is meant.
        fc.pre(rest.every((subject) => subjectKey(subject) !== subjectKey(gone)));
        const place = at % (rest.length + 1);
        const changes = [...rest.slice(0, place), gone, ...rest.slice(place), form(gone, idOf(place + 1))];
        const decided = decideBumps(changes.map(changeOf), 'conventional');
        assert.equal(decided[place]?.revertedBy, idOf(changes.length));
        assert.deepEqual([decided[place].bump, decided.at(-1)?.bump], ['none', 'none']);
        assert.ok([decided[place], decided.at(-1)!].every(({ because }) => isUndone(because)));
        const [left, without] = [
          planVersion({ previous: '1.2.3', bumps: decided, taken: [] }),
          versionOf(rest, 'conventional'),
        ];
        assert.equal(left.kind === 'version' && left.version, without.kind === 'version' && without.version);
      }),
    );
  });

  it('survives what people can write', () => {
    const words = fc.constantFrom(
      'Revert "',
      '"',
      "Revert '",
      "'",
      'feat: x',
      'Merged PR 7: ',
      'revert: ',
      'Reapply "',
      '\n* ',
      'This reverts commit a01a01a',
      '\n',
      'Reverts !7',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    const telling = fc.record({
      subject: text,
      body: text,
      pr: fc.option(fc.nat(9), { nil: undefined }),
      title: text,
      description: text,
      inner: fc.array(text, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 6 }), strategies, (tellings, strategy) => {
        const changes = tellings.map(({ pr, ...rest }, at) => changeOf(pr === undefined ? rest : { ...rest, pr }, at));
        assert.equal(decideBumps(changes, strategy).length, changes.length);
      }),
    );
  });

  it('is quick with 20,000 changes, and with thousands of reverts of one', () => {
    const many = Array.from({ length: 20_000 }, (_, at) =>
      changeOf({ subject: `Merged PR ${at + 1}: fix: thing ${at}`, body: 'words' }, at),
    );
    const hostile = [
      'feat: x',
      { subject: 'y', body: '* Revert "feat: x"\nThis reverts commit a01a01a\n'.repeat(5_000) },
      ...Array.from({ length: 5_000 }, () => 'Revert "feat: x"'),
    ];
    const before = process.cpuUsage();
    assert.equal(decideBumps(many, 'conventional').length, 20_000);
    assert.equal(decideBumps(hostile.map(changeOf), 'conventional').length, 5_002);
    assert.ok(process.cpuUsage(before).user < 8_000_000);
  });
});

describe('The reason of a change that was taken back', () => {
  it('tells it and its revert from all others', () => {
    const undone = (strategy: Strategy, ...changes: (string | Telling)[]) =>
      decideBumps(changes.map(changeOf), strategy).map(({ because }) => isUndone(because));
    for (const strategy of STRATEGIES) {
      assert.deepEqual(undone(strategy, 'feat: x', 'fix: y', 'Revert "feat: x"'), [true, false, true], strategy);
      assert.deepEqual(undone(strategy, 'Revert "feat: old"'), [false], strategy);
    }
  });

  it('cannot be feigned by a scope', () => {
    const [decided] = decideBumps([changeOf('fix(reverted by pull request 1): x', 0)], 'conventional');
    assert.equal(isUndone(decided?.because ?? ''), false);
  });
});
