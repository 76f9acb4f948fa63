import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findDocumentFault } from '../../../sandbox/jira/adf/check-document.ts';
import { adfToMarkdown } from '../../../src/clients/jira/adf/adf-to-markdown.ts';
import { markdownToAdf, plainText } from '../../../src/clients/jira/adf/markdown-to-adf.ts';
import { isSameDocument } from '../../../src/clients/jira/adf/same-document.ts';

const blocksOf = (markdown: string) => markdownToAdf(markdown).content;
const typesOf = (markdown: string) => blocksOf(markdown).map(({ type }) => type);
const said = (markdown: string) => blocksOf(markdown).map(plainText).join(' ');

/** Pieces that Markdown is made of, in any order and depth. */
const pieces = fc.constantFrom(
  ...[
    '# ',
    '## x\n',
    '> ',
    '- ',
    '1. ',
    '3) ',
    '- [ ] ',
    '- [x] done\n',
    '  ',
    '    ',
    '\n',
    '\n\n',
    '```ts\n',
    '```',
    '~~~\n',
  ],
  ...[
    '| a | b |\n|---|---|\n| c | d |\n',
    '---\n',
    '**',
    '*',
    '_',
    '~~',
    '`',
    '[a](',
    'https://a.example/b)',
    '![p](x.png)',
  ],
  ...[
    'javascript:alert(1)',
    '<b>',
    '<!-- c -->',
    '</div>\n',
    '@bob',
    '[~accountid:1]',
    '&amp;',
    '&#0;',
    '\\',
    '|',
    'word ',
    'é',
    '😀',
    '\u0000',
  ],
  ...['[r]: https://a.example\n', '[r]', 'a@b.example', 'https://c.example/?a=1&b=2 '],
);
const markdowns = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

describe('Markdown as a document of Jira', () => {
  it('has headings, lists, code, tables, quotes and rules', () => {
    const markdown =
      '# H\n\ntext\n\n- a\n  1. b\n\n```TS x\nlet a = 1;\n```\n\n| h |\n|---|\n| c |\n\n> q\n\n---\n\n- [x] t';
    const types = ['heading', 'paragraph', 'bulletList', 'codeBlock', 'table', 'blockquote', 'rule', 'taskList'];
    assert.deepEqual(typesOf(markdown), types);
    assert.equal(findDocumentFault(markdownToAdf(markdown)), undefined);
  });

  it('keeps marks, and code without other marks', () => {
    const [paragraph] = blocksOf('**a *b*** ~~c~~ **`d`** [e](https://e.example/?x=1&amp;y=2 "t")\nf  \ng');
    assert.deepEqual(
      paragraph?.content
        ?.filter(({ text }) => text?.trim() !== '')
        .map(({ type, text, marks }) => [
          text ?? type,
          ...(marks ?? []).map((mark) => mark.attrs?.['href'] ?? mark.type),
        ]),
      [
        ['a ', 'strong'],
        ['b', 'strong', 'em'],
        ['c', 'strike'],
        ['d', 'code'],
        ['e', 'https://e.example/?x=1&y=2'],
        [' f'],
        ['hardBreak'],
        ['g'],
      ],
    );
  });

  it('tells tasks by their state, nested ones too, and shows other boxes as text', () => {
    const [list] = blocksOf('- [x] done\n- [ ] open\n  - [x] below');
    assert.deepEqual(
      list?.content?.map(({ type, attrs, content }) => [type, attrs?.['state'], content?.map(plainText).join()]),
      [
        ['taskItem', 'DONE', 'done'],
        ['taskItem', 'TODO', 'open'],
        ['taskList', undefined, 'below'],
      ],
    );
    assert.deepEqual(typesOf('- [x] done\n- other'), ['bulletList']);
    assert.equal(said('- [x] done\n- other'), '[x] done other');
    assert.equal(said('- [ ] done\n\n  more'), '[ ] done more');
  });

  it('links to http, https and mailto only, and shows pictures as links', () => {
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      '/etc/passwd',
      'file:///x',
      'vbscript:x',
      'java\tscript:x',
    ])
      assert.doesNotMatch(JSON.stringify(blocksOf(`[text](<${bad}>)`)), /"link"/, bad);
    assert.match(JSON.stringify(blocksOf('![alt](https://p.example/a.png)')), /"alt".*"https:\/\/p\.example\/a\.png"/);
    assert.match(JSON.stringify(blocksOf('[m](mailto:a@b.example)')), /"mailto:a@b\.example"/);
  });

  it('shows HTML as it was written and makes no mention', () => {
    assert.equal(said('a <b onclick="x">c</b> @bob [~accountid:1]'), 'a <b onclick="x">c</b> @bob [~accountid:1]');
    assert.equal(said('<script>alert(1)</script>'), '<script>alert(1)</script>');
    assert.doesNotMatch(JSON.stringify(blocksOf('@bob <span data-mention>@x</span>')), /"mention"/);
  });

  it('is never empty, because Jira refuses that', () => {
    for (const empty of ['', ' \n ', '\u200b', '[a]: https://a.example'])
      assert.deepEqual(blocksOf(empty), [{ type: 'paragraph', content: [] }]);
  });

  it('loses blocks at its end when it is too long, and says so', () => {
    const long = markdownToAdf(
      Array.from({ length: 3000 }, (_, index) => `Paragraph ${index} with "quotes".`).join('\n\n'),
    );
    assert.ok(JSON.stringify(long).length <= 32_767);
    assert.match(plainText(long.content.at(-1)!), /cut here/);
    assert.equal(plainText(long.content[0]!), 'Paragraph 0 with "quotes".');
    const code = markdownToAdf(`\`\`\`\n${'"😀\n'.repeat(20_000)}\n\`\`\``);
    assert.ok(JSON.stringify(code).length <= 32_767 && JSON.stringify(code).length > 32_000);
    assert.deepEqual(
      code.content.map(({ type }) => type),
      ['codeBlock', 'paragraph'],
    );
    assert.equal(findDocumentFault(code), undefined);
  });

  it('survives quotes and lists nested without end', () => {
    for (const hostile of ['> ', '- ', '1. ', '> - ', '[', '**a ', '<b>'])
      assert.equal(findDocumentFault(markdownToAdf(hostile.repeat(3000) + 'x')), undefined, hostile);
  });

  it('is always what the official schema allows, short enough and the same again', () => {
    fc.assert(
      fc.property(markdowns, (markdown) => {
        const document = markdownToAdf(markdown);
        assert.equal(findDocumentFault(document), undefined);
        assert.ok(JSON.stringify(document).length <= 32_767);
        assert.ok(isSameDocument(JSON.parse(JSON.stringify(document)), markdownToAdf(markdown)));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps every word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1, maxLength: 12 });
    const shapes = fc.constantFrom(
      '',
      '# ',
      '- ',
      '1. ',
      '> ',
      '- [x] ',
      '    ',
      '> - ',
      '- > ',
      '> > ',
      '- # ',
      '> # ',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(shapes, words), { maxLength: 8 }), (lines) => {
        const text = said(lines.map(([shape, list]) => `${shape}${list.join(' ')}`).join('\n\n'));
        for (const word of lines.flatMap(([, list]) => list)) assert.ok(text.includes(word), word);
      }),
    );
  });
});

describe('A document of Jira as Markdown', () => {
  it('says what a document made from it says', () => {
    const markdown =
      '# H *x*\n\na **b** _c_ ~~d~~ `e` [f](<https://f.example/>)\n\n- a\n\n  1. b\n- c\n\n```ts\nlet a;\n```\n\n> q\n\n| h \\| i | j |\n| --- | --- |\n| k | l |\n\n- [x] t\n- [ ] u\n\n---\n\n3. three\n4. four';
    const once = adfToMarkdown(markdownToAdf(markdown));
    assert.equal(adfToMarkdown(markdownToAdf(once)), once);
    for (const part of [
      '# H _x_',
      '**b**',
      '~~d~~',
      '`e`',
      '[f](<https://f.example/>)',
      '```ts\nlet a;\n```',
      '> q',
      '- [x] t',
      '4. four',
    ])
      assert.ok(once.includes(part), `${part} in ${once}`);
  });

  it('reads what people write in Jira, unknown nodes by their content', () => {
    const text = (value: string) => ({ type: 'text', text: value });
    const document = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'panel', attrs: { panelType: 'info' }, content: [{ type: 'paragraph', content: [text('note')] }] },
        { type: 'expand', attrs: { title: 't' }, content: [{ type: 'paragraph', content: [text('inside')] }] },
        {
          type: 'paragraph',
          content: [
            { type: 'mention', attrs: { id: '1', text: '@Ann' } },
            text(' on '),
            { type: 'date', attrs: { timestamp: '1700000000000' } },
            { type: 'inlineCard', attrs: { url: 'https://c.example/x' } },
          ],
        },
        { type: 'fromTheFuture', content: [text('new')] },
        { type: 'mediaSingle', content: [{ type: 'media', attrs: { id: 'x' } }] },
        'no node',
      ],
    };
    const markdown = adfToMarkdown(document);
    assert.equal(markdown, '> note\n\ninside\n\n&#64;Ann on 2023-11-14https://c.example/x\n\nnew');
  });

  it('never throws, and escapes what people wrote', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => typeof adfToMarkdown(value) === 'string'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const stored = {
          type: 'doc',
          version: 1,
          content: [{ type: 'paragraph', content: [{ type: 'text', text: `x${text}` }] }],
        };
        assert.doesNotMatch(adfToMarkdown(stored), /(?<!\\)[<[]|@/);
      }),
    );
  });

  it('is the same with the ids that Jira adds, and another with other words', () => {
    const written = markdownToAdf('- [x] a\n\n```ts\nb\n```\n\n| c |\n|---|\n| d |');
    const stored = JSON.parse(JSON.stringify(written), (key, value: unknown) =>
      key === 'attrs' ? { ...(value as object), localId: 'of-jira', layout: 'default' } : value,
    ) as unknown;
    assert.ok(isSameDocument(stored, written));
    assert.ok(!isSameDocument(stored, markdownToAdf('- [ ] a\n\n```ts\nb\n```\n\n| c |\n|---|\n| d |')));
  });
});
