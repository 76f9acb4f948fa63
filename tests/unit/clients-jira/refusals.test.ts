import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ServiceResponse } from '../../../sandbox/core/service.ts';
import { SlipwayError, type ErrorKind } from '../../../src/errors.ts';
import { onBoth, withJira, type Deployment } from './jira-harness.ts';

/** For assert.rejects: a SlipwayError whose texts match, without the token. */
const failing =
  (code: string, kind: ErrorKind, ...texts: readonly RegExp[]) =>
  (error: unknown): true => {
    if (!(error instanceof SlipwayError)) throw error;
    assert.deepEqual([error.code, error.kind], [code, kind], error.message);
    const text = `${error.message} ${error.hint ?? ''}`;
    for (const wanted of texts) assert.match(text, wanted);
    assert.doesNotMatch(text, /hunter22/);
    return true;
  };

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** What reading one ticket's transitions gives against this answer. */
async function against(answer: ServiceResponse, check: (error: unknown) => true, deployment: Deployment = 'cloud') {
  await withJira(
    async ({ trackerOf }) => assert.rejects(trackerOf({ token: 'hunter22' }).listTransitions('SHOP-1'), check),
    { handler: () => Promise.resolve(answer), deployment },
  );
}

describe('What Jira refuses', () => {
  it(
    'is told for a wrong token',
    onBoth(async ({ trackerOf }, deployment) => {
      const what = deployment === 'cloud' ? 'e-mail with its token' : 'personal access token';
      const texts = [
        new RegExp(
          `^Jira refused the token\\. Asked to .+, http://127\\.0\\.0\\.1\\S* does not accept the ${what}\\. Check in`,
        ),
        /the service connection that "jiraConnection" names/,
        /make a new one for the same account/,
      ];
      const check = failing('JIRA_UNAUTHORIZED', 'auth', ...texts);
      await assert.rejects(trackerOf({ token: 'hunter22' }).readTickets(['SHOP-1']), check);
      await assert.rejects(trackerOf({ token: 'hunter22' }).listProjects(), check);
    }),
  );

  it('is told with its CAPTCHA, whichever status it comes with', async () => {
    const check = failing(
      'JIRA_UNAUTHORIZED',
      'auth',
      /^Jira refused the token\..* wants this user .*CAPTCHA/,
      /browser/,
    );
    const denied = { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://jira.example/login.jsp' };
    await against({ status: 403, headers: { 'content-type': 'text/html', ...denied }, body: '<html>' }, check);
    await against(json(401, {}, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }), check, 'datacenter');
  });

  it('is the token, whatever Jira shows to those whom it does not know', async () => {
    const unknown = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };
    const check = failing('JIRA_UNAUTHORIZED', 'auth', /^Jira refused the token\. .* does not accept the e-mail/);
    await against(json(200, { transitions: [] }, unknown), check);
    await against(json(404, { errorMessages: ['Issue does not exist.'] }, unknown), check);
    await withJira(({ tracker }) => assert.rejects(tracker.readTickets(['SHOP-1']), { code: 'JIRA_UNAUTHORIZED' }), {
      handler: () => Promise.resolve(json(404, {}, unknown)),
      deployment: 'datacenter',
    });
    const known = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED, OK' };
    await against(json(404, {}, known), failing('JIRA_NOT_FOUND', 'remote'));
  });

  it('names the permission', async () => {
    await withJira(
      async ({ jira, tracker }) => {
        const key = jira.createIssue({ project: 'SHOP', summary: 's' });
        const comment = tracker.putComment(key, { id: 'r', markdown: 'x' });
        await assert.rejects(
          comment,
          (error) => error instanceof SlipwayError && /^JIRA_(FORBIDDEN|REFUSED)$/.test(error.code),
        );
      },
      { token: { permissions: ['BROWSE_PROJECTS'] } },
    );
    const lacks = /^Jira would not .+: the token's owner lacks the right "Browse projects"/;
    const check = failing('JIRA_FORBIDDEN', 'auth', lacks, / \(Jira: No\. You may not\)\. Give/);
    await against(json(403, { errorMessages: ['No. You may not.'] }), check);
    await against(json(403, {}), failing('JIRA_FORBIDDEN', 'auth', /"Browse projects"\. Give/));
  });

  it('is repeated field by field, on one line and without the token', async () => {
    const errors = { summary: 'Too\nlong.', hunter22: 'odd', nested: { a: 1 } };
    const body = { errorMessages: ['Wrong: hunter22.', 7], errors };
    await against(
      json(400, body),
      failing('JIRA_REFUSED', 'remote', /Wrong: \*\*\*; summary: Too long; \*\*\*: odd\./),
    );
  });

  it('is told for pages, for what is gone and for conflicts', async () => {
    const page = { 'content-type': 'text/html' };
    await against(
      { status: 404, headers: page, body: '<title>Oops</title>' },
      failing('JIRA_NOT_FOUND', 'input', /page instead of data/, /path belongs/),
    );
    await against({ status: 200, headers: page, body: '<html>' }, failing('JIRA_UNEXPECTED_ANSWER', 'remote', /proxy/));
    await against(
      json(200, { transitions: 'none' }),
      failing('JIRA_UNEXPECTED_ANSWER', 'remote', /transitions is not/),
    );
    await against(
      json(404, { errorMessages: ['Issue does not exist or you do not have permission to see it.'] }),
      failing('JIRA_NOT_FOUND', 'remote', /does not exist or you do not/, /Browse projects/),
    );
    await against(
      json(410, { errorMessages: ['The requested API has been removed.'] }),
      failing('JIRA_GONE', 'remote', /has been removed/, /update Slipway/),
    );
    await against(json(409, {}), failing('JIRA_CONFLICT', 'conflict', /refused the request/));
    await against({ status: 302, headers: { location: '/login.jsp' } }, failing('HTTP_SIGN_IN', 'auth'));
  });

  it('ends the run when it is a quota', async () => {
    const reason = { 'ratelimit-reason': 'jira-quota-global-based', 'retry-after': '3600' };
    await against(json(429, {}, reason), failing('JIRA_QUOTA', 'remote', /quota is used up/, /3600 seconds/));
  });

  it('includes keys that are none, before anything is sent', async () => {
    await withJira(async ({ tracker, seen }) => {
      const bad = failing('JIRA_BAD_KEY', 'input');
      for (const key of [
        '../../evil?x=1#',
        'abc-1',
        'ABC-01',
        'ABC',
        'A-1',
        'ABC-1/x',
        '',
        'ABC-1\n',
        'x'.repeat(999),
      ]) {
        await assert.rejects(tracker.listTransitions(key), bad);
        await assert.rejects(tracker.putComment(key, { id: 'r', markdown: '' }), bad);
        await assert.rejects(tracker.putLink(key, { globalId: 'g', url: 'u', title: 't' }), bad);
      }
      await assert.rejects(tracker.listCreateFields('SHOP', '1/../2'), bad);
      await assert.rejects(tracker.findByMark('SHOP" OR 1=1', { globalId: 'g' }), bad);
      assert.equal(seen.length, 0);
    });
  });

  it('is no error where jira.js expects more than Jira gives', async () => {
    await withJira(
      async ({ tracker, lines }) => {
        const [first] = await tracker.listTransitions('SHOP-1');
        assert.deepEqual([first?.id, first?.to.id, first?.to.category], ['11', '7', 'toDo']);
        assert.ok(lines.every((line) => line.startsWith('debug')));
      },
      {
        handler: () =>
          Promise.resolve(json(200, { transitions: [{ id: 11, name: 'Go', to: { id: 7, name: 'There' } }] })),
      },
    );
  });
});
