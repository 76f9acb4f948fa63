import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import { describe, it } from 'mocha';
import { renderNotes } from '../../../src/release/notes/render-notes.ts';
import { ledgerChangeOf, releaseOf, ticketOf } from './release-of.ts';

const release = releaseOf(
  [
    ledgerChangeOf({ title: 'feat(api)!: drop v1', bump: 'major', because: 'major: feat(api)!', pullRequest: 1 }),
    ledgerChangeOf({
      title: 'feat: find more',
      bump: 'minor',
      because: 'minor: feat',
      pullRequest: 2,
      tickets: [ticketOf({ key: 'ABC-1' })],
    }),
    ledgerChangeOf({
      title: 'fix: a typo',
      pullRequest: null,
      tickets: [ticketOf({ key: 'ABC-1' }), ticketOf({ key: 'ABC-2', type: 'Bug' })],
    }),
    ledgerChangeOf({ title: 'Merged PR 4: chore: tidy', bump: 'none', because: 'none: chore', pullRequest: 4 }),
    ledgerChangeOf({
      title: 'feat: gone',
      bump: 'none',
      because: 'none: reverted by pull request 6',
      pullRequest: 5,
      tickets: [ticketOf({ key: 'ABC-9' })],
    }),
  ],
  { compareUrl: 'https://example.com/compare?a=1', pullRequestUrl: (id) => `https://example.com/pr/${id}` },
);

describe('Notes in Markdown', () => {
  it('are grouped by kind and by ticket', () =>
    assert.equal(
      renderNotes(release, 'markdown'),
      `## api 1.4.0 (2026-03-02)

5 changes, since [1.3.0](https://example.com/compare?a=1).

### Breaking changes

- **api:** drop v1 ([pull request 1](https://example.com/pr/1))

### Features

- find more ([pull request 2](https://example.com/pr/2), [ABC-1](https://jira.example/browse/ABC-1))

### Fixes

- a typo (\`aaaaaaaa\`, [ABC-1](https://jira.example/browse/ABC-1), [ABC-2](https://jira.example/browse/ABC-2))

### Other changes

- tidy ([pull request 4](https://example.com/pr/4))

### Taken back before the release

- gone ([pull request 5](https://example.com/pr/5), [ABC-9](https://jira.example/browse/ABC-9)): none: reverted by pull request 6

### Tickets

- [ABC-1](https://jira.example/browse/ABC-1) Title of ABC-1 (Story): [pull request 2](https://example.com/pr/2), \`aaaaaaaa\`
- [ABC-2](https://jira.example/browse/ABC-2) Title of ABC-2 (Bug): \`aaaaaaaa\`
- Without a ticket: 2 changes
`,
    ));

  it('go by the types of tickets where titles have none', () => {
    const of = (type: string) =>
      ledgerChangeOf({ title: `About a ${type}`, tickets: [ticketOf({ key: 'ABC-1', type })] });
    const notes = renderNotes(releaseOf(['Story', 'Bug', 'Task'].map(of)), 'markdown');
    assert.match(
      notes,
      /### Features\n\n- About a Story .*\n\n### Fixes\n\n- About a Bug .*\n\n### Other changes\n\n- About a Task /,
    );
  });

  it('say that it is the first release, and that nothing changed', () =>
    assert.equal(
      renderNotes(releaseOf([], { previousVersion: null }), 'markdown'),
      '## api 1.4.0 (2026-03-02)\n\nNo changes, the first release.\n',
    ));
});

describe('Short notes', () => {
  it('list tickets, then changes without one', () =>
    assert.equal(
      renderNotes(release, 'slack'),
      `**api 1.4.0** (was 1.3.0): 4 changes, 2 tickets
- [ABC-1](https://jira.example/browse/ABC-1) Title of ABC-1
- [ABC-2](https://jira.example/browse/ABC-2) Title of ABC-2
- **api:** drop v1 ([pull request 1](https://example.com/pr/1))
- tidy ([pull request 4](https://example.com/pr/4))`,
    ));

  it('end with how many they leave out', () => {
    const changes = Array.from({ length: 500 }, (_, at) =>
      ledgerChangeOf({ title: 'x', tickets: [ticketOf({ key: `ABC-${at + 1}` })] }),
    );
    const notes = renderNotes(releaseOf(changes), 'slack');
    const [, left] = /\nand (\d+) more$/.exec(notes) ?? [];
    assert.equal(notes.split('\n- ').length - 1 + Number(left), 500);
    assert.ok(notes.length > 2_300 && notes.length <= 2_500);
  });
});

describe('Notes for the description of a version in Jira', () => {
  it('are plain text', () =>
    assert.equal(
      renderNotes(release, 'jira'),
      `api 1.4.0 (2026-03-02): 4 changes, since 1.3.0
- ABC-1 Title of ABC-1 (Story)
- ABC-2 Title of ABC-2 (Bug)
- feat(api)!: drop v1 (pull request 1)
- chore: tidy (pull request 4)`,
    ));

  it('are cut at the end of a line, by bytes', () => {
    const changes = Array.from({ length: 500 }, (_, at) =>
      ledgerChangeOf({ title: '漢字'.repeat(140), pullRequest: at + 1 }),
    );
    const notes = renderNotes(releaseOf(changes), 'jira');
    const [, left] = /\nand (\d+) more lines$/.exec(notes) ?? [];
    assert.equal(notes.split('\n- ').length - 1 + Number(left), 500);
    assert.ok(Buffer.byteLength(notes) > 15_000 && Buffer.byteLength(notes) <= 16_384);
  });
});

describe('Notes of hostile text', () => {
  const hostile =
    '@here #12 !7 <!-- x --> <script>alert(1)</script> [a](javascript:b) ](http://c) ![d](e) \u202e **f** [~ann]';

  it('say just that text, mention nobody and lead nowhere else', () => {
    const changes = [
      ledgerChangeOf({
        title: hostile,
        tickets: [ticketOf({ key: hostile, title: hostile, type: hostile, url: 'javascript:x' })],
      }),
    ];
    for (const form of ['markdown', 'slack'] as const) {
      const notes = renderNotes(releaseOf(changes, { component: hostile, compareUrl: 'javascript:y' }), form);
      const html = marked.parse(notes, { async: false });
      assert.doesNotMatch(html, /<script|<img|<a |<!--/);
      assert.doesNotMatch(notes, /@here|(?<!\\)#12|(?<!\\)!7|\u202e/);
    }
    const plain = renderNotes(releaseOf(changes), 'jira');
    assert.doesNotMatch(plain, /@here|\[~|\u202e/);
  });

  it('keep an address with brackets whole', () => {
    const url = 'https://example.com/a_(b)[c]';
    const notes = renderNotes(
      releaseOf([ledgerChangeOf({ title: 'x', tickets: [ticketOf({ key: 'ABC-1', url })] })]),
      'slack',
    );
    assert.ok(notes.includes('[ABC-1](https://example.com/a_%28b%29%5bc%5d)'), notes);
  });

  it('stay within their limits, the same each time, and well-formed', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(hostile, '@&<'.repeat(300), '😀'.repeat(700), '\ud800x'),
    );
    const change = fc
      .record({
        title: text,
        key: text,
        type: fc.option(text),
        url: fc.option(fc.oneof(text, fc.webUrl())),
        pullRequest: fc.option(fc.integer({ min: 1, max: 99 })),
        without: fc.boolean(),
      })
      .map(({ title, pullRequest, without, ...ticket }) =>
        ledgerChangeOf({ title, pullRequest, tickets: without ? [] : [ticketOf({ ...ticket, title })] }),
      );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), text, (changes, component) => {
        const facts = releaseOf(changes, { component });
        for (const form of ['markdown', 'slack', 'jira'] as const) {
          const notes = renderNotes(facts, form);
          assert.equal(renderNotes(structuredClone(facts), form), notes);
          assert.doesNotMatch(notes, /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
        }
        assert.ok(renderNotes(facts, 'slack').length <= 2_500);
        assert.ok(Buffer.byteLength(renderNotes(facts, 'jira')) <= 16_384);
      }),
      { numRuns: 60 },
    );
  });
});
