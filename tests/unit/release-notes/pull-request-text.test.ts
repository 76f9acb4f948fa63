import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { mergeDescription } from '../../../src/release/notes/merge-description.ts';
import type { PullRequestFacts } from '../../../src/release/notes/pull-request-text.ts';
import { renderPullRequestText, settled } from '../../../src/release/notes/pull-request-text.ts';
import { ticketOf } from './release-of.ts';

const facts = (more: Partial<PullRequestFacts> = {}): PullRequestFacts => ({
  component: 'api',
  version: '1.4.0',
  previousVersion: '1.3.0',
  because: 'minor: feat(api) in pull request 77',
  notes: '## Notes\n\n- one',
  tickets: [ticketOf({ key: 'ABC-1' })],
  ready: true,
  notReady: [],
  runUrl: 'https://example.com/run/1',
  ...more,
});

describe('The text of a release pull request', () => {
  it('says what it releases, with its tickets and notes', () => {
    const { title, description, overflow } = renderPullRequestText(facts());
    assert.equal(title, 'Release api 1.4.0');
    assert.equal(
      description,
      `**api 1.4.0**, after 1.3.0 (minor: feat(api) in pull request 77).

Ready: merge it to release.

**1 ticket:**

- [ABC-1](https://jira.example/browse/ABC-1) Title of ABC-1 (Done)

## Notes

- one

Written by [this run](https://example.com/run/1).`,
    );
    assert.deepEqual(overflow, []);
  });

  it('says why it is not ready', () => {
    const { description } = renderPullRequestText(facts({ ready: false, notReady: ['A thread says: Blocker', '<b>'] }));
    assert.match(description, /\n\*\*Not ready:\*\*\n\n- A thread says: Blocker\n- &lt;b&gt;\n/);
  });

  it('loses nothing to the limit: description and overflow are the text', () => {
    const notes = Array.from({ length: 4_000 }, (_, at) => `- entry ${at} ${'漢'.repeat(50)}`);
    const { description, overflow } = renderPullRequestText(facts({ notes: notes.join('\n') }));
    assert.ok(description.length <= 4_000 && description.length > 3_800, String(description.length));
    assert.match(description, /\n\n_The rest is in a thread of this pull request\._$/);
    assert.ok(overflow.length > 1 && overflow.every(({ length }) => length <= 100_000 && length > 0));
    const lines = new Set([description, ...overflow].join('\n').split('\n'));
    assert.ok(notes.every((note) => lines.has(note)));
  });

  it('fits whatever 500 tickets say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '😀'.repeat(400),
        '<!-- x -->',
        '`<!-- y -->`',
        '@here '.repeat(80),
        '\ud83d',
        'x'.repeat(9_000),
        '\n'.repeat(50),
      ),
    );
    const release = fc.record({
      component: text,
      version: text,
      previousVersion: fc.option(text),
      because: text,
      notes: fc.array(text, { maxLength: 30 }).map((lines) => lines.join('\n')),
      tickets: fc
        .tuple(fc.integer({ min: 0, max: 500 }), text, text)
        .map(([count, title, url]) =>
          Array.from({ length: count }, (_, at) => ticketOf({ key: `ABC-${at + 1}`, title, url, status: title })),
        ),
      ready: fc.boolean(),
      notReady: fc.array(text),
      runUrl: text,
    });
    fc.assert(
      fc.property(release, (one) => {
        const { title, description, overflow } = renderPullRequestText(one);
        assert.ok(title.length <= 400 && description.length <= 4_000);
        assert.ok(overflow.every(({ length }) => length <= 100_000));
        assert.equal(settled(description), description);
        const all = [description, ...overflow].join('\n');
        assert.doesNotMatch(all, /<!--|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
        for (const { key } of one.tickets) assert.ok(all.includes(`${key}]`) || all.includes(`- ${key}`), key);
        assert.deepEqual(renderPullRequestText(structuredClone(one)), { title, description, overflow });
      }),
      { numRuns: 60 },
    );
  });
});

describe('Writing a description again', () => {
  const [old, next] = ['Release 1\n\n- a\n- b', 'Release 2\n\n- c'];

  it('replaces what nobody touched, whatever the service made of it', () => {
    assert.equal(mergeDescription(old, old, next), next);
    assert.equal(mergeDescription(`${old.replace(/\n/g, '  \r\n')}\r\n`, `<!-- x -->${old}`, next), next);
    assert.equal(mergeDescription('', undefined, next), next);
    assert.equal(mergeDescription('', old, next), next);
  });

  it('keeps what people wrote above and below', () =>
    assert.equal(mergeDescription(`Hold on!\n\n${old}\n\nAnn: fine`, old, next), `Hold on!\n\n${next}\n\nAnn: fine`));

  it('leaves a text that people changed inside, or wrote themselves', () => {
    for (const current of ['Release 1\n\n- a, really\n- b', 'Mine', `${old}!`]) {
      assert.equal(mergeDescription(current, old, next), current);
    }
    assert.equal(mergeDescription('Mine', undefined, next), 'Mine');
  });

  it('writes nothing the second time', () => {
    const word = fc.stringMatching(/^[a-z]{0,6}$/);
    fc.assert(
      fc.property(word, word, fc.constantFrom(old, next), (above, below, block) => {
        const once = mergeDescription(`${above}\n${block}\n${below}`, old, next);
        assert.equal(mergeDescription(once, old, next), once);
        assert.equal(mergeDescription(once, next, next), once);
      }),
    );
  });

  it('stays below the limit beside a long text of people', () => {
    const long = `${'words '.repeat(550)}\n\n${old}`;
    const will = Array.from({ length: 300 }, (_, at) => `- entry ${at}`).join('\n');
    const merged = mergeDescription(long, old, will);
    assert.ok(merged.length <= 4_000 && merged.includes('- entry 10\n') && merged.endsWith('\n…'));
    const full = `${'words '.repeat(640)}\n\n${old}`;
    assert.equal(mergeDescription(full, old, will), full);
  });
});
