import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createAzureDevOps } from '../../../sandbox/azure-devops/azure-devops.ts';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { shop, stopSandboxes } from './sandbox.ts';
import { startWithMain, ZERO } from './rest-repository.ts';

describe('sandbox Azure DevOps: completing pull requests', () => {
  afterEach(stopSandboxes);

  it('answers before it merges, and then has a merge commit of both branches', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const target = await sandbox.write('main', { 'late.txt': 'late\n' });
    const asked = await pull.complete({ deleteSourceBranch: true });
    assert.deepEqual([asked.status, asked.body.status, asked.body.mergeStatus], [200, 'active', 'queued']);
    assert.deepEqual([asked.body.lastMergeCommit, typeof asked.body.completionQueueTime], [undefined, 'string']);
    // Asked again after a lost answer, it is the same completion.
    assert.equal((await pull.complete({ deleteSourceBranch: true })).status, 200);
    assert.equal((await pull.patch({ status: 'abandoned' })).status, 400);
    await sandbox.azure.settle();
    const done = await pull.get();
    const merge = sandbox.tip('refs/heads/main');
    assert.deepEqual(
      [done.status, done.mergeStatus, done.closedBy?.displayName],
      ['completed', 'succeeded', 'Ada Doe'],
    );
    assert.deepEqual(
      [done.lastMergeCommit?.commitId, done.lastMergeSourceCommit.commitId, done.lastMergeTargetCommit.commitId],
      [merge, pull.head, target],
    );
    assert.equal(
      sandbox.git('log', '-1', '--format=%an|%P|%B', 'main').trim(),
      `Ada Doe|${target} ${pull.head}|Merged PR 1: Add feature\n\nWhy.`,
    );
    assert.equal(sandbox.tip('refs/heads/feature'), ZERO);
    assert.equal((await pull.complete()).status, 400);
  });

  for (const { strategy, parents, subjects } of [
    { strategy: 'squash', parents: 1, subjects: ['Merged PR 1: Add feature', 'Other', 'Change main'] },
    { strategy: 'rebase', parents: 1, subjects: ['Second', 'Change feature', 'Other', 'Change main'] },
    {
      strategy: 'rebaseMerge',
      parents: 2,
      subjects: ['Merged PR 1: Add feature', 'Second', 'Change feature', 'Other', 'Change main'],
    },
  ])
    it(`merges with ${strategy}`, async () => {
      const sandbox = await startWithMain();
      const pull = await sandbox.open('feature');
      const head = await sandbox.write('feature', { 'feature.txt': 'second\n' }, { message: 'Second' });
      const target = await sandbox.write('main', { 'other.txt': 'other\n' }, { message: 'Other' });
      const asked = await pull.patch({
        status: 'completed',
        lastMergeSourceCommit: { commitId: head },
        completionOptions: { mergeStrategy: strategy },
      });
      assert.equal(asked.status, 200, asked.text);
      await sandbox.azure.settle();
      const tip = sandbox.tip('refs/heads/main');
      assert.equal((await pull.get()).lastMergeCommit?.commitId, tip);
      assert.equal(sandbox.git('log', '-1', '--format=%P', tip).split(' ').length, parents);
      assert.deepEqual(sandbox.git('log', '--topo-order', '--format=%s', tip).split('\n'), subjects);
      assert.equal(sandbox.git('show', `${tip}:feature.txt`), 'second');
      assert.equal(sandbox.git('show', `${tip}:other.txt`), 'other');
      assert.equal(sandbox.git('merge-base', '--is-ancestor', target, tip), '');
    });

  it('refuses another source commit than the newest, and merges nothing', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    await sandbox.write('feature', { 'more.txt': 'more\n' });
    const before = sandbox.tip('refs/heads/main');
    const asked = await pull.complete();
    assert.deepEqual([asked.status, asked.body.typeKey], [409, 'GitPullRequestStaleException']);
    assert.match(asked.body.message, /^TF401192/);
    await sandbox.azure.settle();
    assert.deepEqual([(await pull.get()).status, sandbox.tip('refs/heads/main')], ['active', before]);
  });

  it('merges nothing when the source moves after the answer', async () => {
    const sandbox = await startWithMain();
    sandbox.azure.completing.delayMs = 1e9;
    const pull = await sandbox.open('feature');
    const before = sandbox.tip('refs/heads/main');
    assert.equal((await pull.complete()).status, 200);
    const head = await sandbox.write('feature', { 'more.txt': 'more\n' });
    await sandbox.azure.settle();
    const after = await pull.get();
    assert.deepEqual(
      [after.status, after.mergeStatus, after.lastMergeSourceCommit.commitId],
      ['active', 'succeeded', head],
    );
    assert.equal(sandbox.tip('refs/heads/main'), before);
  });

  it('stays active with conflicts, also with those that only a rebase has', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature', { 'base.txt': 'mine\n' });
    await sandbox.write('main', { 'base.txt': 'theirs\n' });
    assert.equal((await pull.complete()).status, 200);
    await sandbox.azure.settle();
    assert.deepEqual([(await pull.get()).status, (await pull.get()).mergeStatus], ['active', 'conflicts']);

    const other = await sandbox.open('undone', { 'base.txt': 'changed\n' });
    const head = await sandbox.write('undone', { 'base.txt': 'theirs\n', 'new.txt': 'new\n' });
    await sandbox.write('main', { 'base.txt': 'third\n' });
    await sandbox.write('undone', { 'x.txt': 'x\n' });
    assert.equal((await other.complete({ mergeStrategy: 'rebase' })).status, 409);
    const now = sandbox.tip('refs/heads/undone');
    assert.notEqual(now, head);
    const options = { mergeStrategy: 'rebase' };
    await other.patch({ status: 'completed', lastMergeSourceCommit: { commitId: now }, completionOptions: options });
    await sandbox.azure.settle();
    assert.deepEqual([(await other.get()).status, (await other.get()).mergeStatus], ['active', 'conflicts']);
  });

  it('ends as a failure when it is told to, and can be asked again', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.completing.failure = 'The server had no time.';
    await pull.complete();
    await sandbox.azure.settle();
    const failed = await pull.get();
    assert.deepEqual(
      [failed.status, failed.mergeStatus, failed.mergeFailureMessage],
      ['active', 'failure', 'The server had no time.'],
    );
    sandbox.azure.completing.failure = undefined;
    await pull.complete();
    await sandbox.azure.settle();
    assert.equal((await pull.get()).status, 'completed');
  });

  it('goes on after a restart with what was queued', async () => {
    const sandbox = await startWithMain();
    sandbox.azure.completing.delayMs = 1e9;
    const pull = await sandbox.open('feature');
    await pull.complete({ mergeStrategy: 'squash' });
    const again = createAzureDevOps({ folder: sandbox.folder, clock: systemClock });
    await again.settle();
    assert.equal(sandbox.git('log', '-1', '--format=%s', 'main'), 'Merged PR 1: Add feature');
    const third = createAzureDevOps({ folder: sandbox.folder, clock: systemClock });
    await third.settle();
    assert.equal(sandbox.git('rev-list', '--count', 'main'), '2');
  });

  it('takes the message of the options, moves work items on, and keeps the default branch', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const { organisation, project } = shop;
    const item = sandbox.azure.createWorkItem({
      organisation,
      project,
      type: 'Task',
      title: 'Do it',
      author: { displayName: 'Bob' },
    });
    sandbox.azure.linkWorkItem({ organisation, pullRequestId: pull.id, workItemId: item.id });
    await pull.complete({ mergeStrategy: 'squash', transitionWorkItems: true });
    await sandbox.azure.settle();
    assert.match(
      sandbox.git('log', '-1', '--format=%B', 'main'),
      /^Merged PR 1: Add feature\n\nWhy\.\n\nRelated work items: #1$/m,
    );
    const { body } = await sandbox.call('GET', `wit/workitems/${item.id}`);
    assert.equal((body as unknown as { fields: Record<string, string> }).fields['System.State'], 'Active');
    const back = await sandbox.call('POST', 'git/repositories/web/pullrequests', {
      body: { sourceRefName: 'refs/heads/main', targetRefName: 'refs/heads/feature', title: 'Back' },
    });
    await sandbox.call('PATCH', `git/repositories/web/pullrequests/${back.body.pullRequestId}`, {
      body: {
        status: 'completed',
        lastMergeSourceCommit: { commitId: sandbox.tip('refs/heads/main') },
        completionOptions: { mergeCommitMessage: 'Mine', deleteSourceBranch: true },
      },
    });
    await sandbox.azure.settle();
    assert.equal(sandbox.git('log', '-1', '--format=%B', 'feature').trim(), 'Mine');
    assert.notEqual(sandbox.tip('refs/heads/main'), ZERO);
  });

  it('refuses drafts, callers without the permission, and fields that may not change', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const reviewer = sandbox.tokenWith(['readCode', 'contributeToPullRequests']);
    assert.match((await pull.complete({}, reviewer)).body.message, /'GenericContribute'/);
    for (const body of [
      { sourceRefName: 'refs/heads/other' },
      { createdBy: { id: 'x' } },
      { mergeStatus: 'succeeded' },
      { completionOptions: { triggeredByAutoComplete: true } },
      { completionOptions: { mergeStrategy: 'fastForward' } },
      { autoCompleteSetBy: { id: 'somebody-else' } },
      { mergeOptions: { renames: true } },
    ])
      assert.equal((await pull.patch(body)).status, 400, JSON.stringify(body));
    await pull.patch({ isDraft: true });
    const draft = await pull.complete();
    assert.deepEqual([draft.status, draft.body.typeKey], [400, 'GitPullRequestNotEditableException']);
    assert.equal((await pull.patch({ completionOptions: { bypassPolicy: true } })).status, 403);
  });
});
