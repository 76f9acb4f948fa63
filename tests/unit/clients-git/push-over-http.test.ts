import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { cloneOf, startSandbox, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { makeFolder } from './git-fixture.ts';
import { closeReleases, openRelease } from './release-fixture.ts';

const at = '2026-11-27T10:00:00.000Z';

describe('a release branch over HTTP', () => {
  const folder = makeFolder();
  afterEach(async () => {
    await closeReleases();
    await stopSandboxes();
    folder.remove();
  });

  it('is pushed with the token of the job, and names the permission that it lacks', async () => {
    const sandbox = await startSandbox();
    const main = await cloneOf(sandbox).push('main', { 'a.txt': '1\n' });
    const url = `${sandbox.service.url}/contoso/Shop%20Front/_git/web`;
    const open = (token: string) => openRelease(folder, { url, authorization: `Bearer ${token}` });
    const { history, branches } = await open(sandbox.token);
    assert.equal(await history.fetchBranch('main'), main);
    const tree = await branches.withFile(await history.treeOf(main), 'CHANGELOG.md', '# 1.0.0\n');
    const commit = await branches.commit({ tree, parents: [main], message: 'Release 1.0.0', at });
    assert.deepEqual(await branches.pushBranch('release/1.0.0', commit, undefined), { kind: 'pushed' });
    assert.equal(await history.fetchBranch('release/1.0.0'), commit);

    const token = sandbox.tokenWith(['readCode', 'contribute']);
    const weak = await open(token);
    await weak.history.fetchBranch('main');
    const made = await weak.branches.commit({
      tree: await weak.history.treeOf(main),
      parents: [main],
      message: 'x',
      at,
    });
    await assert.rejects(
      weak.branches.pushBranch('release/1.0.1', made, undefined),
      (error: Error & { code?: string; hint?: string }) => {
        assert.equal(error.code, 'GIT_PUSH_FORBIDDEN', error.message);
        assert.match(`${error.message} ${error.hint ?? ''}`, /"Create branch" is missing.*Give "Create branch"/);
        assert.equal(error.message.includes(token), false);
        return true;
      },
    );
  });
});
