import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { diffTexts } from '../../../src/clients/azure-devops/diff-texts.ts';
import type { DiffLine, Hunk } from '../../../src/review/change.ts';
import { parsePatch } from '../../../src/review/parse-diff.ts';

const rawOf = ({ text, crlf, noNewline }: DiffLine): string => text + (noNewline ? '' : crlf ? '\r\n' : '\n');
const side = ({ lines }: Hunk, kind: 'added' | 'removed') =>
  lines.filter((line) => line.kind === 'context' || line.kind === kind).map(rawOf);

/** The new text: the old one with its hunks applied by their numbers, every claim of a hunk checked on the way. */
function apply(before: string, hunks: readonly Hunk[]): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1;
    assert.ok(start >= next);
    result.push(...old.slice(next, start));
    assert.deepEqual(old.slice(start, start + hunk.oldCount), side(hunk, 'removed'));
    assert.equal(result.length, hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1);
    assert.equal(side(hunk, 'added').length, hunk.newCount);
    let [oldLine, newLine] = [start + 1, result.length + 1];
    for (const line of hunk.lines) {
      assert.equal(line.oldLine, line.kind === 'added' ? undefined : oldLine++);
      assert.equal(line.newLine, line.kind === 'removed' ? undefined : newLine++);
    }
    result.push(...side(hunk, 'added'));
    next = start + hunk.oldCount;
  }
  return [...result, ...old.slice(next)].join('');
}

const line = fc.constantFrom('', 'a', 'b', 'c', '}', '  x', 'é👀', 'ש\u202E', 'lone\rcr', '\f\u2028', '\\ No newline');
const text = fc
  .tuple(
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 40 }),
    fc.constantFrom('', 'end', 'e\r'),
  )
  .map(([lines, last]) => lines.flat().join('') + last);

describe('Azure DevOps: hunks without git', () => {
  it('give the new text when they are applied to the old one', () => {
    fc.assert(
      fc.property(text, text, fc.nat(9), (before, after, context) => {
        const hunks = diffTexts(before, after, context);
        assert.equal(apply(before, hunks), after);
        assert.equal(hunks.length === 0, before === after);
      }),
      { numRuns: 500 },
    );
  });

  it('keep the context that they are asked for, and join what touches', () => {
    const before = Array.from({ length: 60 }, (_, index) => `${index + 1}\n`);
    const after = before.with(9, 'ten\n').with(19, 'twenty\n').with(49, 'fifty\n');
    const shape = (context: number) =>
      diffTexts(before.join(''), after.join(''), context).map((hunk) => [hunk.oldStart, hunk.oldCount]);
    assert.deepEqual(shape(0), [
      [10, 1],
      [20, 1],
      [50, 1],
    ]);
    assert.deepEqual(shape(8), [
      [2, 27],
      [42, 17],
    ]);
  });

  it('are those of git where the change is plain', function () {
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'hunks-'));
    const numbers = Array.from({ length: 50 }, (_, index) => `line ${index + 1}\n`);
    const base = numbers.join('');
    for (const [before, after] of [
      [base, numbers.with(24, 'changed\n').join('')],
      [base, numbers.toSpliced(10, 3).join('')],
      [base, numbers.toSpliced(30, 0, 'new\r\n', '👀\n').join('')],
      [base, base.trimEnd()],
      [base.trimEnd(), base],
      ['', base],
      [base, ''],
      ['a\r\nb\r\n', 'a\nb\r\n'],
      ['one', 'two'],
    ] as const) {
      writeFileSync(path.join(folder, 'a'), before);
      writeFileSync(path.join(folder, 'b'), after);
      const args = ['diff', '--no-index', '--no-color', '--full-index', '-U8', 'a', 'b'];
      let patch = '';
      try {
        execFileSync('git', args, { cwd: folder });
      } catch (error) {
        patch = String((error as { stdout: Buffer }).stdout);
      }
      const [section] = parsePatch(patch);
      const ours = diffTexts(before, after, 8);
      assert.deepEqual(
        ours,
        section!.hunks.map((hunk) => ({ ...hunk, section: '' })),
      );
    }
  });

  it('show a long insertion as one, at once', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `${index}\n`);
    const hunks = diffTexts(before.join(''), before.toSpliced(700, 0, ...before).join(''), 8);
    assert.deepEqual(
      hunks.map(({ oldCount, newCount }) => [oldCount, newCount]),
      [[16, 20_016]],
    );
  });

  it('replace the whole text when a comparison would take too long', () => {
    const side = (seed: string) => Array.from({ length: 20_000 }, (_, index) => `${seed} ${index * 7919}\n`).join('');
    const started = Date.now();
    const hunks = diffTexts(side('old'), side('new'), 8);
    assert.ok(Date.now() - started < 15_000);
    assert.equal(apply(side('old'), hunks), side('new'));
  });
});
