import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findTicketKeys, isIssueKey, isWorkItemKey, projectOf } from '../../../src/tickets/find-keys.ts';
import type { KeySource } from '../../../src/tickets/find-keys.ts';

const keysIn = (text: string, known?: readonly string[], source: KeySource = 'title') =>
  findTicketKeys([{ source, text }], known && { known: new Set(known) }).map(({ key }) => key);

const NAMED: Readonly<Record<string, readonly string[]>> = {
  'refs/heads/feature/ALLPOST-4028_login-page': ['ALLPOST-4028'],
  'feature/ABC-12-login': ['ABC-12'],
  'feature/ABC-12-2nd-try': ['ABC-12'],
  'bugfix_ABC-12': ['ABC-12'],
  'login-ABC-12': ['ABC-12'],
  'ABC-1: one, [ABC-2] two (ABC-3)': ['ABC-1', 'ABC-2', 'ABC-3'],
  'ABC-1..ABC-3': ['ABC-1', 'ABC-3'],
  'ABC-12.': ['ABC-12'],
  'ABC-12.md': ['ABC-12'],
  'MY_APP-7 and A2B-3': ['MY_APP-7', 'A2B-3'],
  'Fixes `ABC-12`': ['ABC-12'],
  'see https://jira.example.com/browse/ABC-12?focusedId=5': ['ABC-12'],
  'https://jira.example.com/jira/software/projects/ABC/boards/1?selectedIssue=ABC-9': ['ABC-9'],
  'Merged PR 7: Merged PR 5: ABC-12 feat: x': ['ABC-12'],
  'ABC-12 ABC-12 AB#7': ['ABC-12', 'AB#7'],
  'fixes ab#31, AB#32.': ['AB#31', 'AB#32'],
};

const NOT_NAMED = [
  ...['UTF-8', 'SHA-256', 'SHA3-256', 'ISO-8601', 'ISO-8859-1', 'CVE-2024-1234', 'CVE-2024-1', 'RFC-7231', 'COVID-19'],
  ...['X86-64', 'v1-2', 'V1-2', 'H264-1', 'ABC-0', 'ABC-01', 'ABC-1-2', 'ABC-1.2', 'ABC-12a', 'ABC-12é', 'éABC-12'],
  ...['GHSA-8v63-cqqc-6r2c', 'PEP-8', 'TLS-1.3', 'AES-256', 'HTTP-404', 'A-1', '1AB-2', 'abc-12', 'Abc-12', 'ABC-'],
  ...['https://host/ABC-12', 'git+ssh://host/x/ABC-12', 'RHSA-2024:1234', 'XAB#7', 'AB#0', 'AB#7x', '', '-1', '#12'],
  '```\nABC-12 in a log\n```',
  '~~~\nABC-12\n```\nABC-13\n~~~',
  `${'A'.repeat(60)}-1`,
];

describe('Ticket keys', () => {
  for (const [text, keys] of Object.entries(NAMED))
    it(`are found in ${text}`, () => assert.deepEqual(keysIn(text), keys));

  for (const text of NOT_NAMED)
    it(`are not seen in ${JSON.stringify(text)}`, () => assert.deepEqual(keysIn(text, undefined, 'description'), []));

  it('in lower case count for known projects only', () => {
    assert.deepEqual(keysIn('feature/abc-12_x and Xyz-3', ['ABC']), ['ABC-12']);
    assert.deepEqual(keysIn('https://host/abc-1', ['ABC']), []);
  });

  it('are those of known projects alone when these are given, look-alike or not', () =>
    assert.deepEqual(keysIn('ABC-1 XYZ-2 UTF-8', ['ABC', 'UTF']), ['ABC-1', 'UTF-8']));

  it('take the longest known project at the end of a word', () => {
    assert.deepEqual(keysIn('X_ABC-1', ['ABC', 'X_ABC']), ['X_ABC-1']);
    assert.deepEqual(keysIn('X_ABC-1', ['ABC']), ['ABC-1']);
  });

  it('are found again after a code block', () => assert.deepEqual(keysIn('```js\nABC-1\n```\nABC-2'), ['ABC-2']));

  it('carry every different place, once, in the order of the texts', () => {
    const found = findTicketKeys([
      { source: 'branch', text: 'refs/heads/feature/ABC-1' },
      { source: 'title', text: 'XYZ-2 and ABC-1' },
      { source: 'commit', text: 'fix: a thing\n\nABC-1 as well\n\nRefs: ABC-1\nReviewed-by: Ada' },
      { source: 'commit', text: 'fix: a thing\n\nABC-1 as well\n\nRefs: ABC-1\nReviewed-by: Ada' },
      { source: 'workItem', text: '31' },
    ]);
    assert.deepEqual(found, [
      {
        key: 'ABC-1',
        evidence: [
          { source: 'branch', text: 'refs/heads/feature/ABC-1' },
          { source: 'title', text: 'XYZ-2 and ABC-1' },
          { source: 'commit', text: 'ABC-1 as well' },
          { source: 'trailer', text: 'Refs: ABC-1' },
        ],
      },
      { key: 'XYZ-2', evidence: [{ source: 'title', text: 'XYZ-2 and ABC-1' }] },
      { key: 'AB#31', evidence: [{ source: 'workItem', text: '31' }] },
    ]);
  });

  it('take no subject for a trailer', () =>
    assert.equal(findTicketKeys([{ source: 'commit', text: 'fix: ABC-1' }])[0]?.evidence[0]?.source, 'commit'));

  it('are seen through invisible characters, and evidence holds none', () => {
    const [found] = findTicketKeys([{ source: 'title', text: 'A\u200bBC-\u202e12 x' }]);
    assert.deepEqual(found, { key: 'ABC-12', evidence: [{ source: 'title', text: 'ABC-12 x' }] });
  });

  for (const [what, unit] of Object.entries({
    letters: 'A',
    hyphens: '-',
    'hyphens and digits': '-1',
    underscores: 'A_',
    keys: 'ABC-1 ',
    'lines with keys': 'ABC-1\n',
    addresses: 'http://',
    fences: '```\n',
    'escape sequences': '\x1b]',
  })) {
    it(`take linear time on a megabyte of ${what}`, () => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      const start = performance.now();
      findTicketKeys([{ source: 'commit', text }]);
      findTicketKeys([{ source: 'commit', text }], { known: new Set(['ABC']) });
      assert.ok(performance.now() - start < 4000);
    });
  }

  it('of one text are bounded', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `ABC-${index + 1}`).join(' ');
    assert.equal(keysIn(text).length, 200);
  });

  it('are well formed whatever the text is', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('ABC-1', '-', 'AB#', '12', '_', '```', '\n'))),
        (parts) => {
          for (const { key, evidence } of findTicketKeys([{ source: 'description', text: parts.join('') }])) {
            assert.ok(isIssueKey(key) !== isWorkItemKey(key), key);
            assert.ok(evidence.length > 0 && !evidence.some(({ text }) => text.length > 300));
          }
        },
      ),
    ));

  it('name their project', () => {
    assert.equal(projectOf('MY_APP-12'), 'MY_APP');
    assert.equal(isIssueKey('../../evil?x=1#'), false);
  });
});
