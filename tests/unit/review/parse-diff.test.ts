import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Hunk } from '../../../src/review/change.ts';
import { parsePatch } from '../../../src/review/parse-diff.ts';

const header = 'diff --git a/f b/f\nindex 1111111..2222222 100644\n--- a/f\n+++ b/f\n';
const hunksOf = (body: string) => parsePatch(header + body)[0]!.hunks;

describe('parsePatch', () => {
  it('finds nothing in an empty patch', () => {
    assert.deepEqual(parsePatch(''), []);
  });

  it('numbers lines on both sides and keeps the section', () => {
    const [hunk] = hunksOf('@@ -3,2 +3,3 @@ class A {\n a\n-b\n+c\n+d\n');
    assert.equal(hunk!.section, 'class A {');
    assert.deepEqual(
      hunk!.lines.map((line) => [line.kind, line.oldLine, line.newLine, line.text]),
      [
        ['context', 3, 3, 'a'],
        ['removed', 4, undefined, 'b'],
        ['added', undefined, 4, 'c'],
        ['added', undefined, 5, 'd'],
      ],
    );
  });

  it('takes an omitted count as one', () => {
    const [first, second] = hunksOf('@@ -1 +1 @@\n-a\n+b\n@@ -8,0 +9 @@\n+c\n');
    assert.deepEqual([first!.oldCount, first!.newCount], [1, 1]);
    assert.deepEqual([second!.oldCount, second!.newCount, second!.lines[0]!.newLine], [0, 1, 9]);
  });

  it('reads a diff inside a diff as content', () => {
    const inner = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n';
    const body = inner.replaceAll(/^/gm, '+').replace(/\+$/, '');
    const sections = parsePatch(`${header}@@ -0,0 +1,6 @@\n${body}${header}@@ -1 +0,0 @@\n--- removed comment\n`);
    assert.equal(sections.length, 2);
    assert.equal(sections[0]!.hunks[0]!.lines.map((line) => `${line.text}\n`).join(''), inner);
    assert.equal(sections[1]!.hunks[0]!.lines[0]!.text, '-- removed comment');
  });

  it('says which side lacks the last line end', () => {
    const [hunk] = hunksOf('@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n');
    assert.deepEqual(
      hunk!.lines.map((line) => line.noNewline),
      [false, true, false],
    );
  });

  it('counts CR before LF as line end and any other CR as text', () => {
    const [hunk] = hunksOf('@@ -0,0 +1,3 @@\n+a\r\n+b\rc\n+d\r\n\\ No newline at end of file\n');
    assert.deepEqual(
      hunk!.lines.map((line) => [line.text, line.crlf]),
      [
        ['a', true],
        ['b\rc', false],
        ['d\r', false],
      ],
    );
  });

  it('does not break lines where only Unicode would', () => {
    const [hunk] = hunksOf('@@ -0,0 +1 @@\n+a\fb\u2028c\u0085d\ve\n');
    assert.equal(hunk!.lines[0]!.text, 'a\fb\u2028c\u0085d\ve');
  });

  it('reads headers without hunks', () => {
    const sections = parsePatch(
      [
        'diff --git a/m b/m\nold mode 100644\nnew mode 100755',
        'diff --git a/p b/q\nsimilarity index 100%\nrename from p\nrename to q',
        'diff --git a/i b/i\nindex 11..22 100644\nBinary files a/i and b/i differ',
        'diff --git a/e b/e\nnew file mode 100644\nindex 00..33\n',
      ].join('\n'),
    );
    assert.deepEqual(
      sections.map((section) => [section.oldMode, section.newMode, section.newId, section.binary]),
      [
        ['100644', '100755', undefined, false],
        [undefined, undefined, undefined, false],
        ['100644', '100644', '22', true],
        [undefined, '100644', '33', false],
      ],
    );
  });

  for (const [name, text] of [
    ['text before the first header', 'warning\n'],
    ['a hunk cut short', `${header}@@ -1,2 +1,2 @@\n a\n`],
    ['a hunk longer than declared', `${header}@@ -1 +1 @@\n a\n b\n`],
    ['more removed lines than declared', `${header}@@ -1 +1,2 @@\n+a\n-b\n-c\n+d\n`],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parsePatch(text), { code: 'DIFF_UNREADABLE' });
    });
  }
});

const SIDES = ['old', 'new'];

describe('parsePatch on what git prints', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'slipway-parse-'));
    for (const side of SIDES) mkdirSync(path.join(folder, side));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const line = fc.constantFrom('', 'a', 'b', 'c\r', 'x\fy', 'u\u2028v', '\u0085', 'r\rs', '@@ -1 +1 @@', '-- a', '++ b', '\\ No newline at end of file', 'diff --git a/f b/f', 'é\uFFFD'); // prettier-ignore
  const file = fc
    .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
    .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

  /** Thirty at a time: one process of git compares two folders. */
  const pairs = fc.array(fc.tuple(file, file), { minLength: 30, maxLength: 30 });

  it('turns the old file into the new one', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        for (const [index, texts] of all.entries())
          for (const [side, text] of texts.entries())
            writeFileSync(path.join(folder, SIDES[side]!, String(index).padStart(2, '0')), text);
        const git = spawnSync('git', ['diff', '--no-index', '--full-index', '-U1', '--', ...SIDES], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull },
        });
        const sections = parsePatch(git.stdout);
        const changed = all.filter(([before, after]) => before !== after);
        assert.equal(sections.length, changed.length);
        for (const [index, [before, after]] of changed.entries())
          assert.equal(applyHunks(before, sections[index]!.hunks), after);
      }),
      { numRuns: 5 },
    );
  }).timeout(60_000);
});

/** Rebuilds the new file, checking every removed and context line against the old one. */
function applyHunks(before: string, hunks: readonly Hunk[]): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const built: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1;
    built.push(...old.slice(next, start));
    next = start + hunk.oldCount;
    for (const line of hunk.lines) {
      const whole = line.text + (line.crlf ? '\r\n' : line.noNewline ? '' : '\n');
      if (line.oldLine !== undefined) assert.equal(whole, old[line.oldLine - 1]);
      if (line.newLine === undefined) continue;
      built.push(whole);
      assert.equal(built.length, line.newLine);
    }
  }
  return [...built, ...old.slice(next)].join('');
}
