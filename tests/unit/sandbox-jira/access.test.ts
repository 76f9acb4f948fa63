import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { document, startShop } from './service.ts';

describe('sandbox Jira: access', () => {
  it('lets in the address with its token, and nothing else', async () => {
    const { call, jira, authorization } = startShop();
    const status = async (given: string | null) => (await call('GET', 'myself', { authorization: given })).status;
    const issued = jira.issueToken({ user: 'Other' });
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    assert.equal(await status(authorization), 200);
    assert.equal(await status(issued.authorization), 200);
    assert.equal(await status(null), 401);
    assert.equal(await status(basic(`${issued.email}:wrong`)), 401);
    assert.equal(await status(basic(`slipway@example.com:${issued.token}`)), 401, 'the token of another');
    assert.equal(await status(`Bearer ${issued.token}`), 401, 'Cloud takes no bearer of an API token');
    jira.deleteToken(issued.token);
    assert.equal(await status(issued.authorization), 401);
    assert.equal(jira.journal.length, 0);
  });

  it('holds tokens with scopes to them', async () => {
    const { call, tokenFor } = startShop();
    const authorization = tokenFor({ user: 'Slipway', scopes: ['read:jira-work', 'read:jira-user'] });
    assert.equal((await call('GET', 'project/SHOP', { authorization })).status, 200);
    const refused = await call('POST', 'version', { body: { name: '1', project: 'SHOP' }, authorization });
    assert.deepEqual([refused.status, refused.body.message], [401, 'Unauthorized; scope does not match']);
  });

  it('tells what the caller may do', async () => {
    const { call, tokenFor } = startShop();
    const authorization = tokenFor({ user: 'Reader', permissions: ['BROWSE_PROJECTS'] });
    const asked = await call('GET', 'mypermissions?projectKey=SHOP&permissions=BROWSE_PROJECTS,EDIT_ISSUES', {
      authorization,
    });
    const { permissions } = asked.body as { permissions: Record<string, { havePermission: boolean }> };
    assert.deepEqual(
      Object.entries(permissions).map(([name, { havePermission }]) => [name, havePermission]),
      [
        ['BROWSE_PROJECTS', true],
        ['EDIT_ISSUES', false],
      ],
    );
    assert.equal((await call('GET', 'mypermissions')).status, 400);
    assert.equal((await call('GET', 'mypermissions?permissions=FLY')).status, 400);
    const write = { body: { fields: { summary: 'x' } }, authorization };
    assert.equal((await call('PUT', 'issue/SHOP-1', write)).status, 404);
  });

  it('lists projects in pages, and gives types, statuses, fields and people', async () => {
    const { call, jira } = startShop();
    for (const key of ['AAA', 'BBB']) jira.createProject({ key, name: key });
    const page = await call('GET', 'project/search?maxResults=2');
    const values = page.body.values as { key: string }[];
    assert.deepEqual([values.map(({ key }) => key), page.body.total, page.body.isLast], [['AAA', 'BBB'], 3, false]);
    const named = await call('GET', 'project/search?keys=SHOP&keys=NONE');
    assert.equal(named.body.total, 1);
    const missing = await call('GET', 'project/NONE');
    assert.deepEqual(missing.body.errorMessages, ["No project could be found with key 'NONE'."]);
    const names = async (at: string) => (await call('GET', at)).list.map(({ name }) => name);
    assert.deepEqual(await names('issuetype'), ['Story', 'Task', 'Bug', 'Sub-task']);
    assert.deepEqual(await names('status'), ['To Do', 'In Progress', 'Code Review', 'Done']);
    assert.ok((await names('field')).includes('Fix versions'));
    assert.ok((await names('resolution')).includes('Done'));
    assert.equal((await names('priority')).length, 5);
    assert.equal((await call('GET', 'resolution/search')).body.total, 4);
    const people = await call('GET', 'user/search?query=slipway@example.com');
    assert.deepEqual(
      people.list.map(({ displayName }) => displayName),
      ['Slipway'],
    );
    assert.equal((await call('GET', 'user/search')).status, 400);
    assert.equal((await call('GET', 'serverInfo')).body.deploymentType, 'Cloud');
    assert.equal((await call('GET', 'nothing/here')).status, 404);
    assert.equal((await call('DELETE', 'project/SHOP')).status, 405);
  });

  it('goes on where it was when it is started again', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'slipway-jira-'));
    try {
      const first = startShop({ folder });
      const key = first.jira.createIssue({ project: 'SHOP', summary: 'Kept' });
      await first.call('POST', `issue/${key}/comment`, { body: { body: document('Kept') } });
      first.jira.moveCard(key, 'Done');
      const second = startShop({ folder });
      assert.deepEqual(second.jira.readIssue(key), first.jira.readIssue(key));
      assert.deepEqual(second.jira.journal, first.jira.journal);
      assert.equal((await second.call('GET', 'myself', { authorization: first.authorization })).status, 200);
      assert.equal(second.jira.createIssue({ project: 'SHOP', summary: 'Next' }), 'SHOP-2');
      second.jira.deleteIssue(key);
      assert.equal(startShop({ folder }).jira.readIssue(key), undefined);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
