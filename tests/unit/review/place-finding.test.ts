import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { FileDiff } from '../../../src/review/change.ts';
import type { ReportedFinding } from '../../../src/review/finding.ts';
import { numberOf, placeFinding } from '../../../src/review/place-finding.ts';
import { fileDiff, hunk } from '../../support/diffs.ts';

const DIFF = fileDiff('src/app.ts', [
  hunk(10, 10, [' function a() {', '-  return 1;', '+  const x = load();', '+  return x == 1;', ' }']),
  hunk(40, 41, [' function b() {', '+  return x == 1;', '+  // done', ' }']),
]);

const report = (over: Partial<ReportedFinding>): ReportedFinding => ({
  path: 'src/app.ts',
  side: 'new',
  startLine: 11,
  endLine: 11,
  quote: '  const x = load();',
  severity: 'major',
  category: 'bug',
  title: 't',
  explanation: 'e',
  replacement: null,
  ...over,
});

function place(finding: ReportedFinding, diffs: FileDiff[] = [DIFF]): string {
  const placed = placeFinding(finding, new Map(diffs.map((diff) => [diff.file.path, diff])));
  if (placed.kind === 'unplaced') return placed.reason;
  const { diff, side, lines } = placed.place;
  return `${diff.file.path} ${side} ${lines.map((line) => numberOf(line, side)).join()}`;
}

describe('placing a finding', () => {
  it('accepts a place whose path, side, lines and quote agree', () => {
    assert.equal(place(report({})), 'src/app.ts new 11');
    assert.equal(
      place(report({ endLine: 12, quote: '  const x = load();\n  return x == 1;' })),
      'src/app.ts new 11,12',
    );
    assert.equal(place(report({ side: 'old', quote: '  return 1;' })), 'src/app.ts old 11');
  });

  for (const [what, over] of Object.entries<Partial<ReportedFinding>>({
    'a diff prefix': { path: 'b/src/app.ts' },
    'a leading slash': { path: '/src/app.ts' },
    backslashes: { path: 'src\\app.ts' },
    'another case': { path: 'SRC/App.ts' },
    'other white space': { quote: 'const x  =  load();' },
    'a reversed range': { startLine: 12, endLine: 11, quote: 'const x = load();\nreturn x == 1;' },
    'wrong numbers but one such line': { startLine: 900, endLine: 900 },
    'blank lines around the quote': { quote: '\n  const x = load();\n\n' },
    'an invisible character left out': { quote: '\u200b  const x = load();' },
    'part of the line': { quote: 'const x = load()' },
  })) {
    it(`sees through ${what}`, () => assert.match(place(report(over)), /^src\/app\.ts new 11/));
  }

  for (const [what, over, reason] of [
    ['another file', { path: 'src/other.ts' }, /not among/],
    ['code that is not there', { quote: 'rm -rf /' }, /does not stand/],
    ['nothing', { quote: ' \n ' }, /quotes no code/],
    [
      'code that stands twice, at a wrong number',
      { quote: 'return x == 1;', startLine: 30, endLine: 30 },
      /several places/,
    ],
    ['the wrong side', { side: 'old', quote: 'const x = load();' }, /does not stand/],
    [
      'an unchanged line as removed',
      { side: 'old', startLine: 10, endLine: 10, quote: 'function a() {' },
      /still there/,
    ],
    ['too many lines', { startLine: 1, endLine: 900 }, /more than 200/],
  ] as [string, Partial<ReportedFinding>, RegExp][]) {
    it(`does not place what quotes ${what}`, () => assert.match(place(report(over)), reason));
  }

  it('takes the claimed line when the same code stands twice', () => {
    assert.equal(place(report({ quote: 'return x == 1;', startLine: 42, endLine: 42 })), 'src/app.ts new 42');
    assert.equal(place(report({ quote: 'return x == 1;', startLine: 12, endLine: 12 })), 'src/app.ts new 12');
  });

  it('finds files whose names are shown in quotes, or begin with a space', () => {
    for (const name of ['src/$id.ts', ' lib/a.ts', 'back\\slash.ts']) {
      const diff = fileDiff(name, [hunk(1, 1, ['+  const x = load();'])]);
      for (const path of [name, JSON.stringify(name)])
        assert.equal(place(report({ path, startLine: 1, endLine: 1 }), [diff]), `${name} new 1`);
    }
  });

  it('does not join two hunks', () => {
    assert.match(place(report({ startLine: 13, endLine: 41, quote: '}\nfunction b() {' })), /does not stand/);
  });

  it('is exact or unplaced under every perturbation, never wrong', () => {
    const texts = ['a();', 'b(1);', 'b(1);', '}', '', 'return value;', 'if (x) {', 'await run();', 'x = y;'];
    const line = fc
      .tuple(fc.constantFrom('+', '-', ' '), fc.constantFrom(...texts), fc.nat(40))
      .map(([m, t, n]) => `${m}${t}${n < 20 ? ` // ${n}` : ''}`);
    const perturbed = fc.record({
      lines: fc.array(line, { minLength: 3, maxLength: 40 }),
      start: fc.nat(1000),
      size: fc.integer({ min: 1, max: 4 }),
      shift: fc.integer({ min: -5, max: 5 }),
      indent: fc.constantFrom('', '  ', '\t'),
      path: fc.constantFrom('src/x.ts', 'b/src/x.ts', './src/x.ts', 'src\\x.ts', 'SRC/X.TS'),
    });
    fc.assert(
      fc.property(perturbed, ({ lines, start, size, shift, indent, path }) => {
        const diff = fileDiff('src/x.ts', [hunk(5, 5, lines)]);
        const visible = diff.hunks[0]!.lines.filter((one) => one.newLine !== undefined);
        const truth = visible.slice(start % visible.length || 0).slice(0, size);
        fc.pre(truth.length > 0 && truth.some(({ text }) => text !== ''));
        const first = truth[0]!.newLine!;
        const quote = truth.map(({ text }) => indent + text).join('\n');
        const range = { startLine: first + shift, endLine: first + shift + truth.length - 1 };
        const placed = placeFinding(report({ path, ...range, quote }), new Map([['src/x.ts', diff]]));
        if (placed.kind === 'unplaced') return;
        const words = (text: string) => text.replace(/\s+/g, ' ').trim();
        const found = placed.place.lines
          .map(({ text }) => words(text))
          .join('\n')
          .trim();
        const wanted = quote.split('\n').map(words).join('\n').trim();
        assert.ok(found === wanted || (!wanted.includes('\n') && found.includes(wanted)), `${found} for ${wanted}`);
        if (shift === 0) assert.equal(placed.place.lines[0]!.newLine, first);
      }),
      { numRuns: 2_000 },
    );
  });
});
