import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { name, PREVIEW, shop, startGate, stopSandboxes, type Gate } from './environment-sandbox.ts';

const APPROVAL = '8c6f20a7-a545-4486-9777-f762fafe0d4d';
const TASK_CHECK = 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7';
const REST = { id: '9c3e8943-130d-4c78-ac63-8af81df62dfb', name: 'InvokeRESTAPI', version: '1.220.0' };
const REQUIRED_TEMPLATE = '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3';
const TO = 'pipelines/checks/configurations';

async function setUp() {
  const gate = await startGate();
  const admin = gate.sandbox.tokenOf('Administrator');
  const bob = gate.sandbox.azure.createIdentity(shop.organisation, { displayName: 'Bob' });
  gate.sandbox.azure.createConnection({ ...name, name: 'ledger', url: 'https://dev.example.com/contoso/' });
  return { ...gate, admin, bob };
}

const inputs = {
  connectedServiceName: 'ledger',
  method: 'GET',
  urlSuffix: '$(system.TeamProject)/_apis/x',
  headers: '{"Authorization":"Bearer $(system.AccessToken)"}',
  waitForCompletion: 'false',
  successCriteria: "eq(root['ready'], true)",
};

const required = {
  repositoryType: 'git',
  repositoryName: 'Platform/slipway-pipelines',
  repositoryRef: 'refs/heads/main',
  templatePath: 'pipelines/release.yml',
};

const restSettings = (over: object = {}) => ({ displayName: 'Ready', definitionRef: REST, inputs, ...over });

const post = ({ sandbox, environment, admin }: Gate & { admin: string }, body: object) =>
  sandbox.call('POST', TO, {
    ...PREVIEW,
    token: admin,
    body: { resource: { type: 'environment', id: String(environment) }, ...body },
  });

describe('sandbox Azure DevOps: checks of environments', () => {
  afterEach(stopSandboxes);

  it('give settings only when they are asked for', async () => {
    const gate = await setUp();
    const settings = { approvers: [{ id: gate.bob.id }], requesterCannotBeApprover: true, instructions: 'Look.' };
    const made = await post(gate, { type: { id: APPROVAL, name: 'Approval' }, settings, timeout: 60 });
    assert.equal(made.status, 200, made.body.message);
    const query = `${TO}?resourceType=environment&resourceId=${gate.environment}`;
    const plain = await gate.sandbox.call('GET', query, PREVIEW);
    assert.equal('settings' in (plain.body.value[0] ?? {}), false);
    const whole = await gate.sandbox.call('POST', 'pipelines/checks/queryconfigurations?$expand=settings', {
      ...PREVIEW,
      body: [{ type: 'environment', id: String(gate.environment) }],
    });
    const found = whole.body.value[0] as unknown as { timeout: number; settings: Record<string, unknown> };
    assert.equal(found.timeout, 60);
    assert.deepEqual([found.settings['requesterCannotBeApprover'], found.settings['minRequiredApprovers']], [true, 1]);
  });

  it('name the templates that a pipeline has to extend', async () => {
    const gate = await setUp();
    const type = { id: REQUIRED_TEMPLATE, name: 'ExtendsCheck' };
    const made = await post(gate, { type, settings: { extendsChecks: [required] } });
    assert.equal(made.status, 200, made.body.message);
    const query = `${TO}?resourceType=environment&resourceId=${gate.environment}&$expand=settings`;
    const [found] = (await gate.sandbox.call('GET', query, PREVIEW)).body.value as unknown as [Record<string, unknown>];
    assert.deepEqual([found['type'], found['settings']], [type, { extendsChecks: [required] }]);
  });

  it('are previews, made by an administrator of the environment, changed and deleted by one', async () => {
    const gate = await setUp();
    const body = {
      type: { id: APPROVAL },
      settings: { approvers: [{ id: gate.bob.id }] },
      resource: { type: 'environment', id: String(gate.environment) },
    };
    assert.equal((await gate.sandbox.call('POST', TO, { token: gate.admin, body })).status, 400);
    const token = gate.sandbox.azure.issueToken({ ...shop, identity: { displayName: 'Shop Build Service' } });
    const service = await gate.sandbox.call('POST', TO, { ...PREVIEW, token, body });
    assert.deepEqual([service.status, service.body.typeKey], [403, 'AccessDeniedException']);
    const { body: made } = await post(gate, body);
    const to = `${TO}/${made.id}`;
    const change = { ...made, timeout: 30 };
    assert.equal((await gate.sandbox.call('PATCH', to, { ...PREVIEW, body: change })).status, 403);
    const changed = await gate.sandbox.call('PATCH', to, { ...PREVIEW, token: gate.admin, body: change });
    assert.deepEqual([changed.status, (changed.body as unknown as { version: number }).version], [200, 2]);
    assert.equal((await gate.sandbox.call('DELETE', to, { ...PREVIEW, token: gate.admin })).status, 200);
    assert.equal((await gate.sandbox.call('GET', to, PREVIEW)).status, 404);
  });

  it('refuse settings that the service refuses', async () => {
    const gate = await setUp();
    const service = gate.sandbox.azure.createIdentity(shop.organisation, { displayName: 'Shop Build Service' });
    const approval = (settings: object, timeout?: number) => ({ type: { id: APPROVAL }, settings, timeout });
    const rest = (over: object, timeout?: number) => ({
      type: { id: TASK_CHECK },
      settings: restSettings(over),
      timeout,
    });
    const approvers = [{ id: gate.bob.id }];
    const template = (...extendsChecks: readonly object[]) => ({
      type: { id: REQUIRED_TEMPLATE },
      settings: { extendsChecks },
    });
    const cases: readonly (readonly [object, RegExp])[] = [
      [approval({ approvers: [] }), /must be an approver/],
      [approval({ approvers: [{ id: '00000000-0000-0000-0000-000000000001' }] }), /is no identity/],
      [approval({ approvers: [{ id: service.id }] }), /cannot be an approver/],
      [approval({ approvers, minRequiredApprovers: 2 }), /only 1 approvers/],
      [approval({ approvers, colour: 'red' }), /colour/],
      [approval({ approvers }, 0), /1 to 43200 minutes/],
      [approval({ approvers }, 43_201), /1 to 43200 minutes/],
      [{ type: { id: '00000000-0000-0000-0000-000000000009' }, settings: {} }, /check type .* is not valid/],
      [{ type: { id: '0f52a19b-c67e-468f-b8eb-0ae83b532c99' }, settings: {} }, /no checks of type Pre-check approval/],
      [template(), /a template is needed/],
      [template({ ...required, repositoryType: 'github' }), /Azure Repos only/],
      [template({ ...required, repositoryName: 'templates' }), /project\/repository/],
      [template({ ...required, repositoryRef: 'main' }), /refs\/heads/],
      [template({ ...required, templatePath: '' }), /templatePath/],
      [
        rest({ definitionRef: { ...REST, id: '445fde2f-6c39-441c-807f-8a59ff2e075f' } }),
        /no checks of type Business hours/,
      ],
      [
        rest({ definitionRef: { ...REST, id: '86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b' } }),
        /no checks of type Branch control/,
      ],
      [rest({ inputs: { ...inputs, connectedServiceName: 'nowhere' } }), /could not be found/],
      [rest({ inputs: { ...inputs, headers: 'Accept: x' } }), /JSON object/],
      [rest({ inputs: { ...inputs, headers: `{"a":"${'x'.repeat(2000)}"}` } }), /2000/],
      [rest({ inputs: { ...inputs, method: 'FETCH' } }), /method/],
      [rest({ inputs: { ...inputs, waitForCompletion: 'true' } }), /ApiResponse/],
      [rest({ inputs: { ...inputs, successCriteria: 'ne(1, 2)' } }), /unrecognized value 'ne'/],
      [rest({ retryInterval: 5 }, 60), /must be at least 6/],
    ];
    for (const [body, message] of cases) {
      const answer = await post(gate, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(answer.body.message, message);
    }
    const fine = await post(gate, rest({ retryInterval: 6 }, 60));
    assert.equal(fine.status, 200, fine.body.message);
  });
});
