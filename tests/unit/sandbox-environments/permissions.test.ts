import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { Permission } from '../../../sandbox/azure-devops/azure-devops.ts';
import { name, NEXT, shop, startGate, stopSandboxes, type Gate } from './environment-sandbox.ts';

const GIT = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
const BUILD = '33344d9c-fc72-4d6f-aba5-fa317101a7e9';
const CSS = '83e28ad4-2d72-4ceb-97b0-c7726d5502c3';
const ENVIRONMENT = '83d4c2e6-e57d-4d6e-892b-b87222b7ad20';

/** As the service writes a branch into a token: the UTF-16 of each part of its name, in hex. */
const hexOf = (branch: string) =>
  branch
    .split('/')
    .map((part) => Buffer.from(part, 'utf16le').toString('hex'))
    .join('/');

async function ids({ sandbox }: Gate) {
  const { project, organisation } = sandbox.azure.projectPlace(name);
  const repository = organisation.document.repositories[0]?.id ?? '';
  const { body } = await sandbox.call('GET', 'wit/classificationnodes/Areas');
  return { project: project.id, repository, area: (body as unknown as { identifier: string }).identifier };
}

async function ask(
  gate: Gate,
  evaluations: readonly (readonly [string, string, number])[],
  permissions: readonly Permission[],
) {
  const { status, body } = await gate.sandbox.call('POST', '/contoso/_apis/security/permissionevaluationbatch', {
    token: gate.sandbox.tokenOf('Doctor', permissions),
    body: {
      evaluations: evaluations.map(([securityNamespaceId, token, bits]) => ({
        securityNamespaceId,
        token,
        permissions: bits,
      })),
    },
  });
  assert.equal(status, 200, body.message);
  return (body as unknown as { evaluations: { value: boolean }[] }).evaluations.map(({ value }) => value);
}

describe('sandbox Azure DevOps: permissions', () => {
  afterEach(stopSandboxes);

  it('tell of a token what the service would let it do', async () => {
    const gate = await startGate();
    const { project, repository, area } = await ids(gate);
    const ledger = `repoV2/${project}/${repository}/refs/heads/${hexOf('slipway/ledger')}/`;
    const asked = [
      [GIT, ledger, 4],
      [GIT, `repoV2/${project}/${repository}`, 16],
      [GIT, `repoV2/${project}/${repository}`, 32],
      [GIT, `repoV2/${project}/${repository}`, 16384],
      [GIT, `repoV2/${project}/${repository}`, 4 + 16],
      [BUILD, project, 128],
      [CSS, `vstfs:///Classification/Node/${area}`, 32],
      [ENVIRONMENT, `Environments/${project}`, 32],
      [ENVIRONMENT, `Environments/${project}/${gate.environment}`, 8],
    ] as const;
    assert.deepEqual(await ask(gate, asked, ['readCode', 'contribute', 'contributeToPullRequests', 'queueBuilds']), [
      true,
      false,
      false,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
    assert.deepEqual(
      await ask(gate, asked, [
        'readCode',
        'contribute',
        'createBranch',
        'createTag',
        'editWorkItems',
        'createEnvironment',
        'manageChecks',
      ]),
      [true, true, true, false, true, false, true, true, true],
    );
  });

  it('deny what a token does not name, and refuse a namespace that there is not', async () => {
    const gate = await startGate();
    const { project, repository } = await ids(gate);
    const wrong = [
      [GIT, `repoV2/${project}/${repository}/refs/heads/main`, 2],
      [GIT, `repoV2/${project}/${project}`, 2],
      [GIT, `repo/${project}`, 2],
      [BUILD, `${project}/999`, 128],
      [CSS, 'vstfs:///Classification/Node/other', 32],
      [GIT, `repoV2/${project}`, 1 << 20],
    ] as const;
    assert.deepEqual(
      await ask(gate, wrong, ['readCode', 'queueBuilds', 'editWorkItems']),
      wrong.map(() => false),
    );
    const { status } = await gate.sandbox.call('GET', `/contoso/_apis/permissions/${project}/2?tokens=x`);
    assert.equal(status, 404);
  });

  it('are asked one by one too, and say who the token is', async () => {
    const gate = await startGate();
    const { project } = await ids(gate);
    const to = `/contoso/_apis/permissions/${GIT}/4?tokens=repoV2/${project},repoV2/none`;
    const { body } = await gate.sandbox.call('GET', to);
    assert.deepEqual(body.value, [true, false]);
    const token = gate.sandbox.azure.issueToken({ ...shop, identity: { displayName: 'Shop Build Service' } });
    const data = await gate.sandbox.call('GET', '/contoso/_apis/connectionData', { token, version: '' });
    const { authenticatedUser } = data.body as unknown as { authenticatedUser: { providerDisplayName: string } };
    assert.equal(authenticatedUser.providerDisplayName, 'Shop Build Service');
    const names = await gate.sandbox.call('GET', '/contoso/_apis/securitynamespaces', NEXT);
    assert.equal(names.body.count, 4);
  });

  it('show the policies that completing depends on, with whom a status must come from', async () => {
    const gate = await startGate();
    const { azure } = gate.sandbox;
    const service = azure.createIdentity(shop.organisation, { displayName: 'Shop Build Service' });
    azure.setPolicy(shop, { type: 'build', settings: { buildDefinitionId: 1 } });
    const status = {
      statusGenre: 'slipway',
      statusName: 'ai-review',
      authorId: service.id,
      invalidateOnSourceUpdate: true,
    };
    azure.setPolicy(shop, { type: 'status', settings: status, isBlocking: false });
    const { body } = await gate.sandbox.call('GET', 'policy/configurations');
    const found = body.value.map(
      (one) => one as unknown as { isBlocking: boolean; isEnabled: boolean; settings: Record<string, unknown> },
    );
    assert.deepEqual(
      found.map(({ isBlocking, isEnabled }) => [isBlocking, isEnabled]),
      [
        [true, true],
        [false, true],
      ],
    );
    assert.equal(found[0]?.settings['manualQueueOnly'], false);
    assert.equal(found[1]?.settings['authorId'], service.id);
    assert.deepEqual((found[1].settings['scope'] as { refName: string }[])[0]?.refName, 'refs/heads/main');
  });
});
