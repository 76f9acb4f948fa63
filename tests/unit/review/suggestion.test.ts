import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { DiffLine } from '../../../src/review/change.ts';
import { planReplacement, renderSuggestion } from '../../../src/review/suggestion.ts';
import { hunk } from '../../support/diffs.ts';

/** What "Apply change" does: the characters of the range become the block's body. Offsets are exclusive, 1-based. */
function apply(file: string, first: number, last: number, block: string): string {
  const starts = [0];
  for (let at = file.indexOf('\n'); at >= 0; at = file.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineText = (line: number) => file.slice(starts[line - 1], starts[line] ?? file.length).replace(/\r?\n$/, '');
  const fence = /^`+/.exec(block)![0];
  const body = block.slice(block.indexOf('\n') + 1, -(fence.length + 1));
  return file.slice(0, starts[first - 1]) + body + file.slice(starts[last - 1]! + lineText(last).length);
}

describe('one-click fixes', () => {
  it('give exactly the intended file when applied', () => {
    const text = fc.stringMatching(/^[ a-z`😀漢\t;]{1,12}$/u).filter((line) => line.trim() !== '');
    const edit = fc.record({
      lines: fc.array(text, { minLength: 1, maxLength: 8 }),
      replacement: fc.array(text, { minLength: 1, maxLength: 4 }),
      eol: fc.constantFrom('\n', '\r\n'),
      final: fc.boolean(),
      at: fc.nat(7),
      size: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(edit, ({ lines, replacement, eol, final, at, size }) => {
        const first = at % lines.length;
        const last = Math.min(first + size, lines.length) - 1;
        const anchored = hunk(
          1,
          1,
          lines.map((line) => `+${line}`),
        )
          .lines.slice(first, last + 1)
          .map((line): DiffLine => ({ ...line, crlf: eol === '\r\n' }));
        const indent = /^[ \t]*/.exec(lines[first]!)![0];
        const wanted = replacement.map((line, index) => (index === 0 ? indent + line.trimStart() : line));
        const planned = planReplacement(wanted.join('\n'), 'new', anchored);
        if (!planned) {
          assert.deepEqual(wanted, lines.slice(first, last + 1));
          return;
        }
        const file = lines.join(eol) + (final ? eol : '');
        const intended = [...lines.slice(0, first), ...wanted, ...lines.slice(last + 1)].join(eol) + (final ? eol : '');
        assert.equal(apply(file, first + 1, last + 1, renderSuggestion(planned, eol === '\r\n')), intended);
      }),
      { numRuns: 1_000 },
    );
  });

  const anchored = hunk(1, 1, ['+  a == b;']).lines;
  for (const [what, replacement] of Object.entries({
    'no change': '  a == b;',
    'lost indentation': 'a === b;',
    'an empty line': '  ',
    'a masked secret': '  a = "‹secret:npm-token›";',
    'a line separator': '  a\u2028b',
    'a bare carriage return': '  a\rb',
    'too much': Array.from({ length: 31 }, () => '  x').join('\n'),
  })) {
    it(`are not offered for ${what}`, () => assert.equal(planReplacement(replacement, 'new', anchored), undefined));
  }
  it('are not offered on removed lines', () => assert.equal(planReplacement('  x;', 'old', anchored), undefined));
  it('lose the fence a model put around them', () => {
    assert.deepEqual(planReplacement('```ts\n  a === b;\n```', 'new', anchored), ['  a === b;']);
  });
});
