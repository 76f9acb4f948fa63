import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { runTaskCommand } from '../../../sandbox/agent/run-task-command.ts';
import { parseTaskCommandLine } from '../../../sandbox/agent/task-command-line.ts';
import { fixtureTasks } from './fixture-task.ts';

describe('npm run task', () => {
  const tasks = fixtureTasks();

  async function command(script: string, args: readonly string[], env: Record<string, string> = {}, name?: string) {
    const task = { inputs: [{ name: 'jira', type: 'connectedService:x' }] };
    const folder = await tasks.folder({ script, task });
    const lines: string[] = [];
    const errors: string[] = [];
    const status = await runTaskCommand({
      args: [name ?? path.basename(folder), '--tasks', path.dirname(folder), ...args],
      env,
      print: (line) => lines.push(line),
      printError: (line) => errors.push(line),
      signal: new AbortController().signal,
    });
    return { status, printed: lines.join('\n'), errors: errors.join('\n') };
  }

  it('gives the task its inputs, variables, secrets and connections, masked in the log', async () => {
    const script = `const id = process.env.INPUT_JIRA;
      emit([process.env.INPUT_TO, process.env.A_B, process.env.SECRET_KEY.length, process.env['ENDPOINT_URL_' + id],
        process.env['ENDPOINT_AUTH_SCHEME_' + id], process.env['ENDPOINT_DATA_' + id + '_DEPLOYMENT'],
        process.env.ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN.length].join(' '));
      emit('leak ' + process.env.SECRET_KEY + ' ' + process.env['ENDPOINT_AUTH_PARAMETER_' + id + '_APITOKEN']);`;
    const variables = ['--variable', 'A.B=x=y', '--variable', 'System.CollectionUri=http://127.0.0.1/acme/'];
    const { status, printed } = await command(
      script,
      ['to=In Review', 'jira=jira', ...variables, '--secret', 'key', '--secret', 'System.AccessToken=job-token'],
      { KEY: 'key-value', SLIPWAY_CONNECTION_JIRA: 'http://127.0.0.1/jira,token=jira=token,1,data.deployment=cloud' },
    );
    assert.equal(status, 0);
    assert.match(printed, /^In Review x=y 9 http:\/\/127\.0\.0\.1\/jira Token cloud 9$/m);
    assert.match(printed, /^leak \*\*\* \*\*\*$/m);
  });

  it('prints the outputs as an aligned table, on one line each and masked', async () => {
    const script = `emit('##vso[task.setvariable variable=v;isoutput=true]a%0Ab');
      emit('##vso[task.setsecret]hush'); emit('##vso[task.setvariable variable=longName;isoutput=true]<hush>');
      emit('##vso[task.complete result=SucceededWithIssues]well');`;
    const { status, printed } = await command(script, []);
    assert.equal(status, 0);
    assert.match(
      printed,
      /\nSucceededWithIssues in \d+\.\d s: well\n\nOutputs\n {2}v {9}a\\nb\n {2}longName {2}<\*\*\*>$/,
    );
  });

  it('ends with 1 when the task failed', async () => {
    assert.equal((await command('process.exitCode = 1', [])).status, 1);
  });

  it('ends with 2 and says why when it does not understand', async () => {
    for (const [args, why] of [
      [['--node', '18'], /--node takes 20 or 24/],
      [['to'], /"to" has no value/],
      [['--secret', 'Some.Key'], /set SOME_KEY/],
      [['--connection', 'jira=nowhere'], /not the URL/],
      [['--colour'], /colour/],
    ] as const) {
      const { status, errors } = await command('', args);
      assert.equal(status, 2);
      assert.match(errors, why);
    }
  });

  it('names the tasks there are when it knows none of that name', async () => {
    const { status, errors } = await command('', ['--tasks', path.dirname(tasks.workFolder)], {}, 'Nothing');
    assert.equal(status, 2);
    assert.match(errors, /There is no task Nothing in .*, only task-1, /);
  });

  it('says that nothing is built yet', async () => {
    const { status, errors } = await command('', ['--tasks', '/no/such/folder']);
    assert.equal(status, 2);
    assert.match(errors, /run "npm run build" first/);
  });

  it('takes a user name for basic authorization, and nothing for none', () => {
    const { endpoints } = parseTaskCommandLine(
      ['T', '--connection', 'a=http://x,username=u,password=p,q', '--connection', 'b=http://x'],
      {},
    );
    assert.deepEqual(endpoints['a']?.authorization, {
      scheme: 'UsernamePassword',
      parameters: { username: 'u', password: 'p,q' },
    });
    assert.equal(endpoints['b']?.authorization.scheme, 'None');
  });
});
