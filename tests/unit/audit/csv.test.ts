import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { renderCsv } from '../../../src/audit/csv.ts';

/** A reader of its own, by RFC 4180. */
function readCsv(text: string): string[][] {
  const cells = text.slice(1).matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g);
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of cells) {
    rows.at(-1)?.push(cell.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  it('makes text of everything that a program would take for a formula', () => {
    for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
      const [, row] = readCsv(renderCsv(['a'], [[`${start}cmd|' /C calc'!A0`]]));
      assert.deepEqual(row, [`'${start}cmd|' /C calc'!A0`]);
    }
  });

  it('is UTF-8 with its mark, every cell quoted, every line ended', () =>
    assert.equal(renderCsv(['a', 'b'], [['1,"2"', 'ü\n3']]), '\uFEFF"a","b"\r\n"1,""2""","ü\n3"\r\n'));

  it('gives any text back, but for the apostrophe', () => {
    const cell = fc.string({ unit: fc.constantFrom('=', '"', ',', '\r', '\n', '\t', 'a', "'", '-', ' ') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 5 }), (rows) => {
        const [header, ...read] = readCsv(renderCsv(['x', 'y'], rows));
        assert.deepEqual(header, ['x', 'y']);
        assert.equal(read.length, rows.length);
        for (const [index, cells] of rows.entries())
          for (const [place, text] of cells.entries()) {
            const found = read[index]?.[place] ?? '';
            assert.ok(found === text || found === `'${text}`, found);
            assert.doesNotMatch(found, /^[=+\-@\t\r\n]/);
          }
      }),
    );
  });
});
