import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { document, startShop } from './service.ts';

const hostile = '<script>alert(1)</script>"\'&\u202e';

describe('sandbox Jira: pages', () => {
  it('shows the board with a column for each status and a card for each issue', async () => {
    const { jira, raw, call } = startShop();
    jira.createVersion('SHOP', { name: '1.0.0', released: true });
    const key = jira.createIssue({ project: 'SHOP', summary: 'Late refunds', fixVersions: ['1.0.0'], type: 'Bug' });
    jira.moveCard(key, 'Code Review');
    await call('POST', `issue/${key}/comment`, { body: { body: document('Staged') } });
    await call('POST', `issue/${key}/remotelink`, { body: { object: { url: 'https://x', title: 'PR 7' } } });
    const { status, text, headers } = await raw('GET', '/projects/SHOP/board', { authorization: null });
    assert.equal(status, 200);
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'/);
    const columns = [...text.matchAll(/data-status="([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(columns, ['To Do', 'In Progress', 'Code Review', 'Done']);
    const [, review = ''] = text.split('data-status="Code Review"');
    const card = review.split('data-status="Done"')[0] ?? '';
    for (const word of [key, 'Bug', 'Late refunds', '1.0.0', '1 link', '1 comment'])
      assert.ok(card.includes(word), word);
    assert.match((await raw('GET', '/')).text, /href="\/projects\/SHOP\/board"/);
  });

  it('shows an issue with its text, comments, links and history', async () => {
    const { jira, raw, call } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: 'One', description: 'Because' });
    const content = [
      { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Released' }] },
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'link', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] }],
      },
    ];
    await call('POST', `issue/${key}/comment`, { body: { body: { type: 'doc', version: 1, content } } });
    await call('POST', `issue/${key}/remotelink`, {
      body: { object: { url: 'https://example.com/pr/7', title: 'PR 7' } },
    });
    jira.moveCard(key, 'Done', 'Ada');
    const { text } = await raw('GET', `/browse/${key}`);
    for (const piece of ['Because', 'Released', 'aria-level="3"', 'href="https://example.com/pr/7"', 'Ada'])
      assert.ok(text.includes(piece), piece);
    assert.ok(!text.includes('javascript:'));
  });

  it('escapes whatever a ticket says, and runs nothing', async () => {
    const { jira, raw, call } = startShop();
    const key = jira.createIssue({ project: 'SHOP', summary: hostile, description: hostile, labels: ['<b>'] });
    await call('POST', `issue/${key}/comment`, { body: { body: document(hostile) } });
    for (const path of ['/projects/SHOP/board', `/browse/${key}`]) {
      const { text } = await raw('GET', path);
      assert.ok(!/<script|<b>\W|\u202e/.test(text), path);
      assert.ok(text.includes('&lt;script&gt;alert(1)'), path);
    }
  });

  it('serves styles and nothing else, and is read only, below its base path', async () => {
    const { raw } = startShop({ deployment: 'datacenter', basePath: '/jira' });
    assert.match((await raw('GET', '/jira/')).text, /href="\/jira\/_page\/jira\.css"/);
    for (const path of ['/jira/_page/jira.css', '/jira/_page/page.css'])
      assert.match((await raw('GET', path)).headers['content-type'] ?? '', /text\/css/);
    for (const path of ['/', '/jira/_page/x.css', '/jira/browse/SHOP-9', '/jira/projects/NONE/board'])
      assert.equal((await raw('GET', path)).status, 404, path);
    assert.equal((await raw('POST', '/jira/')).status, 405);
  });
});
