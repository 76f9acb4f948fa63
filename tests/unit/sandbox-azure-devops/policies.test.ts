import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { shop, stopSandboxes } from './sandbox.ts';
import { startWithMain, type OpenPullRequest, type RestRepository } from './rest-repository.ts';

const REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
const PREVIEW = '7.1-preview.1';

const artifactOf = (sandbox: RestRepository, id: number) =>
  `vstfs:///CodeReview/CodeReviewId/${sandbox.azure.createRepository(shop).projectId}/${id}`;

/** How each policy stands, by its number. */
async function evaluate(sandbox: RestRepository, { id }: OpenPullRequest, more = ''): Promise<readonly string[]> {
  const artifact = encodeURIComponent(artifactOf(sandbox, id));
  const { body } = await sandbox.call('GET', `policy/evaluations?artifactId=${artifact}${more}`, { version: PREVIEW });
  return body.value.map(({ configuration, status }) => `${configuration.id} ${status}`);
}

const vote = (sandbox: RestRepository, { path }: OpenPullRequest, displayName: string, points: number) => {
  const { id } = sandbox.azure.createIdentity(shop.organisation, { displayName });
  const token = sandbox.azure.issueToken({ organisation: shop.organisation, identity: { displayName } });
  return sandbox.call('PUT', `${path}/reviewers/${id}`, { body: { vote: points }, token });
};

const me = (sandbox: RestRepository) => sandbox.azure.createIdentity(shop.organisation, { displayName: 'Ada Doe' }).id;

describe('sandbox Azure DevOps: branch policies', () => {
  afterEach(stopSandboxes);

  it('counts votes of others, and lets a vote against stand in the way', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.setPolicy(shop, {
      type: 'minimumReviewers',
      settings: { minimumApproverCount: 2, resetOnSourcePush: true },
    });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 running']);
    const refused = await pull.complete();
    assert.deepEqual([refused.status, refused.body.typeKey], [403, 'GitPullRequestUpdateRejectedByPolicyException']);
    await vote(sandbox, pull, 'Ada Doe', 10);
    await vote(sandbox, pull, 'Bob', 5);
    assert.deepEqual(await evaluate(sandbox, pull), ['1 running']);
    await vote(sandbox, pull, 'Cleo', 10);
    assert.deepEqual(await evaluate(sandbox, pull), ['1 approved']);
    await vote(sandbox, pull, 'Dora', -5);
    assert.deepEqual(await evaluate(sandbox, pull), ['1 rejected']);
    await vote(sandbox, pull, 'Dora', 0);
    await sandbox.write('feature', { 'more.txt': 'more\n' });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 running']);
    assert.deepEqual(
      (await pull.get()).reviewers.map((one) => one.vote),
      [0, 0, 0, 0],
    );
    assert.deepEqual([(await pull.get()).status, (await pull.get()).mergeStatus], ['active', 'succeeded']);
  });

  it('wants statuses of the newest iteration and of the named account', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const service = sandbox.azure.createIdentity(shop.organisation, { displayName: 'Shop Build Service (contoso)' }).id;
    const settings = {
      statusGenre: 'slipway',
      statusName: 'ai-review',
      authorId: service,
      invalidateOnSourceUpdate: true,
    };
    sandbox.azure.setPolicy(shop, { type: 'status', settings });
    const token = sandbox.tokenWith(['readCode', 'contributeToPullRequests']);
    const post = (body: object, by = token) =>
      sandbox.call('POST', `${pull.path}/statuses`, {
        body: { context: { genre: 'slipway', name: 'ai-review' }, ...body },
        token: by,
      });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 queued']);
    for (const refused of [
      await post({ state: 'succeeded' }),
      await post({ state: 'succeeded', iterationId: 1 }, sandbox.token),
    ])
      assert.deepEqual([refused.status, refused.body.typeKey], [403, 'GitPullRequestStatusRejectedByPolicyException']);
    for (const [state, expected] of [
      ['failed', 'rejected'],
      ['pending', 'queued'],
      ['succeeded', 'approved'],
    ] as const) {
      await post({ state, iterationId: 1 });
      assert.deepEqual(await evaluate(sandbox, pull), [`1 ${expected}`]);
    }
    await sandbox.write('feature', { 'more.txt': 'more\n' });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 queued']);
  });

  it('wants comments resolved, an allowed strategy, and a build of the newest commit', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.setPolicy(shop, { type: 'comments' });
    sandbox.azure.setPolicy(shop, { type: 'mergeStrategy', settings: { allowSquash: true } });
    const build = sandbox.azure.setPolicy(shop, { type: 'build', settings: { buildDefinitionId: 7 } });
    const thread = await sandbox.call('POST', `${pull.path}/threads`, {
      body: { comments: [{ content: 'No' }], status: 'active' },
    });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 rejected', '2 approved', '3 queued']);
    await sandbox.call('PATCH', `${pull.path}/threads/${thread.body.id}`, { body: { status: 'fixed' } });
    await pull.patch({ completionOptions: { mergeStrategy: 'noFastForward' } });
    const result = { organisation: shop.organisation, pullRequestId: pull.id, policyId: build };
    sandbox.azure.setBuildResult({ ...result, state: 'running' });
    assert.deepEqual(await evaluate(sandbox, pull), ['1 approved', '2 rejected', '3 running']);
    sandbox.azure.setBuildResult({ ...result, state: 'approved' });
    assert.equal((await pull.complete({ mergeStrategy: 'rebase' })).status, 403);
    // Without a strategy, the first that the policy allows.
    assert.equal((await pull.complete({})).status, 200);
    await sandbox.azure.settle();
    assert.equal(sandbox.git('log', '-1', '--format=%P', 'main').split(' ').length, 1);
    assert.equal((await pull.get()).status, 'completed');
  });

  it('forgets the build of an older commit, and keeps its state over a restart of the reader', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    const policyId = sandbox.azure.setPolicy(shop, { type: 'build', settings: { buildDefinitionId: 7 } });
    sandbox.azure.setBuildResult({
      organisation: shop.organisation,
      pullRequestId: pull.id,
      policyId,
      state: 'approved',
    });
    await sandbox.write('feature', { 'more.txt': 'more\n' });
    assert.deepEqual(await evaluate(sandbox, pull), [`${policyId} queued`]);
  });

  it('completes by itself once every policy passes, optional ones that are not ignored included', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.setPolicy(shop, { type: 'minimumReviewers', settings: { minimumApproverCount: 1 } });
    const optional = sandbox.azure.setPolicy(shop, {
      type: 'build',
      isBlocking: false,
      settings: { buildDefinitionId: 7 },
    });
    const autoCompleteSetBy = { id: me(sandbox) };
    const set = await pull.patch({
      autoCompleteSetBy,
      completionOptions: { mergeStrategy: 'squash', deleteSourceBranch: true },
    });
    assert.equal(set.body.autoCompleteSetBy?.displayName, 'Ada Doe');
    await vote(sandbox, pull, 'Bob', 10);
    await sandbox.azure.settle();
    assert.equal((await pull.get()).status, 'active');
    const ignoring = { mergeStrategy: 'squash', autoCompleteIgnoreConfigIds: [optional] };
    await pull.patch({ completionOptions: ignoring });
    await sandbox.azure.settle();
    const done = await pull.get();
    assert.deepEqual([done.status, done.closedBy?.displayName], ['completed', 'Ada Doe']);
  });

  it('does not complete by itself after auto-complete was taken back, or on conflicts', async () => {
    const sandbox = await startWithMain();
    const [pull, other] = [await sandbox.open('feature'), await sandbox.open('other', { 'base.txt': 'mine\n' })];
    const policy = sandbox.azure.setPolicy(shop, { type: 'minimumReviewers', settings: { minimumApproverCount: 1 } });
    for (const one of [pull, other]) await one.patch({ autoCompleteSetBy: { id: me(sandbox) } });
    const back = await pull.patch({ autoCompleteSetBy: { id: '00000000-0000-0000-0000-000000000000' } });
    assert.equal(back.body.autoCompleteSetBy, undefined);
    const exempt = sandbox.azure.issueToken({
      organisation: shop.organisation,
      identity: { displayName: 'Root' },
      permissions: ['readCode', 'contribute', 'bypassPushPolicies'],
    });
    await sandbox.write('main', { 'base.txt': 'theirs\n' }, { token: exempt });
    sandbox.azure.removePolicy(shop.organisation, policy);
    await sandbox.azure.settle();
    assert.deepEqual([(await pull.get()).status, (await other.get()).status], ['active', 'active']);
  });

  it('bypasses policies only for whoever may', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.setPolicy(shop, { type: 'minimumReviewers', settings: { minimumApproverCount: 1 } });
    const options = { bypassPolicy: true, bypassReason: 'Urgent' };
    const refused = await pull.complete(options);
    assert.equal(refused.status, 403);
    assert.match(refused.body.message, /'PullRequestBypassPolicy'/);
    const exempt = sandbox.tokenWith([
      'readCode',
      'contribute',
      'contributeToPullRequests',
      'bypassPullRequestPolicies',
    ]);
    assert.equal((await pull.complete(options, exempt)).status, 200);
    await sandbox.azure.settle();
    assert.equal((await pull.get()).status, 'completed');
  });

  it('tells by its mergeStatus that a policy came in between', async () => {
    const sandbox = await startWithMain();
    sandbox.azure.completing.delayMs = 1e9;
    const pull = await sandbox.open('feature');
    await pull.complete();
    sandbox.azure.setPolicy(shop, { type: 'minimumReviewers', settings: { minimumApproverCount: 1 } });
    await sandbox.azure.settle();
    assert.deepEqual([(await pull.get()).status, (await pull.get()).mergeStatus], ['active', 'rejectedByPolicy']);
  });

  it('is configured over REST, strictly', async () => {
    const sandbox = await startWithMain();
    const { id: repositoryId } = sandbox.azure.createRepository(shop);
    const scope = [{ repositoryId, refName: 'refs/heads/main', matchKind: 'Exact' }];
    const good = {
      isEnabled: true,
      isBlocking: true,
      type: { id: REVIEWERS },
      settings: { minimumApproverCount: 1, scope },
    };
    const post = (body: object, token = sandbox.token) =>
      sandbox.call('POST', 'policy/configurations', { body, token });
    for (const [body, status] of [
      [{ ...good, settings: { scope } }, 400],
      [{ ...good, settings: { minimumApproverCount: 0, scope } }, 400],
      [{ ...good, settings: { minimumApproverCount: 1, scope: [] } }, 400],
      [{ ...good, settings: { minimumApproverCount: 1, scope, resetOnPush: true } }, 400],
      [{ ...good, settings: { minimumApproverCount: 1, scope: [{ ...scope[0], repositoryId: REVIEWERS }] } }, 400],
      [{ ...good, type: { id: 'fa4e907d-c16b-4a4c-9dfa-4906e5d17000' } }, 404],
      [{ ...good, isBlocking: 'yes' }, 400],
    ] as const)
      assert.equal((await post(body)).status, status, JSON.stringify(body));
    assert.match((await post(good, sandbox.tokenWith(['readCode']))).body.message, /'EditPolicies'/);
    const created = await post(good);
    assert.equal(created.status, 200, created.text);
    assert.deepEqual([created.body.type.displayName, created.body.isBlocking], ['Minimum number of reviewers', true]);
    const list = async (query: string) =>
      (await sandbox.call('GET', `policy/configurations${query}`)).body.value.map(({ id }) => id);
    assert.deepEqual(await list(''), [1]);
    assert.deepEqual(await list(`?policyType=${REVIEWERS}`), [1]);
    assert.deepEqual(await list('?policyType=0609b952-1397-4640-95ec-e00a01b2c241'), []);
    assert.equal((await sandbox.call('GET', 'policy/configurations/1')).body.id, 1);
    assert.equal((await sandbox.call('GET', 'policy/configurations/2')).status, 404);
    assert.equal((await sandbox.call('GET', 'policy/types')).body.count, 5);
  });

  it('evaluates only what it is asked for as the service wants to be asked', async () => {
    const sandbox = await startWithMain();
    const pull = await sandbox.open('feature');
    sandbox.azure.setPolicy(shop, { type: 'status', settings: { statusName: 'lint', policyApplicability: 1 } });
    sandbox.azure.setPolicy(shop, { type: 'comments', branch: 'elsewhere' });
    assert.deepEqual(await evaluate(sandbox, pull), []);
    assert.deepEqual(await evaluate(sandbox, pull, '&includeNotApplicable=true'), ['1 notApplicable']);
    const ask = (artifactId: string, version: string | null = PREVIEW) =>
      sandbox.call('GET', `policy/evaluations?artifactId=${encodeURIComponent(artifactId)}`, { version });
    const artifact = artifactOf(sandbox, pull.id);
    assert.equal((await ask(artifact, '7.1')).status, 400);
    assert.equal((await ask(artifact, null)).status, 400);
    assert.equal((await ask(`vstfs:///Git/PullRequestId/${pull.id}`)).status, 400);
    assert.equal((await ask(artifactOf(sandbox, 99))).status, 404);
  });
});
