import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { startShop, type Started } from './service.ts';

function startFilled() {
  const started = startShop();
  const { jira } = started;
  jira.createProject({ key: 'PAY', name: 'Payments' });
  for (const name of ['1.0.0', 'Say "hi" \\ now']) jira.createVersion('SHOP', { name });
  jira.createIssue({
    project: 'SHOP',
    summary: 'Late refunds',
    labels: ['money'],
    fixVersions: ['1.0.0'],
    type: 'Bug',
  });
  jira.createIssue({ project: 'SHOP', summary: 'Login page', status: 'Done', fixVersions: ['Say "hi" \\ now'] });
  jira.createIssue({ project: 'SHOP', summary: 'Search', description: 'Find refunds', status: 'In Progress' });
  jira.createIssue({ project: 'PAY', summary: 'Cards', labels: ['money', 'cards'] });
  return started;
}

type Found = readonly {
  readonly id: string;
  readonly key?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}[];

async function keys({ call, jira }: Started, jql: string): Promise<readonly string[]> {
  const { status, body, text } = await call('POST', 'search/jql', {
    body: { jql: `${jql} order by key`, fields: ['summary'] },
  });
  assert.equal(status, 200, `${jql}: ${text}`);
  assert.ok(jira);
  return (body.issues as Found).map(({ key = '' }) => key);
}

async function refusal({ call }: Started, jql: string): Promise<string> {
  const { status, body } = await call('POST', 'search/jql', { body: { jql } });
  assert.equal(status, 400, jql);
  return String((body.errorMessages as readonly string[])[0]);
}

describe('sandbox Jira: search', () => {
  it('finds by the clauses that it knows', async () => {
    const world = startFilled();
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['project = SHOP', ['SHOP-1', 'SHOP-2', 'SHOP-3']],
      ['project in (shop, "Payments") and labels = money', ['SHOP-1', 'PAY-1']],
      ['key in (SHOP-2, pay-1)', ['SHOP-2', 'PAY-1']],
      ['issuekey = SHOP-2', ['SHOP-2']],
      ['fixVersion = 1.0.0', ['SHOP-1']],
      ['fixVersion = "Say \\"hi\\" \\\\ now"', ['SHOP-2']],
      ['fixVersion = \'Say "hi" \\\\ now\'', ['SHOP-2']],
      ['fixVersion is empty', ['SHOP-3', 'PAY-1']],
      ['fixVersion != 1.0.0', ['SHOP-2']],
      ['status = Done or status = "In Progress"', ['SHOP-2', 'SHOP-3']],
      ['statusCategory != Done', ['SHOP-1', 'SHOP-3', 'PAY-1']],
      ['statusCategory = "To Do" and not (project = PAY)', ['SHOP-1']],
      ['issuetype not in (Story, Task)', ['SHOP-1']],
      ['text ~ "refunds"', ['SHOP-1', 'SHOP-3']],
      ['summary ~ refunds', ['SHOP-1']],
      ['labels = cards OR labels = none', ['PAY-1']],
      ['! project = SHOP && created >= -1d', ['PAY-1']],
      ['project = SHOP AND created < "2026-03-01"', []],
      ['resolution = EMPTY AND key = SHOP-1', ['SHOP-1']],
    ];
    for (const [jql, expected] of cases) assert.deepEqual(await keys(world, jql), expected, jql);
  });

  it('refuses what Jira refuses, in its words', async () => {
    const world = startFilled();
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /Unbounded JQL/],
      ['order by created', /Unbounded JQL/],
      ['sprint = 3', /Field 'sprint' does not exist/],
      ['project = NONE', /The value 'NONE' does not exist for the field 'project'/],
      ['key = SHOP-99', /An issue with key 'SHOP-99' does not exist for field 'key'/],
      ['key = hello', /The issue key 'hello' for field 'key' is invalid/],
      ['fixVersion = 9', /The value '9' does not exist for the field 'fixVersion'/],
      ['status ~ Done', /operator '~' is not supported by the 'status' field/],
      ['project SHOP', /Expecting operator but got 'SHOP'.*\(line 1, character 9\)/],
      ['project = SHOP status = Done', /Expecting either 'OR' or 'AND' but got 'status'/],
      ['project =', /before the end of the query/],
      ['project = "SHOP', /has not been completed/],
      ['labels = a@b', /reserved JQL character/],
      ['labels = order', /reserved JQL word/],
      ['labels = "\\x"', /illegal JQL escape sequence/],
      ['(project = SHOP', /Expecting '\)'/],
      ['assignee = nobody()', /Unable to find JQL function 'nobody\(\)'/],
      ['project = SHOP order by height', /Not able to sort using field 'height'/],
      [`${'('.repeat(500)}project = SHOP${')'.repeat(500)}`, /nested too deeply/],
    ];
    for (const [jql, expected] of cases) assert.match(await refusal(world, jql), expected, jql);
  });

  it('answers any text with issues or a refusal, never a fault', async () => {
    const world = startFilled();
    const words = fc.constantFrom(
      'project',
      'key',
      'in',
      'not',
      '(',
      ')',
      ',',
      '=',
      '!=',
      '~',
      'SHOP',
      '"',
      "'",
      '\\',
      'and',
      'order',
      'by',
      'EMPTY',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 12 }), async (parts) => {
        const { status } = await world.call('POST', 'search/jql', { body: { jql: parts.join(' ') } });
        assert.ok(status === 200 || status === 400, String(status));
      }),
      { numRuns: 300 },
    );
  });

  it('finds a version again by any name that is quoted and escaped', async () => {
    const world = startShop();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text.trim() !== ''),
        async (text) => {
          const name = `${(number += 1)} ${text.trim()}`.toLowerCase();
          world.jira.createVersion('SHOP', { name });
          const key = world.jira.createIssue({ project: 'SHOP', summary: 'One', fixVersions: [name] });
          const quoted = name.replace(/[\\"]/g, (character) => `\\${character}`);
          assert.deepEqual(await keys(world, `fixVersion = "${quoted}"`), [key]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives ids only unless fields are asked for, and pages by token', async () => {
    const { call } = startFilled();
    const bare = await call('GET', `search/jql?jql=${encodeURIComponent('project = SHOP')}`);
    assert.deepEqual(Object.keys((bare.body.issues as Found)[0] ?? {}), ['id']);
    assert.deepEqual([bare.body.isLast, bare.body.nextPageToken, bare.body.total], [true, undefined, undefined]);
    const search = (body: object) =>
      call('POST', 'search/jql', { body: { jql: 'project = SHOP', fields: ['key'], ...body } });
    const seen: string[] = [];
    let token: unknown;
    for (let page = 0; page < 3; page += 1) {
      const { body } = await search({ maxResults: 1, ...(token === undefined ? {} : { nextPageToken: token }) });
      seen.push(...(body.issues as Found).map(({ key = '' }) => key));
      token = body.nextPageToken;
    }
    assert.deepEqual([seen, token], [['SHOP-3', 'SHOP-2', 'SHOP-1'], undefined]);
    const first = await search({ maxResults: 1 });
    const other = { jql: 'project = PAY', nextPageToken: first.body.nextPageToken };
    assert.equal((await search(other)).status, 400);
    assert.equal((await search({ nextPageToken: 'forged' })).status, 400);
    assert.equal((await search({ startAt: 1 })).status, 400);
  });

  it('tells that the old search is gone', async () => {
    const { call } = startFilled();
    for (const method of ['GET', 'POST'])
      assert.match((await call(method, 'search?jql=project=SHOP', { body: {} })).text, /has been removed.*CHANGE-2046/);
  });

  it('sees changes late, unless they are reconciled', async () => {
    const world = startFilled();
    const { jira, clock, call } = world;
    jira.delaySearch(5_000);
    const key = jira.createIssue({ project: 'SHOP', summary: 'New' });
    jira.moveCard('SHOP-1', 'Done');
    assert.deepEqual(await keys(world, 'project = SHOP and status = Done'), ['SHOP-2']);
    const id = Number(jira.readIssue(key)?.id);
    const { body } = await call('POST', 'search/jql', {
      body: { jql: 'project = SHOP', fields: ['key'], reconcileIssues: [id] },
    });
    assert.equal((body.issues as Found).length, 4);
    clock.turn(5_000);
    assert.deepEqual(await keys(world, 'project = SHOP and status = Done'), ['SHOP-1', 'SHOP-2']);
    assert.equal((await keys(world, 'project = SHOP')).length, 4);
  });

  it('shows only what the caller may see', async () => {
    const { call, tokenFor } = startFilled();
    const authorization = tokenFor({ user: 'Slipway', projects: ['PAY'] });
    const search = (jql: string) => call('POST', 'search/jql', { body: { jql }, authorization });
    assert.equal(((await search('labels = money')).body.issues as Found).length, 1);
    assert.equal((await search('key = SHOP-1')).status, 400);
  });
});
