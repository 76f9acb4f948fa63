import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { document, startShop } from './service.ts';

const start = () => startShop({ deployment: 'datacenter', basePath: '/jira' });

describe('sandbox Jira: Data Center', () => {
  it('answers version 2 below its base path to a bearer only', async () => {
    const { call, raw, jira, authorization } = start();
    assert.match(authorization, /^Bearer /);
    assert.equal(jira.siteUrl(), 'http://127.0.0.1:1/jira');
    const me = await call('GET', 'myself');
    assert.deepEqual([me.status, me.body.name, me.body.accountId], [200, 'slipway', undefined]);
    assert.equal(me.body.self, 'http://127.0.0.1:1/jira/rest/api/2/user?username=slipway');
    assert.equal((await raw('GET', '/jira/rest/api/3/myself')).status, 404);
    assert.equal((await raw('GET', '/rest/api/2/myself')).status, 404);
    const { token } = jira.issueToken({ user: 'Slipway' });
    const basic = `Basic ${Buffer.from(`slipway@example.com:${token}`).toString('base64')}`;
    assert.equal((await call('GET', 'myself', { authorization: basic })).status, 401);
    assert.equal((await call('GET', 'serverInfo')).body.deploymentType, 'Server');
  });

  it('takes wiki text, and no documents', async () => {
    const { call, jira } = start();
    const fields = { project: { key: 'SHOP' }, issuetype: { name: 'Bug' }, summary: 'Late' };
    const refused = await call('POST', 'issue', { body: { fields: { ...fields, description: document('x') } } });
    assert.deepEqual(refused.body.errors, { description: 'Operation value must be a string' });
    const created = await call('POST', 'issue', { body: { fields: { ...fields, description: 'h2. Why' } } });
    assert.equal(created.status, 201, created.text);
    const comment = (body: unknown) => call('POST', `issue/${String(created.body.key)}/comment`, { body: { body } });
    assert.equal((await comment('*bold*')).status, 201);
    assert.equal((await comment(document('x'))).status, 400);
    assert.equal((await comment(' ')).status, 400);
    assert.deepEqual(
      [jira.readIssue('SHOP-1')?.description, jira.readIssue('SHOP-1')?.comments[0]?.body],
      ['h2. Why', '*bold*'],
    );
  });

  it('searches by start and total, also without a restriction', async () => {
    const { call, jira } = start();
    for (const summary of ['One', 'Two', 'Three']) jira.createIssue({ project: 'SHOP', summary });
    const found = await call('POST', 'search', {
      body: { jql: 'order by key', startAt: 1, maxResults: 1, fields: ['summary'] },
    });
    const issues = found.body.issues as { key: string }[];
    assert.deepEqual([found.body.total, found.body.startAt, issues.map(({ key }) => key)], [3, 1, ['SHOP-2']]);
    assert.equal((await call('POST', 'search/jql', { body: { jql: 'project = SHOP' } })).status, 404);
    assert.equal((await call('POST', 'search', { body: { jql: '', nextPageToken: 'x' } })).status, 400);
  });

  it('tells deleted issues from hidden ones', async () => {
    const { call, jira, tokenFor } = start();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const hidden = await call('GET', `issue/${key}`, { authorization: tokenFor({ user: 'Other', projects: [] }) });
    assert.deepEqual(
      [hidden.status, hidden.body.errorMessages],
      [403, ['You do not have the permission to see the specified issue.']],
    );
    const absent = await call('GET', 'issue/SHOP-9');
    assert.deepEqual([absent.status, absent.body.errorMessages], [404, ['Issue Does Not Exist']]);
  });

  it('names people by user name, and lists what Cloud pages', async () => {
    const { call, jira } = start();
    jira.createUser({ displayName: 'Ada Lovelace' });
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const assign = (assignee: object) => call('PUT', `issue/${key}`, { body: { fields: { assignee } } });
    assert.equal((await assign({ accountId: 'ada.lovelace' })).status, 400);
    assert.equal((await assign({ name: 'ada.lovelace' })).status, 204);
    assert.equal(jira.readIssue(key)?.assignee, 'Ada Lovelace');
    const found = await call('GET', 'user/search?username=ada');
    assert.deepEqual(
      found.list.map(({ name }) => name),
      ['ada.lovelace'],
    );
    assert.equal((await call('GET', 'project')).status, 200);
    assert.equal((await call('GET', 'project/search')).status, 404);
    const types = await call('GET', 'issue/createmeta/SHOP/issuetypes');
    const [story] = types.body.values as { id: string }[];
    const fields = await call('GET', `issue/createmeta/SHOP/issuetypes/${story?.id ?? ''}?maxResults=2`);
    assert.deepEqual([(fields.body.values as unknown[]).length, fields.body.isLast], [2, false]);
  });

  it('says less of transitions', async () => {
    const { call, jira } = start();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const { body } = await call('GET', `issue/${key}/transitions`);
    assert.deepEqual(Object.keys((body.transitions as object[])[0] ?? {}), ['id', 'name', 'to']);
  });
});
