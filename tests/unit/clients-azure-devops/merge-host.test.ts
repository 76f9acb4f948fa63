import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createMergeHost } from '../../../src/clients/azure-devops/merge-host.ts';
import { mergePullRequest, type MergeSettings } from '../../../src/release/merge/merge-pull-request.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { shop, startWithPullRequest, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { clientOf, failing, PULL_REQUEST, withAnswers } from './azure-harness.ts';
import { answer } from './release-harness.ts';

type World = Awaited<ReturnType<typeof startWithPullRequest>>;

const hostAs = (world: World, token = world.token) =>
  createMergeHost({ client: clientOf(`${world.service.url}/contoso/`, token), pullRequestId: world.id });

/** Merges as the task does; waiting lets the sandbox do what it put off. */
function merge(world: World, over: Partial<MergeSettings> = {}, token = world.token) {
  const host = hostAs(world, token);
  let time = 0;
  const pause = async (ms: number) => {
    time += ms;
    await world.azure.settle();
  };
  const settings: MergeSettings = {
    commit: undefined,
    when: 'now',
    strategy: 'squash',
    deleteSourceBranch: true,
    requireVerdict: true,
    own: { id: 99, definitionId: 5 },
    timeoutMinutes: 1,
    dryRun: false,
    ...over,
  };
  return mergePullRequest({ host, watcher: host, log: memoryLog(), pause, now: () => time }, settings);
}

const postVerdict = async (world: World, state = 'succeeded', token = world.token) => {
  const { body } = await world.call('GET', `${world.base}/iterations`);
  const iterationId = body.value.length;
  const context = { genre: 'slipway', name: 'ai-review' };
  await world.call('POST', `${world.base}/iterations/${iterationId}/statuses`, {
    body: { iterationId, state, description: 'Reviewed', context },
    token,
  });
};

const writesOf = ({ azure }: World) => azure.journal.filter(({ method }) => method !== 'GET').length;
const shown = async (world: World) => (await world.call('GET', world.base)).body;

describe('Azure DevOps: merging', () => {
  afterEach(stopSandboxes);

  it('merges the reviewed commit once, and finds it merged the second time', async () => {
    const world = await startWithPullRequest();
    await postVerdict(world);
    const { outputs } = await merge(world);
    const after = await shown(world);
    assert.deepEqual(
      [after.status, outputs?.['outcome'], outputs?.['mergeCommit']],
      ['completed', 'merged', after.lastMergeCommit?.commitId],
    );
    const tip = await world.call('GET', 'git/repositories/web/refs?filter=heads/');
    assert.deepEqual(
      tip.body.value.map(({ name, objectId }) => [name, objectId]),
      [['refs/heads/main', outputs?.['mergeCommit']]],
    );
    const writes = writesOf(world);
    assert.deepEqual((await merge(world)).outputs, outputs);
    assert.equal(writesOf(world), writes);
  });

  it('merges once although the answer to the completion is lost', async () => {
    const world = await startWithPullRequest();
    await postVerdict(world);
    world.service.faults.add({
      match: ({ method }) => method === 'PATCH',
      fault: { kind: 'lostAnswer' },
      times: 2,
    });
    assert.equal((await merge(world)).outputs?.['outcome'], 'merged');
  });

  it('merges nothing after a push, and another identity approves nothing', async () => {
    const world = await startWithPullRequest();
    const commit = await world.clone.git('rev-parse', 'HEAD');
    await postVerdict(world, 'succeeded', world.tokenWith(['readCode', 'contributeToPullRequests'], 'Mallory'));
    assert.match((await merge(world, { commit })).summary, /posted by Mallory, not by the identity of this run/);
    await postVerdict(world);
    await world.clone.push('feature', { 'late.txt': 'x\n' });
    for (const given of [undefined, commit]) {
      const { outputs } = await merge(world, { commit: given });
      assert.equal(outputs?.['outcome'], 'moved');
    }
    assert.equal((await shown(world)).status, 'active');
  });

  it('names the policies that block it', async () => {
    const world = await startWithPullRequest();
    await postVerdict(world);
    world.azure.setPolicy(shop, { type: 'minimumReviewers', settings: { minimumApproverCount: 2 } });
    world.azure.setPolicy(shop, { type: 'build', settings: { buildDefinitionId: 5, displayName: 'CI' } });
    world.azure.setPolicy(shop, { type: 'status', settings: { statusGenre: 'x', statusName: 'y' } });
    world.azure.setPolicy(shop, { type: 'comments', isBlocking: false });
    const { outputs, summary } = await merge(world);
    assert.equal(outputs?.['outcome'], 'blocked');
    for (const reason of [
      /reviewers: 2 approvals/,
      /build "CI": it was not run for the newest commit/,
      /status x\/y: it was not posted/,
    ])
      assert.match(summary, reason);
    assert.doesNotMatch(summary, /comments/);
  });

  it('sets auto-complete in its own name and takes it back', async () => {
    const world = await startWithPullRequest();
    await postVerdict(world);
    const settings = { buildDefinitionId: 5, displayName: 'CI' };
    const policyId = world.azure.setPolicy(shop, { type: 'build', settings });
    const { kind, outputs } = await merge(world, { when: 'policiesPass' });
    assert.deepEqual([kind, outputs?.['outcome']], ['succeeded', 'autoCompleteSet']);
    assert.equal((await shown(world)).autoCompleteSetBy?.displayName, 'Ada Doe');
    const writes = writesOf(world);
    await merge(world, { when: 'policiesPass' });
    assert.equal(writesOf(world), writes);
    await hostAs(world).cancelAutoComplete();
    assert.equal((await hostAs(world).readRequest()).autoComplete, undefined);
    await merge(world, { when: 'policiesPass' });
    world.azure.setBuildResult({ organisation: 'contoso', pullRequestId: world.id, policyId, state: 'approved' });
    await world.azure.settle();
    assert.equal((await merge(world, { when: 'policiesPass' })).outputs?.['outcome'], 'merged');
  });

  it('tells conflicts', async () => {
    const world = await startWithPullRequest();
    await postVerdict(world);
    await world.clone.switchTo('main');
    await world.clone.push('main', { 'a.txt': 'all new\n' });
    assert.equal((await merge(world)).outputs?.['outcome'], 'conflicts');
  });

  it('names the permission that is missing', async () => {
    const world = await startWithPullRequest();
    const token = world.tokenWith(['readCode', 'contributeToPullRequests'], 'Build');
    await postVerdict(world, 'succeeded', token);
    await assert.rejects(merge(world, {}, token), failing('AZURE_DEVOPS_FORBIDDEN', /"Contribute" is missing/));
  });
});

describe('Azure DevOps: a completion whose answer is lost', () => {
  it('is looked for, not asked for again', async () => {
    const repository = { ...PULL_REQUEST.repository, project: { id: 'p', name: 'Shop Front' } };
    let asked = 0;
    await withAnswers(
      ({ method }) => {
        if (method !== 'PATCH') return { ...PULL_REQUEST, repository, status: asked === 0 ? 'active' : 'completed' };
        asked += 1;
        return answer(asked === 1 ? 500 : 400, { message: 'TF401181: The pull request cannot be edited.' });
      },
      async (_host, url) => {
        const host = createMergeHost({ client: clientOf(`${url}/contoso/`, 'secret-job-token'), pullRequestId: 7 });
        const completion = { commit: 'a'.repeat(40), strategy: 'squash', deleteSourceBranch: true } as const;
        assert.equal(await host.complete(completion), undefined);
      },
    );
    assert.equal(asked, 1);
  });
});

describe('Azure DevOps: policies', () => {
  const project = { id: 'p', name: 'Shop Front' };
  const pullRequest = { ...PULL_REQUEST, repository: { id: 'r', name: 'web', project } };
  const evaluation = (type: string, over: object = {}, configuration: object = {}) => ({
    status: 'queued',
    configuration: { isEnabled: true, isBlocking: true, type: { id: type }, settings: {}, ...configuration },
    ...over,
  });
  const policiesIn = async (answers: (skip: number) => unknown) => {
    let found: unknown;
    await withAnswers(
      ({ path, url }) => (path.endsWith('/evaluations') ? answers(Number(url.searchParams.get('$skip'))) : pullRequest),
      async (_host, url) => {
        const client = clientOf(`${url}/contoso/`, 'secret-job-token');
        found = await createMergeHost({ client, pullRequestId: 7 }).listPolicies();
      },
    );
    return found as Awaited<ReturnType<ReturnType<typeof createMergeHost>['listPolicies']>>;
  };

  it('are read whatever their type, status and settings', async () => {
    const value = [
      evaluation('0609B952-1397-4640-95ec-e00a01b2c241', { context: { buildId: 12, buildDefinitionName: 'CI' } }),
      evaluation('0609b952-1397-4640-95ec-e00a01b2c241', { context: ['odd'], status: null }, { settings: null }),
      evaluation('fd2167ab-b0be-447a-8ec8-39368250530e'),
      evaluation('40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e'),
      evaluation('fa4e907d-c16b-4a4c-9dfa-4916e5d171ab', {}, { settings: { useSquashMerge: true } }),
      evaluation('11111111-1111-1111-1111-111111111111', {}, { type: { id: '1', displayName: 'Odd' } }),
      evaluation('40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e', {}, { isEnabled: false }),
      evaluation('40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e', {}, { isDeleted: true }),
    ];
    assert.deepEqual(
      (await policiesIn(() => ({ value }))).map(({ demand }) => demand),
      [
        { kind: 'build', name: 'CI', definitionId: undefined, buildId: 12 },
        { kind: 'build', name: 'build validation', definitionId: undefined },
        { kind: 'requiredReviewers' },
        { kind: 'workItems' },
        { kind: 'strategy', allowed: ['squash'] },
        { kind: 'other', name: 'Odd' },
      ],
    );
  });

  it('are read to their last page, and not for ever', async () => {
    const page = (count: number) => ({
      value: Array.from({ length: count }, () => evaluation('40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e')),
    });
    assert.equal((await policiesIn((skip) => page(skip === 0 ? 100 : 5))).length, 105);
    await assert.rejects(
      policiesIn(() => page(100)),
      failing('AZURE_DEVOPS_TOO_MANY_PAGES'),
    );
  });
});
