import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AzureDevOpsClient } from '../../../src/clients/azure-devops/azure-devops-client.ts';
import type { Call } from '../../../src/clients/azure-devops/call.ts';
import { checkOf } from '../../../src/clients/azure-devops/environment-checks.ts';
import { createEnvironmentReader } from '../../../src/clients/azure-devops/environment-reader.ts';
import { createEnvironmentWriter } from '../../../src/clients/azure-devops/environment-writer.ts';
import { isGuarded } from '../../../src/clients/azure-devops/guarded-branch.ts';
import { findIdentityClient } from '../../../src/clients/azure-devops/identities.ts';
import { listPipelineFiles } from '../../../src/clients/azure-devops/pipeline-files.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { failing } from './azure-harness.ts';

const error = (code: string) => new SlipwayError('It would not.', { kind: 'remote', code });
const NOT_FOUND = error('AZURE_DEVOPS_NOT_FOUND');

/** A client that gives what `answer` gives for a call; an error is thrown. */
function clientOf(answer: (call: Call) => unknown): AzureDevOpsClient & { readonly calls: Call[] } {
  const calls: Call[] = [];
  const ask = (call: Call) => {
    calls.push(call);
    const given = answer(call);
    if (given instanceof Error) throw given;
    return given;
  };
  const client = {
    calls,
    call: (call: Call, shape: { parse: (value: unknown) => unknown }) =>
      Promise.resolve().then(() => shape.parse(ask(call))),
    page: (call: Call, shape: { parse: (value: unknown) => unknown }) =>
      Promise.resolve().then(() => {
        const { next, ...value } = ask(call) as { readonly next?: string };
        return { value: shape.parse(value), next };
      }),
    bytes: (call: Call) => Promise.resolve().then(() => Buffer.from(ask(call) as string)),
    webUrl: () => 'https://dev.azure.com/contoso/',
    pause: () => Promise.resolve(),
  };
  return client as unknown as AzureDevOpsClient & { readonly calls: Call[] };
}

const access = (client: AzureDevOpsClient) => ({ client, clientOf: () => client, repositoryId: 'r' });
const last = ({ path }: Call) => String(path.at(-1));

describe('the client of environments', () => {
  it('sends the token to no host but those of the service', async () => {
    const there = clientOf(() => ({}));
    const at = async (locationUrl: unknown) => {
      const client = clientOf(() => (locationUrl instanceof Error ? locationUrl : { locationUrl }));
      const asked: unknown[] = [];
      const found = await findIdentityClient({
        ...access(client),
        clientOf: ({ collectionUri }) => {
          asked.push(collectionUri);
          return there;
        },
      });
      assert.equal(found === there, asked.length > 0);
      return asked[0];
    };
    for (const url of [
      'https://vssps.dev.azure.com/contoso/',
      'https://contoso.vssps.visualstudio.com/',
      'https://dev.azure.com/other/',
    ])
      assert.equal(await at(url), url);
    for (const url of [
      'http://vssps.dev.azure.com/contoso/',
      'https://dev.azure.com.evil.example/',
      'https://evildev.azure.com/',
      'file:///etc',
      '',
      null,
    ])
      assert.equal(await at(url), undefined, String(url));
    assert.equal(await at(NOT_FOUND), undefined);
    await assert.rejects(at(error('AZURE_DEVOPS_UNAUTHORIZED')), failing('AZURE_DEVOPS_UNAUTHORIZED'));
  });

  it('takes what is called what for the identity that it is', async () => {
    const wire = (over: object) => ({ id: '1', providerDisplayName: 'X', isActive: true, ...over });
    const text = ($value: string) => ({ $value });
    const answers = [
      wire({
        descriptor: 'Microsoft.IdentityModel.Claims.ClaimsIdentity;t\\ada',
        properties: { Account: text('ada@x.example') },
      }),
      wire({ properties: { SchemaClassName: text('Group'), Account: text('X') } }),
      wire({ isContainer: true, customDisplayName: 'Y' }),
      wire({ descriptor: 'Microsoft.TeamFoundation.ServiceIdentity;1:Build:2', isActive: false }),
      null,
    ];
    const client = clientOf((call) => (last(call) === 'identities' ? { value: answers } : { locationUrl: null }));
    const reader = createEnvironmentReader(access(client));
    const found = await reader.findIdentities('X');
    assert.deepEqual(
      found.map(({ kind, name, account, isActive }) => [kind, name, account, isActive]),
      [
        ['person', 'X', 'ada@x.example', true],
        ['group', 'X', '', true],
        ['group', 'Y', '', true],
        ['service', 'X', '', false],
      ],
    );
    await reader.findIdentities('x@example.com');
    // By name and by address; and where identities are served is asked once.
    assert.deepEqual(client.calls.map(last), [
      '8a3d49b8-91f0-46ef-b33d-dda338c25db3',
      'identities',
      'identities',
      'identities',
    ]);
  });

  it('knows each kind of approval, and calls everything that it does not know other', () => {
    const kind = (id: string, settings?: unknown) =>
      checkOf({ id: 1, type: { id, name: 'N' }, settings }).settings.kind;
    const approvers = { approvers: [{ id: 'a' }] };
    for (const id of [
      '8C6F20A7-A545-4486-9777-F762FAFE0D4D',
      '0f52a19b-c67e-468f-b8eb-0ae83b532c99',
      '06441319-13fb-4756-b198-c2da116894a4',
    ])
      assert.equal(kind(id, approvers), 'approval');
    const task = 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7';
    const rest = { definitionRef: { id: '9c3e8943-130d-4c78-ac63-8af81df62dfb' }, inputs: { urlSuffix: null } };
    assert.equal(kind(task, rest), 'rest');
    for (const [id, settings] of [
      ['8c6f20a7-a545-4486-9777-f762fafe0d4d', undefined],
      [task, { definitionRef: { id: '445fde2f-6c39-441c-807f-8a59ff2e075f' } }],
      [task, 'text'],
      ['4020e66e-b0f3-47e1-bc88-48f3cc59b5f3', {}],
      ['2ef31ad6-baa0-403a-8b45-2cbc9b4e5563', {}],
    ] as const)
      assert.equal(kind(id, settings), 'other', id);
    assert.deepEqual(checkOf({ id: 1, type: { id: task } }).timeout, 43_200);
  });

  it('calls a branch guarded only by a policy in force on it that wants reviewers', async () => {
    const minimum = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
    const scope = { repositoryId: 'R', refName: 'refs/heads/main', matchKind: 'Exact' };
    const policy = (over: object, where: object = {}) => ({
      ...{ isEnabled: true, isBlocking: true, type: { id: minimum }, settings: { scope: [{ ...scope, ...where }] } },
      ...over,
    });
    const asked: unknown[] = [];
    const guarded = async (policies: readonly object[], ref = 'refs/heads/main') => {
      const pages = policies.map((one, index) => ({
        value: [one],
        ...(index + 1 < policies.length ? { next: String(index + 1) } : {}),
      }));
      const client = clientOf(({ path, query }) =>
        path[0] === 'git'
          ? { id: 'r', defaultBranch: 'refs/heads/main' }
          : (pages[Number(query?.['continuationToken'] ?? 0)] ?? { value: [] }),
      );
      const there = { ...access(client), clientOf: (elsewhere: unknown) => (asked.push(elsewhere), client) };
      return isGuarded(there, { repository: 'Platform/pipelines', ref, path: 'release.yml' });
    };
    assert.deepEqual([await guarded([]), asked[0]], [false, { project: 'Platform' }]);
    assert.equal(await guarded([policy({ isEnabled: false }), policy({})]), true);
    for (const where of [
      { repositoryId: null },
      { matchKind: 'DefaultBranch', refName: null },
      { matchKind: 'Prefix', refName: 'refs/heads/' },
    ])
      assert.equal(await guarded([policy({}, where)]), true, JSON.stringify(where));
    for (const over of [
      { isEnabled: false },
      { isBlocking: false },
      { isDeleted: true },
      { type: { id: '0609b952-1397-4640-95ec-e00a01b2c241' } },
    ])
      assert.equal(await guarded([policy(over)]), false, JSON.stringify(over));
    assert.equal(await guarded([policy({}, { repositoryId: 'other' })]), false);
    assert.equal(await guarded([policy({}, { matchKind: 'DefaultBranch', refName: null })], 'refs/heads/v1'), false);
    assert.equal(await guarded([policy({})], 'refs/tags/v1'), undefined);
  });

  it('reads the files of all pages of pipelines, and goes on where there is none', async () => {
    const file = (id: number, yamlFilename?: string) => ({
      id,
      name: `p${id}`,
      process: { yamlFilename },
      repository: { defaultBranch: 'refs/heads/main' },
    });
    const pages: Readonly<Record<string, object>> = {
      first: { value: [file(1, 'a.yml'), file(2, '/gone.yml')], next: 'second' },
      second: { value: [file(3)] },
    };
    const client = clientOf(({ path, query }) => {
      if (path[0] === 'build') return pages[String(query?.['continuationToken'] ?? 'first')];
      return query?.['path'] === '/a.yml' ? 'trigger: none' : NOT_FOUND;
    });
    const files = await listPipelineFiles(access(client));
    assert.deepEqual(
      files.map(({ id, text }) => [id, text]),
      [
        [1, 'trigger: none'],
        [2, undefined],
        [3, undefined],
      ],
    );
    const endless = clientOf(({ query }) => ({ value: [], next: `${String(query?.['continuationToken'] ?? '')}x` }));
    await assert.rejects(listPipelineFiles(access(endless)), failing('AZURE_DEVOPS_TOO_MANY_PAGES'));
  });

  it('takes the environment that somebody else created first, and nothing else for it', async () => {
    const writer = (found: readonly object[], code: string) =>
      createEnvironmentWriter(
        { client: clientOf(({ method }) => (method === 'POST' ? error(code) : { value: found })) },
        { isSame: () => false },
      );
    const there = [{ id: 7, name: 'PRODUCTION' }];
    for (const code of ['AZURE_DEVOPS_CONFLICT', 'AZURE_DEVOPS_REFUSED']) {
      assert.deepEqual(await writer(there, code).createEnvironment('Production', ''), there[0]);
      await assert.rejects(
        writer([{ id: 8, name: 'Production 2' }], code).createEnvironment('Production', ''),
        failing(code),
      );
    }
    await assert.rejects(
      writer(there, 'AZURE_DEVOPS_FORBIDDEN').createEnvironment('Production', ''),
      failing('AZURE_DEVOPS_FORBIDDEN'),
    );
  });

  it('removes what is gone already without a word', async () => {
    const check = {
      id: 1,
      isEnabled: true,
      createdById: '',
      timeout: 1,
      settings: { kind: 'other', type: '' },
    } as const;
    const writer = (answer: unknown) =>
      createEnvironmentWriter({ client: clientOf(() => answer) }, { isSame: () => false });
    await writer(NOT_FOUND).deleteCheck(check);
    await assert.rejects(writer(error('AZURE_DEVOPS_FORBIDDEN')).deleteCheck(check), failing('AZURE_DEVOPS_FORBIDDEN'));
  });
});
