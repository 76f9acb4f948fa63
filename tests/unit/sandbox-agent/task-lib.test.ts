import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'mocha';
import { fixtureTasks } from './fixture-task.ts';

const library = createRequire(import.meta.url).resolve('azure-pipelines-task-lib/task');

const script = `
const tl = require(${JSON.stringify(library)});
emit('input ' + tl.getInput('title') + ' ' + tl.getBoolInput('dryRun') + ' ' + tl.filePathSupplied('file'));
const id = tl.getInput('jira', true);
emit('url ' + tl.getEndpointUrl(id, false) + ' ' + tl.getEndpointDataParameter(id, 'deployment', false));
emit('token ' + tl.getEndpointAuthorizationParameter(id, 'apitoken', false));
emit('job ' + tl.getEndpointAuthorization('SYSTEMVSSCONNECTION', false).parameters.AccessToken);
emit('variable ' + tl.getVariable('Build.Reason') + ' ' + tl.getVariable('Key'));
emit('hidden ' + (process.env.SECRET_KEY === undefined && process.env['ENDPOINT_AUTH_' + id] === undefined));
tl.setVariable('text', ${JSON.stringify('50% ; ] \\ \r\n ##vso[task.complete result=Failed]')}, false, true);
tl.setSecret('derived-secret');
emit('leak derived-secret');
tl.warning('careful ; ] %');
tl.setResult(tl.TaskResult.SucceededWithIssues, 'done', true);
`;
const task = {
  inputs: [
    { name: 'title' },
    { name: 'dryRun', defaultValue: 'false' },
    { name: 'file', type: 'filePath' },
    { name: 'jira', type: 'connectedService:slipway-jira' },
  ],
};

describe('a task with azure-pipelines-task-lib', () => {
  const tasks = fixtureTasks();

  for (const node of [20, 24] as const) {
    it(`reads and says everything on Node ${node}`, async () => {
      const run = await tasks.run(
        { script, task },
        {
          node,
          inputs: { title: 'Hello $(Build.Reason)', jira: 'Jira' },
          variables: { 'Build.Reason': 'PullRequest', Key: { value: 'key-value', secret: true } },
          endpoints: {
            Jira: {
              url: 'https://acme.test',
              authorization: { scheme: 'Token', parameters: { apitoken: 'jira-token' } },
              data: { deployment: 'cloud' },
            },
            SYSTEMVSSCONNECTION: {
              url: 'https://dev.azure.com/acme',
              authorization: { scheme: 'OAuth', parameters: { AccessToken: 'job-token' } },
            },
          },
        },
      );
      const said = run.log.split('\n').filter((line) => /^(input|url|token|job|variable|hidden|leak) /.test(line));
      assert.deepEqual(said, [
        'input Hello PullRequest false false',
        'url https://acme.test/ cloud',
        'token ***',
        'job ***',
        'variable PullRequest ***',
        'hidden true',
        'leak ***',
      ]);
      assert.match(run.rawOutput, /^token jira-token$/m);
      assert.deepEqual(run.outputs, { text: '50% ; ] \\ \r\n ##vso[task.complete result=Failed]' });
      assert.deepEqual([run.result, run.message], ['SucceededWithIssues', 'done']);
      assert.deepEqual(
        run.issues.map(({ message }) => message),
        ['careful ; ] %', 'done'],
      );
      assert.deepEqual(run.secretsSet, ['derived-secret']);
    });
  }
});
