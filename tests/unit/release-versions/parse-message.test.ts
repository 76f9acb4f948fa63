import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { entryTitle } from '../../../src/release/versions/entry-title.ts';
import { parseMessage } from '../../../src/release/versions/parse-message.ts';

describe('Reading a message', () => {
  it('takes a whole one apart', () => {
    const message = parseMessage(
      'Merged PR 7: Merged PR 5: feat(api)!: add search',
      'Why it is so.\n\nReviewed-by: Ann\nBREAKING CHANGE: the port\n  has moved\nRefs #12',
    );
    const { type, scope, breaking, description, subject, pullRequests, footers, reverts } = message;
    assert.deepEqual([type, scope, breaking, description], ['feat', 'api', true, 'add search']);
    assert.deepEqual([subject, reverts], ['feat(api)!: add search', undefined]);
    assert.deepEqual(pullRequests, [7, 5]);
    assert.deepEqual(footers.slice(0, 3), [
      { token: 'Reviewed-by', value: 'Ann' },
      { token: 'BREAKING CHANGE', value: 'the port\nhas moved' },
      { token: 'Refs', value: '#12' },
    ]);
  });

  it('lists the commits of a squash, each with what it takes back', () => {
    const { inner } = parseMessage(
      'x',
      '* feat: a\n\nprose\n\n* Revert "feat: a"\n\nThis reverts commit abcdef1.\n- Merged PR 3: fix: b',
    );
    assert.deepEqual(
      inner.map(({ subject }) => subject),
      ['feat: a', 'Revert "feat: a"', 'fix: b'],
    );
    assert.deepEqual(inner[1]?.reverts, { commits: ['abcdef1'], pullRequests: [], subject: 'feat: a', partial: false });
  });

  it('knows several commits in one revert, and the ones that are only mentioned', () => {
    const commitsOf = (body: string) => parseMessage('x', body).reverts?.commits;
    assert.deepEqual(commitsOf('This reverts commits abcdef1, abcdef2 and abcdef3.'), [
      'abcdef1',
      'abcdef2',
      'abcdef3',
    ]);
    assert.deepEqual(commitsOf('This reverts commit abcdef1, reversing\nchanges made to abcdef2.'), ['abcdef1']);
    assert.equal(commitsOf('We may have to revert commit abcdef1 some day.'), undefined);
    assert.equal(commitsOf('This reverts commit of theirs, defaced'), undefined);
  });

  it('never throws, whatever it is given', () => {
    const bits = fc.constantFrom(
      'Merged PR 1: ',
      'feat',
      '(',
      ')',
      '!',
      ': ',
      'Revert "',
      '"',
      '\n',
      '\r\n',
      '* ',
      '```',
      'BREAKING CHANGE:',
      '\u202e',
      '#12',
      'This reverts commit abcdef1',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(bits, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (subject, body) => {
        const message = parseMessage(subject, body);
        assert.ok(message.type === undefined || /^[a-z][a-z0-9_-]*$/.test(message.type));
        assert.ok(message.scope === undefined || !/[\n\u202e]/.test(message.scope));
      }),
    );
  });

  it('hears the first thousand things that a body says', () => {
    const lines = (said: (n: number) => string) => Array.from({ length: 5_000 }, (_, n) => said(n)).join('\n');
    assert.equal(
      parseMessage(
        'x',
        lines((n) => `* fix: ${n}`),
      ).inner.length,
      1_000,
    );
    assert.equal(
      parseMessage(
        'x',
        lines((n) => `Reverts !${n + 1}`),
      ).reverts?.pullRequests.length,
      1_000,
    );
    const last = `${lines((n) => `* fix: ${n}`)}\n\nBREAKING CHANGE: the end`;
    assert.ok(parseMessage('x', last).breaking);
  });

  it('is not slow on a megabyte of anything', () => {
    const megabytes = [
      '(',
      '"',
      'Revert "',
      'Merged PR 1: ',
      'a: ',
      ' ',
      '* feat: x\n',
      '\n',
      'x-',
      'BREAKING CHANGE:\n',
      '`',
      '1234567 ',
      'This reverts commit abcdef1\n',
      '\u202e',
      'feat((',
    ];
    for (const bit of megabytes) {
      const text = bit.repeat(Math.floor(500_000 / bit.length));
      const before = process.cpuUsage();
      parseMessage(text, text);
      assert.ok(process.cpuUsage(before).user < 4_000_000, JSON.stringify(bit));
    }
  });
});

describe('The title of an entry', () => {
  const title = (subject: string, description?: string) =>
    entryTitle({
      commit: { id: 'a'.repeat(40), subject, body: '' },
      pullRequest: description === undefined ? undefined : { id: 7, title: 'feat: x', description },
    });

  it('is that of the pull request, or the subject without its prefix', () => {
    assert.equal(title('Merged PR 7: y', 'text'), 'feat: x');
    assert.equal(title('Merged PR 7: y'), 'y');
  });

  it('is what the pull request wants it to be', () => {
    assert.equal(title('y', 'Why.\n\nRelease note: Search finds more'), 'Search finds more');
    assert.equal(title('y', '- **Release notes:** Search finds more\n'), 'Search finds more');
  });

  it('leaves the placeholders of templates alone', () => {
    for (const note of ['none', 'N/A', '', '-', '<what users see>'])
      assert.equal(title('y', `Release note: ${note}`), 'feat: x');
  });
});
