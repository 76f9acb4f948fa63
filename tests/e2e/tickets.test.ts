import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { StepRun } from '../../sandbox/agent/task-step.ts';
import { answerWith, failure, invalidJson } from '../../sandbox/claude/scripted-answer.ts';
import { fastTime } from '../support/fast-time.ts';
import { ReleaseWorld } from '../support/release-world.ts';
import { connectionsWith, ensure, killBehind, readOnly, startRuns } from '../support/ticket-runs.ts';
import { isSweep } from '../support/trials.ts';

/** Waits of seconds, for a search that is behind or a service that is not there, are fractions of one here. */
const { clock, task } = fastTime(30);

const DRAFT = answerWith({
  summary: 'Dependencies are up to date',
  description: 'The libraries were **old**.\n\n- `left-pad` is 1.3 now',
});

describe('JiraTicket', function () {
  this.timeout(60_000);
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start({ clock });
  });
  after(() => world.stop('tickets'));

  const issues = (project = 'ABC') => world.sandbox.jira.listIssues(project);
  const asked = () => world.sandbox.claude.requests.length;
  const run = (pullRequest: Parameters<typeof ensure>[1], inputs = {}, over: Parameters<typeof ensure>[3] = {}) =>
    ensure(world, pullRequest, inputs, { ...task, ...over });
  const succeeded = (one: StepRun) => assert.equal(one.result, 'Succeeded', one.log);
  const failed = (one: StepRun, ...words: readonly RegExp[]) => {
    assert.equal(one.result, 'Failed', one.log);
    for (const word of words) assert.match(one.log, word);
  };

  it('has Claude draft the one ticket of a pull request without key, and links both', async () => {
    world.sandbox.claude.script(() => DRAFT);
    const pullRequest = await world.openPullRequest(
      { branch: 'chore/update-dependencies', title: 'Update dependencies', description: 'As every month.' },
      { 'package.json': '{ "left-pad": "1.3.0" }\n' },
    );
    const one = await run(pullRequest, { claudeConnection: 'claude' });
    succeeded(one);
    assert.deepEqual([one.outputs['tickets'], one.outputs['createdTicket']], ['ABC-1', 'ABC-1']);
    assert.match(one.message ?? '', /ABC-1 was created/);
    const [issue, ...more] = issues();
    assert.ok(issue);
    assert.deepEqual(
      [issue.type, issue.summary, issue.labels, issue.status, more],
      ['Story', 'Dependencies are up to date', ['slipway'], 'To Do', []],
    );
    assert.match(issue.description, /The libraries were old\.[^]*left-pad is 1\.3 now[^]*Pull request/);
    const [link, ...others] = issue.links;
    assert.deepEqual([link?.globalId, link?.title], [link?.url, `Pull request ${pullRequest.id}: Update dependencies`]);
    assert.match(link?.url ?? '', new RegExp(`/pullrequest/${pullRequest.id}$`));
    assert.deepEqual(others, []);
    const { description } = await world.pullRequest(pullRequest.id);
    assert.equal(description, 'As every month.\n\nTicket: ABC-1');
    assert.match(JSON.stringify(world.sandbox.claude.requests.at(-1)?.body), /left-pad.{1,20}1\.3\.0/);
  });

  it('writes nothing and asks nobody when it runs again', async () => {
    const [wrote, questions] = [world.writes.length, asked()];
    const again = await run(
      { id: 1, source: 'refs/heads/chore/update-dependencies', target: 'refs/heads/develop' },
      { claudeConnection: 'claude' },
    );
    succeeded(again);
    assert.deepEqual([again.outputs['tickets'], again.outputs['createdTicket']], ['ABC-1', '']);
    assert.deepEqual([world.writes.slice(wrote), asked()], [[], questions]);
  });

  for (const [what, answer] of Object.entries({
    'no JSON': () => invalidJson('{"summary": "Half'),
    'an error': () => failure('authentication_error'),
  })) {
    it(`takes the pull request's own words when Claude gives ${what}`, async () => {
      world.sandbox.claude.script(answer);
      const pullRequest = await world.openPullRequest({ title: `Mend ${what}`, description: 'It **was** broken.' });
      const one = await run(pullRequest, { claudeConnection: 'claude' });
      assert.equal(one.result, 'Succeeded', one.log);
      assert.match(one.log, /takes the words of the pull request/);
      const { key, summary, description = '' } = issues().at(-1) ?? {};
      assert.deepEqual([one.outputs['createdTicket'], summary], [key, `Mend ${what}`]);
      assert.match(description, /^It was broken\./);
    });
  }

  it('needs no Claude, and takes the type by name in any case', async () => {
    const questions = asked();
    const pullRequest = await world.openPullRequest({ title: 'Without a model' });
    const one = await run(pullRequest, { issueType: 'bug', linkPullRequest: 'false' });
    succeeded(one);
    const issue = issues().at(-1);
    assert.deepEqual([issue?.type, issue?.summary, issue?.links, asked()], ['Bug', 'Without a model', [], questions]);
    assert.equal((await world.pullRequest(pullRequest.id)).description ?? '', '');
    const again = await run(pullRequest, { issueType: 'bug', linkPullRequest: 'false' });
    assert.deepEqual([again.outputs['tickets'], again.outputs['createdTicket']], [issue?.key, '']);
  });

  it('finds the tickets that branch, title and description name, and takes look-alikes for none', async () => {
    world.sandbox.jira.createProject({ key: 'ALLPOST', name: 'Post' });
    const named = world.sandbox.jira.createIssue({ project: 'ALLPOST', summary: 'Login page' });
    const before = issues().length;
    const pullRequest = await world.openPullRequest({
      branch: `feature/${named}_login-page`,
      title: 'UTF-8 and SHA-256 for CVE-2024-1234',
      description: 'See abc-1 and ISO-8601.\n\n```\nABC-2\n```',
    });
    const one = await run(pullRequest);
    succeeded(one);
    assert.deepEqual([one.outputs['tickets'], one.outputs['createdTicket']], [`${named},ABC-1`, '']);
    assert.equal(issues().length, before);
    assert.equal(world.sandbox.jira.readIssue(named)?.links.length, 1);
    const { description } = await world.pullRequest(pullRequest.id);
    assert.match(description ?? '', new RegExp(`Ticket: ${named}$`));
    const only = await run(pullRequest, { projects: 'abc' });
    assert.equal(only.outputs['tickets'], 'ABC-1', only.log);
  });

  it('creates nothing without createIfMissing, and says so', async () => {
    const pullRequest = await world.openPullRequest({ title: 'UTF-8 everywhere', branch: 'feature/SHA-256' });
    const wrote = world.writes.length;
    const one = await world.run(
      'JiraTicket',
      { jiraConnection: 'jira', createIfMissing: 'false' },
      { subject: { kind: 'pullRequest', ...pullRequest }, fetchDepth: 'none' },
    );
    succeeded(one);
    assert.deepEqual([one.outputs['tickets'], one.outputs['createdTicket'], world.writes.slice(wrote)], ['', '', []]);
    assert.match(one.message ?? '', /names no ticket, and createIfMissing is off/);
  });

  it('leaves the pull requests of bots alone', async () => {
    const wrote = world.writes.length;
    const pullRequest = await world.openPullRequest({ title: 'Bump left-pad' });
    const one = await run(pullRequest, { skipAuthors: 'renovate*\nad*' });
    succeeded(one);
    assert.deepEqual([one.outputs['tickets'], world.writes.slice(wrote)], ['', []]);
    assert.match(one.message ?? '', /by Ada, who is among skipAuthors/);
  });

  it('creates no Jira ticket for a change with a work item of Azure Boards', async () => {
    const { organisation, project } = world.repository;
    const { id } = world.sandbox.azureDevOps.createWorkItem({
      organisation,
      project,
      type: 'Bug',
      title: 'Broken',
      author: { displayName: 'Ada' },
    });
    const before = issues().length;
    const pullRequest = await world.openPullRequest({ title: 'With a work item' });
    world.sandbox.azureDevOps.linkWorkItem({ organisation, pullRequestId: pullRequest.id, workItemId: id });
    const one = await run(pullRequest);
    succeeded(one);
    assert.deepEqual([one.outputs['tickets'], issues().length], [`AB#${id}`, before]);
  });

  it('follows a moved issue, and never takes a deleted one for missing', async () => {
    const moved = world.sandbox.jira.createIssue({ project: 'ABC', summary: 'Moves' });
    const deleted = world.sandbox.jira.createIssue({ project: 'ABC', summary: 'Goes' });
    const now = world.sandbox.jira.moveIssue(moved, 'ALLPOST');
    world.sandbox.jira.deleteIssue(deleted);
    const one = await run(await world.openPullRequest({ title: `${moved} and ${deleted}` }));
    succeeded(one);
    assert.equal(one.outputs['tickets'], now);
    assert.match(one.log, new RegExp(`${deleted} is not there, or may not be seen`));
    const before = issues().length;
    const wrote = world.writes.length;
    const gone = await run(await world.openPullRequest({ title: `${deleted} alone` }));
    failed(gone, /TICKET_UNKNOWN/, new RegExp(deleted));
    assert.deepEqual([issues().length, world.writes.slice(wrote)], [before, []]);
  });

  it('names what is allowed when project, type or fields are wrong, and creates nothing', async () => {
    world.sandbox.jira.createProject({
      key: 'HARD',
      name: 'Demanding',
      fields: [{ name: 'Team', kind: 'option', options: ['Blue', 'Red'] }],
      screens: { '*': { create: ['description', { field: 'Team', required: true }] } },
    });
    const pullRequest = await world.openPullRequest({ title: 'No place for it' });
    const wrote = world.writes.length;
    const wrong: readonly [inputs: Readonly<Record<string, string>>, words: readonly RegExp[]][] = [
      [{ project: 'NOPE' }, [/TICKET_PROJECT_UNKNOWN/, /NOPE.*ABC.*HARD/]],
      [{ project: 'ABC" OR project = "HARD' }, [/TICKET_PROJECT_UNKNOWN/, /"HARD: this account sees/i]],
      [{ issueType: 'Saga' }, [/TICKET_TYPE_UNKNOWN/, /"Saga".*Story, Task, Bug/]],
      [{ project: 'HARD' }, [/TICKET_FIELDS_REQUIRED/, /Team.*is required.*Blue, Red/]],
    ];
    const runs = await Promise.all(wrong.map(([inputs]) => run(pullRequest, inputs)));
    for (const [index, [, words]] of wrong.entries()) failed(runs[index]!, ...words);
    assert.deepEqual(world.writes.slice(wrote), []);
    assert.deepEqual(issues('HARD'), []);
  });

  it('says what to do when the token is refused, once', async () => {
    const pullRequest = await world.openPullRequest({ title: 'Wrong token' });
    const requests = world.sandbox.traffic.entries.filter(({ _service }) => _service === 'jira').length;
    const wrote = world.writes.length;
    const { email } = world.sandbox.jira.issueToken({ user: 'Slipway' });
    const one = await run(
      pullRequest,
      {},
      { connections: connectionsWith(world, { user: email, token: 'expired-token' }) },
    );
    failed(one, /JIRA_UNAUTHORIZED/, /does not accept the e-mail with its token/);
    assert.ok(!one.rawOutput.replaceAll(/^##vso\[task\.setsecret\].*$/gm, '').includes('expired-token'));
    assert.deepEqual(world.writes.slice(wrote), []);
    const now = world.sandbox.traffic.entries.filter(({ _service }) => _service === 'jira').length;
    assert.ok(now - requests <= 2, String(now - requests));
  });

  it('plans the same in a dry run with tokens that may only read, and writes nothing', async () => {
    world.sandbox.claude.script(() => DRAFT);
    const pullRequest = await world.openPullRequest({ title: 'Only tried' });
    const wrote = world.writes.length;
    const dry = await run(pullRequest, { claudeConnection: 'claude', dryRun: 'true' }, readOnly(world));
    succeeded(dry);
    assert.deepEqual([world.writes.slice(wrote), dry.outputs['createdTicket']], [[], '']);
    assert.match(dry.log, /create a Story in ABC: Dependencies are up to date/);
    const wet = await run(pullRequest, { claudeConnection: 'claude' });
    assert.equal(issues().at(-1)?.summary, 'Dependencies are up to date', wet.log);
    const settled = world.writes.length;
    const dryAgain = await run(pullRequest, { dryRun: 'true' }, readOnly(world));
    succeeded(dryAgain);
    assert.deepEqual([dryAgain.outputs['tickets'], world.writes.slice(settled)], [wet.outputs['tickets'], []]);
  });

  it('creates one ticket when its answers are lost and the search is behind', async () => {
    const before = issues().length;
    world.sandbox.jira.delaySearch(5000);
    const isPost = (part: RegExp) => (request: { readonly method: string; readonly path: string }) =>
      request.method === 'POST' && part.test(request.path);
    const fault = { kind: 'lostAnswer' } as const;
    world.sandbox.jiraService.faults.add({ match: isPost(/\/issue$/), fault, times: 1 });
    world.sandbox.jiraService.faults.add({ match: isPost(/\/remotelink$/), fault, times: 1 });
    world.sandbox.azureService.faults.add({ match: isPost(/\/threads$/), fault, times: 1 });
    const one = await run(await world.openPullRequest({ title: 'Lost answers' }));
    world.sandbox.jira.delaySearch(0);
    succeeded(one);
    assert.equal(issues().length, before + 1, one.log);
    assert.equal(issues().at(-1)?.links.length, 1);
  });

  it('lets no secret reach Claude, Jira or the log, whatever fails', async () => {
    const secrets = [
      ['ghp', 'aB3dE5fG7hJ9'.repeat(3)].join('_'),
      ['AKIA', 'IOSFODNN7EXAMPL2'].join(''),
      ['xoxb', '123456789012', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('-'),
    ];
    const [first = '', second = '', third = ''] = secrets;
    world.sandbox.claude.script(() => DRAFT);
    const { token, email } = world.sandbox.jira.issueToken({ user: 'Slipway' });
    const basic = Buffer.from(`${email}:${token}`).toString('base64');
    const pullRequest = await world.openPullRequest(
      { title: `Use ${second}`, description: `token: ${first}` },
      { 'config.ts': `const key = "${first}";\nconst aws = "${second}";\nconst slack = "${third}";\n` },
    );
    // A service that repeats what it was sent.
    world.sandbox.jiraService.faults.add({
      match: ({ method, path: route }) => method === 'POST' && route.endsWith('/issue'),
      fault: { kind: 'answer', status: 400, body: { errorMessages: [`Bad header Basic ${basic} of ${token}`] } },
      times: 1,
    });
    const since = world.sandbox.traffic.entries.length;
    const over = { connections: connectionsWith(world, { user: email, token }), variables: { 'System.Debug': 'true' } };
    const broken = await run(pullRequest, { claudeConnection: 'claude' }, over);
    failed(broken, /JIRA_REFUSED/);
    world.sandbox.claude.script(() => failure('api_error', { message: `key ${world.sandbox.claude.apiKey}` }));
    const mended = await run(pullRequest, { claudeConnection: 'claude' }, over);
    succeeded(mended);
    const sent = world.sandbox.traffic.entries
      .slice(since)
      .filter(({ _service }) => _service !== 'azure-devops')
      .map(({ request }) => request.postData?.text ?? '');
    assert.ok(sent.some((text) => text.includes('config.ts')));
    const issue = issues().at(-1);
    assert.match(issue?.summary ?? '', /^Use ‹secret/);
    const written = JSON.stringify([issue, sent]);
    for (const secret of secrets) assert.ok(!written.includes(secret), secret);
    for (const one of [broken, mended]) {
      const files = one.attachments.map(({ content }) => content.toString('utf8')).join('');
      for (const secret of [token, basic, world.sandbox.claude.apiKey]) {
        const own = one.rawOutput.replaceAll(/^##vso\[task\.setsecret\].*$/gm, '');
        assert.ok(!own.includes(secret) && !files.includes(secret), secret);
      }
    }
  });

  it('runs nothing of hostile titles, descriptions and models, and writes them as mere text', async () => {
    const command = '##vso[task.setvariable variable=tickets;isoutput=true]EVIL-1';
    const complete = '##vso[task.complete result=Failed;done=true]';
    const adf = '{"type":"doc","version":1,"content":[{"type":"mention","attrs":{"id":"712020:1"}}]}';
    const pullRequest = await world.openPullRequest({
      branch: `feature/"OR"project=ABC;${complete.replace(/[ [=;]/g, '')}`.replace(/\]/g, ''),
      title: `${command} ${complete}`,
      description: `${command}\n${adf}\n[link](javascript:alert(1)) <img src=x onerror=y> {code} [~admin]\n\`\`\`\nnever closed`,
    });
    const own = await run(pullRequest, {}, { variables: { 'System.Debug': 'true' } });
    succeeded(own);
    const issue = issues().at(-1);
    assert.equal(own.outputs['tickets'], issue?.key);
    assert.ok(!JSON.stringify(issue?.fields).includes('"mention"'));
    assert.ok(!JSON.stringify(issue?.fields).includes('"href":"javascript'));
    const before = issues().length;
    assert.equal((await run(pullRequest)).outputs['tickets'], issue?.key);
    assert.equal(issues().length, before);
    world.sandbox.claude.script(() =>
      answerWith({ summary: `${command}\n${complete}`.slice(0, 110), description: `${adf}\n${complete}` }),
    );
    const drafted = await run(await world.openPullRequest({ title: 'Plain' }), { claudeConnection: 'claude' });
    succeeded(drafted);
    assert.equal(drafted.outputs['createdTicket'], issues().at(-1)?.key);
    assert.ok(!JSON.stringify(issues().at(-1)?.fields).includes('"mention"'));
  });

  it('creates one ticket when eight runs want it at once', async () => {
    const runs = await startRuns(world, 8);
    const pullRequest = await world.openPullRequest({ title: 'Eight at once' });
    const before = issues().length;
    const all = await Promise.all(runs.map((buildId) => run(pullRequest, {}, { buildId })));
    for (const one of all) assert.equal(one.result, 'Succeeded', one.log);
    const key = issues().at(-1)?.key;
    assert.deepEqual(
      all.map(({ outputs }) => outputs['tickets']),
      all.map(() => key),
    );
    assert.deepEqual([issues().length, issues().at(-1)?.links.length], [before + 1, 1]);
    assert.equal(all.filter(({ outputs }) => outputs['createdTicket'] === key).length, 1);
  });

  it('ends with one ticket after a kill behind any of its writes', async () => {
    const whole = world.writes.length;
    await run(await world.openPullRequest({ title: 'Whole' }));
    const count = world.writes.length - whole;
    assert.ok(count >= 5, String(count));
    const before = issues().length;
    const all = Array.from({ length: count }, (_, index) => index + 1);
    const kills = isSweep ? all : [1, count];
    const pullRequests: Parameters<typeof ensure>[1][] = [];
    for (const after of kills) {
      const pullRequest = await world.openPullRequest({ title: `Killed ${after}` });
      pullRequests.push(pullRequest);
      const killed = await killBehind({ world, after, run: (over) => run(pullRequest, {}, over) });
      assert.equal(killed.result, 'Canceled', killed.log);
    }
    const again = await Promise.all(pullRequests.map((pullRequest) => run(pullRequest)));
    assert.equal(issues().length, before + kills.length);
    for (const [index, one] of again.entries()) {
      succeeded(one);
      const title = `Killed ${kills[index]}`;
      const { key = '', links = [] } = issues().find(({ summary }) => summary === title) ?? {};
      assert.deepEqual([one.outputs['tickets'], links.length], [key, 1], title);
      assert.equal((await world.pullRequest(pullRequests[index]!.id)).description, `Ticket: ${key}`);
    }
    const wrote = world.writes.length;
    await run(pullRequests[1]!);
    assert.deepEqual(world.writes.slice(wrote), []);
  });
});

describe('JiraTicket on Data Center below /jira', () => {
  let world: ReleaseWorld;
  before(async () => {
    world = await ReleaseWorld.start({ deployment: 'datacenter', basePath: '/jira' });
  });
  after(() => world.stop('tickets-datacenter'));

  it('creates, links and finds again, with a slash at the end of the address or without', async () => {
    const pullRequest = await world.openPullRequest({
      title: 'On a server',
      description: 'It is **bold** and has `code` & {braces}.',
    });
    const { token } = world.sandbox.jira.issueToken({ user: 'Slipway' });
    const slash = connectionsWith(world, { url: `${world.sandbox.jira.siteUrl()}/`, token });
    const one = await ensure(world, pullRequest, {}, { connections: slash });
    assert.equal(one.result, 'Succeeded', one.log);
    const issue = world.sandbox.jira.readIssue('ABC-1');
    assert.deepEqual([one.outputs['createdTicket'], issue?.summary, issue?.links.length], ['ABC-1', 'On a server', 1]);
    assert.match(issue?.description ?? '', /^It is \{\*\}bold\{\*\} and has \{\{code\}\} &amp; \\\{braces\\\}\./);
    const wrote = world.writes.length;
    const again = await ensure(world, pullRequest);
    assert.deepEqual([again.outputs['tickets'], world.writes.slice(wrote)], ['ABC-1', []], again.log);
    const result = again.attachments.find(({ type }) => type === 'slipway.result');
    const { tickets } = JSON.parse(result?.content.toString() ?? '{}') as { tickets: { url: string }[] };
    assert.equal(tickets[0]?.url, `${world.sandbox.jira.siteUrl()}/browse/ABC-1`);
  });
});
