import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fillFields } from '../../../src/tickets/fill-fields.ts';
import type { FieldKind, TicketField, FieldValue } from '../../../src/tickets/ports.ts';

const COLOURS = [
  { id: '1', name: 'Dark Blue' },
  { id: '2', name: 'Red, light' },
  { id: '3', name: '1' },
];

const field = (kind: FieldKind, over: Partial<TicketField> = {}): TicketField => ({
  id: 'customfield_9',
  name: 'My Field',
  kind,
  required: true,
  hasDefault: false,
  allowed: undefined,
  ...over,
});

const fill = (one: TicketField, value: unknown): FieldValue | undefined =>
  fillFields([one], { 'my field': value }).values.get('customfield_9');

const TAKEN: readonly (readonly [FieldKind, unknown, FieldValue, typeof COLOURS?])[] = [
  ['text', 'x', { kind: 'text', text: 'x' }],
  ['text', 7, { kind: 'text', text: '7' }],
  ['richText', '**x**', { kind: 'markdown', markdown: '**x**' }],
  ['number', 7.5, { kind: 'number', number: 7.5 }],
  ['number', '7', { kind: 'number', number: 7 }],
  ['date', '2026-03-04', { kind: 'text', text: '2026-03-04' }],
  ['date', '2026-03-04T10:00:00.000+0100', { kind: 'text', text: '2026-03-04T10:00:00.000+0100' }],
  ['date', '2026-03-04T10:00Z', { kind: 'text', text: '2026-03-04T10:00Z' }],
  ['option', 'dark blue', { kind: 'option', id: '1' }, COLOURS],
  ['option', ' 2 ', { kind: 'option', id: '2' }, COLOURS],
  ['option', 'red, LIGHT', { kind: 'option', id: '2' }, COLOURS],
  ['option', 1, { kind: 'option', id: '1' }, COLOURS],
  ['option', 'anything', { kind: 'option', id: 'anything' }],
  ['version', 'Dark Blue', { kind: 'option', id: '1' }, COLOURS],
  ['user', 'abc:123', { kind: 'option', id: 'abc:123' }],
  ['options', ['Dark Blue', 'Red, light'], { kind: 'options', ids: ['1', '2'] }, COLOURS],
  ['options', 'Dark Blue, 2', { kind: 'options', ids: ['1', '2'] }, COLOURS],
  ['versions', 'dark blue', { kind: 'options', ids: ['1'] }, COLOURS],
  ['labels', 'a, b', { kind: 'labels', labels: ['a', 'b'] }],
  ['labels', ['a'], { kind: 'labels', labels: ['a'] }],
  ['other', 'x', { kind: 'json', value: 'x' }],
  ['option', { id: '9' }, { kind: 'json', value: { id: '9' } }, COLOURS],
  ['options', [{ id: '9' }], { kind: 'json', value: [{ id: '9' }] }, COLOURS],
];

const REFUSED: readonly (readonly [FieldKind, unknown, typeof COLOURS?])[] = [
  ['text', null],
  ['number', 'seven'],
  ['number', ''],
  ['date', '4 March'],
  ['date', '2026-03-04 or later'],
  ['date', '2026-03-045'],
  ['option', 'Green', COLOURS],
  ['option', ['Dark Blue', '2'], COLOURS],
  ['options', 'Dark Blue, Green', COLOURS],
  ['options', [], COLOURS],
  ['labels', 'two words'],
  ['labels', ''],
];

describe('A field of a screen', () => {
  for (const [kind, value, expected, allowed] of TAKEN)
    it(`of kind ${kind} takes ${JSON.stringify(value)}${allowed ? ' from a list' : ''}`, () =>
      assert.deepEqual(fill(field(kind, { allowed }), value), expected));

  for (const [kind, value, allowed] of REFUSED)
    it(`of kind ${kind} refuses ${JSON.stringify(value)}`, () => {
      const { values, problems } = fillFields([field(kind, { allowed })], { 'My  Field': value });
      assert.equal(values.size, 0);
      assert.match(problems.join(), /^The field My Field \(customfield_9\) cannot be .*\.$/);
    });

  it('is found by id or by name in any case, and told as used', () => {
    assert.deepEqual(fillFields([field('text')], { customfield_9: 'x', Other: 'y' }).used, ['customfield_9']);
    assert.deepEqual(fillFields([field('text')], { MYFIELD: 'x' }).used, ['MYFIELD']);
  });

  it('is missed only when it is required, has no default and no value already', () => {
    const missed = (over: Partial<TicketField>, present: readonly string[] = []) =>
      fillFields([field('text', over)], {}, present).problems.length;
    assert.equal(missed({}), 1);
    assert.equal(missed({ required: false }), 0);
    assert.equal(missed({ hasDefault: true }), 0);
    assert.equal(missed({ id: 'priority' }), 1);
    assert.equal(missed({ id: 'fixVersions' }, ['fixVersions']), 0);
  });

  it('names what it allows, not all of a thousand', () => {
    const allowed = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), name: `Choice ${index}` }));
    const [problem = ''] = fillFields([field('option', { allowed })], {}).problems;
    assert.match(problem, /; allowed: Choice 0, .*, and 970 more\.$/);
    assert.match(fillFields([field('option', { allowed: [] })], {}).problems.join(), /allows no value at present\.$/);
  });

  it('survives whatever JSON it is given', () =>
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom<FieldKind>('text', 'number', 'option', 'options', 'labels'),
        (value, kind) => {
          const { values, problems } = fillFields([field(kind, { allowed: COLOURS })], { 'My Field': value });
          assert.equal(values.size + problems.length, 1);
        },
      ),
    ));
});
