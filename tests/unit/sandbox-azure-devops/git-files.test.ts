import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { createBareRepository } from '../../../sandbox/azure-devops/git/create-bare.ts';
import { findCommit, listRefs } from '../../../sandbox/azure-devops/git/history.ts';
import { listLooseFiles, readLoose } from '../../../sandbox/azure-devops/git/loose-objects.ts';
import { findEntry, readBlob } from '../../../sandbox/azure-devops/git/objects.ts';
import { moveRef, ZERO_ID } from '../../../sandbox/azure-devops/git/refs.ts';
import { readRefFiles } from '../../../sandbox/azure-devops/git/ref-files.ts';
import { readGit } from '../../../sandbox/azure-devops/git/run-git.ts';
import { writeCommits } from '../../../sandbox/azure-devops/git/write-commits.ts';

const branch = 'refs/heads/slipway/ledger';
const date = new Date('2026-03-01T10:00:00Z');
const person = { name: 'Ada', email: 'ada@example.com', date };
const paths = ['index.json', 'decisions/1/é.json', 'decisions/2/run-2.json', 'messages/a b.json'];

describe('sandbox Azure DevOps: git read without git', () => {
  let gitDir: string;
  let commit: string;
  const write = async (to: string, parents: readonly string[], files: readonly string[]): Promise<string> => {
    const writes = files.map((file) => ({ path: file, content: { bytes: Buffer.from(`content of ${file}`) } }));
    const commits = await writeCommits(gitDir, { name: to, from: parents[0] ?? ZERO_ID }, [
      { message: 'Write', author: person, committer: person, parents, writes },
    ]);
    return commits?.[0] ?? assert.fail('nothing was written');
  };
  const git = (...args: readonly string[]) => readGit(gitDir, args);
  const asGitSays = async (name: string) =>
    (await git('for-each-ref', '--format=%(refname) %(objectname)', name)).split('\n').filter(Boolean);
  const asRead = async (name: string) => {
    const refs = (await readRefFiles(gitDir, name)) ?? assert.fail('git was to be asked');
    return [...refs].map(([ref, id]) => `${ref} ${id}`);
  };

  before(async () => {
    gitDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'slipway-git-')), 'it.git');
    createBareRepository(gitDir, 'main');
    commit = await write(branch, [], paths);
    await moveRef(gitDir, { name: 'refs/heads/slipway-b', from: ZERO_ID, to: commit });
    await git('-c', 'user.name=Ada', '-c', 'user.email=a@b', 'tag', '-a', '-m', 'One', 'v1', commit);
  });
  after(() => rmSync(path.dirname(gitDir), { recursive: true, force: true }));

  const names = ['refs', 'refs/heads', 'refs/heads/slipway', branch, 'refs/heads/slip', 'refs/heads/nothing'];

  /** Each path as git has it, whether it is loose or packed by now. */
  async function assertSameFiles(): Promise<void> {
    assert.equal(await findCommit(gitDir, commit), commit);
    for (const file of [...paths, 'decisions', 'decisions/2', 'decisions/3', 'index.json/x', 'none', '../x']) {
      const told = await git('ls-tree', '-z', '--full-tree', commit, '--', file.startsWith('..') ? 'none' : file);
      const found = await findEntry(gitDir, commit, file);
      const line = found && `${found.mode} ${found.type} ${found.id}\t${found.path}\0`;
      assert.equal(line ?? '', told, file);
      if (found?.type === 'blob') assert.equal(String(await readBlob(gitDir, found.id)), `content of ${file}`);
    }
  }

  it('finds the commits, files and refs of loose objects as git does', async () => {
    assert.ok(await readLoose(gitDir, commit), 'what a push made is loose');
    await assertSameFiles();
    for (const name of names) assert.deepEqual(await asRead(name), await asGitSays(name), name);
    assert.deepEqual([...((await listLooseFiles(gitDir, commit)) ?? [])].map(([file]) => file).toSorted(), [
      ...paths.toSorted(),
    ]);
    assert.equal(await findCommit(gitDir, '1'.repeat(40)), undefined);
    const tag = (await listRefs(gitDir, 'refs/tags')).get('refs/tags/v1') ?? '';
    assert.equal(await findCommit(gitDir, tag), commit);
  });

  it('asks git for what is packed', async () => {
    await git('pack-refs', '--all');
    await git('repack', '-a', '-d', '-q');
    await git('prune-packed');
    assert.equal(await readLoose(gitDir, commit), undefined);
    assert.equal(await listLooseFiles(gitDir, commit), undefined);
    await assertSameFiles();
    for (const name of names) assert.deepEqual(await asRead(name), await asGitSays(name), name);
    const packed = commit;
    commit = await write(branch, [packed], ['decisions/3/run-3.json']);
    paths.push('decisions/3/run-3.json');
    await assertSameFiles();
    for (const name of names) assert.deepEqual(await asRead(name), await asGitSays(name), name);
    assert.equal((await listRefs(gitDir, branch)).get(branch), commit);
    await moveRef(gitDir, { name: 'refs/heads/slipway-b', from: packed, to: ZERO_ID });
    assert.deepEqual(await asRead('refs/heads'), [`${branch} ${commit}`]);
  });

  it('reads nothing outside of the repository, and asks git for refs that name others', async () => {
    assert.equal(await readRefFiles(gitDir, 'refs/heads/../..'), undefined);
    await git('symbolic-ref', 'refs/heads/also', branch);
    assert.equal(await readRefFiles(gitDir, 'refs/heads'), undefined);
    assert.equal((await listRefs(gitDir, 'refs/heads')).get('refs/heads/also'), commit);
  });
});
