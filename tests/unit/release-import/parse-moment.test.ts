import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseMoment } from '../../../src/release/import/parse-moment.ts';

const accepted: Readonly<Record<string, string>> = {
  '2025-03-14': '2025-03-14T00:00:00.000Z',
  '2024-02-29': '2024-02-29T00:00:00.000Z',
  ' 2025-03-14T09:30 ': '2025-03-14T09:30:00.000Z',
  '2025-03-14T09:30:05': '2025-03-14T09:30:05.000Z',
  '2025-03-14 09:30:05.5+00': '2025-03-14T09:30:05.500Z',
  '2025-03-14T09:30:05.123456+00:00': '2025-03-14T09:30:05.123Z',
  '2025-03-14T09:30:05,7Z': '2025-03-14T09:30:05.700Z',
  '2025-03-14 00:30:00-0130': '2025-03-14T02:00:00.000Z',
  '2025-01-01T00:30:00+01:00': '2024-12-31T23:30:00.000Z',
};

const refused = [
  '',
  'yesterday',
  '2025-02-29',
  '2025-13-01',
  '2025-03-14T25:00:00Z',
  '2025-03-14T09:61',
  '2025-03-14T09:30:00+99:00',
  '14.03.2025',
  '03/14/2025',
  '1741944600',
  '2025-03-14T09:30:00Zulu',
];

describe('A moment of the first system', () => {
  for (const [text, moment] of Object.entries(accepted))
    it(`"${text}" is ${moment}`, () => assert.equal(parseMoment(text), moment));

  for (const text of refused) it(`"${text}" is none`, () => assert.equal(parseMoment(text), undefined));

  it('is kept by what JavaScript writes, and read from any text without failing', () => {
    const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => assert.equal(parseMoment(date.toISOString()), date.toISOString())));
    fc.assert(
      fc.property(fc.string(), (text) => {
        const moment = parseMoment(text);
        assert.ok(moment === undefined || new Date(moment).toISOString() === moment);
      }),
    );
  });
});
