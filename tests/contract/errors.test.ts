import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findCodes, listCodes } from '../support/contract/error-codes.ts';
import { sectionsOf } from '../support/contract/markdown.ts';
import { readText } from '../support/contract/shipped.ts';

const sections = sectionsOf(readText('docs/errors.md'));

describe('docs/errors.md', () => {
  it('has a section for every code of the sources, and no other', () =>
    assert.deepEqual(sections.map(({ title }) => title).sort(), listCodes()));

  it('is in alphabetical order, each code once', () => {
    const titles = sections.map(({ title }) => title);
    assert.deepEqual(titles, [...new Set(titles)].sort());
  });

  for (const { title, text } of sections) {
    it(`says of ${title} what happened, why, and what to do`, () => {
      const [, what = '', causes = '', remedies = ''] =
        /^([^]+)\n\n\*\*Causes\*\*\n\n([^]+)\n\n\*\*What to do\*\*\n\n([^]+)$/.exec(text.trim()) ?? [];
      assert.match(what, /^[A-Z`].+\.$/s);
      for (const list of [causes, remedies])
        for (const item of list.split(/\n(?! )/)) assert.match(item, /^- \S.+\.$/s);
    });
  }
});

describe('The codes of a source', () => {
  it('are found in a property, in a condition and nowhere else', () => {
    const source = `
      throw new SlipwayError('One', { kind: 'input', code: 'AREA_ONE' });
      const two = { code: late ? 'AREA_TWO' : 'AREA_THREE', kind: 'remote' };
      const other = { name: 'AREA_FOUR', code: 'lower case' }; // code: 'AREA_FIVE'`;
    assert.deepEqual(findCodes(source), ['AREA_ONE', 'AREA_TWO', 'AREA_THREE']);
  });
});
