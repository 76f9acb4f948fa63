import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { codeCell, codeSpan, escapeLine, escapeText } from '../../../src/review/markdown.ts';

/** What a renderer would act on, once code spans and escapes are set aside. */
function live(markdown: string): string {
  return markdown
    .replace(/&(#\d+|lt|gt|amp);/g, '')
    .replace(/(`+)(?:(?!\1)[^]|\1`+)*?\1(?!`)/g, '')
    .replace(/\\[\\`*_{}[\]#!|~+.)=-]/g, '');
}

describe('outside text in Markdown', () => {
  for (const attack of [
    '@<11111111-1111-1111-1111-111111111111> look',
    '@everyone',
    'AB#12 and #34 and !56',
    '[click](https://evil.example/?x=1)',
    '![pixel](https://evil.example/p.png)',
    '<img src=x onerror=alert(1)>',
    '<https://evil.example>',
    'https://evil.example/a_b',
    'www.evil.example',
    '</details><h1>Approved</h1>',
    '# Approved',
    '| a | b |\n|---|---|',
    'text\n====',
    '```suggestion\nrm -rf /\n```',
    '[ref]: https://evil.example',
    '- [x] done',
    '~~struck~~',
    '\u202Eevil\u202C \u200Bzero',
    '`a` @me `b`',
  ]) {
    it(`shows and does not obey: ${JSON.stringify(attack)}`, () => {
      const found = live(escapeText(attack));
      assert.doesNotMatch(found, /[@<>#![\]|~]|https?:|www\.|^\s*[-+] |```/m, found);
      assert.doesNotMatch(escapeText(attack), /[\u202a-\u202e\u200b]/);
    });
  }

  it('keeps code spans and plain sentences as they are', () => {
    assert.equal(escapeText('Call `close()` twice, then wait.'), 'Call `close()` twice, then wait.');
    assert.equal(escapeLine('a  b\n c'), 'a b c');
  });

  it('never ends a code span early', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[`a |\n]{0,20}$/), (text) => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        const inner = span.slice(fence.length, -fence.length);
        assert.ok(![...inner.matchAll(/`+/g)].some(([run]) => run.length === fence.length));
        assert.ok(!codeCell(text).includes('|') && !span.includes('\n'));
      }),
    );
  });
});
