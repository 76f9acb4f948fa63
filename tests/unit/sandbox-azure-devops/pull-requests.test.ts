import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { cloneOf, startSandbox, startWithPullRequest, stopSandboxes } from './sandbox.ts';

describe('sandbox Azure DevOps: pull requests', () => {
  afterEach(stopSandboxes);

  it('gives a pull request with its merge preview', async () => {
    const sandbox = await startWithPullRequest();
    const [merged] = (await sandbox.clone.git('ls-remote', 'origin', `refs/pull/${sandbox.id}/merge`)).split('\t');
    for (const path of [
      `git/pullrequests/${sandbox.id}`,
      sandbox.base,
      `/contoso/_apis/git/pullrequests/${sandbox.id}`,
    ]) {
      const { body } = await sandbox.call('GET', path);
      assert.deepEqual([body.status, body.mergeStatus, body.title], ['active', 'succeeded', 'Change things']);
      assert.equal(merged, body.lastMergeCommit?.commitId);
    }
  });

  it('recomputes the preview, without an iteration, when the target moves', async () => {
    const sandbox = await startWithPullRequest();
    const before = (await sandbox.call('GET', sandbox.base)).body;
    await sandbox.clone.switchTo('main');
    const target = await sandbox.clone.push('main', { 'other.txt': 'other\n' });
    const after = (await sandbox.call('GET', sandbox.base)).body;
    assert.equal(after.lastMergeTargetCommit.commitId, target);
    assert.notEqual(after.lastMergeCommit?.commitId, before.lastMergeCommit?.commitId);
    await sandbox.clone.git('fetch', '--quiet', 'origin', `refs/pull/${sandbox.id}/merge`);
    assert.equal(await sandbox.clone.git('show', 'FETCH_HEAD:other.txt'), 'other');
    assert.equal(await sandbox.clone.git('rev-parse', 'FETCH_HEAD^2'), after.lastMergeSourceCommit.commitId);
    assert.equal((await sandbox.call('GET', `${sandbox.base}/iterations`)).body.count, 1);
  });

  it('has no preview while the branches conflict, and one again afterwards', async () => {
    const sandbox = await startWithPullRequest();
    await sandbox.clone.switchTo('main');
    await sandbox.clone.push('main', { 'a.txt': 'all else\n' });
    const { body } = await sandbox.call('GET', sandbox.base);
    assert.deepEqual([body.mergeStatus, body.lastMergeCommit], ['conflicts', undefined]);
    assert.equal(await sandbox.clone.git('ls-remote', 'origin', 'refs/pull/*'), '');
    await sandbox.clone.git('reset', '--quiet', '--hard', 'HEAD~1');
    await sandbox.clone.push('main', {}, ['--force']);
    assert.equal((await sandbox.call('GET', sandbox.base)).body.mergeStatus, 'succeeded');
  });

  it('follows writes to the bare repository when it is told', async () => {
    const sandbox = await startWithPullRequest();
    const repository = sandbox.azure.createRepository({
      organisation: 'contoso',
      project: 'shop front',
      repository: 'WEB',
    });
    await sandbox.clone.git('push', '--quiet', repository.gitDir, 'main:refs/heads/feature', '--force');
    assert.equal((await sandbox.call('GET', `${sandbox.base}/iterations`)).body.count, 1);
    await sandbox.azure.refreshPullRequests({ organisation: 'contoso', project: 'Shop Front', repository: 'web' });
    const { body } = await sandbox.call('GET', `${sandbox.base}/iterations`);
    assert.deepEqual(
      body.value.map(({ reason }) => reason),
      ['create', 'forcePush'],
    );
  });

  it('refuses a second active pull request, unknown branches and unknown fields', async () => {
    const sandbox = await startWithPullRequest();
    const create = (body: object) => sandbox.call('POST', 'git/repositories/web/pullrequests', { body });
    const good = { sourceRefName: 'refs/heads/feature', targetRefName: 'refs/heads/main', title: 'Again' };
    const twice = await create(good);
    assert.deepEqual([twice.status, twice.body.typeKey], [409, 'GitPullRequestExistsException']);
    assert.equal((await create({ ...good, sourceRefName: 'refs/heads/none' })).status, 400);
    assert.equal((await create({ ...good, sourceRefName: 'feature' })).status, 400);
    assert.equal((await create({ ...good, titel: 'x' })).status, 400);
    assert.equal((await create({ ...good, description: 'x'.repeat(4001) })).status, 400);
  });

  it('changes what may be changed, strips HTML comments, and cuts descriptions in lists', async () => {
    const sandbox = await startWithPullRequest();
    const description = `${'x'.repeat(3000)}<!-- hidden -->`;
    const changed = await sandbox.call('PATCH', sandbox.base, { body: { title: 'New', description } });
    assert.deepEqual([changed.body.title, changed.body.description], ['New', 'x'.repeat(3000)]);
    const listed = await sandbox.call('GET', 'git/repositories/web/pullrequests');
    assert.equal(listed.body.value[0]?.description.length, 400);
    for (const body of [
      { labels: [] },
      { pullRequestId: 2 },
      {},
      { status: 'done' },
      { description: 'x'.repeat(4001) },
    ])
      assert.equal((await sandbox.call('PATCH', sandbox.base, { body })).status, 400, JSON.stringify(body));
  });

  it('lists by status and branches, in pages, the newest first', async () => {
    const sandbox = await startWithPullRequest();
    const { clone } = sandbox;
    for (const branch of ['two', 'three']) await clone.push(branch, { [`${branch}.txt`]: branch });
    for (const source of ['two', 'three'])
      await sandbox.azure.createPullRequest({
        organisation: 'contoso',
        project: 'Shop Front',
        repository: 'web',
        source,
        target: 'main',
        title: source,
        author: { displayName: 'Bob' },
      });
    await sandbox.call('PATCH', sandbox.base, { body: { status: 'Abandoned' } });
    const ids = async (query: string) =>
      (await sandbox.call('GET', `git/repositories/web/pullrequests?${query}`)).body.value.map(
        (one) => one.pullRequestId,
      );
    assert.deepEqual(await ids(''), [3, 2]);
    assert.deepEqual(await ids('searchCriteria.status=all&$top=1&$skip=1'), [2]);
    assert.deepEqual(await ids('searchCriteria.status=2'), [1]);
    assert.deepEqual(await ids('searchCriteria.sourceRefName=refs/heads/two'), [2]);
    assert.deepEqual(await ids('searchCriteria.targetRefName=refs/heads/other'), []);
    assert.equal(
      (await sandbox.call('GET', 'git/repositories/web/pullrequests?searchCriteria.status=new')).status,
      400,
    );
  });

  it('completes only with the commit that was seen, and not twice', async () => {
    const sandbox = await startWithPullRequest();
    const seen = (await sandbox.call('GET', sandbox.base)).body.lastMergeSourceCommit.commitId;
    const complete = (body: object) => sandbox.call('PATCH', sandbox.base, { body: { status: 'completed', ...body } });
    assert.equal((await complete({})).status, 400);
    await sandbox.clone.switchTo('feature');
    const head = await sandbox.clone.push('feature', { 'late.txt': 'late\n' });
    assert.equal((await complete({ lastMergeSourceCommit: { commitId: seen }, title: 'Lost' })).status, 409);
    assert.equal((await sandbox.call('GET', sandbox.base)).body.title, 'Change things');
    const completionOptions = { mergeStrategy: 'squash', mergeCommitMessage: 'All of it', deleteSourceBranch: true };
    const done = await complete({ lastMergeSourceCommit: { commitId: head }, completionOptions });
    assert.deepEqual([done.status, done.body.status, done.body.mergeStatus], [200, 'active', 'queued']);
    await sandbox.azure.settle();
    assert.equal((await sandbox.call('GET', sandbox.base)).body.status, 'completed');
    await sandbox.clone.git('fetch', '--quiet', '--prune', 'origin');
    assert.equal(
      await sandbox.clone.git('log', '-1', '--format=%s %P', 'origin/main'),
      `All of it ${await sandbox.clone.git('rev-parse', 'main')}`,
    );
    assert.equal(await sandbox.clone.git('branch', '--remotes', '--list', 'origin/feature'), '');
    assert.equal((await complete({ lastMergeSourceCommit: { commitId: head } })).status, 400);
  });

  it('loses nothing when it starts again on the same folder', async () => {
    const first = await startWithPullRequest();
    const thread = await first.call('POST', `${first.base}/threads`, { body: { comments: [{ content: 'Hello' }] } });
    await first.stop();
    const second = await startSandbox(first.folder);
    const { body } = await second.call('GET', `${first.base}/threads/${thread.body.id}`, { token: first.token });
    assert.equal(body.comments[0]?.content, 'Hello');
    const next = await second.call('POST', `${first.base}/threads`, { body: { comments: [{ content: 'More' }] } });
    assert.equal(next.body.id, thread.body.id + 1);
    assert.equal((await second.call('GET', `${first.base}/iterations/1/changes`)).body.changeEntries.length, 4);
    assert.equal(second.azure.journal.filter(({ method }) => method === 'POST').length > 2, true);
  });

  it('keeps organisations apart', async () => {
    const sandbox = await startWithPullRequest();
    const other = { organisation: 'fabrikam', project: 'Shop Front', repository: 'web' };
    sandbox.azure.createOrganisation('fabrikam');
    sandbox.azure.createRepository(other, { defaultBranch: 'trunk' });
    const token = sandbox.azure.issueToken({ organisation: 'fabrikam', identity: { displayName: 'Ada Doe' } });
    const clone = cloneOf(sandbox, other, token);
    await clone.push('trunk', { 'a.txt': 'other\n' });
    const at = '/fabrikam/Shop%20Front/_apis/git';
    assert.equal((await sandbox.call('GET', `${at}/pullrequests`, { token })).body.count, 0);
    assert.equal((await sandbox.call('GET', `${at}/pullrequests/${sandbox.id}`, { token })).status, 404);
    assert.equal((await sandbox.call('GET', `${at}/repositories`)).status, 401);
    assert.equal((await sandbox.call('GET', sandbox.base, { token })).status, 401);
    await assert.rejects(cloneOf(sandbox, other, sandbox.token).git('fetch', 'origin'));
  });
});
