import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Endpoint, TaskStep } from '../../../sandbox/agent/task-step.ts';
import { fixtureTasks } from './fixture-task.ts';

const jira: Endpoint = {
  url: 'https://acme.atlassian.net',
  authorization: { scheme: 'UsernamePassword', parameters: { username: 'bot@acme.test', password: 'jira-password' } },
  data: { deployment: 'cloud' },
};
const system: Endpoint = {
  url: 'https://dev.azure.com/acme/',
  authorization: { scheme: 'OAuth', parameters: { AccessToken: 'job-token' } },
  data: { ServerId: 'x' },
};
const guid = 'AAAAAAAA-0000-4000-8000-00000000000A';
const connection = { inputs: [{ name: 'jiraConnection', type: 'connectedService:slipway-jira' }] };

describe('the environment of a task', () => {
  const tasks = fixtureTasks();

  async function environmentOf(step: Partial<TaskStep>, task: object = {}): Promise<Record<string, string>> {
    const run = await tasks.run({ script: 'emit(JSON.stringify(process.env))', task: { ...task } }, step);
    return JSON.parse(run.rawOutput) as Record<string, string>;
  }

  it('names public variables in upper case, secrets under SECRET_ only, and lists both', async () => {
    const env = await environmentOf({
      variables: { 'Build.Source Branch': 'main', 'My.Key': { value: 'k', secret: true }, 'a-b': '1' },
    });
    assert.equal(env['BUILD_SOURCE_BRANCH'], 'main');
    assert.equal(env['A-B'], '1');
    assert.equal(env['SECRET_MY_KEY'], 'k');
    assert.equal(env['MY_KEY'], undefined);
    assert.ok((JSON.parse(env['VSTS_PUBLIC_VARIABLES']!) as string[]).includes('Build.Source Branch'));
    assert.deepEqual(JSON.parse(env['VSTS_SECRET_VARIABLES']!), ['My.Key']);
  });

  it('says that it is a build, gives directories that exist, and the status also by its plain name', async () => {
    const env = await environmentOf({});
    assert.equal(env['TF_BUILD'], 'True');
    assert.equal(env['AGENT_TEMPDIRECTORY'], `${tasks.workFolder}/_temp`);
    assert.equal(env['BUILD_SOURCESDIRECTORY'], `${tasks.workFolder}/1/s`);
    assert.equal(env['agent.jobstatus'], 'Succeeded');
    assert.equal(env['AGENT_JOBSTATUS'], 'Succeeded');
    assert.equal(env['SYSTEM_TASKINSTANCENAME'], 'Fixture');
  });

  it('hides the environment of the caller', async () => {
    process.env['SANDBOX_AGENT_LEAK'] = 'x';
    try {
      const env = await environmentOf({ env: { OWN: 'agent' } });
      assert.equal(env['SANDBOX_AGENT_LEAK'], undefined);
      assert.equal(env['OWN'], 'agent');
      assert.equal(env['PATH'], process.env['PATH']);
    } finally {
      delete process.env['SANDBOX_AGENT_LEAK'];
    }
  });

  it("lays the step's own environment below that of the agent", async () => {
    const env = await environmentOf({
      stepEnv: { A: ' $(who) ', BUILD_REASON: 'no' },
      variables: { who: 'me', 'Build.Reason': 'yes' },
    });
    assert.equal(env['A'], 'me');
    assert.equal(env['BUILD_REASON'], 'yes');
  });

  it('delivers a connection that an input names, by its GUID', async () => {
    const env = await environmentOf(
      { inputs: { jiraConnection: guid }, endpoints: { [guid]: { ...jira, name: 'jira' }, other: jira } },
      connection,
    );
    const id = guid.toLowerCase();
    assert.equal(env[`ENDPOINT_URL_${id}`], 'https://acme.atlassian.net/');
    assert.deepEqual(JSON.parse(env[`ENDPOINT_AUTH_${id}`]!), jira.authorization);
    assert.equal(env[`ENDPOINT_AUTH_SCHEME_${id}`], 'UsernamePassword');
    assert.equal(env[`ENDPOINT_AUTH_PARAMETER_${id}_PASSWORD`], 'jira-password');
    assert.equal(env[`ENDPOINT_DATA_${id}_DEPLOYMENT`], 'cloud');
    assert.equal(Object.keys(env).filter((name) => name.startsWith('ENDPOINT_URL_')).length, 1);
    assert.deepEqual(JSON.parse(env[`ENDPOINT_DATA_${id}`]!), jira.data);
  });

  it('puts the GUID in place of a connection name, as the server does', async () => {
    const env = await environmentOf(
      { inputs: { jiraConnection: 'Our Jira' }, endpoints: { 'Our Jira': jira } },
      connection,
    );
    const id = env['INPUT_JIRACONNECTION']!;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(env[`ENDPOINT_AUTH_PARAMETER_${id}_USERNAME`], 'bot@acme.test');
  });

  it('delivers no connection that is not named, and the one to Azure DevOps always, without its data', async () => {
    const env = await environmentOf({ endpoints: { jira, SystemVssConnection: system } }, connection);
    assert.deepEqual(
      Object.keys(env)
        .filter((name) => name.startsWith('ENDPOINT_'))
        .sort(),
      [
        'ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN',
        'ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION',
        'ENDPOINT_AUTH_SYSTEMVSSCONNECTION',
        'ENDPOINT_URL_SYSTEMVSSCONNECTION',
      ],
    );
  });

  it('does not deliver a connection that only an input of another type names', async () => {
    const env = await environmentOf({ inputs: { jiraConnection: guid }, endpoints: { [guid]: jira } });
    assert.equal(env[`ENDPOINT_URL_${guid.toLowerCase()}`], undefined);
  });

  it('warns of a connection that does not exist', async () => {
    const run = await tasks.run({ script: '', task: connection }, { inputs: { jiraConnection: 'gone' } });
    assert.deepEqual(
      run.issues.map(({ type }) => type),
      ['warning'],
    );
  });

  it('skips a step with a connection in the build of a fork', async () => {
    const variables = { 'System.PullRequest.IsFork': 'True', 'System.RestrictSecrets': 'True' };
    const step = { inputs: { jiraConnection: 'jira' }, endpoints: { jira }, variables };
    const run = await tasks.run({ script: 'emit("ran")', task: connection }, step);
    assert.equal(run.result, 'Skipped');
    assert.equal(run.rawOutput, '');
    assert.match(run.message ?? '', /forks are not allowed/);
  });

  it('closes the standard input', async () => {
    const run = await tasks.run(`process.stdin.resume().on('end', () => emit('closed'))`);
    assert.match(run.log, /^closed$/m);
  });
});
