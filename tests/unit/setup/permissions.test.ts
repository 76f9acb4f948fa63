import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { evaluateRights } from '../../../src/clients/azure-devops/permissions.ts';
import { neededRights } from '../../../src/setup/judge-permissions.ts';
import { clientOf, withAnswers } from '../clients-azure-devops/azure-harness.ts';
import { shop, startPipelines, stopSandboxes } from '../sandbox-pipelines/pipeline-sandbox.ts';

const place = { repository: 'Shop', targetBranch: 'main', ledgerBranch: 'slipway/ledger' };

interface Repositories {
  readonly value: readonly { readonly id: string; readonly project: { readonly id: string } }[];
}

describe('rights of the job', function () {
  this.timeout(30_000);
  afterEach(stopSandboxes);

  it('are had or missing as the service enforces them', async () => {
    const sandbox = await startPipelines();
    const url = `${new URL(sandbox.azure.createRepository(shop).cloneUrl()).origin}/contoso/`;
    const token = sandbox.tokenOf('Job', ['readCode', 'createTag', 'contribute']);
    const authorization = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
    const answer = await fetch(`${url}Shop/_apis/git/repositories?api-version=7.1`, { headers: { authorization } });
    const [repository] = ((await answer.json()) as Repositories).value;
    assert.ok(repository);
    const rights = neededRights({ ...place, projectId: repository.project.id, repositoryId: repository.id });
    const had = await evaluateRights(clientOf(url, token, 'Shop'), rights);
    assert.deepEqual(
      rights.filter((_, index) => had[index] === true).map(({ id }) => id),
      ['create-tag', 'contribute-to-ledger', 'contribute-to-target', 'view-environments'],
    );
    assert.equal(had.filter((one) => one === false).length, 5);
  });

  it('stay unknown when the service answers about others', async () => {
    const evaluations = [{ securityNamespaceId: 'x', token: 'y', permissions: 1, value: true }];
    await withAnswers(
      () => ({ evaluations }),
      async (_host, url) => {
        const rights = neededRights({ ...place, projectId: 'p', repositoryId: 'r' });
        const had = await evaluateRights(clientOf(`${url}/contoso/`, 'token'), rights);
        assert.deepEqual(
          had,
          rights.map(() => undefined),
        );
      },
    );
  });
});
