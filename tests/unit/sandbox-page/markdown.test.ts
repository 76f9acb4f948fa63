import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { renderMarkdown } from '../../../sandbox/page/markdown.ts';

const render = (text: string) => renderMarkdown(text, 3).html.replace(/\n+/g, '\n');

/** Every tag that the renderer may write, whole: anything else that looks like one is a hole. */
const OURS =
  /<\/?(?:p|b|i|em|strong|del|code|pre|ul|ol|li|hr|br|blockquote|details|summary|figure|figcaption|div|table|thead|tbody|tr|th|td|a)(?: (?:class|role|aria-level|aria-label|tabindex|start|scope|rel|href)="[^"<>]*")*\s*\/?>/g;

describe('Markdown of a comment', () => {
  it('knows emphasis, code and lines', () => {
    assert.equal(
      render('**bold** *it* _it_ ~~no~~ `a < b`\nnext'),
      '<p><strong>bold</strong> <em>it</em> <em>it</em> <del>no</del> <code>a &lt; b</code><br>\nnext</p>',
    );
    assert.equal(render('snake_case_name 2 * 3 * 4'), '<p>snake_case_name 2 * 3 * 4</p>');
    assert.equal(render('\\*as\\* `` a ` b ``'), '<p>*as* <code>a ` b</code></p>');
  });

  it('takes escapes and entities for the text they mean', () => {
    assert.equal(render('\\<b\\> &lt;i&gt; &#42; &bogus;'), '<p>&lt;b&gt; &lt;i&gt; * &amp;bogus;</p>');
  });

  it('knows headings, of one level for screen readers', () => {
    assert.match(
      render('# One #\n### Two'),
      /level-1" role="heading" aria-level="3">\s*One\s*<.*\n?.*level-3" role="heading" aria-level="3">\s*Two/s,
    );
  });

  it('knows lists in lists', () => {
    assert.match(
      render('- one\n  - inner\n- two\n\n1. first\n2. second').replace(/\n/g, ''),
      /<ul><li>one<ul><li>inner<\/li><\/ul><\/li><li>two<\/li><\/ul><ol start="1"><li>first<\/li><li>second<\/li><\/ol>/,
    );
  });

  it('knows tables, quotes and rules', () => {
    const text = render('| a | b |\n|---|:-:|\n| `x\\|y` | **z** |\n\n> quoted\n\n---');
    assert.match(text, /<th scope="col">a<\/th>/);
    assert.match(text, /<td><code>x\|y<\/code><\/td>\s*<td><strong>z<\/strong><\/td>/);
    assert.match(text, /<blockquote><p>quoted<\/p><\/blockquote>\s*<hr\s*\/?>/);
  });

  it('shows a suggestion as a box, exactly', () => {
    const text = renderMarkdown('````suggestion\n  if (a < b) {\n```\n````', 3).html;
    assert.match(text, /Suggested change/);
    assert.ok(text.includes('<code>  if (a &lt; b) {\n```</code>'), text);
  });

  it('knows disclosures, with Markdown inside', () => {
    const text = render(
      '<details>\n<summary>Why <b>so</b></summary>\n\n- one\n\n```\n</script>\n```\n</details>\n\nafter',
    );
    assert.match(text, /<details>\s*<summary>Why so<\/summary>\s*<ul>/);
    assert.match(text, /&lt;\/script&gt;/);
    assert.match(text, /<\/details>\s*<p>after<\/p>$/);
  });

  it('links to the web only', () => {
    assert.match(render('[x](https://a.example/b?c=1&d)'), /href="https:\/\/a\.example\/b\?c=1&amp;d" rel="noopener/);
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//a.example',
      'JAVASCRIPT:x',
      'javascript://x',
      'ftp://a.example',
      'https://',
    ]) {
      assert.doesNotMatch(render(`[x](${address}) ![y](${address})`), /href/, address);
    }
  });

  it('hides comments and escapes all other HTML', () => {
    assert.equal(render('<!-- mark -->\na <!-- b --> c'), '<p>a  c</p>');
    assert.equal(render('<img src=x onerror=alert(1)>'), '<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    assert.match(render('<details onclick="x"><summary>y'), /^<p>&lt;details onclick=&quot;x&quot;&gt;/);
  });

  it('never writes a tag of its own making', () => {
    const pieces = [
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '```',
      '*',
      '**',
      '_',
      '~~',
      '[',
      '](',
      ')',
      '!',
      '\n',
      '\n\n',
      '| ',
      '|-|\n',
    ];
    const words = [
      '<details>',
      '</details>',
      '<summary>',
      '</summary>',
      '<script>',
      'https://a',
      'javascript:',
      ' onx=',
      '- ',
      '> ',
      '# ',
      '    ',
      '\\',
      'x',
    ];
    const text = fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (markdown) => {
        const rest = renderMarkdown(markdown, 3).html.replace(OURS, '');
        assert.doesNotMatch(rest, /[<>"]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time in proportion to the text, however hostile', () => {
    for (const piece of [
      '[',
      '*a',
      '`',
      '**',
      '> ',
      '<details>',
      '- ',
      '|',
      '<!--',
      '![',
      '_a ',
      '~~a',
      '&#',
      'https://',
      '\\',
    ]) {
      const started = performance.now();
      renderMarkdown(piece.repeat(Math.ceil(50_000 / piece.length)), 3);
      renderMarkdown(`${piece}\n`.repeat(5_000), 3);
      assert.ok(performance.now() - started < 3_000, `${piece} took ${performance.now() - started} ms`);
    }
  });
});
