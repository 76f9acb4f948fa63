import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, after } from 'mocha';
import type { WatchedBranches } from '../../../sandbox/azure-devops/documents.ts';
import { shop, startRuns, stopSandboxes, type Json, type RunSandbox } from './run-sandbox.ts';

after(stopSandboxes);

const YAML = 'trigger: { branches: { include: [main] } }\nsteps: [{ checkout: none }, { bash: echo ok }]\n';
const author = { displayName: 'Ada Doe' };

const worldOf = ({ azure }: RunSandbox) => azure.projectPlace(shop);

/** From now on nothing is done that the service does after its answers: the machine goes down before. */
const cutPower = (sandbox: RunSandbox) => worldOf(sandbox).world.later.stop();

async function again(sandbox: RunSandbox): Promise<RunSandbox> {
  await sandbox.stop();
  return startRuns(sandbox.folder);
}

async function runsOf(sandbox: RunSandbox): Promise<readonly (readonly [unknown, unknown])[]> {
  await sandbox.azure.settle();
  const { value } = await sandbox.call('GET', 'build/builds?queryOrder=queueTimeAscending');
  return value.map(({ sourceVersion, reason }) => [sourceVersion, reason]);
}

/** With a pipeline, and a branch `topic` that is one commit ahead. */
async function start(): Promise<{ readonly sandbox: RunSandbox; readonly pipeline: number; readonly topic: string }> {
  const sandbox = await startRuns();
  await sandbox.push({ 'azure-pipelines.yml': YAML });
  const topic = await sandbox.push({ 'b.txt': 'b' }, { branch: 'topic' });
  return { sandbox, pipeline: sandbox.createPipeline(), topic };
}

const pull = { ...shop, source: 'topic', target: 'main', title: 'T', author };

describe('a sandbox that was stopped', () => {
  it('starts what pushes start, each once, also when it had not seen the branch move', async () => {
    const { sandbox } = await start();
    await cutPower(sandbox);
    const pushed = [await sandbox.push({ 'a.txt': '1' }), await sandbox.push({ 'a.txt': '2' })];
    const next = await again(sandbox);
    const started = pushed.map((commit) => [commit, 'individualCI']);
    assert.deepEqual(await runsOf(next), started);
    const { gitDir } = next.azure.findRepository(shop)!;
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', gitDir, ...args], { encoding: 'utf8' }).trim();
    await next.stop();
    const unseen = git(
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b.c',
      'commit-tree',
      '-p',
      'main',
      '-m',
      'x',
      'main^{tree}',
    );
    git('update-ref', 'refs/heads/main', unseen);
    const last = await startRuns(sandbox.folder);
    assert.deepEqual(await runsOf(last), [...started, [unseen, 'individualCI']]);
    // The power went between the run and the note that the push is dealt with.
    const { organisation, world } = worldOf(last);
    const [[repository, watched]] = Object.entries(organisation.document.watched ?? {}) as [[string, WatchedBranches]];
    const push = { ref: 'refs/heads/main', to: unseen, pusherId: 'x' };
    organisation.document.watched = { [repository]: { ...watched, pushes: [push] } };
    world.store.saveOrganisation(organisation);
    assert.equal((await runsOf(await again(last))).length, 3);
  });

  it('takes no token of a job that died with it, and forgets it', async () => {
    const sandbox = await startRuns();
    const job = { organisation: shop.organisation, identity: { displayName: 'Build Service' }, runId: '1' };
    const [own, person] = [sandbox.azure.issueToken(job), sandbox.tokenOf('Mara Novak')];
    const next = await again(sandbox);
    const repositories = (token: string, status: number) => next.call('GET', 'git/repositories', { token, status });
    await repositories(person, 200);
    await repositories(own, 401);
    const kept = readdirSync(next.folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('tokens.json'))
      .map((file) => readFileSync(path.join(next.folder, file), 'utf8'));
    assert.ok(kept.length > 0 && kept.every((text) => !text.includes(own)));
  });

  it('validates a pull request, once', async () => {
    const { sandbox, pipeline, topic } = await start();
    const policy = sandbox.azure.setPolicy(shop, { type: 'build', settings: { buildDefinitionId: pipeline } });
    await cutPower(sandbox);
    const { id } = await sandbox.azure.createPullRequest(pull);
    const next = await again(sandbox);
    assert.equal((await runsOf(next)).length, 1);
    // The power went between the run and the note of its number.
    const { organisation, world } = worldOf(next);
    const known = organisation.pullRequests.get(id)!;
    known.policyBuilds = { [policy]: { state: 'queued', source: topic } };
    world.store.savePullRequest(organisation, known);
    const last = await again(next);
    assert.equal((await runsOf(last)).length, 1);
    const { policyBuilds = {} } = worldOf(last).organisation.pullRequests.get(id)!;
    assert.equal(policyBuilds[policy]?.buildId, 1);
  });

  it('tells of a merge that it had made, and makes none a second time', async () => {
    const { sandbox, pipeline, topic } = await start();
    sandbox.azure.setPolicy(shop, { type: 'build', isBlocking: false, settings: { buildDefinitionId: pipeline } });
    const { id } = await sandbox.azure.createPullRequest(pull);
    await sandbox.azure.settle();
    await cutPower(sandbox);
    await sandbox.call('PATCH', `git/repositories/web/pullRequests/${id}`, {
      body: {
        status: 'completed',
        lastMergeSourceCommit: { commitId: topic },
        completionOptions: { deleteSourceBranch: true },
      },
    });
    const { organisation, world } = worldOf(sandbox);
    const known = organisation.pullRequests.get(id)!;
    const { gitDir } = sandbox.azure.findRepository(shop)!;
    const { merge, completion } = known;
    assert.ok(completion && merge.commit !== undefined);
    completion.merge = { target: merge.target, commit: merge.commit };
    world.store.savePullRequest(organisation, known);
    execFileSync('git', ['-C', gitDir, 'update-ref', 'refs/heads/main', merge.commit]);
    const next = await again(sandbox);
    const runs = await runsOf(next);
    assert.deepEqual(runs.slice(1), [[merge.commit, 'individualCI']]);
    const told = await next.call('GET', `git/repositories/web/pullRequests/${id}`);
    assert.deepEqual([told['status'], (told['lastMergeCommit'] as Json)['commitId']], ['completed', merge.commit]);
    const heads = await next.call('GET', 'git/repositories/web/refs?filter=heads/');
    assert.deepEqual(
      heads.value.map(({ name, objectId }) => [name, objectId]),
      [['refs/heads/main', merge.commit]],
    );
  });
});
