import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readOptions } from '../../../scripts/import/import-options.ts';
import { readLocalTags } from '../../../scripts/import/local-tags.ts';
import { readFiles } from '../../../scripts/import/read-files.ts';
import { UsageError } from '../../../scripts/usage.ts';
import { git, writeHistory } from '../clients-git/git-fixture.ts';

const { signal } = new AbortController();
const ledger = ['--organization', 'https://dev.azure.com/contoso', '--project', 'Shop', '--ledger-repository', 'web'];

describe('The options of npm run import-releases', () => {
  it('say where the ledger is', () => {
    const options = readOptions(
      ['old', ...ledger, '--repository', 'shop=../s=1', '--repository', '../web'],
      ' secret ',
    );
    assert.deepEqual(options, {
      kind: 'import',
      folder: 'old',
      ledger: {
        organization: 'https://dev.azure.com/contoso',
        project: 'Shop',
        repository: 'web',
        branch: 'slipway/ledger',
        token: 'secret',
      },
      clones: [
        { name: 'shop', path: '../s=1' },
        { name: undefined, path: '../web' },
      ],
      tagFormat: 'v{version}',
      dryRun: false,
    });
  });

  it('need no ledger for a dry run', () => {
    const options = readOptions(['old', '--dry-run'], undefined);
    assert.ok(options.kind === 'import' && options.ledger === undefined && options.dryRun);
  });

  it('are explained', () => assert.equal(readOptions(['--help'], undefined).kind, 'help'));

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no folder', ['--dry-run'], /name the folder/],
    ['two folders', ['a', 'b', '--dry-run'], /not also b/],
    ['no ledger', ['a'], /give all three/],
    ['half a ledger', ['a', '--dry-run', '--project', 'Shop'], /give all three/],
    ['no address', ['a', ...ledger, '--organization', 'contoso'], /an address like/],
    [
      'a token in the address',
      ['a', ...ledger, '--organization', 'https://x:top-secret@host/'],
      /leave the credentials/,
    ],
    ['a repository without a path', ['a', ...ledger, '--repository', ''], /path of a clone/],
  ];
  for (const [what, args, message] of wrong)
    it(`are refused with ${what}`, () => {
      assert.throws(
        () => readOptions(args, 'token'),
        (error) => {
          assert.ok(error instanceof UsageError);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /top-secret/);
          return true;
        },
      );
    });

  it('are refused without a token', () =>
    assert.throws(() => readOptions(['a', ...ledger], ' '), /AZURE_DEVOPS_TOKEN/));
});

describe('On the disk, npm run import-releases', () => {
  let folder: string;
  const at = (...names: string[]) => path.join(folder, ...names);
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-import-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reads the JSON files of folders, in order, and leaves out what is hidden or a link', async () => {
    const release = JSON.stringify({ version: '1.0.0', started_at: '2025-01-01' });
    for (const name of [
      'b/staging.json',
      'a/staging.json',
      '.git/staging.json',
      'node_modules/x/staging.json',
      'a/b.txt',
    ]) {
      mkdirSync(path.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), release);
    }
    symlinkSync(at('a/staging.json'), at('link.json'));
    const read = await readFiles(folder, signal);
    assert.deepEqual(
      read.flatMap(({ releases }) => releases.map(({ component }) => component)),
      ['a', 'b'],
    );
  });

  it('names files that are no text and folders that are none', async () => {
    writeFileSync(at('latin1.json'), Buffer.from([0x22, 0xe4, 0x22]));
    const [read] = await readFiles(folder, signal);
    assert.deepEqual(
      read?.problems.map(({ file, text }) => `${file}: ${text}`),
      ['latin1.json: This is not UTF-8. Save it as UTF-8.'],
    );
    await assert.rejects(readFiles(at('missing'), signal), /missing is no folder that can be read \(ENOENT\)/);
  });

  it('reads the tags of a clone, and which of them the checked-out branch has', async () => {
    const [first = '', second = ''] = writeHistory(at('clone'), [{ a: '1' }, { a: '2' }]);
    git(at('clone'), 'tag', 'v1.0.0', first);
    git(at('clone'), 'tag', '-a', '-m', 'x', 'v1.1.0', second);
    git(at('clone'), 'tag', 'v1.1.0-tree', `${second}^{tree}`);
    assert.deepEqual(
      [...(await readLocalTags(at('clone'), signal))],
      [
        ['v1.0.0', { commit: first, isInSource: true }],
        ['v1.1.0', { commit: second, isInSource: true }],
      ],
    );
    git(at('clone'), 'update-ref', 'refs/heads/main', first);
    assert.equal((await readLocalTags(at('clone'), signal)).get('v1.1.0')?.isInSource, false);
    await assert.rejects(readLocalTags(folder, signal), /there is no git clone/);
  });
});
