import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { OldRelease } from '../../../src/release/import/old-release.ts';
import { parseReleaseFile } from '../../../src/release/import/parse-release-file.ts';

const read = (file: string, value: unknown) => parseReleaseFile(file, JSON.stringify(value));

/** The releases of a file that has no problem. */
function releasesOf(file: string, value: unknown): readonly OldRelease[] {
  const { releases, problems } = read(file, value);
  assert.deepEqual(problems, []);
  return releases;
}

/** The problems of a file, as `field: text`, and no release. */
function problemsOf(file: string, value: unknown): readonly string[] {
  const { problems } = read(file, value);
  assert.deepEqual([...new Set(problems.map((problem) => problem.file))], [file]);
  return problems.map(({ field, text }) => `${field}: ${text}`);
}

const bare = { title: null, type: null, url: null, status: null };

describe('A file of the first system', () => {
  it('holds a release in the columns of its table', () => {
    const row = {
      repo: 'shop',
      version: '1.2.0',
      started_at: '2025-03-01',
      tickets: [
        {
          id: 'SHOP-27',
          summary: ' Pay by\n invoice ',
          type: 'Story',
          status: 'Done',
          url: 'https://x.example/SHOP-27',
        },
      ],
      released_at: '2025-03-14T10:00:00Z',
      updated_at: '2025-03-15',
      thread_id: 'ignored',
    };
    const ticket = {
      key: 'SHOP-27',
      title: 'Pay by invoice',
      type: 'Story',
      status: 'Done',
      url: 'https://x.example/SHOP-27',
    };
    const release = {
      kind: 'released',
      component: 'shop',
      version: '1.2.0',
      startedAt: '2025-03-01T00:00:00.000Z',
      releasedAt: '2025-03-14T10:00:00.000Z',
      tickets: [ticket],
      origin: 'any.json',
    };
    assert.deepEqual(releasesOf('any.json', row), [release]);
  });

  it('may name its fields in camelCase, and others than the first of them', () => {
    const row = {
      repoName: 'shop',
      Version: 'v1.2.0',
      createdAt: '2025-03-01',
      releaseDate: '2025-03-14',
      Tickets: null,
    };
    const [release] = releasesOf('any.json', row);
    assert.deepEqual([release?.component, release?.version, release?.tickets], ['shop', '1.2.0', []]);
    assert.equal(release?.startedAt, '2025-03-01T00:00:00.000Z');
  });

  it('names tickets by key, key and title, number, or object; each once', () => {
    const tickets = [
      'abc-1',
      'ABC-2: Sign in: once',
      'ABC-3 - Dash – kept',
      'ABC-4 Space',
      12,
      '#13',
      'AB#14',
      { key: 'ABC-5', id: '10023', issueType: 'Bug', title: '', url: '' },
      { ticketId: 'ABC-6', title: null },
      { key: 'ABC-1', title: 'Again' },
    ];
    const [release] = releasesOf('shop/staging.json', { version: '1.0.0', started_at: '2025-01-01', tickets });
    assert.deepEqual(release?.tickets, [
      { ...bare, key: 'ABC-1' },
      { ...bare, key: 'ABC-2', title: 'Sign in: once' },
      { ...bare, key: 'ABC-3', title: 'Dash – kept' },
      { ...bare, key: 'ABC-4', title: 'Space' },
      { ...bare, key: 'AB#12' },
      { ...bare, key: 'AB#13' },
      { ...bare, key: 'AB#14' },
      { ...bare, key: 'ABC-5', type: 'Bug' },
      { ...bare, key: 'ABC-6' },
    ]);
  });

  it('says by its place what its fields leave open', () => {
    const old = { started_at: '2025-01-01', tickets: [] };
    const done = { ...old, released_at: '2025-01-02' };
    const place = (file: string, value: unknown) =>
      releasesOf(file, value).map(({ component, version, kind }) => `${component} ${version} ${kind}`);
    assert.deepEqual(place('shop/staging.json', { ...old, version: '1.0.0' }), ['shop 1.0.0 staging']);
    assert.deepEqual(place('shop/archived/v1.0.0.json', done), ['shop 1.0.0 released']);
    assert.deepEqual(place('shop/1.0.0.json', done), ['shop 1.0.0 released']);
    assert.deepEqual(place('team/shop/Releases/2.0.0-beta.1.json', done), ['shop 2.0.0-beta.1 released']);
    assert.deepEqual(place('archived/shop.json', [{ ...done, version: '1.0.0' }]), ['shop 1.0.0 released']);
    assert.deepEqual(place('shop.json', { ...old, version: '1.0.0' }), ['shop 1.0.0 staging']);
    assert.deepEqual(place('shop/x.json', { ...old, version: '1.0.0', repo: 'web' }), ['web 1.0.0 staging']);
  });

  it('may hold lists, also by state', () => {
    const lists = {
      repo: 'shop',
      staging: { version: '1.1.0', updated_at: '2025-01-03' },
      archivedReleases: [{ version: '1.0.0', released_at: '2025-01-02' }],
      releases: [],
    };
    assert.deepEqual(
      releasesOf('x/y.json', lists).map(({ kind, component, version, origin }) => [kind, component, version, origin]),
      [
        ['staging', 'shop', '1.1.0', 'x/y.json staging'],
        ['released', 'shop', '1.0.0', 'x/y.json archivedReleases[0]'],
      ],
    );
    assert.deepEqual(releasesOf('x/y.json', { staging: null, archived: [] }), []);
  });

  it('may begin with a byte order mark', () => {
    const text = '\uFEFF{"version": "1.0.0", "started_at": "2025-01-01"}';
    assert.equal(parseReleaseFile('shop/a.json', text).releases.length, 1);
  });

  it('is refused with all that is wrong in it, each with its field and what to do', () => {
    const rows = [
      {
        repo: 'a/b',
        version: '1.2',
        startedAt: 'soon',
        tickets: ['nothing', { title: 'no key' }, [], { id: 'A-1', link: 'javascript:alert(1)' }],
      },
      { version: '1.0.0', tickets: 'A-1' },
    ];
    assert.deepEqual(problemsOf('shop/x.json', rows), [
      '[0].version: "1.2" is no version. Write three numbers like 1.4.2.',
      '[0].startedAt: "soon" is no moment. Write a date like 2025-03-14 or a time like 2025-03-14T09:30:00Z.',
      '[0].tickets[0].key: "nothing" is no key of a ticket. Write it as ABC-12, or 12 for a work item of Azure Boards.',
      '[0].tickets[1].key: The key of the ticket is missing. Write "key": "ABC-12".',
      '[0].tickets[2]: A ticket must be its key or an object with "key".',
      '[0].tickets[3].url: This is no address. Write one that begins with https://, or null.',
      '[1].tickets: This must be a list of tickets.',
    ]);
  });

  const wrong: readonly (readonly [string, string, unknown, RegExp])[] = [
    [
      'a component that cannot be one',
      's/x.json',
      { repo: 'a/b', version: '1.0.0', started_at: '2025-01-01' },
      /^repo: "a\/b" cannot be/,
    ],
    ['no component', 'staging.json', { version: '1.0.0', started_at: '2025-01-01' }, /^repo: .+folder/],
    ['no version', 'shop/staging.json', { started_at: '2025-01-01' }, /^version: .+missing/],
    ['a version that is a number', 'shop/staging.json', { version: 1.2 }, /^version: This must be text/],
    [
      'a staging release that was released',
      'shop/staging.json',
      { version: '1.0.0', releasedAt: '2025-01-01' },
      /^releasedAt: .+cannot have been/,
    ],
    ['an archived one without its date', 'shop/v1.0.0.json', { started_at: '2025-01-01' }, /^released_at: .+must say/],
    ['a staging release without a date', 'shop/staging.json', { version: '1.0.0' }, /^started_at: .+since when/],
    ['another document', 'package.json', 'text', /^: This is no release/],
    ['null', 'shop/x.json', [null], /^\[0\]: This is no release/],
    ['lists in lists', 'shop/x.json', [[[[[[[]]]]]]], /^\[0\]\[0\]\[0\]\[0\]\[0\]\[0\]: This is no release/],
  ];
  for (const [what, file, value, problem] of wrong)
    it(`is refused with ${what}`, () => {
      const [first = '', ...more] = problemsOf(file, value);
      assert.match(first, problem);
      assert.deepEqual(more, []);
    });

  it('is refused when it is no JSON', () => {
    const { problems } = parseReleaseFile('shop/x.json', '{"version": NaN}');
    assert.deepEqual(
      problems.map(({ text }) => text),
      ['This is no JSON. Mend it or move it out of the folder.'],
    );
  });

  it('never fails, and gives a release or a problem for whatever is no empty list', () => {
    const names = fc.constantFrom(
      'repo',
      'version',
      'started_at',
      'releasedAt',
      'tickets',
      'staging',
      'archived',
      '__proto__',
    );
    const leaf = fc.oneof(fc.string(), fc.constantFrom('1.0.0', '2025-01-01', 'A-1'), fc.integer(), fc.constant(null));
    const values = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.constantFrom('shop/staging.json', 'v1.0.0.json', 'a/b/c.json', '.json'), values, (file, value) => {
        const { releases, problems } = read(file, value);
        for (const { tickets } of releases) assert.equal(new Set(tickets.map(({ key }) => key)).size, tickets.length);
        for (const { text } of problems) assert.doesNotMatch(text, /[\n\x1b]|Invalid input/);
      }),
    );
  });
});
