import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findDocumentFault } from '../../../sandbox/jira/adf/check-document.ts';
import { document, startShop } from './service.ts';

const doc = (...content: readonly unknown[]) => ({ type: 'doc', version: 1, content });
const text = (value: string, ...marks: readonly object[]) => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks } : {}),
});
const paragraph = (...content: readonly unknown[]) => ({ type: 'paragraph', content });

describe('sandbox Jira: comments, links, properties', () => {
  it('keeps comments with their properties and shows these when asked', async () => {
    const { call, jira } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const properties = [{ key: 'slipway.run', value: { run: 7 } }];
    const posted = await call('POST', `issue/${key}/comment`, { body: { body: document('Staged'), properties } });
    assert.equal(posted.status, 201);
    const id = String(posted.body.id);
    const changed = await call('PUT', `issue/${key}/comment/${id}`, { body: { body: document('Released') } });
    assert.equal(changed.status, 200);
    const plain = await call('GET', `issue/${key}/comment`);
    const listed = await call('GET', `issue/${key}/comment?expand=properties`);
    const one = ({ body }: typeof listed) => (body.comments as Record<string, unknown>[])[0];
    assert.deepEqual([one(plain)?.['properties'], one(listed)?.['properties']], [undefined, properties]);
    assert.deepEqual(one(listed)?.['body'], document('Released'));
    assert.deepEqual((await call('GET', `comment/${id}/properties/slipway.run`)).body.value, { run: 7 });
    assert.equal((await call('PUT', `comment/${id}/properties/other`, { body: { a: 1 } })).status, 201);
    assert.equal((await call('PUT', `comment/${id}/properties/other`, { body: { a: 2 } })).status, 200);
    assert.equal((await call('GET', `comment/${id}/properties/none`)).status, 404);
    assert.equal(jira.readIssue(key)?.comments.length, 1);
  });

  it('refuses comments that are empty, plain, no document or unknown, and those of others', async () => {
    const { call, jira, tokenFor } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const post = (body: unknown, authorization?: string) =>
      call('POST', `issue/${key}/comment`, { body, ...(authorization ? { authorization } : {}) });
    assert.match((await post({})).text, /can not be empty/);
    assert.match((await post({ body: 'plain' })).text, /Comment body is not valid!/);
    const wrong = await post({ body: doc(text('not in a block')) });
    assert.deepEqual(wrong.body.errorMessages, ['INVALID_INPUT']);
    assert.match(decodeURI(wrong.headers['x-sandbox-reason'] ?? ''), /content\[0\]/);
    assert.equal((await post({ body: document('x'), author: 'me' })).status, 400);
    assert.match((await post({ body: document('x'.repeat(32_768)) })).text, /32,767/);
    const reader = tokenFor({ user: 'Reader', permissions: ['BROWSE_PROJECTS'] });
    assert.match((await post({ body: document('x') }, reader)).text, /permission to comment/);
    const { body } = await post({ body: document('mine') });
    const other = tokenFor({ user: 'Other', permissions: ['BROWSE_PROJECTS', 'ADD_COMMENTS', 'EDIT_OWN_COMMENTS'] });
    const edit = await call('PUT', `issue/${key}/comment/${String(body.id)}`, {
      body: { body: document('yours') },
      authorization: other,
    });
    assert.equal(edit.status, 400);
    assert.equal(jira.readIssue(key)?.comments[0]?.text, 'mine');
  });

  it('takes documents as the official schema has them', () => {
    const good: readonly unknown[] = [
      doc(),
      doc(paragraph()),
      doc(
        paragraph(text('a', { type: 'strong' }, { type: 'link', attrs: { href: 'https://x' } }), { type: 'hardBreak' }),
      ),
      doc({ type: 'heading', attrs: { level: 3 }, content: [text('t')] }),
      doc({ type: 'codeBlock', attrs: { language: 'ts' }, content: [text('const a = 1;')] }),
      doc({
        type: 'bulletList',
        content: [
          {
            type: 'listItem',
            content: [
              paragraph(text('a')),
              { type: 'orderedList', attrs: { order: 2 }, content: [{ type: 'listItem', content: [paragraph()] }] },
            ],
          },
        ],
      }),
      doc({
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [
              { type: 'tableHeader', content: [paragraph(text('h'))] },
              { type: 'tableCell', attrs: {}, content: [paragraph(text('c'))] },
            ],
          },
        ],
      }),
      doc({ type: 'panel', attrs: { panelType: 'info' }, content: [paragraph(text('p'))] }),
      doc({ type: 'rule' }, { type: 'blockquote', content: [paragraph(text('q'))] }),
      doc({
        type: 'taskList',
        attrs: { localId: 'l' },
        content: [{ type: 'taskItem', attrs: { localId: 'i', state: 'TODO' }, content: [text('t')] }],
      }),
    ];
    for (const value of good) assert.equal(findDocumentFault(value), undefined, JSON.stringify(value));
  });

  it('refuses documents that the official schema does not have', () => {
    const bad: readonly unknown[] = [
      null,
      [],
      { type: 'doc', content: [] },
      { type: 'doc', version: 2, content: [] },
      doc(paragraph(text(''))),
      doc(paragraph(paragraph(text('nested')))),
      doc({ type: 'heading', attrs: { level: 7 }, content: [] }),
      doc({ type: 'heading', content: [] }),
      doc({ type: 'bulletList', content: [] }),
      doc({ type: 'bulletList', content: [paragraph()] }),
      doc({ type: 'codeBlock', content: [text('x', { type: 'strong' })] }),
      doc(paragraph(text('x', { type: 'code' }, { type: 'strong' }))),
      doc(paragraph(text('x', { type: 'link', attrs: { url: 'https://x' } }))),
      doc({ type: 'panel', attrs: { panelType: 'danger' }, content: [paragraph()] }),
      doc({ type: 'blockquote', content: [{ type: 'heading', attrs: { level: 1 } }] }),
      doc({ type: 'html', content: [] }),
      doc({ ...paragraph(), color: 'red' }),
    ];
    for (const value of bad) assert.notEqual(findDocumentFault(value), undefined, JSON.stringify(value));
    let deep: unknown = paragraph(text('x'));
    for (let level = 0; level < 300; level += 1)
      deep = { type: 'bulletList', content: [{ type: 'listItem', content: [deep] }] };
    assert.match(findDocumentFault(doc(deep)) ?? '', /deeply/);
  });

  it('keeps one remote link for a global id and replaces it whole', async () => {
    const { call, jira } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const object = { url: 'https://dev.azure.com/pr/7', title: 'PR 7' };
    const post = (body: object) => call('POST', `issue/${key}/remotelink`, { body });
    const globalId = 'https://dev.azure.com/pr/7';
    const first = await post({ globalId, relationship: 'mentioned in', object: { ...object, summary: 'open' } });
    const second = await post({ globalId, object: { ...object, status: { resolved: true } } });
    assert.deepEqual([first.status, second.status, second.body.id], [201, 200, first.body.id]);
    const { body } = await call('GET', `issue/${key}/remotelink?globalId=${encodeURIComponent(globalId)}`);
    assert.deepEqual([body.relationship, body.object], [undefined, { ...object, status: { resolved: true } }]);
    assert.equal((await call('GET', `issue/${key}/remotelink?globalId=none`)).status, 404);
    assert.equal((await post({ object: { title: 'no url' } })).status, 400);
    assert.equal((await post({ object, extra: 1 })).status, 400);
    assert.equal((await post({ globalId: 'x'.repeat(256), object })).status, 400);
    assert.equal(jira.readIssue(key)?.links.length, 1);
  });

  it('keeps entity properties of issues', async () => {
    const { call, jira } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One' });
    const at = `issue/${key}/properties/slipway.change`;
    assert.equal((await call('PUT', at, { body: { commit: 'abc' } })).status, 201);
    assert.equal((await call('PUT', at, { body: { commit: 'def' } })).status, 200);
    assert.equal((await call('PUT', at, { body: 'not json' })).status, 400);
    assert.equal((await call('PUT', at, { body: { big: 'x'.repeat(32_768) } })).status, 400);
    assert.deepEqual((await call('GET', at)).body.value, { commit: 'def' });
    const issue = await call('GET', `issue/${key}?properties=slipway.change&fields=summary`);
    assert.deepEqual(issue.body.properties, { 'slipway.change': { commit: 'def' } });
    assert.equal((await call('DELETE', at)).status, 204);
    assert.equal((await call('GET', at)).status, 404);
  });
});
