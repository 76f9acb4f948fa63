import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startJira } from './service.ts';

interface Change {
  readonly id: string;
  readonly created: string;
  readonly author: { readonly displayName: string };
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

function start(options: Parameters<typeof startJira>[0] = {}, moves = ['In Progress', 'Done']) {
  const started = startJira(options);
  started.jira.createProject({ key: 'SHOP', name: 'Shop' });
  const key = started.jira.createIssue({ project: 'SHOP', summary: 'One' });
  for (const status of moves) {
    started.clock.turn(60_000);
    started.jira.moveCard(key, status, 'Ada');
  }
  return { ...started, key };
}

const histories = (text: string) =>
  (JSON.parse(text) as { readonly changelog?: { readonly histories: readonly Change[]; readonly total: number } })
    .changelog;
const named = (changes: readonly Change[]) =>
  changes.map(({ items: [item = {}] }) => {
    const words = new Map(Object.entries(item));
    return [words.get('fromString'), words.get('toString')];
  });

describe('sandbox Jira: changelog', () => {
  it('tells who moved an issue when, from where and to where, the oldest first, by pages', async () => {
    const { call, key } = start();
    const one = await call('GET', `issue/${key}/changelog?maxResults=1`);
    const page = JSON.parse(one.text) as Record<string, unknown>;
    assert.deepEqual([page['startAt'], page['maxResults'], page['total'], page['isLast']], [0, 1, 2, false]);
    assert.match(String(page['nextPage']), /\/rest\/api\/3\/issue\/SHOP-1\/changelog\?startAt=1&maxResults=1$/);
    const [change] = one.body.values as readonly [Change];
    assert.deepEqual([change.author.displayName, change.created], ['Ada', '2026-03-01T10:01:00.000+0000']);
    const { from, to, ...item } = change.items[0] ?? {};
    assert.deepEqual(item, {
      field: 'status',
      fieldtype: 'jira',
      fieldId: 'status',
      fromString: 'To Do',
      toString: 'In Progress',
    });
    assert.match(`${String(from)} ${String(to)}`, /^\d+ \d+$/);
    const two = await call('GET', `issue/${key}/changelog?startAt=1`);
    assert.deepEqual(named(two.body.values as readonly Change[]), [['In Progress', 'Done']]);
    assert.equal(two.body.isLast, true);
  });

  it('is on Cloud also with the issue, the latest first', async () => {
    const { call, key } = start();
    assert.equal(histories((await call('GET', `issue/${key}`)).text), undefined);
    const log = histories((await call('GET', `issue/${key}?expand=changelog`)).text);
    assert.deepEqual(named(log?.histories ?? []), [
      ['In Progress', 'Done'],
      ['To Do', 'In Progress'],
    ]);
  });

  it('is on Data Center with the issue only, the oldest first, without ids of fields', async () => {
    const { call, key } = start({ deployment: 'datacenter' });
    assert.equal((await call('GET', `issue/${key}/changelog`)).status, 404);
    const log = histories((await call('GET', `issue/${key}?expand=changelog&fields=status`)).text);
    assert.deepEqual([log?.total, log?.histories[0]?.items[0]?.['fieldId']], [2, undefined]);
    assert.deepEqual(named(log?.histories ?? []), [
      ['To Do', 'In Progress'],
      ['In Progress', 'Done'],
    ]);
  });

  it('gives at most 100 changes at once on Cloud, and none of an issue that may not be seen', async () => {
    const moves = Array.from({ length: 130 }, (_, index) => (index % 2 === 0 ? 'In Progress' : 'Done'));
    const { call, key, tokenFor } = start({}, moves);
    const page = await call('GET', `issue/${key}/changelog?maxResults=1000`);
    assert.equal((page.body.values as readonly Change[]).length, 100);
    const log = histories((await call('GET', `issue/${key}?expand=changelog`)).text);
    assert.deepEqual([log?.histories.length, log?.total], [100, 130]);
    const authorization = tokenFor({ user: 'Other', projects: [] });
    assert.equal((await call('GET', `issue/${key}/changelog`, { authorization })).status, 404);
  });
});
