import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { ReviewRepository } from '../../../src/clients/git/open-review-repository.ts';
import type { GrepQuery, GrepResult, SourceTree } from '../../../src/review/source-tree.ts';
import {
  abortOnceRunning,
  isRunning,
  makeFolder,
  openRepository,
  urlOf,
  withFakeGit,
  writeHistory,
} from './git-fixture.ts';

const many = Object.fromEntries(
  Array.from({ length: 60 }, (_, i) => [`many/${i}.txt`, `needle ${'n'.repeat(100)} ${i}\n`.repeat(i === 0 ? 30 : 15)]),
);
const bomb = `${'a'.repeat(30_000)}!`;

describe('a search in a commit', () => {
  const folder = makeFolder();
  let repository: ReviewRepository;
  let tree: SourceTree;
  let commit = '';
  const grep = (pattern: string, options: Partial<GrepQuery> = {}) =>
    tree.grep({ pattern, fixed: false, ignoreCase: false, ...options });
  const matches = (result: GrepResult) => (result.kind === 'matches' ? result.matches : assert.fail(result.reason));
  const found = async (pattern: string, options: Partial<GrepQuery> = {}) =>
    matches(await grep(pattern, options)).map(({ path, line, text }) => `${path}:${line}:${text}`);

  before(async () => {
    const repo = folder.at('repo');
    [commit = ''] = writeHistory(repo, [
      {
        ...many,
        'bomb.txt': bomb,
        'crlf.txt': 'one\r\ntwo\r\n',
        'long.txt': `${'x'.repeat(5_000)}TARGET${'y'.repeat(5_000)}\n`,
        'wide.txt': `${'é'.repeat(500)}GOAL${'é'.repeat(500)}\n`,
        'bin.dat': 'TARGET\0',
        'late.txt': `${'x'.repeat(9_000)}\nfind\0this\n`,
        link: { mode: '120000', content: 'TARGET' },
        'odd/a\nb.txt': 'odd name\n',
        'odd/*.txt': 'odd star\n',
        'odd/x.txt': 'odd x\n',
        ':(top)odd': 'magic\n',
        'odd/-rf': 'odd dash\n',
        'odd/\xff.txt': 'odd bytes\n',
        'latin.txt': { mode: '100644', content: Buffer.from('caf\xe9 TARGET\n', 'latin1') },
      },
    ]);
    repository = await openRepository({ checkout: repo, url: urlOf(repo) });
    tree = repository.tree(commit);
  });
  after(async () => {
    await repository.close();
    folder.remove();
  });

  it('finds Perl expressions, plain text and any case', async () => {
    assert.deepEqual(await found('^(?=t)tw\\w$|^two\\r'), ['crlf.txt:2:two']);
    assert.deepEqual(await found('(?=t)', { fixed: true }), []);
    assert.deepEqual(await found('TWO', { fixed: true, ignoreCase: true }), ['crlf.txt:2:two']);
    assert.deepEqual(await found('-e', { fixed: true }), []);
  });

  it('shows the part of a long line that matches, and leaves out binary files and links', async () => {
    const [latin, long, ...rest] = matches(await grep('TARGET'));
    assert.deepEqual([latin!.text, rest], ['caf\uFFFD TARGET', []]);
    assert.equal(long!.text.length, 300);
    assert.match(long!.text, /^…x+TARGETy+…$/);
    const [wide] = matches(await grep('GOAL'));
    assert.match(wide!.text, /^…é+GOALé+…$/);
  });

  it('reads names and lines with any byte', async () => {
    assert.deepEqual(new Set(await found('^odd ')), new Set(['odd/a\nb.txt:1:odd name', 'odd/*.txt:1:odd star', 'odd/x.txt:1:odd x', 'odd/-rf:1:odd dash', 'odd/\uFFFD.txt:1:odd bytes'])); // prettier-ignore
    assert.deepEqual(await found('find'), ['late.txt:2:find\0this']);
  });

  it('keeps to the paths it is given, literally', async () => {
    assert.deepEqual(await found('odd', { paths: ['odd/*.txt', 'odd/-rf'] }), ['odd/*.txt:1:odd star', 'odd/-rf:1:odd dash']); // prettier-ignore
    assert.deepEqual(await found('odd', { paths: ['odd/\uFFFD.txt'] }), ['odd/\uFFFD.txt:1:odd bytes']);
    assert.deepEqual(await found('odd', { paths: ['odd', ':(glob)odd/**', '../x', 'nothing'] }), []);
    assert.deepEqual(await found('magic', { paths: [':(top)odd'] }), [':(top)odd:1:magic']);
    assert.deepEqual(await found('odd', { paths: [] }), []);
  });

  it('takes more paths than a command line holds', async () => {
    const paths = [...Array.from({ length: 3_000 }, () => 'bomb.txt'), 'crlf.txt'];
    assert.deepEqual(await found('one|odd', { paths }), ['crlf.txt:1:one']);
  });

  it('searches no more than the folders of more paths than a command line holds', async () => {
    const paths = Array.from({ length: 3_000 }, (_, i) => `many/${i % 60}.txt`);
    // Of bomb.txt, git would say that it takes too many steps.
    assert.deepEqual(matches(await grep('(a+)+$', { paths })), []);
    assert.deepEqual(await found('^odd', { paths: [...paths, 'odd/*.txt'] }), ['odd/*.txt:1:odd star']);
  });

  it('says what it leaves out', async () => {
    const result = await grep('needle');
    const shown = matches(result);
    assert.equal(shown.filter(({ path }) => path === 'many/0.txt').length, 20);
    const size = shown.reduce((sum, { path, text }) => sum + path.length + text.length + 10, 0);
    assert.equal(size > 31_000 && size <= 32_000, true);
    const hidden = 20 + 59 * 15 - shown.length;
    assert.equal(result.kind === 'matches' && result.truncated, `${hidden} more matches were found and are not shown. 1 file has more than 20 matches.`); // prettier-ignore
    assert.equal((await grep('needle', { paths: ['many/1.txt'] })).kind, 'matches');
  });

  for (const [pattern, answer] of [
    ['(a+)+$', /too many steps/],
    ['([a-zA-Z]+)*[0-9]$', /too many steps/],
    ['(?:a|a)*[bc]$', /too many steps/],
    // It wants an x, which its engine sees is not there.
    ['(a*)*\\1\\1\\1x', /^nothing$/],
  ] as const) {
    it(`ends in time on ${pattern}`, async () => {
      const started = performance.now();
      const result = await grep(pattern, { paths: ['bomb.txt'] });
      assert.match(result.kind === 'refused' ? result.reason : 'nothing', answer);
      assert.equal(performance.now() - started < 10_000, true);
    });
  }

  for (const [pattern, reason] of [
    ['(', /no valid Perl-compatible regular expression: missing closing parenthesis/],
    ['a\nb', /line break/],
    ['a\0b', /NUL/],
    ['', /empty/],
    ['x'.repeat(513), /512 characters/],
  ] as const) {
    it(`refuses ${JSON.stringify(pattern.slice(0, 20))}`, async () => {
      const result = await grep(pattern);
      assert.match(result.kind === 'refused' ? result.reason : '', reason);
    });
  }

  const withGit = (script: string, work: () => Promise<void>) => withFakeGit(folder.root, `${script}\nexec $REAL "$@"`, work); // prettier-ignore

  it('does without -m where git has none', () =>
    withGit(`case "$*" in *' -m '*) echo 'error: unknown switch' >&2; exit 129;; esac`, async () => {
      assert.equal(matches(await grep('needle', { paths: ['many/0.txt'] })).length, 20);
    }));

  it('says so where git has no Perl expressions', () =>
    withGit(`echo 'fatal: cannot use Perl-compatible regexes when not compiled with USE_LIBPCRE' >&2; exit 128`, async () => {
      const result = await grep('x');
      assert.match(result.kind === 'refused' ? result.reason : '', /use fixed/);
    })); // prettier-ignore

  it('fails when git fails', () =>
    withGit(`echo 'fatal: out of memory' >&2; exit 128`, async () => {
      await assert.rejects(grep('x'), { code: 'GIT_FAILED', message: /out of memory/ });
    }));

  it('stops a git that prints without end', () =>
    withGit(`while :; do printf '${'c'.repeat(40)}:f\\0001\\0001\\000%01000d\\n' 1 || exit 1; done`, async () => {
      const result = await grep('x');
      assert.match(result.kind === 'matches' ? (result.truncated ?? '') : '', /found too much/);
    })).timeout(30_000);

  it('ends the search when it is cancelled', async () => {
    const controller = new AbortController();
    const other = await openRepository({ checkout: folder.at('repo'), url: '', signal: controller.signal });
    await other.tree(commit).list();
    const pid = await abortOnceRunning(folder.root, controller, 'grep', async () => {
      await assert.rejects(other.tree(commit).grep({ pattern: 'x', fixed: true, ignoreCase: false }), /cancelled/);
    });
    assert.equal(isRunning(pid), false);
    await other.close();
  });
});
