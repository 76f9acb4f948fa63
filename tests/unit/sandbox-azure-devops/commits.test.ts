import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { shop, stopSandboxes } from './sandbox.ts';
import { startWithMain } from './rest-repository.ts';

const COMMITS = 'git/repositories/web/commits';
const QUERY = 'git/repositories/web/pullrequestquery';

describe('sandbox Azure DevOps: commits and who merged them', () => {
  afterEach(stopSandboxes);

  it('lists commits of a version, in pages, with the first line of their messages', async () => {
    const sandbox = await startWithMain();
    const two = await sandbox.write('main', { 'a.txt': 'a\n' }, { message: 'Two\n\nMore words' });
    const three = await sandbox.write('main', { 'a.txt': 'b\n' }, { message: 'Three' });
    const { body } = await sandbox.call(
      'GET',
      `${COMMITS}?searchCriteria.itemVersion.version=main&searchCriteria.$top=2`,
    );
    assert.deepEqual(
      body.value.map((one) => [one.commitId, one.comment, one.commentTruncated, one.parents]),
      [
        [three, 'Three', undefined, [two]],
        [two, 'Two', true, [sandbox.git('rev-parse', 'main~2')]],
      ],
    );
    const whole = await sandbox.call('GET', `${COMMITS}/${two}`);
    assert.deepEqual([whole.body.comment, whole.body.parents.length], ['Two\n\nMore words', 1]);
    const skipped = await sandbox.call('GET', `${COMMITS}?$skip=2&$top=5`);
    assert.equal(skipped.body.count, 1);
    assert.equal((await sandbox.call('GET', `${COMMITS}?searchCriteria.author=Ada`)).status, 400);
  });

  it('compares two versions: what compareVersion has and itemVersion has not', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    await sandbox.write('main', { 'main.txt': 'main\n' });
    const query = 'searchCriteria.itemVersion.version=main&searchCriteria.compareVersion.version=feature';
    const { body } = await sandbox.call('GET', `${COMMITS}?${query}`);
    assert.deepEqual(
      body.value.map(({ commitId }) => commitId),
      [pull.head],
    );
    assert.equal((await sandbox.call('GET', `${COMMITS}?searchCriteria.compareVersion.version=feature`)).status, 400);
    const diff = await sandbox.call(
      'GET',
      'git/repositories/web/diffs/commits?baseVersion=main&targetVersion=feature&diffCommonCommit=true',
    );
    assert.deepEqual([diff.body.aheadCount, diff.body.behindCount, diff.body.changes.length], [1, 1, 1]);
    assert.equal(diff.body.commonCommit, sandbox.git('merge-base', 'main', 'feature'));
  });

  it('finds the pull requests that merged a commit or made a merge commit', async () => {
    const sandbox = await startWithMain();
    const [one, two] = [await sandbox.open('one'), await sandbox.open('two')];
    await one.complete({ mergeStrategy: 'squash' });
    await sandbox.azure.settle();
    const merge = sandbox.tip('refs/heads/main');
    const queries = [
      { type: 'commit', items: [one.head, two.head, merge] },
      { type: 1, items: [merge, one.head] },
    ];
    const { status, body } = await sandbox.call('POST', QUERY, { body: { queries } });
    assert.equal(status, 200);
    const ids = body.results.map((result) =>
      Object.fromEntries(Object.entries(result).map(([sha, found]) => [sha, found.map((pull) => pull.pullRequestId)])),
    );
    assert.deepEqual(ids, [{ [one.head]: [one.id], [two.head]: [two.id] }, { [merge]: [one.id] }]);
    const many = { type: 'commit', items: Array.from({ length: 101 }, () => merge) };
    for (const queriesRefused of [
      [many],
      [],
      [{ type: 'commit', items: ['main'] }],
      [{ type: 'notSet', items: [merge] }],
    ])
      assert.equal((await sandbox.call('POST', QUERY, { body: { queries: queriesRefused } })).status, 400);
  });

  it('opens a pull request with reviewers, labels, work items and options', async () => {
    const sandbox = await startWithMain();
    await sandbox.write('feature', { 'f.txt': 'f\n' }, { parents: [sandbox.tip('refs/heads/main')] });
    const { id: reviewer } = sandbox.azure.createIdentity('contoso', { displayName: 'Bob' });
    const item = sandbox.azure.createWorkItem({
      organisation: shop.organisation,
      project: shop.project,
      type: 'Task',
      title: 'Do it',
      author: { displayName: 'Bob' },
    });
    const body = {
      sourceRefName: 'refs/heads/feature',
      targetRefName: 'refs/heads/main',
      title: 'All at once',
      labels: [{ name: 'slipway-release' }],
      reviewers: [{ id: reviewer, isRequired: true }],
      workItemRefs: [{ id: String(item.id) }],
      completionOptions: { mergeStrategy: 'rebase' },
    };
    const post = (over: object) =>
      sandbox.call('POST', 'git/repositories/web/pullrequests', { body: { ...body, ...over } });
    assert.equal((await post({ reviewers: [{ id: 'nobody' }] })).status, 400);
    assert.equal((await post({ workItemRefs: [{ id: '999' }] })).status, 404);
    assert.equal((await post({ completionOptions: { bypassPolicy: true } })).status, 403);
    const created = await post({});
    assert.equal(created.status, 201, created.text);
    assert.deepEqual(
      created.body.reviewers.map((one) => [one.displayName, one.vote, one.isRequired]),
      [['Bob', 0, true]],
    );
    assert.deepEqual(
      created.body.labels.map(({ name }) => name),
      ['slipway-release'],
    );
    const path = `git/repositories/web/pullrequests/${created.body.pullRequestId}`;
    assert.equal((await sandbox.call('GET', path)).body.workItemRefs, undefined);
    const whole = await sandbox.call('GET', `${path}?includeWorkItemRefs=true`);
    assert.deepEqual(
      whole.body.workItemRefs?.map(({ id }) => id),
      [String(item.id)],
    );
    const creator = sandbox.azure.createIdentity('contoso', { displayName: 'Ada Doe' }).id;
    const list = async (id: string) =>
      (await sandbox.call('GET', `git/repositories/web/pullrequests?searchCriteria.creatorId=${id}`)).body.count;
    assert.deepEqual([await list(creator), await list(reviewer)], [1, 0]);
  });
});
