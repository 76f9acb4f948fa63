import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { answerWith } from '../../sandbox/claude/scripted-answer.ts';
import type { WorkflowGraph } from '../../sandbox/jira/workflow/workflow-graph.ts';
import { fastTime } from '../support/fast-time.ts';
import { ReleaseWorld } from '../support/release-world.ts';
import { connectionsWith, ensure, transition, validationOf } from '../support/ticket-runs.ts';

/** Code Review is two steps away, and what is merged has a status of its own. */
const FLOW: WorkflowGraph = {
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Code Review', category: 'indeterminate' },
    { name: 'Staged', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { id: '1', name: 'Start', from: ['To Do'], to: 'In Progress' },
    { id: '2', name: 'Review', from: ['In Progress'], to: 'Code Review' },
    { id: '3', name: 'Merge', from: ['Code Review'], to: 'Staged' },
    { id: '4', name: 'Release', from: ['Staged'], to: 'Done' },
  ],
};

const { clock, task } = fastTime(30);

type Opened = Parameters<typeof ensure>[1];

describe('The three paths of a pull request', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  let policyId: number;

  before(async () => {
    world = await ReleaseWorld.start({ clock });
    world.sandbox.jira.createProject({ key: 'SHOP', name: 'Shop', workflow: FLOW });
    const { organisation, project, repository } = world.repository;
    const stages = [{ name: 'Validate', seconds: 1 }];
    const validation = { organisation, project, repository, name: 'pull-request', stages };
    const { id: buildDefinitionId } = world.sandbox.azureDevOps.createPipeline(validation);
    const policy = { type: 'build', branch: 'develop', settings: { buildDefinitionId } } as const;
    policyId = world.sandbox.azureDevOps.setPolicy(world.repository, policy);
    await world.git('tag', 'v1.0.0', 'develop');
    world.sandbox.claude.script(({ output_config }) =>
      JSON.stringify(output_config).includes('"findings"')
        ? answerWith({ findings: [] })
        : answerWith({ summary: 'Customers find goods by name', description: 'A search.' }),
    );
  });
  after(() => world.stop('paths'));

  const status = (key: string) => world.sandbox.jira.readIssue(key)?.status;
  const reviews = async (id: number) => {
    const route = `git/repositories/${world.repository.id}/pullRequests/${id}/statuses`;
    const { value } = (await world.request('GET', route)) as { readonly value: readonly { readonly state: string }[] };
    return value.map(({ state }) => state);
  };
  const green = (run: StepRun) => {
    assert.equal(run.result, 'Succeeded', run.log);
    return run;
  };
  const review = (pullRequest: Opened) =>
    world.run('AIReview', { claudeConnection: 'claude' }, { ...task, subject: validationOf(pullRequest) });
  const merge = ({ id, ...refs }: Opened) => {
    const subject = validationOf({ id, ...refs });
    const inputs = { pullRequestId: String(id), when: 'policiesPass' };
    return world.run('MergePullRequest', inputs, { ...task, subject });
  };

  /** The steps of pull-request.yml, each with what those before it set. */
  async function validate(pullRequest: Opened): Promise<string> {
    const inputs = { project: 'SHOP', claudeConnection: 'claude' };
    const { variables, outputs } = green(await ensure(world, pullRequest, inputs, task));
    const subject = validationOf(pullRequest);
    const move = { tickets: '$(step.tickets)', to: 'Code Review' };
    green(await transition(world, move, { ...task, subject, variables }));
    assert.equal(green(await review(pullRequest)).outputs['verdict'], 'approve');
    assert.equal(green(await merge(pullRequest)).outputs['outcome'], 'autoCompleteSet');
    return outputs['tickets'] ?? '';
  }

  /** The run has ended well, which is what the policy of the branch waits for. */
  async function passPolicy({ id }: Opened): Promise<string> {
    const { organisation } = world.repository;
    const result = { organisation, pullRequestId: id, policyId, state: 'approved' } as const;
    world.sandbox.azureDevOps.setBuildResult(result);
    await world.sandbox.azureDevOps.settle();
    const { status: state, lastMergeCommit } = await world.pullRequest(id);
    assert.equal(state, 'completed');
    return lastMergeCommit?.commitId ?? '';
  }

  /** The steps of staging.yml for a merge. */
  async function stage(commit: string): Promise<void> {
    const subject = { kind: 'branch', ref: 'refs/heads/develop', commit } as const;
    green(await transition(world, { to: 'Staged' }, { ...task, subject }));
    green(await world.release('stage', {}, task));
  }

  const staged = async (commit: string) =>
    (await world.staging())?.changes
      .filter((change) => change.commit === commit)
      .flatMap(({ pullRequest, tickets }) => tickets.map((one) => [pullRequest, one.key, one.title, one.status]));

  it('active with a ticket: reviewed, merged, staged, the ticket along with it', async () => {
    const key = world.sandbox.jira.createIssue({ project: 'SHOP', summary: 'Login page' });
    const pullRequest = await world.openPullRequest({ title: 'feat: log in', branch: `feature/${key}_login-page` });
    assert.equal(await validate(pullRequest), key);
    assert.deepEqual([status(key), await reviews(pullRequest.id)], ['Code Review', ['succeeded']]);
    assert.equal((await world.pullRequest(pullRequest.id)).status, 'active');
    const commit = await passPolicy(pullRequest);
    assert.equal(await world.tip('refs/heads/develop'), commit);
    await stage(commit);
    assert.deepEqual(await staged(commit), [[pullRequest.id, key, 'Login page', 'Staged']]);
    assert.equal(status(key), 'Staged');
  });

  it('active without a ticket: it gets one, which goes the same way', async () => {
    const pullRequest = await world.openPullRequest({ title: 'feat: search', branch: 'chore/search' });
    const key = await validate(pullRequest);
    assert.deepEqual(
      world.sandbox.jira.listIssues('SHOP').map((issue) => [issue.key, issue.summary, issue.status]),
      [
        ['SHOP-1', 'Login page', 'Staged'],
        [key, 'Customers find goods by name', 'Code Review'],
      ],
    );
    assert.deepEqual(await reviews(pullRequest.id), ['succeeded']);
    const commit = await passPolicy(pullRequest);
    await stage(commit);
    assert.deepEqual(await staged(commit), [[pullRequest.id, key, 'Customers find goods by name', 'Staged']]);
  });

  it('merged already: only staged, and a late run of its validation changes nothing', async () => {
    const key = world.sandbox.jira.createIssue({ project: 'SHOP', summary: 'Basket', status: 'Code Review' });
    const pullRequest = await world.openPullRequest({ title: `fix: ${key} basket` });
    green(await ensure(world, pullRequest, { project: 'SHOP' }, task));
    const { organisation } = world.repository;
    world.sandbox.azureDevOps.setBuildResult({
      organisation,
      pullRequestId: pullRequest.id,
      policyId,
      state: 'approved',
    });
    const commit = await world.complete(pullRequest.id);
    await stage(commit);
    assert.deepEqual(await staged(commit), [[pullRequest.id, key, 'Basket', 'Staged']]);
    const wrote = world.writes.length;
    const asked = world.sandbox.claude.requests.length;
    const late = green(await ensure(world, pullRequest, { project: 'SHOP', claudeConnection: 'claude' }, task));
    assert.equal(late.outputs['tickets'], key);
    const over = { ...task, subject: validationOf(pullRequest), fetchDepth: 'none' } as const;
    const skipped = await world.run('AIReview', { claudeConnection: 'claude' }, over);
    assert.match(green(skipped).message ?? '', /is completed: nothing to review/);
    const inputs = { pullRequestId: String(pullRequest.id), when: 'policiesPass' };
    const merged = await world.run('MergePullRequest', inputs, over);
    assert.deepEqual([merged.outputs['outcome'], merged.outputs['mergeCommit']], ['merged', commit], merged.log);
    await stage(commit);
    assert.deepEqual([world.writes.slice(wrote), world.sandbox.claude.requests.length], [[], asked]);
  });

  it('stops with a clear error, and in time, when Jira is not there', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const connections = connectionsWith(world, { url: `http://127.0.0.1:${port}`, user: 'a@example.com', token: 'x' });
    const pullRequest = await world.openPullRequest({ title: 'No Jira' });
    const wrote = world.writes.length;
    const started = clock.now().getTime();
    const runs = await Promise.all([
      ensure(world, pullRequest, {}, { ...task, connections }),
      transition(world, { tickets: 'ABC-1', to: 'Done' }, { ...task, connections }),
    ]);
    for (const run of runs) {
      assert.equal(run.result, 'Failed', run.log);
      assert.match(run.message ?? '', new RegExp(`127\\.0\\.0\\.1:${port}.*\\[HTTP_\\w+\\]`));
    }
    assert.ok(clock.now().getTime() - started < 10 * 60_000);
    assert.deepEqual(world.writes.slice(wrote), []);
  });
});
