import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startShop } from './service.ts';

describe('sandbox Jira: versions', () => {
  it('creates, lists, releases and archives', async () => {
    const { call, jira } = startShop();
    const project = await call('GET', 'project/SHOP');
    const projectId = Number(project.body.id);
    const created = await call('POST', 'version', { body: { name: '1.0.0', projectId, releaseDate: '2026-02-01' } });
    assert.deepEqual([created.status, created.body.released, created.body.overdue], [201, false, true]);
    const id = String(created.body.id);
    const released = await call('PUT', `version/${id}`, { body: { released: true, releaseDate: '2026-03-01' } });
    assert.deepEqual(
      [released.status, released.body.released, released.body.userReleaseDate],
      [200, true, '01/Mar/26'],
    );
    await call('POST', 'version', { body: { name: '1.1.0', project: 'SHOP' } });
    const { list } = await call('GET', 'project/SHOP/versions');
    assert.deepEqual(
      list.map(({ name }) => name),
      ['1.0.0', '1.1.0'],
    );
    const page = await call('GET', 'project/SHOP/version?status=unreleased&maxResults=1');
    assert.deepEqual([page.body.total, page.body.isLast], [1, true]);
    assert.deepEqual(
      jira.journal.map(({ who, method, path, status }) => [who, method, path, status]),
      [
        ['Slipway', 'POST', '/rest/api/3/version', 201],
        ['Slipway', 'PUT', `/rest/api/3/version/${id}`, 200],
        ['Slipway', 'POST', '/rest/api/3/version', 201],
      ],
    );
  });

  it('refuses names that clash, are long or missing, long descriptions and wrong days', async () => {
    const { call, jira } = startShop();
    const id = jira.createVersion('SHOP', { name: 'R1' }).id;
    const other = jira.createVersion('SHOP', { name: 'R2' }).id;
    const errors = async (body: object) =>
      (await call('POST', 'version', { body: { project: 'SHOP', ...body } })).body.errors as Record<string, string>;
    const clash = 'A version with this name already exists in this project.';
    assert.equal((await errors({ name: 'r1 ' }))['name'], clash);
    assert.match((await errors({ name: 'x'.repeat(256) }))['name'] ?? '', /255/);
    assert.match((await errors({}))['name'] ?? '', /valid version name/);
    assert.match((await errors({ name: 'R3', description: 'ü'.repeat(8_193) }))['description'] ?? '', /16384/);
    assert.match((await errors({ name: 'R3', releaseDate: '1/2/26' }))['releaseDate'] ?? '', /yyyy-MM-dd/);
    const renamed = await call('PUT', `version/${other}`, { body: { name: 'R1' } });
    assert.deepEqual([renamed.status, renamed.body.errors], [400, { name: clash }]);
    assert.equal((await call('PUT', `version/${id}`, { body: { name: 'R1' } })).status, 200, 'its own name is free');
    assert.equal((await call('POST', 'version', { body: { name: 'R4', project: 'SHOP', state: 'x' } })).status, 400);
    assert.equal((await call('POST', 'version', { body: { name: 'R4', project: 'NONE' } })).status, 404);
    assert.equal((await call('PUT', 'version/1', { body: {} })).status, 404);
  });

  it('counts what is unresolved and moves it on', async () => {
    const { call, jira } = startShop();
    const [one, two] = ['1', '2'].map((name) => jira.createVersion('SHOP', { name }).id);
    const open = jira.createIssue({ project: 'SHOP', summary: 'Open', fixVersions: ['1'] });
    const done = jira.createIssue({
      project: 'SHOP',
      summary: 'Done',
      fixVersions: ['1'],
      fields: { resolution: { name: 'Done' } },
    });
    const { body } = await call('GET', `version/${one}/unresolvedIssueCount`);
    assert.deepEqual([body.issuesCount, body.issuesUnresolvedCount], [2, 1]);
    const self = String((await call('GET', `version/${two}`)).body.self);
    const moved = await call('PUT', `version/${one}`, { body: { released: true, moveUnfixedIssuesTo: self } });
    assert.equal(moved.status, 200, moved.text);
    assert.deepEqual([jira.readIssue(open)?.fixVersions, jira.readIssue(done)?.fixVersions], [['2'], ['1']]);
  });

  it('lets only administrators of the project write, and nobody choose what is archived', async () => {
    const { call, jira, tokenFor } = startShop();
    const authorization = tokenFor({
      user: 'Writer',
      permissions: ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'EDIT_ISSUES'],
    });
    const created = await call('POST', 'version', { body: { name: '1', project: 'SHOP' }, authorization });
    assert.equal(created.status, 403);
    assert.match(created.text, /administrator rights/);
    jira.createVersion('SHOP', { name: 'old', archived: true });
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const edit = await call('PUT', `issue/${key}`, { body: { fields: { fixVersions: [{ name: 'old' }] } } });
    assert.match(edit.text, /Version name 'old' is not valid/);
  });

  it('keeps related work', async () => {
    const { call, jira } = startShop();
    const { id } = jira.createVersion('SHOP', { name: '1' });
    const work = { category: 'Deployment', title: 'Run 7', url: 'https://dev.azure.com/x' };
    assert.equal((await call('POST', `version/${id}/relatedwork`, { body: work })).status, 201);
    const [kept] = (await call('GET', `version/${id}/relatedwork`)).list;
    assert.equal(kept?.title, 'Run 7');
  });
});
