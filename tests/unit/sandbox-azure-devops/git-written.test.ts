import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { createBareRepository } from '../../../sandbox/azure-devops/git/create-bare.ts';
import { countCommits, isAncestor, listCommits, listMergeBases } from '../../../sandbox/azure-devops/git/history.ts';
import { mergeTrees } from '../../../sandbox/azure-devops/git/merge.ts';
import { moveRef, ZERO_ID } from '../../../sandbox/azure-devops/git/refs.ts';
import { readGit } from '../../../sandbox/azure-devops/git/run-git.ts';
import { type FileWrite, writeCommits } from '../../../sandbox/azure-devops/git/write-commits.ts';

const person = { name: 'Ada', email: 'ada@example.com', date: new Date('2026-03-01T10:00:00Z') };
const put = (file: string, text = file): FileWrite => ({ path: file, content: { bytes: Buffer.from(text) } });
const gone = (file: string): FileWrite => ({ path: file, content: undefined });

describe('sandbox Azure DevOps: git written without git', () => {
  let gitDir = '';
  const git = (...args: readonly string[]) => readGit(gitDir, args);
  const filesOf = async (commit: string) => (await git('ls-tree', '-r', '--name-only', '-z', commit)).split('\0');

  async function commit(branch: string, parents: readonly string[], writes: readonly FileWrite[], from = parents[0]) {
    const one = { message: `On ${branch}`, author: person, committer: person, parents, writes };
    const ids = await writeCommits(gitDir, { name: `refs/heads/${branch}`, from: from ?? ZERO_ID }, [one]);
    return ids?.[0] ?? assert.fail('the branch stands elsewhere');
  }

  before(() => {
    gitDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'slipway-git-')), 'it.git');
    createBareRepository(gitDir, 'main');
  });
  after(() => rmSync(path.dirname(gitDir), { recursive: true, force: true }));

  it('writes trees and commits that git finds whole, in its order, without empty folders', async () => {
    const first = await commit(
      'main',
      [],
      ['a.b', 'a/x', 'a0', 'é/ü.txt', 'deep/er/file'].map((file) => put(file)),
    );
    const second = await commit(
      'main',
      [first],
      [gone('deep/er/file'), gone('a/x'), gone('none/x'), put('a', 'a file')],
    );
    const third = await commit('main', [second], [gone('a'), put('a/y'), put('a/z')]);
    assert.deepEqual((await filesOf(second)).filter(Boolean), ['a', 'a.b', 'a0', 'é/ü.txt']);
    assert.deepEqual((await filesOf(third)).filter(Boolean), ['a.b', 'a/y', 'a/z', 'a0', 'é/ü.txt']);
    assert.equal(await git('fsck', '--strict', '--full', '--no-dangling'), '');
    assert.equal(await git('rev-parse', 'main'), third);
    assert.equal(await git('show', `${second}:a`), 'a file');
  });

  it('moves a branch only from where it stands, and leaves no lock', async () => {
    const head = await git('rev-parse', 'main');
    const name = 'refs/heads/main';
    assert.equal(await moveRef(gitDir, { name, from: ZERO_ID, to: head }), false);
    assert.equal(await moveRef(gitDir, { name: 'refs/heads/main/below', from: ZERO_ID, to: head }), false);
    await assert.rejects(commit('main', [head], [put('b')], await git('rev-parse', 'main~1')));
    assert.equal(await git('rev-parse', 'main'), head);
    const both = await Promise.all(
      [1, 2, 3].map((n) => commit('main', [head], [put(`race-${n}`)]).catch(() => undefined)),
    );
    assert.equal(both.filter(Boolean).length, 1);
    await git('pack-refs', '--all');
    assert.equal(await moveRef(gitDir, { name, from: await git('rev-parse', 'main'), to: ZERO_ID }), true);
    assert.equal(await git('for-each-ref', 'refs'), '');
    await moveRef(gitDir, { name, from: ZERO_ID, to: head });
  });

  it('tells of history what git tells', async () => {
    const root = await git('rev-parse', 'main');
    const left = await commit('left', [root], [put('left')], ZERO_ID);
    const right = await commit('right', [root], [put('right')], ZERO_ID);
    const merged = await commit('merged', [left, right], [put('right')], ZERO_ID);
    const crossed = await commit('crossed', [right, left], [put('left')], ZERO_ID);
    const alone = await commit('alone', [], [put('alone')]);
    const ids = [root, left, right, merged, crossed, alone];
    const pairs = ids.flatMap((one, index) => ids.slice(index).map((other) => [one, other] as const));
    const asked = async (args: readonly string[]) =>
      (await readGit(gitDir, args, { codes: [0, 1] })).split('\n').filter(Boolean).toSorted();
    for (const [one, other] of pairs) {
      const bases = await asked(['merge-base', '--all', one, other]);
      const [ahead, behind] = (await git('rev-list', '--left-right', '--count', `${one}...${other}`)).split('\t');
      const tree = await git('merge-tree', '--write-tree', '--allow-unrelated-histories', one, other);
      // What git says of two commits holds for them the other way round.
      for (const [left, right, count] of [
        [one, other, behind],
        [other, one, ahead],
      ] as const) {
        assert.deepEqual([...(await listMergeBases(gitDir, left, right))].toSorted(), bases);
        assert.equal(await isAncestor(gitDir, left, right), bases.includes(left));
        assert.equal(await countCommits(gitDir, left, right), Number(count));
        assert.equal(await mergeTrees(gitDir, left, right), tree);
      }
    }
    const [commitRead] = await listCommits(gitDir, [merged], 1);
    assert.deepEqual(
      (await listCommits(gitDir, [`${root}..${merged}`], 9)).find(({ id }) => id === merged),
      commitRead,
    );
  });
});
