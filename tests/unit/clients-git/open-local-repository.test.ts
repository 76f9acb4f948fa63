import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'mocha';
import { type LocalRepository, openLocalRepository } from '../../../src/clients/git/open-local-repository.ts';
import { parsePatch } from '../../../src/review/parse-diff.ts';
import { fingerprint, git, makeFolder, quietLog, writeHistory } from './git-fixture.ts';

describe("a developer's repository", () => {
  const folder = makeFolder();
  const signal = new AbortController().signal;
  const open = (path: string) => openLocalRepository({ path, signal, log: quietLog, contextLines: 3, parsePatch });
  let repository: LocalRepository;
  let ids: string[] = [];

  before(async () => {
    const repo = folder.at('repo');
    ids = writeHistory(repo, [{ a: '1\n' }, { a: '1\n', b: '2\n' }]);
    git(repo, 'branch', 'topic/x', 'main');
    git(repo, 'update-ref', 'refs/heads/main', ids[0]!);
    git(repo, 'checkout', '--quiet', '-f', 'main');
    git(repo, 'commit', '--quiet', '--allow-empty', '-m', 'on main');
    git(repo, 'checkout', '--quiet', '--orphan', 'alone');
    git(repo, 'commit', '--quiet', '--allow-empty', '-m', 'alone');
    git(repo, 'checkout', '--quiet', 'topic/x');
    mkdirSync(folder.at('repo', 'sub', 'folder'), { recursive: true });
    repository = await open(folder.at('repo', 'sub', 'folder'));
  });
  after(async () => {
    await repository.close();
    folder.remove();
  });

  it('knows its branch, its revisions and where they part', async () => {
    const before = fingerprint(folder.at('repo'));
    assert.equal(await repository.currentBranch(), 'topic/x');
    assert.equal(await repository.resolve('HEAD'), ids[1]);
    assert.equal(await repository.mergeBase('main', 'topic/x'), ids[0]);
    assert.equal(await repository.mergeBase('main', 'alone'), undefined);
    assert.deepEqual(fingerprint(folder.at('repo')), before);
  });

  it('has no branch when HEAD is detached', async () => {
    git(folder.at('repo'), 'checkout', '--quiet', '--detach');
    assert.equal(await repository.currentBranch(), undefined);
    git(folder.at('repo'), 'checkout', '--quiet', 'topic/x');
  });

  it('is reviewed like any other', async () => {
    await repository.ensureCommits(ids);
    const files = await repository.listChanges(ids[0]!, ids[1]!);
    assert.deepEqual(
      files.map(({ kind, path }) => [kind, path]),
      [['added', 'b']],
    );
  });

  it('sees commits made after it was opened', async () => {
    git(folder.at('repo'), 'commit', '--quiet', '--allow-empty', '-m', 'later');
    await repository.ensureCommits([await repository.resolve('topic/x')]);
  });

  it('fetches nothing', async () => {
    await assert.rejects(repository.ensureCommits(['e'.repeat(40)]), { code: 'GIT_COMMIT_MISSING' });
  });

  for (const revision of ['nowhere', '--all', '-x', '', 'HEAD:b', '$(touch x)']) {
    it(`knows no revision ${JSON.stringify(revision)}`, async () => {
      await assert.rejects(repository.resolve(revision), { code: 'GIT_REVISION_UNKNOWN' });
    });
  }

  it('is an error where there is none', async () => {
    await assert.rejects(open(folder.root), { code: 'GIT_NO_REPOSITORY' });
  });
});
