import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { ALL_PERMISSIONS } from '../../../sandbox/azure-devops/documents.ts';
import { shop, startPipelines, stopSandboxes, type Json } from './pipeline-sandbox.ts';

describe('sandbox Azure DevOps: pipelines and runs', () => {
  afterEach(stopSandboxes);

  it('lists pipelines in the order that is asked for, page by page', async () => {
    const sandbox = await startPipelines();
    for (const name of ['b', 'c', 'a']) sandbox.createPipeline({ name });
    const names = (body: Json) => body.value.map(({ name }) => name);
    assert.deepEqual(names((await sandbox.call('GET', 'pipelines')).body), ['a', 'b', 'c']);
    assert.deepEqual(names((await sandbox.call('GET', 'pipelines?orderBy=id%20desc')).body), ['a', 'c', 'b']);
    const first = await sandbox.call('GET', 'pipelines?$top=2');
    assert.deepEqual(names(first.body), ['a', 'b']);
    const second = await sandbox.call('GET', `pipelines?$top=2&continuationToken=${first.next ?? ''}`);
    assert.deepEqual([names(second.body), second.next], [['c'], null]);
    for (const query of ['orderBy=colour', 'orderBy=id%20up', '$top=x', 'name=a'])
      assert.equal((await sandbox.call('GET', `pipelines?${query}`)).status, 400, query);
  });

  it('gives a pipeline, and its definition by name with wildcards', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline({ name: 'web-release', folder: '\\shop' });
    sandbox.createPipeline({ name: 'web-checks' });
    const { body } = await sandbox.call('GET', `pipelines/${id}`);
    assert.deepEqual([body.name, body.folder, body.configuration.type], ['web-release', '\\shop', 'yaml']);
    const found = async (name: string) =>
      (await sandbox.call('GET', `build/definitions?name=${name}`)).body.value.map((one) => one.id);
    assert.deepEqual(await found('WEB-release'), [id]);
    assert.deepEqual(await found('web-*'), [id, id + 1]);
    assert.deepEqual(await found('*rel*e'), [id]);
    assert.deepEqual(await found('release'), []);
    const definition = await sandbox.call('GET', `build/definitions/${id}`);
    assert.equal(definition.body.repository.type, 'TfsGit');
    assert.equal((await sandbox.call('GET', 'pipelines/99')).body.typeKey, 'PipelineNotFoundException');
    assert.equal((await sandbox.call('GET', 'build/definitions/99')).body.typeKey, 'DefinitionNotFoundException');
  });

  it('queues a run at the commit and with the parameters that it is given', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline({ parameters: { version: null, dryRun: 'false' }, settableVariables: ['level'] });
    const { status, body } = await sandbox.call('POST', `pipelines/${id}/runs`, {
      body: {
        resources: { repositories: { self: { refName: 'refs/heads/feature', version: sandbox.commit } } },
        templateParameters: { Version: '1.2.0' },
        variables: { level: { value: 'high' }, Level: { value: 'secret', isSecret: true } },
        previewRun: false,
      },
    });
    assert.equal(status, 200);
    assert.deepEqual(body.templateParameters, { version: '1.2.0', dryRun: 'false' });
    assert.deepEqual(body.variables, { level: { value: 'high' }, Level: { isSecret: true } });
    assert.deepEqual([body.state, body.result, body.name], ['inProgress', undefined, '20261102.1']);
    const self = body.resources.repositories.self;
    assert.deepEqual([self.refName, self.version], ['refs/heads/feature', sandbox.commit]);
    const again = await sandbox.call('GET', `pipelines/${id}/runs/${body.id}`);
    assert.deepEqual(again.body, body);
  });

  it('takes the default branch and its tip when nothing is said', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline();
    const { body } = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} });
    const build = await sandbox.call('GET', `build/builds/${body.id}`);
    assert.deepEqual([build.body.sourceBranch, build.body.sourceVersion], ['refs/heads/main', sandbox.commit]);
  });

  it('refuses what the service does not run', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline({ parameters: { target: null } });
    const self = (resource: object) => ({ resources: { repositories: { self: resource } } });
    const good = { templateParameters: { target: 'x' } };
    const cases: readonly (readonly [object, RegExp])[] = [
      [{}, /^A value for the 'target' parameter must be provided\.$/],
      [{ templateParameters: { target: 'x', colour: 'red' } }, /^Unexpected parameter 'colour'$/],
      [{ templateParameters: { target: 1 } }, /templateParameters\.target/],
      [
        { ...good, ...self({ refName: 'refs/heads/none' }) },
        /^TF401175:The version descriptor <Branch: refs\/heads\/none >/,
      ],
      [{ ...good, ...self({ refName: 'main' }) }, /^TF401175/],
      [{ ...good, ...self({ version: 'f'.repeat(40) }) }, /^TF401175:The version descriptor <Commit: f{40} >/],
      [{ ...good, ...self({ version: 'main' }) }, /^TF401175/],
      [{ ...good, variables: { level: { value: 'x' } } }, /^You can't set the following variables \(level\)/],
      [{ ...good, stagesToSkip: ['None'] }, /^Stage 'None' was not found\.$/],
      [{ ...good, previewRun: true }, /previewRun/],
      [{ ...good, yamlOverride: 'steps: []' }, /yamlOverride/],
      [{ ...good, branch: 'main' }, /branch/],
    ];
    for (const [body, message] of cases) {
      const answer = await sandbox.call('POST', `pipelines/${id}/runs`, { body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.match(answer.body.message, message);
    }
    assert.equal((await sandbox.call('GET', `pipelines/${id}/runs`)).body.count, 0);
  });

  it('refuses a disabled pipeline', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline({ queueStatus: 'disabled' });
    const answer = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} });
    assert.deepEqual([answer.status, answer.body.typeKey], [400, 'DefinitionDisabledException']);
  });

  it('needs "Queue builds", and journals who queued', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline();
    const service = 'Shop Build Service (contoso)';
    const token = sandbox.tokenOf(
      service,
      ALL_PERMISSIONS.filter((one) => one !== 'queueBuilds'),
    );
    const answer = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {}, token });
    assert.equal(answer.status, 403);
    assert.equal(
      answer.body.message,
      `TF215106: Access denied. ${service} needs Queue builds permissions for build pipeline ${id}:release in team project Shop to perform the action. For more information, contact the Azure DevOps administrator.`,
    );
    assert.deepEqual(
      sandbox.azure.journal.map((one) => [one.method, one.status, one.identity.displayName]),
      [['POST', 403, service]],
    );
  });

  it('lists the runs of a pipeline, the newest first', async () => {
    const sandbox = await startPipelines();
    const [one, other] = [sandbox.createPipeline(), sandbox.createPipeline({ name: 'other' })];
    const queue = async (id: number) => (await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} })).body.id;
    const ids = [await queue(one), await queue(other), await queue(one)];
    const { body } = await sandbox.call('GET', `pipelines/${one}/runs`);
    assert.deepEqual(
      body.value.map((run) => [run.id, run.name]),
      [
        [ids[2], '20261102.2'],
        [ids[0], '20261102.1'],
      ],
    );
    assert.equal((await sandbox.call('GET', `pipelines/${one}/runs/${String(ids[1])}`)).status, 404);
    assert.equal((await sandbox.call('GET', `pipelines/${one}/runs/99`)).status, 404);
  });

  it('keeps a project apart from the others', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline();
    const run = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} });
    sandbox.azure.createProject(shop.organisation, 'Other');
    for (const path of [`pipelines/${id}`, `build/builds/${String(run.body.id)}`, `build/definitions/${id}`])
      assert.equal((await sandbox.call('GET', `/contoso/Other/_apis/${path}`)).status, 404, path);
    assert.equal((await sandbox.call('GET', '/contoso/Other/_apis/build/builds')).body.count, 0);
  });

  it('goes on with the same runs on the same folder', async () => {
    const sandbox = await startPipelines();
    const id = sandbox.createPipeline();
    const queued = await sandbox.call('POST', `pipelines/${id}/runs`, { body: {} });
    const again = await startPipelines(sandbox.folder, Date.parse('2026-11-02T08:01:00Z'));
    const { body } = await again.call('GET', `pipelines/${id}/runs/${String(queued.body.id)}`);
    assert.deepEqual([body.state, body.finishedDate], ['completed', '2026-11-02T08:01:00.000Z']);
  });
});
