import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { LineReader } from '../../../sandbox/agent/line-reader.ts';

function linesOf(...chunks: readonly Buffer[]): { before: string[]; after: string[] } {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.write(chunk);
  const before = [...lines];
  reader.end();
  return { before, after: lines };
}

describe('reading lines', () => {
  it('gives a line as soon as it has ended, with CR, LF or both', () => {
    const { before, after } = linesOf(Buffer.from('a\rb\r'), Buffer.from('\nc\nd'));
    assert.deepEqual(before, ['a', 'b', 'c']);
    assert.deepEqual(after, ['a', 'b', 'c', 'd']);
  });

  it('does not depend on where the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('\r', '\n', 'a', 'ü', '\u{1f600}') });
    fc.assert(
      fc.property(text, fc.nat(40), (value, cut) => {
        const bytes = Buffer.from(value);
        assert.deepEqual(linesOf(bytes.subarray(0, cut), bytes.subarray(cut)).after, linesOf(bytes).after);
      }),
    );
  });
});
