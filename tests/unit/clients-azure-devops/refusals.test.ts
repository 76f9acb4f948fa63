import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { startWithPullRequest, stopSandboxes } from '../sandbox-azure-devops/sandbox.ts';
import { clientOf, failing, hostOf, PULL_REQUEST, withAnswers } from './azure-harness.ts';
import { createPullRequestHost } from '../../../src/clients/azure-devops/pull-request-host.ts';

const thread = { content: 'Hm.', status: 'active', properties: { 'slipway.finding': '1' } } as const;

describe('Azure DevOps: refusals', () => {
  afterEach(stopSandboxes);

  it('name the permission that is missing, who misses it, and where to grant it', async () => {
    const sandbox = await startWithPullRequest();
    const reader = hostOf(sandbox, sandbox.id, sandbox.tokenWith(['readCode']));
    const missing = failing(
      'AZURE_DEVOPS_FORBIDDEN',
      /"Contribute to pull requests" is missing/,
      /Build\\[0-9a-f-]{36}\) at Project settings > Repositories > the repository > Security/,
    );
    await assert.rejects(reader.createThread(thread), missing);
    await assert.rejects(reader.writeProperty('a', 'b'), missing);
    await assert.rejects(reader.vote(10), missing);
    await assert.rejects(reader.postStatus({ name: 'n', iteration: 1, state: 'failed', description: '' }), missing);
  });

  it('say what the service says when it names no permission', async () => {
    const sandbox = await startWithPullRequest();
    const { id } = await hostOf(sandbox, sandbox.id).createThread(thread);
    const other = hostOf(sandbox, sandbox.id, sandbox.tokenWith(['readCode', 'contributeToPullRequests']));
    await assert.rejects(
      other.editComment(id, 1, 'mine'),
      failing('AZURE_DEVOPS_FORBIDDEN', /A comment can only be changed by its author\./),
    );
  });

  it('say that what is not found may be hidden', async () => {
    const sandbox = await startWithPullRequest();
    const hidden = failing('AZURE_DEVOPS_NOT_FOUND', /Without "Read"/, /Protect access to repositories in YAML/);
    await assert.rejects(hostOf(sandbox, 4711).readPullRequest(), hidden);
    await assert.rejects(hostOf(sandbox, sandbox.id, sandbox.tokenWith([])).listThreads(), hidden);
  });

  it('of the token are told, also when they come as a sign-in page', async () => {
    const sandbox = await startWithPullRequest();
    const refused = failing('AZURE_DEVOPS_UNAUTHORIZED', /does not accept the job's token/);
    await assert.rejects(hostOf(sandbox, sandbox.id, 'secret-job-token').readPullRequest(), refused);
    const page = { status: 203, headers: { 'content-type': 'text/html' }, body: '<html>Sign in' };
    await withAnswers(
      () => page,
      (host) => assert.rejects(host.readPullRequest(), refused),
    );
    const redirect = { status: 302, headers: { location: 'https://spsprodweu1.vssps.visualstudio.com/_signin' } };
    await withAnswers(
      () => redirect,
      (host) => assert.rejects(host.readPullRequest(), refused),
    );
  });

  it('are told in the words of the service, without the token', async () => {
    const say = (status: number) => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'TF400000: secret-job-token\nis\u202E odd.' }),
    });
    for (const [status, code] of [
      [400, 'AZURE_DEVOPS_REFUSED'],
      [405, 'AZURE_DEVOPS_REFUSED'],
      [409, 'AZURE_DEVOPS_CONFLICT'],
      [412, 'AZURE_DEVOPS_CONFLICT'],
    ] as const) {
      await withAnswers(
        () => say(status),
        (host) => assert.rejects(host.readPullRequest(), failing(code, /TF400000: \*\*\* is odd\./)),
      );
    }
    await withAnswers(
      () => say(500),
      (host) => assert.rejects(host.readPullRequest(), failing('HTTP_STATUS', /TF400000: \*\*\* is odd\./)),
    );
    const limited = { ...say(429), headers: { 'retry-after': '3600' } };
    await withAnswers(
      () => limited,
      (host) => assert.rejects(host.readPullRequest(), failing('HTTP_RATE_LIMITED', /Run it again after 20/)),
    );
  });

  it('are waited out when they are about the rate', async () => {
    const sandbox = await startWithPullRequest();
    const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } as const;
    sandbox.service.faults.add({ match: () => true, fault, times: 2 });
    assert.equal((await hostOf(sandbox, sandbox.id).readPullRequest()).id, sandbox.id);
  });
});

describe('Azure DevOps: answers that should not be', () => {
  it('are refused with the operation and the field', async () => {
    const odd = (field: RegExp) => failing('AZURE_DEVOPS_UNEXPECTED_ANSWER', /asked to show pull request 7/, field);
    for (const [answer, field] of [
      [{ ...PULL_REQUEST, title: 5 }, /: title is not as documented/],
      [{ ...PULL_REQUEST, repository: { id: 'r', name: 'web' } }, /: repository\.project is not/],
      [{ ...PULL_REQUEST, status: 'melted' }, /: status is not/],
      [[], /: the answer is not/],
      [{ status: 200, body: '{"pullRequestId": 7' }, /: the answer is no JSON/],
      [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, /: the answer is no JSON/],
      [{ status: 200, body: '' }, /: pullRequestId is not/],
    ] as const) {
      await withAnswers(
        () => answer,
        (host) => assert.rejects(host.readPullRequest(), odd(field)),
      );
    }
    await withAnswers(
      ({ path }) => (path.endsWith('/threads') ? { value: [{ id: 1 }, { id: 'x' }] } : undefined),
      (host) =>
        assert.rejects(
          host.listThreads(),
          failing('AZURE_DEVOPS_UNEXPECTED_ANSWER', /list the pull request's comments: value\.1\.id/),
        ),
    );
  });

  it('hold more and less than documented, and are read all the same', async () => {
    const bare = [
      { id: 3, properties: null, comments: null },
      {
        id: 4,
        status: 'Closed',
        properties: {
          'slipway.finding': { $type: 'System.String', $value: 'f' },
          count: { $type: 'System.Int32', $value: 5 },
          plain: 'text',
        },
        threadContext: { filePath: null },
        comments: [{ id: 1, isDeleted: true, author: { id: 'US' } }],
        surprise: true,
      },
    ];
    await withAnswers(
      ({ path }) => (path.endsWith('/threads') ? { value: bare } : undefined),
      async (host) => {
        assert.deepEqual(await host.listThreads(), [
          { id: 3, status: 'unknown', isDeleted: false, isOwn: false, properties: {}, path: undefined, comments: [] },
          {
            id: 4,
            status: 'closed',
            isDeleted: false,
            isOwn: true,
            properties: { 'slipway.finding': 'f', plain: 'text' },
            path: undefined,
            comments: [{ id: 1, content: '', isDeleted: true }],
          },
        ]);
      },
    );
  });
});

describe('Azure DevOps: pages and addresses', () => {
  const change = (index: number) => ({ changeTrackingId: index + 1, item: { path: `/f${index}.txt` } });

  for (const [count, largest] of [
    [0, 2000],
    [101, 100],
    [2000, 2000],
    [2001, 2000],
    [4500, 2000],
  ] as const) {
    it(`reads ${count} changes in pages of ${largest}`, async () => {
      let pages = 0;
      await withAnswers(
        ({ path, url }) => {
          if (!path.endsWith('/changes')) return undefined;
          pages += 1;
          const skip = Number(url.searchParams.get('$skip'));
          const top = Math.min(Number(url.searchParams.get('$top')), largest);
          const more = skip + top < count;
          const changeEntries = Array.from({ length: Math.min(top, count - skip) }, (_, index) => change(skip + index));
          return { changeEntries, nextSkip: more ? skip + top : 0, nextTop: more ? top : 0 };
        },
        async (host) => {
          const changes = await host.listIterationChanges(1);
          assert.equal(new Set(changes.map(({ path }) => path)).size, count);
          assert.equal(pages, Math.max(1, Math.ceil(count / largest)));
        },
      );
    });
  }

  it('does not turn pages for ever', async () => {
    await withAnswers(
      ({ path }) => (path.endsWith('/changes') ? { changeEntries: [change(1)], nextSkip: 5, nextTop: 1 } : undefined),
      (host) => assert.rejects(host.listIterationChanges(1), failing('AZURE_DEVOPS_TOO_MANY_PAGES')),
    );
  });

  it('takes collections and projects with spaces and any letters, encoded or not', async () => {
    const paths: string[] = [];
    await withAnswers(
      ({ url }) => {
        paths.push(url.pathname);
        return { ...PULL_REQUEST, repository: { id: 'r', name: 'wéb #1', project: { name: 'Größe 漢/x' } } };
      },
      async (_host, url) => {
        for (const collection of ['/tfs/Größe Eins', '/tfs/Gr%C3%B6%C3%9Fe%20Eins/']) {
          const client = clientOf(url + collection, 't', 'Größe 漢/x');
          const { webUrl } = await createPullRequestHost({ client, pullRequestId: 7 }).readPullRequest();
          assert.equal(
            webUrl,
            `${url}/tfs/Gr%C3%B6%C3%9Fe%20Eins/Gr%C3%B6%C3%9Fe%20%E6%BC%A2%2Fx/_git/w%C3%A9b%20%231/pullrequest/7`,
          );
        }
      },
    );
    const expected = '/tfs/Gr%C3%B6%C3%9Fe%20Eins/Gr%C3%B6%C3%9Fe%20%E6%BC%A2%2Fx/_apis/git/pullrequests/7';
    assert.deepEqual(paths, [expected, expected]);
  });
});
