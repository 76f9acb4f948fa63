import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { checkout } from '../../../sandbox/agent/checkout.ts';
import { git, startGitServer, type GitServer } from './git-server.ts';

describe('the checkout step', () => {
  let root = '';
  let server: GitServer;
  let merge = '';
  let count = 0;

  before(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'checkout-'));
    const work = path.join(root, 'work');
    git(root, 'init', '--quiet', work);
    for (const text of ['one', 'two']) {
      await writeFile(path.join(work, 'file.txt'), text);
      git(work, 'add', '.');
      git(work, 'commit', '--quiet', '-m', text);
    }
    git(work, 'tag', 'v1');
    git(work, 'checkout', '--quiet', '-b', 'topic', 'HEAD~1');
    git(work, 'commit', '--quiet', '--allow-empty', '-m', 'topic');
    git(work, 'checkout', '--quiet', '--detach', 'main');
    git(work, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'topic');
    git(work, 'update-ref', 'refs/pull/7/merge', 'HEAD');
    merge = git(work, 'rev-parse', 'HEAD');
    git(root, 'clone', '--quiet', '--mirror', work, 'web');
    git(path.join(root, 'web'), 'config', 'uploadpack.allowFilter', 'true');
    server = await startGitServer(root, 'bearer job-token');
  });

  after(async () => {
    await server.close();
    await rm(root, { recursive: true, force: true });
  });

  const options = (ref: string) => ({
    url: `${server.url}/web`,
    token: 'job-token',
    ref,
    directory: path.join(root, `checkout-${(count += 1)}`),
  });

  it('fetches the merge commit of a pull request without its parents', async () => {
    const step = { ...options('refs/pull/7/merge'), commit: merge };
    assert.equal(await checkout(step), merge);
    assert.equal(git(step.directory, 'rev-list', '--count', 'HEAD'), '1');
    assert.equal(git(step.directory, 'tag'), '');
    assert.throws(() => git(step.directory, 'rev-parse', '--verify', 'refs/remotes/origin/main'));
    assert.throws(() => git(step.directory, 'symbolic-ref', 'HEAD'));
  });

  it('fetches the tips of all branches when the commit is not known', async () => {
    const step = options('refs/pull/7/merge');
    assert.equal(await checkout(step), merge);
    assert.equal(git(step.directory, 'rev-parse', 'refs/remotes/pull/7/merge'), merge);
    assert.notEqual(git(step.directory, 'rev-parse', 'refs/remotes/origin/topic'), '');
  });

  it('fetches everything with depth 0, and tags on demand', async () => {
    const step = { ...options('main'), fetchDepth: 0, fetchTags: true };
    await checkout(step);
    assert.equal(git(step.directory, 'rev-list', '--count', 'HEAD'), '2');
    assert.equal(git(step.directory, 'tag'), 'v1');
    assert.equal(await readFile(path.join(step.directory, 'file.txt'), 'utf8'), 'two');
  });

  it('deepens a shallow checkout when it is asked for everything', async () => {
    const step = options('refs/heads/main');
    await checkout(step);
    assert.equal(git(step.directory, 'rev-list', '--count', 'HEAD'), '1');
    await checkout({ ...step, fetchDepth: 0 });
    assert.equal(git(step.directory, 'rev-list', '--count', 'HEAD'), '2');
  });

  it('fetches the files of a partial clone at the end', async () => {
    const step = { ...options('main'), fetchDepth: 0, filter: 'blob:none' };
    await checkout(step);
    assert.equal(await readFile(path.join(step.directory, 'file.txt'), 'utf8'), 'two');
  });

  it('leaves no token behind, unless it shall persist, and takes it away the next time', async () => {
    const step = options('main');
    const config = () => readFile(path.join(step.directory, '.git', 'config'), 'utf8');
    await checkout(step);
    assert.doesNotMatch(await config(), /job-token/);
    await checkout({ ...step, persistCredentials: true });
    assert.match(await config(), /AUTHORIZATION: bearer job-token/);
    await checkout(step);
    assert.doesNotMatch(await config(), /job-token/);
  });

  it('says what git said when it is refused, without the token', async () => {
    const step = { ...options('main'), token: 'wrong-token' };
    await assert.rejects(checkout(step), (error: Error) => {
      assert.match(error.message, /^git fetch failed/);
      assert.doesNotMatch(error.message, /wrong-token/);
      return true;
    });
    assert.equal(server.authorizations.at(-1), 'bearer wrong-token');
  });
});
