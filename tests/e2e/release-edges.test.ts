import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { ReleaseWorld } from '../support/release-world.ts';

const said = (run: StepRun): string => [run.message, ...run.issues.map(({ message }) => message)].join('\n');

describe('StageRelease, on the edges', function () {
  this.timeout(120_000);
  let world: ReleaseWorld;
  beforeEach(async () => {
    world = await ReleaseWorld.start();
    await world.git('tag', 'v1.0.0', 'develop');
  });
  afterEach(function () {
    return world.stop(`release-${this.currentTest?.title.replace(/\W+/g, '-').slice(0, 50) ?? ''}`);
  });

  const plain = { jiraConnection: '' };

  it('tells everything that is wrong with its inputs before any request', async () => {
    const before = world.sandbox.traffic.entries.length;
    const run = await world.release('hotfix', {
      releaseAs: 'one',
      prerelease: '7',
      tagFormat: 'v',
      cherryPick: 'abc',
      jiraConnection: 'nowhere',
    });
    assert.equal(run.result, 'Failed', run.log);
    for (const input of ['releaseAs', 'prerelease', 'tagFormat', 'cherryPick', 'from', 'jiraConnection'])
      assert.match(said(run), new RegExp(`^${input}: `, 'm'), run.log);
    const requests = world.sandbox.traffic.entries
      .slice(before)
      .filter(({ request }) => !/git-upload-pack|info\/refs/.test(request.url));
    assert.deepEqual(
      requests.map(({ request }) => request.url),
      [],
    );
  });

  it('names the permission that is missing', async () => {
    await world.merge({ title: 'feat: one' });
    const without = (...missing: string[]) =>
      world.jobToken(
        (['readCode', 'contribute', 'createBranch', 'createTag', 'contributeToPullRequests'] as const).filter(
          (one) => !missing.includes(one),
        ),
      );
    const first = await world.release('stage', plain, { token: without('createBranch') });
    assert.match(said(first), /"Create branch" is missing[^]*AZURE_DEVOPS_FORBIDDEN/, first.log);
    await world.release('stage', plain);
    await world.merge({ title: 'feat: two' });
    const second = await world.release('stage', plain, { token: without('contribute') });
    assert.match(said(second), /"Contribute" is missing/, second.log);
    await world.release('open', plain);
    await world.complete((await world.staging())!.releasePullRequest!.id);
    const claim = await world.release('claim', plain, { token: without('createTag') });
    assert.match(said(claim), /"Create tag" is missing/, claim.log);
  });

  it('does nothing twice when answers are lost', async () => {
    await world.merge({ title: 'feat: one' });
    const lose = (part: string) =>
      world.sandbox.azureService.faults.add({
        match: ({ method, path }) => method === 'POST' && path.toLowerCase().endsWith(part),
        fault: { kind: 'lostAnswer' },
        times: 1,
      });
    lose('/pushes');
    const stage = await world.release('stage', plain);
    assert.equal(stage.result, 'Succeeded', stage.log);
    for (const part of ['/pushes', '/pullrequests', '/git-receive-pack']) lose(part);
    const open = await world.release('open', plain);
    assert.equal(open.result, 'Succeeded', open.log);
    await world.complete((await world.staging())!.releasePullRequest!.id);
    lose('/annotatedtags');
    const claim = await world.release('claim', plain);
    assert.deepEqual([claim.result, claim.outputs['version']], ['Succeeded', '1.1.0'], claim.log);
    lose('/pushes');
    const publish = await world.release('publish', plain);
    assert.equal(publish.result, 'Succeeded', publish.log);
    assert.deepEqual(
      (await world.ledgerMessages()).map((message) => message.replace(/ \[skip ci\]$/, '').replace(/\d+ /, 'n ')),
      [
        'Stage pull request n for shop 1.1.0',
        'Open release shop 1.1.0',
        'Link pull request n to release shop 1.1.0',
        'Release shop 1.1.0',
      ],
    );
    assert.equal(await world.git('tag', '--list', 'v1.1.*'), 'v1.1.0');
  });

  it('mends an old release from its tag, without a clone', async () => {
    const none = { fetchDepth: 'none' } as const;
    await world.commit('develop', { 'a.txt': '1\n' }, { message: 'feat: one' });
    await world.release('stage', plain, none);
    await world.release('open', plain, none);
    await world.complete((await world.staging())!.releasePullRequest!.id);
    await world.release('claim', plain, none);
    await world.release('publish', plain, none);
    await world.commit('develop', { 'b.txt': '2\n' }, { message: 'feat: two' });
    const fix = await world.commit('develop', { 'fix.txt': 'mended\n' }, { message: 'fix: urgent' });
    const staged = await world.release('stage', plain, none);
    assert.equal(staged.result, 'Succeeded', staged.log);
    const hotfix = await world.release('hotfix', { ...plain, from: 'v1.1.0', cherryPick: fix }, none);
    assert.deepEqual([hotfix.result, hotfix.outputs['version']], ['Succeeded', '1.1.1'], hotfix.log);
    const open = await world.release('open', plain, none);
    assert.equal(open.result, 'Succeeded', open.log);
    const claim = await world.release('claim', plain, none);
    assert.equal(claim.result, 'Succeeded', claim.log);
    const files = await world.git('ls-tree', '-r', '--name-only', 'v1.1.1');
    assert.ok(files.includes('fix.txt') && !files.includes('b.txt'), files);
    const publish = await world.release('publish', plain, none);
    assert.equal(publish.result, 'Succeeded', publish.log);
    const staging = await world.staging();
    assert.deepEqual(
      [staging?.version, staging?.changes.map(({ title }) => title)],
      ['1.2.0', ['feat: two', 'fix: urgent']],
    );
  });

  it('keeps to the branch rules: never pushes to a protected branch', async () => {
    world.sandbox.azureDevOps.setPolicy(world.repository, {
      type: 'minimumReviewers',
      branch: 'main',
      settings: { minimumApproverCount: 1, creatorVoteCounts: false },
    });
    await world.merge({ title: 'feat: one' });
    await world.release('stage', plain);
    const open = await world.release('open', plain);
    assert.equal(open.result, 'Succeeded', open.log);
    assert.deepEqual(
      world.writes.filter((write) => write.includes('receive-pack') || write.endsWith('/pushes')).length,
      4,
      world.writes.join('\n'),
    );
  });

  it('stops where the branch was rewritten, and where the run is of no branch', async () => {
    await world.merge({ title: 'feat: one' });
    await world.release('stage', plain);
    await world.git('update-ref', 'refs/heads/develop', 'v1.0.0');
    await world.commit('develop', { 'other.txt': '1\n' }, { message: 'feat: other' });
    const run = await world.release('stage', plain);
    assert.deepEqual(run.result, 'Failed', run.log);
    assert.match(said(run), /RELEASE_HISTORY_REWRITTEN/);
    const tag = await world.release('stage', plain, { subject: { kind: 'branch', ref: 'refs/tags/v1.0.0' } });
    assert.match(said(tag), /RELEASE_SOURCE_BRANCH_UNKNOWN/, tag.log);
    const unknown = await world.release('stage', { ...plain, sourceBranch: 'trunk' });
    assert.match(said(unknown), /RELEASE_BRANCH_UNKNOWN/, unknown.log);
  });

  it('takes work items for tickets and no text for a command', async () => {
    const { azureDevOps } = world.sandbox;
    const { organisation, project } = world.repository;
    const author = { displayName: 'Ada' };
    const item = azureDevOps.createWorkItem({ organisation, project, type: 'User Story', title: 'Search', author });
    const hostile = 'feat: ##vso[task.setvariable variable=version]9.9.9 **bold** <!-- x --> @all';
    const { id } = await world.openPullRequest({ title: hostile });
    azureDevOps.linkWorkItem({ organisation, pullRequestId: id, workItemId: item.id });
    await world.complete(id);
    const run = await world.release('stage', { ...plain, versioning: 'ticket' });
    assert.deepEqual([run.outputs['version'], run.outputs['tickets']], ['1.1.0', `AB#${item.id}`], run.log);
    const [ticket] = (await world.staging())!.changes[0]!.tickets;
    assert.deepEqual([ticket?.title, ticket?.type, ticket?.status], ['Search', 'User Story', 'New']);
    const open = await world.release('open', { ...plain, versioning: 'ticket' });
    assert.equal(open.result, 'Succeeded', open.log);
    assert.ok(!open.log.includes('9.9.9\n##'));
    assert.equal(open.outputs['version'], '1.1.0');
  });
});
