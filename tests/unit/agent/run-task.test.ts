import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { buildSampleTask, connectionId, type SampleRun, type SampleTask } from './run-sample-task.ts';

let task: SampleTask;

function readResult(run: SampleRun): Record<string, unknown> {
  return JSON.parse(run.files.get('Sample-1.json') ?? '{}') as Record<string, unknown>;
}

function findVariables(run: SampleRun): Record<string, string> {
  const set = run.commands.filter(({ name }) => name === 'task.setvariable');
  return Object.fromEntries(set.map(({ properties, data }) => [properties['variable'] ?? '', data]));
}

before(async () => {
  task = await buildSampleTask();
});

after(() => {
  task.dispose();
});

describe('a task', () => {
  it('gives its use case inputs, connections, job and network, and reports what came out', async () => {
    const proxy = {
      AGENT_PROXYURL: 'http://proxy:3128',
      AGENT_PROXYUSERNAME: 'me',
      SECRET_AGENT_PROXYPASSWORD: 'p@ss:word',
    };
    const bypass = JSON.stringify(['(broken', 'inside\\.example']);
    const env = { ...proxy, AGENT_PROXYBYPASSLIST: bypass, SYSTEM_PULLREQUEST_PULLREQUESTID: '17' };
    const run = await task.run({ inputs: { act: 'succeed', globs: 'a\nb', count: '11' }, env });
    assert.equal(run.result, 'Succeeded', run.output);
    assert.equal(run.output.split('\n')[0], 'Slipway Sample 1.2.3');
    assert.deepEqual(run.issues, []);
    const { seen, inputs, run: about, startedAt, finishedAt, ...rest } = readResult(run);
    assert.deepEqual(seen, {
      kind: 'claude',
      url: 'https://api.anthropic.com',
      provider: 'anthropic',
      tokenLength: 28,
      jobTokenLength: 21,
      runUrl: 'https://dev.azure.com/acme/Blue%20Sky/_build/results?buildId=42',
      inputs: {
        claudeConnection: connectionId,
        act: 'succeed',
        mode: 'inline',
        count: 11,
        budget: 2,
        globs: ['a', 'b'],
        dryRun: false,
      },
      pullRequestId: 17,
      proxyUrl: 'http://me:***@proxy:3128/',
      bypass: true,
    });
    assert.deepEqual(inputs, {
      claudeConnection: { value: connectionId, origin: 'given' },
      act: { value: 'succeed', origin: 'given' },
      mode: { value: 'inline', origin: 'default' },
      count: { value: '11', origin: 'given' },
      budget: { value: '2.00', origin: 'default' },
      globs: { value: 'a\nb', origin: 'given' },
      dryRun: { value: 'false', origin: 'default' },
    });
    const common = { collectionUri: 'https://dev.azure.com/acme/', project: 'Blue Sky', buildId: '42' };
    assert.deepEqual(about, common);
    assert.ok(String(startedAt) <= String(finishedAt));
    const { resultFile } = findVariables(run);
    const outputs = { verdict: 'approve', other: 'x', resultFile };
    const said = { outcome: 'succeeded', summary: 'All is done.', outputs };
    assert.deepEqual(rest, { schema: 3, task: 'Sample', version: '1.2.3', ...said });
    assert.deepEqual(findVariables(run), { verdict: 'approve', resultFile });
  });

  it('numbers its result files, attaches each and uploads its page', async () => {
    const { tempDirectory } = await task.run({ inputs: { act: 'skip' } });
    await task.run({ inputs: { act: 'skip' }, tempDirectory });
    const run = await task.run({ inputs: { act: 'succeed' }, tempDirectory });
    assert.deepEqual([...run.files.keys()].sort(), ['Sample-1.json', 'Sample-2.json', 'Sample-3.json', 'Sample-3.md']);
    const attached = run.commands.find(({ name }) => name === 'task.addattachment');
    assert.deepEqual(attached?.properties, { type: 'slipway.result', name: 'Sample-3' });
    assert.match(attached.data, /slipway.Sample-3\.json$/);
    assert.match(run.commands.find(({ name }) => name === 'task.uploadsummary')?.data ?? '', /Sample-3\.md$/);
    assert.equal(run.files.get('Sample-3.md'), '# Page');
  });

  it('maps every outcome to the result of the agent', async () => {
    const runs = await Promise.all(['skip', 'warn', 'block'].map((act) => task.run({ inputs: { act } })));
    assert.deepEqual(
      runs.map(({ result, message, issues, exitCode }) => ({ result, message, issues, exitCode })),
      [
        { result: 'Succeeded', message: 'Nothing to do.', issues: [], exitCode: 0 },
        { result: 'SucceededWithIssues', message: 'Two findings.', issues: ['warning: Two findings.'], exitCode: 0 },
        { result: 'Failed', message: 'A finding blocks.', issues: ['error: A finding blocks.'], exitCode: 0 },
      ],
    );
  });

  it('tells a foreseen failure with its code and hint, and writes down what was done until then', async () => {
    const run = await task.run({ inputs: { act: 'fail' } });
    assert.equal(run.result, 'Failed');
    assert.deepEqual(run.issues, ['error: Jira is gone. [JIRA_GONE]\nLook for it.']);
    const debug = run.commands.filter(({ name }) => name === 'task.debug').map(({ data }) => data);
    assert.ok(debug.includes('Caused by: Error: deep cause'), debug.join('\n'));
    const { outcome, error, soFar, schema } = readResult(run);
    const expected = { kind: 'remote', code: 'JIRA_GONE', message: 'Jira is gone.', hint: 'Look for it.' };
    assert.deepEqual({ outcome, error, soFar, schema }, { outcome: 'failed', error: expected, soFar: 2, schema: 3 });
    assert.equal(findVariables(run)['verdict'], 'incomplete');
  });

  for (const [act, message] of [
    ['bug', 'x is not a function'],
    ['throwString', 'just text'],
    ['emptyLoop', 'Nothing was left to wait for, but the task had not ended.'],
    ['throwOutside', 'thrown in a callback'],
    ['rejectOutside', 'nobody awaits this'],
    ['exit', 'the process was ended from inside.'],
  ] as const) {
    it(`fails as a bug, once and with exit code 0, when its use case does "${act}"`, async () => {
      const run = await task.run({ inputs: { act } });
      assert.equal(run.result, 'Failed', run.output);
      assert.equal(run.exitCode, 0);
      assert.ok(run.message.startsWith(`Unexpected failure in the extension: ${message} [INTERNAL]`), run.message);
      assert.equal(run.issues.length, 1);
    });
  }

  it('ends although its use case left a server listening', async () => {
    const run = await task.run({ inputs: { act: 'linger' } });
    assert.equal(run.result, 'Succeeded');
  });

  it('survives a temporary directory that cannot be written', async () => {
    const run = await task.run({
      inputs: { act: 'succeed' },
      env: { AGENT_WORKFOLDER: '/tmp', AGENT_TEMPDIRECTORY: '' },
    });
    assert.equal(run.result, 'Succeeded', run.output);
    assert.equal(findVariables(run)['resultFile'], undefined);
  });
});

describe('the inputs of a task', () => {
  it('are refused all at once, with the connection, before the use case starts', async () => {
    const inputs = { act: 'succeed', mode: 'none', note: 'n', count: 'many', dryRun: '', budget: '-1' };
    const env = {
      [`ENDPOINT_URL_${connectionId}`]: 'ftp://example.com',
      [`ENDPOINT_AUTH_SCHEME_${connectionId}`]: 'UsernamePassword',
      [`ENDPOINT_AUTH_PARAMETER_${connectionId}_APITOKEN`]: '',
      [`ENDPOINT_DATA_${connectionId}_PROVIDER`]: 'skynet',
    };
    const run = await task.run({ inputs, env });
    assert.equal(run.result, 'Failed');
    assert.deepEqual(run.message.split('\n'), [
      '8 problems in the inputs of this step. [INPUT_INVALID]',
      'count: "many" is not accepted: write a whole number from 1 to 50.',
      'budget: "-1" is not accepted: write a number of at least 0, with a point for decimals.',
      'dryRun: is missing or empty: write true or false.',
      'mode: none leaves no room for a note.',
      'claudeConnection: its server URL starts with ftp: and must start with https: or http:.',
      'claudeConnection: the service connection authenticates with "UsernamePassword" and must use "token".',
      'claudeConnection: the service connection has no API key: enter it as its token.',
      'claudeConnection: the provider "skynet" is unknown: choose anthropic or foundry.',
      'Correct them and run again; nothing was done yet.',
    ]);
  });

  it('name the connection that is missing or unknown', async () => {
    const [missing, unknown] = await Promise.all(
      ['', 'no-such-id'].map((claudeConnection) => task.run({ inputs: { act: 'succeed', claudeConnection } })),
    );
    assert.match(missing!.message, /claudeConnection: is required: name a service connection of type slipway-claude\./);
    assert.match(
      unknown!.message,
      /claudeConnection: the service connection "no-such-id" is not among those of this job/,
    );
  });

  it('find a connection whose id is written in capitals', async () => {
    const run = await task.run({ inputs: { act: 'succeed', claudeConnection: connectionId.toUpperCase() } });
    assert.equal(run.result, 'Succeeded', run.message);
  });

  it('say which variable of the job is missing or wrong', async () => {
    const inputs = { act: 'succeed' };
    const [project, id, token, proxy, ca] = await Promise.all(
      [
        { SYSTEM_TEAMPROJECT: '' },
        { SYSTEM_PULLREQUEST_PULLREQUESTID: 'x' },
        { ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: '' },
        { AGENT_PROXYURL: 'http://[' },
        { AGENT_CAINFO: '/no/such/file.pem' },
      ].map((env) => task.run({ inputs, env })),
    );
    assert.match(
      project!.message,
      /^The variable System\.TeamProject is not set in this job\. \[JOB_VARIABLE_MISSING\]/,
    );
    assert.match(
      id!.message,
      /^The variable System\.PullRequest\.PullRequestId must be a number .* \[JOB_VARIABLE_INVALID\]/,
    );
    assert.match(token!.message, /\[JOB_TOKEN_MISSING\]/);
    assert.match(proxy!.message, /\[JOB_PROXY_INVALID\]/);
    assert.match(ca!.message, /\/no\/such\/file\.pem cannot be read\. \[JOB_CA_UNREADABLE\]/);
  });

  it("add the agent's certificate authorities to Node's and to the extra ones", async () => {
    const { tempDirectory } = await task.run({ inputs: { act: 'skip' } });
    const agentFile = join(tempDirectory, 'agent.pem');
    writeFileSync(agentFile, 'pem');
    const env = { AGENT_CAINFO: agentFile, NODE_EXTRA_CA_CERTS: agentFile };
    const { rootCertificates } = await import('node:tls');
    const seen = readResult(await task.run({ inputs: { act: 'succeed' }, env }))['seen'] as { ca: number };
    assert.equal(seen.ca, rootCertificates.length + 2);
  });
});

describe('the output of a task', () => {
  const token = 'sk-ant-"quoted" & 100%ünsafe';
  const jobToken = 'job-token/with+signs?';
  const password = 'pa$$w0rd';
  const variable = 'job-secret-variable';

  function assertSilent(text: string): void {
    for (const secret of [token, jobToken, password, variable]) {
      const encoded = ['', 'user', 'abc', 'abcd'].map((user) => Buffer.from(`${user}:${secret}`).toString('base64'));
      const json = JSON.stringify(secret).slice(1, -1);
      const forms = [secret, encodeURIComponent(secret), json, ...encoded, Buffer.from(secret).toString('base64')];
      for (const form of forms) assert.ok(!text.includes(form), `${form} in\n${text}`);
    }
  }

  const visible = (run: SampleRun): string =>
    run.output
      .split('\n')
      .filter((line) => !line.startsWith('##vso[task.setsecret]'))
      .join('\n');

  const env = {
    SECRET_MY_VARIABLE: variable,
    FIXTURE_SECRET: variable,
    SECRET_AGENT_PROXYPASSWORD: 'p4ss',
    AGENT_PROXYURL: 'http://p',
  };

  it('shows no secret in any form, on either stream', async () => {
    const run = await task.run({ inputs: { act: 'leak', password }, env });
    assert.equal(run.result, 'Failed', run.output);
    assert.ok(run.output.includes('***'));
    assertSilent(visible(run));
    for (const text of run.files.values()) assertSilent(text);
  });

  it('shows no half of a secret when it quotes the beginning of an input', async () => {
    const run = await task.run({ inputs: { act: 'succeed', count: `${'1'.repeat(70)}${variable}` }, env });
    assert.match(run.output, /count: "1+\*\*\*" is not accepted/);
    assert.ok(!visible(run).includes('job-secret'));
  });

  it('has no secret in result, page, variables and summary either', async () => {
    const run = await task.run({ inputs: { act: 'leakResult', password }, env });
    assert.equal(run.result, 'SucceededWithIssues', run.output);
    assert.equal(run.message, 'It is ***.');
    assertSilent(visible(run));
    for (const text of run.files.values()) assertSilent(text);
    assert.equal(readResult(run)['***'] instanceof Array, true);
    assert.ok(!('password' in (readResult(run)['inputs'] as object)));
  });

  it('has the agent mask the credentials in their travelling forms', async () => {
    const run = await task.run({ inputs: { act: 'succeed', password } });
    const masked = new Set(run.commands.filter(({ name }) => name === 'task.setsecret').map(({ data }) => data));
    for (const secret of [token, jobToken, password]) {
      for (const form of [secret, encodeURIComponent(secret), encodeBase64(secret), encodeBase64(`:${secret}`)]) {
        assert.ok(masked.has(form), form);
      }
    }
  });

  function encodeBase64(text: string): string {
    return Buffer.from(text).toString('base64');
  }

  it('carries no command of foreign text, whatever way it comes out', async () => {
    const note =
      'a ##vso[task.complete result=Succeeded;]done\r##V\u200bSO[task.setvariable variable=x]y\n##[error]z\n##vso[task.debug]q';
    const run = await task.run({ inputs: { act: 'hostile', note } });
    assert.equal(run.result, 'Failed', run.output);
    const allowed = [
      'task.debug',
      'task.setsecret',
      'task.logissue',
      'task.addattachment',
      'task.issue',
      'task.complete',
    ];
    for (const { name, properties } of run.commands) {
      const isResultFile = name === 'task.setvariable' && properties['variable'] === 'resultFile';
      assert.ok(allowed.includes(name) || isResultFile, name);
    }
    assert.equal(run.commands.filter(({ name }) => name === 'task.complete').length, 1);
    assert.ok(!run.output.includes('##[error]'));
    assert.doesNotMatch(run.output, /^\(node:\d+\)/m);
    assert.ok(run.output.includes('a ##_vso[task.complete result=Succeeded;]done'));
  });
});

describe('a cancelled task', () => {
  it('ends when the agent is gone, instead of failing to say so for ever', async () => {
    let goneAt = 0;
    const whenReady = ({ stdout, stderr }: ChildProcess): void => {
      goneAt = performance.now();
      stdout?.destroy();
      stderr?.destroy();
    };
    const run = await task.run({ inputs: { act: 'talk' }, whenReady });
    assert.equal(run.exitCode, 1);
    assert.ok(performance.now() - goneAt < 3_000);
  });

  it('is gone within 5 s, says so and keeps its progress, whether its use case listens or not', async () => {
    const cancel = { hang: 'SIGINT', hangGently: 'SIGTERM' } as const;
    const runs = await Promise.all(
      Object.entries(cancel).map(async ([act, signal]) => {
        let cancelledAt = 0;
        const whenReady = (child: { kill(name: NodeJS.Signals): boolean }): void => {
          cancelledAt = performance.now();
          child.kill(signal);
        };
        const run = await task.run({ inputs: { act }, whenReady });
        return { run, took: performance.now() - cancelledAt };
      }),
    );
    for (const { run, took } of runs) {
      assert.ok(took < 5000, `${took} ms`);
      assert.equal(run.result, 'Failed');
      assert.equal(run.exitCode, 0);
      assert.equal(run.message, 'Cancelled before the end. [CANCELLED]');
      assert.equal(run.issues.length, 1);
    }
    const { outcome, half } = readResult(runs[0]!.run);
    assert.deepEqual({ outcome, half }, { outcome: 'cancelled', half: true });
    assert.ok(runs[1]!.run.output.includes('##[endgroup]'));
    assert.ok(runs[1]!.took < runs[0]!.took, 'a use case that listens is not waited for');
  });
});
