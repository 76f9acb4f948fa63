import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { splitCharacters } from '../../../../src/chat/render/cut.ts';
import { codeSpan, escapeLine, escapeText, link, plainText } from '../../../../src/chat/render/mrkdwn.ts';
import { hostileText } from './hostile.ts';

describe('Outside text in mrkdwn', () => {
  it('has no mention, link or formatting of its own', () => {
    assert.equal(escapeText('<!here> <@U1> <#C1> R&D'), '&lt;!here&gt; &lt;@U1&gt; &lt;#C1&gt; R&amp;D');
    assert.equal(escapeText('ask @here or @channel'), 'ask @\u200bhere or @\u200bchannel');
    assert.equal(escapeText('*bold* _it_ ~no~ `code`'), '∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ');
    assert.equal(escapeText('> no quote\n  > nor here'), '› no quote\n  › nor here');
  });

  it('keeps what means nothing to Slack', () => {
    for (const text of ['read_file', '2 * 3', 'mara@example.com', ':tada:', '👨‍👩‍👧 🏳️‍🌈 ❤️‍🔥', 'שלום', 'نمی‌خواهم', 'a|b']) {
      assert.equal(escapeText(text), text);
    }
  });

  it('loses what cannot be seen and halves of characters', () => {
    assert.equal(escapeText('a\u202eb\u2066c\u200bd\u0000e\x1b[31mf\ud83dg'), 'abcdef\ufffdg');
    assert.equal(escapeText('a\u200db'), 'ab', 'joiners between letters that join nothing could hide a secret');
  });

  it('is cut between characters, and counted as it is sent', () => {
    assert.equal(escapeLine('a&&&&', 12), 'a&amp;&amp;…');
    assert.equal(escapeLine('abc👨‍👩‍👧', 10), 'abc…');
    assert.equal(escapeLine('one\ntwo'), 'one two');
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 60 }), (text, limit) => {
        const line = escapeLine(text, limit);
        assert.ok(line.length <= limit, line);
        assert.doesNotMatch(line, /&(?!amp;|lt;|gt;)|[<>\n]|\p{Cs}/u);
      }),
    );
  });

  it('is one character for a reader, whatever it is made of', () => {
    assert.deepEqual(splitCharacters('é👨‍👩‍👧x'), ['é', '👨‍👩‍👧', 'x']);
  });

  it('cannot leave a code span', () => {
    assert.equal(codeSpan('a`b` <c>\nd'), '`aˋbˋ &lt;c&gt; d`');
    assert.equal(codeSpan(' \u200b'), '');
  });

  it('is not escaped where Slack does not parse it, but broken where it could', () => {
    assert.equal(plainText('R&D <!here> <b>', 150).text, 'R&D ‹!here> <b>');
    assert.equal(plainText('&'.repeat(100), 150).text, `${'&'.repeat(29)}…`);
  });
});

describe('A link', () => {
  it('leads to the web only', () => {
    assert.equal(link('https://a.b/c?d=1&e=2', 'x|y > z'), '<https://a.b/c?d=1&amp;e=2|x¦y &gt; z>');
    assert.equal(link('http://127.0.0.1:8080/x', ''), '<http://127.0.0.1:8080/x>');
    for (const url of [
      'javascript:alert(1)',
      'ftp://a.b',
      'https://',
      'https://a b',
      'https://x:y@evil',
      '!here',
      '//a.b',
    ]) {
      assert.equal(link(url, 'label'), 'label', url);
    }
    assert.equal(link(`https://a.b/${'c'.repeat(1_000)}`, 'label'), 'label');
    assert.equal(link(undefined, 'label'), 'label');
  });

  it('ends where it should', () => {
    assert.equal(link('https://a.b/c|<!here>', 'label'), '<https://a.b/c%7C%3C!here%3E|label>');
    assert.equal(link('https://a.b/c\nd', 'la\nbel'), '<https://a.b/c%0Ad|la bel>');
  });
});
