import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { document, startJira, startShop } from './service.ts';

const story = (fields: Readonly<Record<string, unknown>> = {}) => ({
  fields: { project: { key: 'SHOP' }, issuetype: { name: 'Story' }, summary: 'Refunds arrive late', ...fields },
});

describe('sandbox Jira: issues', () => {
  it('creates an issue and gives it with the fields that are asked for', async () => {
    const { call, jira } = startShop();
    jira.createVersion('SHOP', { name: '1.0.0' });
    const created = await call('POST', 'issue', {
      body: story({ description: document('Why'), labels: ['late'], fixVersions: [{ name: '1.0.0' }] }),
    });
    assert.deepEqual([created.status, created.body.key], [201, 'SHOP-1'], created.text);
    const all = await call('GET', 'issue/SHOP-1');
    const { fields } = all.body as { fields: Record<string, { name: string }> & Record<string, unknown> };
    assert.deepEqual(fields['description'], document('Why'));
    assert.deepEqual(fields['labels'], ['late']);
    assert.equal((fields['status'] as { name: string }).name, 'To Do');
    assert.equal((fields['priority'] as { name: string }).name, 'Medium');
    const some = await call('GET', 'issue/SHOP-1?fields=summary,fixVersions&expand=names,transitions');
    assert.deepEqual(Object.keys(some.body.fields as object), ['summary', 'fixVersions']);
    assert.equal((some.body as { names: Record<string, string> }).names['fixVersions'], 'Fix versions');
    assert.equal((some.body.transitions as unknown[]).length, 4);
    const without = await call('GET', 'issue/SHOP-1?fields=*all,-comment');
    assert.ok(!('comment' in (without.body.fields as object)));
  });

  it('names each field that is refused', async () => {
    const { call } = startShop();
    const errors = async (fields: Readonly<Record<string, unknown>>) => {
      const { status, body } = await call('POST', 'issue', { body: story(fields) });
      assert.equal(status, 400);
      return body.errors as Record<string, string>;
    };
    assert.deepEqual(await errors({ summary: '' }), { summary: 'You must specify a summary of the issue.' });
    assert.match((await errors({ summary: 'a\nb' }))['summary'] ?? '', /newline/);
    assert.match((await errors({ summary: 'a'.repeat(256) }))['summary'] ?? '', /255/);
    assert.match((await errors({ labels: ['two words'] }))['labels'] ?? '', /contains spaces/);
    assert.match((await errors({ description: 'plain' }))['description'] ?? '', /Atlassian Document/);
    assert.match((await errors({ description: document('x'.repeat(32_768)) }))['description'] ?? '', /32,767/);
    assert.match((await errors({ fixVersions: [{ name: '9' }] }))['fixVersions'] ?? '', /'9' is not valid/);
    assert.match((await errors({ priority: { id: 3 } }))['priority'] ?? '', /string/);
    assert.match((await errors({ assignee: { accountId: 'x' } }))['assignee'] ?? '', /cannot be assigned/);
    assert.match((await errors({ duedate: '2026-02-30' }))['duedate'] ?? '', /yyyy-MM-dd/);
    assert.deepEqual(await errors({ points: 3, status: { name: 'Done' } }), {
      points: "Field 'points' cannot be set. It is not on the appropriate screen, or unknown.",
      status: "Field 'status' cannot be set. It is not on the appropriate screen, or unknown.",
    });
    assert.deepEqual(await errors({ issuetype: { name: 'Sub-task' } }), {
      parent: 'Issue type is a sub-task but parent issue key or id not specified.',
    });
    assert.deepEqual(await errors({ issuetype: {} }), { issuetype: 'Specify an issue type' });
    assert.deepEqual(await errors({ project: { key: 'NONE' } }), { project: 'Specify a valid project ID or key' });
  });

  it('refuses bodies that are no JSON, of another type or with unknown properties', async () => {
    const { call, jira } = startShop();
    assert.equal((await call('POST', 'issue', { body: '{', type: 'application/json' })).status, 400);
    assert.equal((await call('POST', 'issue', { body: '{}', type: 'text/plain' })).status, 415);
    const unknown = await call('POST', 'issue', { body: { ...story(), notify: true } });
    assert.deepEqual([unknown.status, jira.listIssues('SHOP').length], [400, 0]);
  });

  it('requires what the screen of the type requires', async () => {
    const { call, jira } = startJira();
    jira.createProject({
      key: 'SHOP',
      name: 'Shop',
      fields: [{ name: 'Team', kind: 'option', options: ['Red', 'Blue'] }],
      screens: { Bug: { create: [{ field: 'Team', required: true }, 'description'] } },
    });
    const bug = (fields: object) => call('POST', 'issue', { body: story({ issuetype: { name: 'Bug' }, ...fields }) });
    const refused = await bug({});
    const [id = ''] = Object.keys(refused.body.errors as object);
    assert.match(id, /^customfield_\d+$/);
    assert.deepEqual(refused.body.errors, { [id]: 'Team is required.' });
    assert.equal((await bug({ [id]: { value: 'Green' } })).status, 400);
    assert.equal((await bug({ [id]: { value: 'Red' }, labels: ['x'] })).status, 400, 'labels are not on the screen');
    assert.equal((await bug({ [id]: { value: 'Red' } })).status, 201);
    assert.equal((await call('POST', 'issue', { body: story() })).status, 201, 'a story has the usual screen');
  });

  it('edits by fields and by operations, and tells what an edit may set', async () => {
    const { call, jira } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One', labels: ['a', 'b'] });
    jira.createVersion('SHOP', { name: '1.0.0' });
    const edit = (body: unknown) => call('PUT', `issue/${key}`, { body });
    assert.equal((await edit({ update: { labels: [{ add: 'c' }, { remove: 'a' }] } })).status, 204);
    assert.deepEqual(jira.readIssue(key)?.labels, ['b', 'c']);
    assert.equal((await edit({ update: { fixVersions: [{ add: { name: '1.0.0' } }] } })).status, 204);
    assert.deepEqual(jira.readIssue(key)?.fixVersions, ['1.0.0']);
    const verb = await edit({ update: { summary: [{ add: 'x' }] } });
    assert.match(verb.text, /does not support operation 'add'/);
    const both = await edit({ fields: { labels: [] }, update: { labels: [{ add: 'x' }] } });
    assert.match(verb.text + both.text, /cannot appear in both/);
    assert.equal((await edit({})).status, 400);
    assert.match((await edit({ fields: { summary: null } })).text, /specify a summary/);
    const { body } = await call('GET', `issue/${key}/editmeta`);
    const { labels } = body.fields as Record<string, { operations: string[]; required: boolean }>;
    assert.deepEqual([labels?.operations, labels?.required], [['add', 'set', 'remove'], false]);
  });

  it('follows moved issues, and tells nothing of deleted and hidden ones on Cloud', async () => {
    const { call, jira, tokenFor } = startShop();
    jira.createProject({ key: 'PAY', name: 'Payments' });
    const moved = jira.createIssue({ project: 'SHOP', summary: 'Moves' });
    const gone = jira.createIssue({ project: 'SHOP', summary: 'Goes' });
    assert.equal(jira.moveIssue(moved, 'PAY'), 'PAY-1');
    assert.equal((await call('GET', `issue/${moved}`)).body.key, 'PAY-1');
    jira.deleteIssue(gone);
    const text = 'Issue does not exist or you do not have permission to see it.';
    const absent = await call('GET', `issue/${gone}`);
    const authorization = tokenFor({ user: 'Slipway', projects: ['SHOP'] });
    const hidden = await call('GET', 'issue/PAY-1', { authorization });
    for (const { status, body } of [absent, hidden]) assert.deepEqual([status, body.errorMessages], [404, [text]]);
  });

  it('tells what can be created, in pages', async () => {
    const { call, jira } = startShop();
    const types = await call('GET', 'issue/createmeta/SHOP/issuetypes?maxResults=3');
    const listed = types.body.issueTypes as { id: string; name: string }[];
    assert.deepEqual([listed.length, types.body.total], [3, 4]);
    const id = listed.find(({ name }) => name === 'Bug')?.id ?? '';
    const { body } = await call('GET', `issue/createmeta/SHOP/issuetypes/${id}?startAt=2&maxResults=1`);
    assert.deepEqual((body.fields as { fieldId: string; required: boolean }[])[0]?.fieldId, 'summary');
    assert.equal((await call('GET', 'issue/createmeta/NONE/issuetypes')).status, 404);
    assert.equal(jira.journal.length, 0);
  });
});
