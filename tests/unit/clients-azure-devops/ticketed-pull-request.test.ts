import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { createRunTickets } from '../../../src/clients/azure-devops/run-tickets.ts';
import { createRuns } from '../../../src/clients/azure-devops/runs.ts';
import { createTicketedPullRequest } from '../../../src/clients/azure-devops/ticketed-pull-request.ts';
import { cloneOf, shop, startSandbox, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { clientOf } from './azure-harness.ts';

async function start() {
  const sandbox = await startSandbox();
  const clone = cloneOf(sandbox);
  await clone.push('main', { 'a.txt': 'one\n' });
  await clone.push('feature/SHOP-1_refunds', { 'a.txt': 'two\n' });
  const commit = await clone.push('feature/SHOP-1_refunds', { 'b.txt': 'three\n' });
  const created = await sandbox.call('POST', `git/repositories/${shop.repository}/pullrequests`, {
    body: {
      sourceRefName: 'refs/heads/feature/SHOP-1_refunds',
      targetRefName: 'refs/heads/main',
      title: 'Pay refunds',
      description: 'At once.',
    },
  });
  assert.equal(created.status, 201, created.text);
  const client = clientOf(`${sandbox.service.url}/contoso/`, sandbox.token);
  const pullRequestId = created.body.pullRequestId;
  const readDiff = (max: number) => Promise.resolve('diff'.slice(0, max));
  return {
    sandbox,
    client,
    commit,
    pullRequestId,
    pullRequest: createTicketedPullRequest({ client, pullRequestId, readDiff }),
  };
}

describe('A pull request that wants a ticket', () => {
  afterEach(stopSandboxes);

  it('tells its commits, work items and diff, and takes a description', async () => {
    const { pullRequest } = await start();
    assert.equal((await pullRequest.listCommitMessages()).length, 2);
    assert.deepEqual(await pullRequest.listWorkItems(), []);
    assert.equal(await pullRequest.readDiff(2), 'di');
    await pullRequest.writeDescription('At once.\n\nTicket: SHOP-1');
    assert.equal((await pullRequest.readPullRequest()).description, 'At once.\n\nTicket: SHOP-1');
    await pullRequest.writeProperty('slipway.ticket', '{"schema":1}');
    assert.equal((await pullRequest.readProperties())['slipway.ticket'], '{"schema":1}');
  });

  it('tells a run what it is about', async () => {
    const { client, commit, pullRequestId, pullRequest } = await start();
    await pullRequest.writeProperty('slipway.ticket', 'SHOP-9');
    const of = (id: number | undefined) =>
      createRunTickets({ client, repository: shop.repository, pullRequestId: id, commit }).readTexts();
    const texts = await of(pullRequestId);
    assert.deepEqual(
      texts.slice(0, -1).map(({ source, text }) => `${source}: ${text}`),
      ['branch: feature/SHOP-1_refunds', 'title: Pay refunds', 'description: At once.', 'property: SHOP-9'],
    );
    assert.equal(texts.at(-1)?.source, 'commit');
    assert.deepEqual(
      (await of(undefined)).map(({ source }) => source),
      ['commit'],
    );
  });

  it('tells a run nothing of a release that we opened', async () => {
    const { sandbox, client, commit, pullRequestId } = await start();
    const path = `git/repositories/${shop.repository}/pullRequests/${pullRequestId}/labels`;
    assert.equal((await sandbox.call('POST', path, { body: { name: 'slipway-release' } })).status, 200);
    const tickets = createRunTickets({ client, repository: shop.repository, pullRequestId, commit });
    assert.deepEqual(await tickets.readTexts(), []);
  });

  it('knows that a run that is not there does not go on', async () => {
    const { client } = await start();
    assert.equal(await createRuns(client).isRunning(999), false);
  });
});
