import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'mocha';
import { createLargeRepository } from '../../../sandbox/sample/create-large-repository.ts';

const root = mkdtempSync(path.join(tmpdir(), 'slipway-large-'));
const git = (directory: string, ...args: string[]) =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }).trimEnd();

describe('a large repository', () => {
  after(() => rmSync(root, { recursive: true, force: true }));

  it('has as many files and changes as were asked for', async () => {
    const directory = path.join(root, 'many.git');
    const { baseCommit, headCommit } = await createLargeRepository({
      directory,
      files: 3_000,
      linesPerFile: 4,
      changedFiles: 2_001,
    });
    assert.equal(git(directory, 'ls-tree', '-r', '--name-only', baseCommit).split('\n').length, 3_000);
    assert.equal(git(directory, 'diff', '--name-only', baseCommit, headCommit).split('\n').length, 2_001);
  });

  it('has as many bytes of changes as were asked for', async () => {
    const directory = path.join(root, 'bytes.git');
    const options = { files: 10, linesPerFile: 3, changedFiles: 3, changedBytes: 300_000 };
    const { baseCommit, headCommit } = await createLargeRepository({ directory, ...options });
    const { length } = git(directory, 'diff', baseCommit, headCommit);
    assert.ok(length > 300_000 && length < 330_000, `${length}`);
  });

  it('is the same each time', async () => {
    const options = { files: 20, linesPerFile: 3, changedFiles: 2 };
    const one = await createLargeRepository({ directory: path.join(root, 'one.git'), ...options });
    const two = await createLargeRepository({ directory: path.join(root, 'two.git'), ...options });
    assert.equal(one.headCommit, two.headCommit);
  });

  it('refuses to change more files than there are', async () => {
    const options = { directory: path.join(root, 'none.git'), files: 1, linesPerFile: 1, changedFiles: 2 };
    await assert.rejects(createLargeRepository(options), RangeError);
  });
});
