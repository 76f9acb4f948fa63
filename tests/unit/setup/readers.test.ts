import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createModelReader } from '../../../src/clients/claude/model-reader.ts';
import { createHttpClient } from '../../../src/clients/http/http-client.ts';
import { createJiraReader } from '../../../src/clients/jira/jira-reader.ts';
import { attempt } from '../../../src/setup/attempt.ts';
import { checkAgent } from '../../../src/setup/check-agent.ts';
import { checkClaude } from '../../../src/setup/check-claude.ts';
import { checkRetention } from '../../../src/setup/check-keeping.ts';
import { checkPolicies } from '../../../src/setup/check-policies.ts';
import { checkRights } from '../../../src/setup/check-rights.ts';
import { checkTemplates } from '../../../src/setup/check-templates.ts';
import type { ProjectReader } from '../../../src/setup/ports.ts';
import { SlipwayError } from '../../../src/errors.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { failing } from '../clients-azure-devops/azure-harness.ts';
import { onBoth } from '../clients-jira/jira-harness.ts';
import { startService, type ServiceRequest } from '../../../sandbox/core/service.ts';
import { systemClock } from '../../../sandbox/core/clock.ts';
import { Traffic } from '../../../sandbox/core/traffic.ts';

const dead = new SlipwayError('The service is not there.', { kind: 'remote', code: 'HTTP_UNREACHABLE' });
const fail = () => Promise.reject(dead);

describe('a look', () => {
  it('keeps what was foreseen, and throws what is a bug or the end of a cancelled run', async () => {
    assert.deepEqual(await attempt(fail), { error: dead });
    const bug = new TypeError('x is undefined');
    await assert.rejects(
      attempt(() => Promise.reject(bug)),
      bug,
    );
  });
});

describe('what cannot be read', () => {
  const project: ProjectReader = {
    readDefaultBranch: fail,
    readRootArea: fail,
    evaluateRights: fail,
    readPolicies: fail,
    listWebhooks: fail,
    readRetention: fail,
    readTicketKeys: fail,
  };
  const place = {
    projectId: 'p',
    repositoryId: 'r',
    repository: 'shop',
    targetBranch: 'main',
    ledgerBranch: 'slipway/ledger',
  };

  it('is unknown with its cause, never in order', async () => {
    const request = { branches: ['main'], identityId: 'me', reviewers: [], page: 'https://dev.azure.com/branches' };
    const found = [
      ...(await checkRights(project, place, 'the build service')),
      ...(await checkPolicies(project, request)),
      ...(await checkRetention(project)),
      ...(await checkTemplates({ isGuarded: fail }, { error: dead })),
    ];
    assert.ok(found.length > 12);
    for (const finding of found) {
      assert.equal(finding.status, 'unknown', finding.id);
      assert.equal(finding.detail, dead.message);
      assert.ok(finding.remedy);
    }
  });

  it('is unknown for a template whose branch cannot be looked at, or is not of Azure Repos', async () => {
    const text = (type: string) =>
      `resources: { repositories: [{ repository: s, type: ${type}, name: A/b }] }\nextends: { template: release.yml@s }`;
    const files = ['git', 'github'].map((type, id) => ({ id, name: type, text: text(type) }));
    const found = await checkTemplates({ isGuarded: fail }, { value: files });
    const statuses = found.map(({ status }) => status);
    assert.deepEqual(statuses, ['ok', 'ok', 'unknown', 'unknown']);
    const twice = [...files.slice(0, 1), ...files.slice(0, 1)];
    const open = await checkTemplates({ isGuarded: () => Promise.resolve(false) }, { value: twice });
    assert.deepEqual(
      open.map(({ status }) => status),
      ['ok', 'ok', 'warning'],
    );
    assert.ok(open[2]?.detail.includes('Nobody has to review'));
    const tag = await checkTemplates({ isGuarded: () => Promise.resolve(undefined) }, { value: twice });
    assert.equal(tag[2]?.status, 'ok');
    const none = await checkTemplates({ isGuarded: fail }, { value: [] });
    assert.equal(none[0]?.status, 'warning');
  });
});

describe('the agent', () => {
  const agent = { agentVersion: '4.266.2', nodeVersion: '24.1.0', readIsShallow: () => Promise.resolve(false) };
  const statusOf = async (git: () => Promise<string>, over = {}) =>
    (await checkAgent({ ...agent, readGitVersion: git, ...over })).map(({ status }) => status);

  it('needs a git that merges without a work tree', async () => {
    for (const good of ['2.38.0', '2.47.1.windows.2', '2.39.5 (Apple Git-154)'])
      assert.deepEqual(await statusOf(() => Promise.resolve(good)), ['ok', 'ok', 'ok', 'ok'], good);
    assert.deepEqual(await statusOf(() => Promise.resolve('2.37.9')), ['ok', 'problem', 'ok', 'ok']);
    assert.deepEqual(await statusOf(fail), ['ok', 'problem', 'ok', 'ok']);
    assert.deepEqual(await statusOf(() => Promise.resolve('unheard of')), ['ok', 'unknown', 'ok', 'ok']);
  });

  it('is told when it is too old, and when its clone cannot be read', async () => {
    const over = { agentVersion: '4.247.1', readIsShallow: fail };
    assert.deepEqual(await statusOf(() => Promise.resolve('2.40.0'), over), ['unknown', 'ok', 'problem', 'ok']);
  });
});

describe('a reader of Jira', () => {
  it(
    'gives who it is and which of the permissions it has, on both deployments',
    onBoth(async ({ jira, connection, seen }, deployment) => {
      const permissions = ['BROWSE_PROJECTS', 'ADD_COMMENTS'] as const;
      const { token, email } = jira.issueToken({ user: 'Bot', permissions });
      const user = deployment === 'cloud' ? email : undefined;
      const http = createHttpClient({ signal: new AbortController().signal, log: memoryLog() });
      const reader = createJiraReader({ connection: { ...connection, user, token }, http, log: memoryLog() });
      assert.equal(await reader.readSelf(), 'Bot');
      const had = await reader.readPermissions('SHOP', ['BROWSE_PROJECTS', 'EDIT_ISSUES', 'ADD_COMMENTS']);
      assert.deepEqual(
        [...had],
        [
          ['BROWSE_PROJECTS', true],
          ['EDIT_ISSUES', false],
          ['ADD_COMMENTS', true],
        ],
      );
      assert.ok(
        seen.every(({ method, path }) => method === 'GET' && path.includes(deployment === 'cloud' ? '/3/' : '/2/')),
      );
      jira.deleteToken(token);
      await assert.rejects(reader.readSelf(), failing('JIRA_UNAUTHORIZED', /does not accept/));
      await http.close();
    }),
  );
});

describe('a reader of models', () => {
  async function withModels(
    answer: (request: ServiceRequest) => { readonly status: number; readonly body: unknown },
    work: (open: (provider: 'anthropic' | 'foundry') => ReturnType<typeof createModelReader>) => Promise<void>,
  ) {
    const service = await startService({
      nameOf: () => undefined,
      traffic: new Traffic(),
      clock: systemClock,
      handler: (request) => {
        const { status, body } = answer(request);
        return Promise.resolve({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      },
    });
    const http = createHttpClient({ signal: new AbortController().signal, log: memoryLog() });
    try {
      await work((provider) =>
        createModelReader({ http, url: service.url, apiKey: 'sk-secret', provider, model: 'claude-x' }),
      );
    } finally {
      await http.close();
      await service.close();
    }
  }

  it('sends the key as the provider wants it', () =>
    withModels(
      ({ headers }) => ({
        status: 200,
        body: { display_name: headers.authorization ?? `key ${String(headers['x-api-key'])}` },
      }),
      async (open) => {
        assert.equal(await open('anthropic').readModel(), 'Bearer sk-secret');
        assert.equal(await open('foundry').readModel(), 'key sk-secret');
      },
    ));

  it('tells a key that is refused from a model that is not there, which Foundry does not tell', () => {
    let status = 401;
    return withModels(
      () => ({ status, body: { type: 'error', error: { type: 'x', message: 'no sk-secret' } } }),
      async (open) => {
        const wanted = { 401: 'problem', 403: 'problem', 404: 'problem', 400: 'unknown' };
        for (const [given, expected] of Object.entries(wanted)) {
          status = Number(given);
          const [finding] = await checkClaude(open('anthropic'));
          assert.equal(finding?.status, expected, given);
          assert.ok(!JSON.stringify(finding).includes('sk-secret'));
        }
        status = 404;
        const [finding] = await checkClaude(open('foundry'));
        assert.deepEqual([finding?.status, (finding?.detail ?? '').includes('does not tell')], ['unknown', true]);
      },
    );
  });
});
