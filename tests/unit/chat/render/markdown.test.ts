import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { convertMarkdown } from '../../../../src/chat/render/markdown-lines.ts';
import { packSections } from '../../../../src/chat/render/split.ts';

const converted = (markdown: string): string => packSections(convertMarkdown(markdown)).join('');

const CASES: readonly (readonly [markdown: string, mrkdwn: string])[] = [
  ['**bold** __too__ *it* _too_ ~~gone~~ ***both***', '*bold* *too* _it_ _too_ ~gone~ *_both_*'],
  ['**bold *and it* ~~gone~~**', '*bold _and it_ ~gone~*'],
  ['read_file_name 2 * 3 * 4', 'read_file_name 2 * 3 * 4'],
  ['**粗体**文字', '*粗体*\u200b文字'],
  ['# Title with **bold** #', '*Title with bold*'],
  ['- one\n  - two\n* [x] done\n+ [ ] open', '• one\n    ◦ two\n☑ done\n☐ open'],
  ['1. one\n2) two', '1. one\n2. two'],
  ['> quoted **b**', '> quoted *b*'],
  ['a `x < y` b', 'a `x &lt; y` b'],
  ['```ts\nif (a && **b**) {}\n```\nafter', '```\nif (a &amp;&amp; **b**) {}\n```\nafter'],
  ['```\nnever closed', '```\nnever closed\n```'],
  ['[text **b**](https://a.b/c "title")', '<https://a.b/c|text b>'],
  ['![logo](https://a.b/c.png)', '<https://a.b/c.png|logo>'],
  ['see https://a.b/c_d_e. <https://x.y>', 'see <https://a.b/c_d_e>. <https://x.y>'],
  ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
  ['[x](file:///etc)', 'x'],
  ['<!here> <b>html</b> @channel', '&lt;!here&gt; &lt;b&gt;html&lt;/b&gt; @\u200bchannel'],
  [
    String.raw`\@here @[channel](file:x) ` + '`@here` https://a.b/@here',
    '@\u200bhere @\u200bchannel `@here` <https://a.b/@here>',
  ],
  [String.raw`\*no\* \<`, '∗no∗ &lt;'],
  ['a\n\n\n\nb\n***\nc', 'a\n\nb\n———\nc'],
  ['| a | b |', '| a | b |'],
  ['- one\n\t- two\tthree', '• one\n        ◦ two    three'],
];

describe('Markdown becomes mrkdwn', () => {
  for (const [markdown, mrkdwn] of CASES) {
    it(JSON.stringify(markdown), () => assert.equal(converted(markdown), mrkdwn));
  }

  it('in a time that hostile lines do not stretch', () => {
    const started = performance.now();
    for (const part of ['**', '[', '`a', '_a ', '*a', '~~a', '<https://', '![](', '> ', '- ']) {
      convertMarkdown(part.repeat(20_000));
    }
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('Sections', () => {
  it('are parted between lines', () => {
    const pieces = ['a', 'b', 'c'].map((letter) => ({ text: letter.repeat(40) }));
    assert.deepEqual(packSections(pieces, 100), [`${'a'.repeat(40)}\n${'b'.repeat(40)}`, 'c'.repeat(40)]);
  });

  it('close a code block and open it again', () => {
    const pieces = Array.from({ length: 4 }, () => ({ text: 'x'.repeat(40), isCode: true }));
    const sections = packSections(pieces, 100);
    assert.equal(sections.length, 2);
    for (const section of sections) assert.match(section, /^```\nx{40}\nx{40}\n```$/);
  });

  it('part a line that is too long between words, never in a link or an entity, and lose nothing', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index} &amp; <https://a.b/${index}|link ${index}>`);
    const sections = packSections([{ text: words.join(' ') }], 300);
    assert.equal(sections.join(' '), words.join(' '));
    for (const section of sections) {
      assert.ok(section.length <= 300);
      assert.doesNotMatch(section.replace(/<[^<>]*>|&amp;/g, ''), /[<>&]/);
    }
  });

  it('part a word that is too long between characters', () => {
    const sections = packSections([{ text: '👨‍👩‍👧'.repeat(50) }], 100);
    assert.equal(sections.join(''), '👨‍👩‍👧'.repeat(50));
    for (const section of sections) assert.match(section, /^(👨‍👩‍👧)+$/u);
  });

  it('are never empty', () => assert.deepEqual(packSections([{ text: '' }, { text: ' ' }]), []));
});
